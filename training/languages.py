"""French or English: fit the table of `hdh_faq.identification` to this repository's own text.

Run with `PYTHONPATH=. python training/languages.py`; writes ``src/hdh_faq/data/french.json``, then run `hdh-faq pin`.
A logistic regression over the letter groups of words (Cavnar and Trenkle 1994 call them n-grams), fitted on snippets
of one to eight words, since that is how questions are typed.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from hdh_faq.identification import groups_of
from hdh_faq.languages import LANGUAGES, Lang
from hdh_faq.lexical import fold

PLACE = Path("src/hdh_faq/data/french.json")
SNIPPETS, LONGEST = 60_000, 8
UNACCENTED = 0.5
SEEN = 40
"""A letter group that so few snippets hold says little."""
KEPT = 3000


def texts(lang: Lang) -> Iterator[str]:
    """Lines of this repository's text in ``lang``: the pages' prose and the questions written for training."""
    for page in sorted(Path("docs", lang).glob("*.md")):
        body = page.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        yield from re.sub(r"\[\^[^\]]*\]|\]\([^)]*\)|\{[^}]*\}|https?://\S+", " ", body).splitlines()
    for line in Path("docs/questions.jsonl").read_text(encoding="utf-8").splitlines():
        yield from json.loads(line)[lang]


def words_of(lang: Lang) -> list[list[str]]:
    """Words of each line, letters only."""
    lines = [re.findall(r"[^\W\d_]+", text.lower()) for text in texts(lang)]
    return [words for words in lines if words]


def snippets(lines: list[list[str]], shared: set[str], count: int, chance: random.Random) -> list[list[str]]:
    """Runs of one to eight words, without those that both languages have: names tell nothing."""
    found: list[list[str]] = []
    while len(found) < count:
        line = chance.choice(lines)
        start = chance.randrange(len(line))
        own = [word for word in line[start : start + chance.randint(1, LONGEST)] if fold(word) not in shared]
        if own:
            # Half of those who ask type no accents.
            found.append(own if chance.random() < UNACCENTED else list(map(fold, own)))
    return found


def main() -> None:
    """Fit, say how often a held-out snippet is told right, write the table."""
    chance = random.Random(0)
    lines = {lang: words_of(lang) for lang in LANGUAGES}
    counts = {lang: Counter(fold(word) for line in own for word in line) for lang, own in lines.items()}
    shared = {word for word in counts["fr"] if min(counts["fr"][word], counts["en"][word]) * 5
              > max(counts["fr"][word], counts["en"][word])}  # fmt: skip
    rows = [(own, lang == "fr") for lang in LANGUAGES for own in snippets(lines[lang], shared, SNIPPETS, chance)]
    chance.shuffle(rows)
    grouped = [Counter(group for word in own for group in groups_of(word)) for own, _ in rows]
    labels = np.asarray([french for _, french in rows])
    seen = Counter(group for own in grouped for group in own)
    names = sorted(group for group, n in seen.items() if n >= SEEN)
    held = len(rows) // 5
    for _ in range(2):  # the second time with those that counted most
        columns = {name: column for column, name in enumerate(names)}
        cells = [(row, columns[g], n) for row, own in enumerate(grouped) for g, n in own.items() if g in columns]
        at, column, values = (np.asarray(part) for part in zip(*cells, strict=True))
        table = csr_matrix((values, (at, column)), shape=(len(rows), len(names)))
        model = LogisticRegression(C=0.3, max_iter=300, fit_intercept=False).fit(table[held:], labels[held:])
        right = (model.predict(table[:held]) == labels[:held]).mean()
        print(f"{len(names)} letter groups: {100 * right:.2f} % of held-out snippets told right")
        weights = dict(zip(names, model.coef_[0], strict=True))
        names = sorted(sorted(weights, key=lambda name: -abs(weights[name]) * seen[name] ** 0.5)[:KEPT])
    kept = {name: round(100 * float(weights[name])) for name in names}
    data = {name: weight for name, weight in kept.items() if weight}
    PLACE.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
