"""The words that the pages of a language use, and which of them are names: known when the index is built."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hdh_faq.cutting import sentence_spans
from hdh_faq.lexical import WORD, fold
from hdh_faq.passage import Passage

MIN_USES = 3
"""A name must be written so often to be known by its joined form."""
NAME_SHARE = 0.8
"""A word is a name if it is written with a capital at least so often where no sentence begins."""
MIN_NAME = 3
LONGEST_NAME = 3
"""Words that a name is joined of, at most."""


@dataclass(frozen=True)
class Dictionary:
    """What the pages of a language say, word by word; questions are left out, since they may be misspelt on purpose.

    Attributes:
        words: how often each folded word is used.
        joined: names of several words, by what they are when written as one: ``cloudact`` → ``cloud act``.
        names: folded words that are names.
        written: how words that are used often are written, where that is not as folded: ``hébergeur``, ``ANSSI``.
    """

    words: Mapping[str, int]
    joined: Mapping[str, str]
    names: frozenset[str]
    written: tuple[str, ...] = ()

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> "Dictionary":
        """Count the words of passages of one language."""
        words: Counter[str] = Counter()
        runs: Counter[str] = Counter()
        capitals: Counter[str] = Counter()
        inside: Counter[str] = Counter()
        written: Counter[str] = Counter()
        for passage in passages:
            words.update(WORD.findall(fold(passage.document)))
            written.update(WORD.findall(passage.document))
            for text in (*passage.headings, passage.text):
                runs.update(_capital_runs(text))
            for start, end in sentence_spans(passage.text):
                _, *rest = WORD.findall(passage.text[start:end]) or [""]
                inside.update(map(fold, rest))
                capitals.update(fold(word) for word in rest if word[0].isupper())
        joined = {run.replace(" ", ""): run for run, n in sorted(runs.items()) if n >= MIN_USES}
        names = frozenset(
            word for word, n in capitals.items() if len(word) >= MIN_NAME and n >= NAME_SHARE * inside[word]
        )
        return cls(
            words=dict(sorted(words.items())),
            joined={one: several for one, several in sorted(joined.items()) if one not in words},
            names=names,
            written=_written({word for word, n in words.items() if n >= MIN_USES}, written, names),
        )

    def to_json(self) -> str:
        """One text, the same whatever the order in memory."""
        data = {"words": self.words, "joined": self.joined, "names": sorted(self.names), "written": self.written}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Dictionary":
        """Read what `to_json` wrote."""
        data = json.loads(text)
        return cls(data["words"], data["joined"], frozenset(data["names"]), tuple(data["written"]))


def _written(often: AbstractSet[str], forms: Mapping[str, int], names: AbstractSet[str]) -> tuple[str, ...]:
    """The commonest form of each of these words that is not the folded one; of a word that is no name, in small."""
    counts: dict[str, Counter[str]] = {}
    for form, n in forms.items():
        word = fold(form)
        if word in often:
            counts.setdefault(word, Counter())[form if word in names else form.lower()] += n
    best = {word: min(own, key=lambda form: (-own[form], form)) for word, own in counts.items()}
    return tuple(form for word, form in sorted(best.items()) if form != word)


def _capital_runs(text: str) -> Iterable[str]:
    """Two or three neighbouring words that each begin with a capital, folded: ``cloud act``, ``health data hub``."""
    for run in re.findall(r"(?<!\w)[^\W\d_a-zà-ÿœ][^\W_]*(?: [^\W\d_a-zà-ÿœ][^\W_]*)+", text):
        words = fold(run).split()
        for length in range(2, LONGEST_NAME + 1):
            for start in range(len(words) - length + 1):
                yield " ".join(words[start : start + length])
