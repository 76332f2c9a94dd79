"""The words that the pages of a language use, and which of them are names: known when the index is built."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
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
    """

    words: Mapping[str, int]
    joined: Mapping[str, str]
    names: frozenset[str]

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> "Dictionary":
        """Count the words of passages of one language."""
        words: Counter[str] = Counter()
        runs: Counter[str] = Counter()
        capitals: Counter[str] = Counter()
        inside: Counter[str] = Counter()
        for passage in passages:
            words.update(WORD.findall(fold(passage.document)))
            for text in (*passage.headings, passage.text):
                runs.update(_capital_runs(text))
            for start, end in sentence_spans(passage.text):
                _, *rest = WORD.findall(passage.text[start:end]) or [""]
                inside.update(map(fold, rest))
                capitals.update(fold(word) for word in rest if word[0].isupper())
        joined = {run.replace(" ", ""): run for run, n in sorted(runs.items()) if n >= MIN_USES}
        return cls(
            words=dict(sorted(words.items())),
            joined={one: several for one, several in sorted(joined.items()) if one not in words},
            names=frozenset(
                word for word, n in capitals.items() if len(word) >= MIN_NAME and n >= NAME_SHARE * inside[word]
            ),
        )

    def to_json(self) -> str:
        """One text, the same whatever the order in memory."""
        data = {"words": self.words, "joined": self.joined, "names": sorted(self.names)}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Dictionary":
        """Read what `to_json` wrote."""
        data = json.loads(text)
        return cls(data["words"], data["joined"], frozenset(data["names"]))


def _capital_runs(text: str) -> Iterable[str]:
    """Two or three neighbouring words that each begin with a capital, folded: ``cloud act``, ``health data hub``."""
    for run in re.findall(r"(?<!\w)[^\W\d_a-zà-ÿœ][^\W_]*(?: [^\W\d_a-zà-ÿœ][^\W_]*)+", text):
        words = fold(run).split()
        for length in range(2, LONGEST_NAME + 1):
            for start in range(len(words) - length + 1):
                yield " ".join(words[start : start + length])
