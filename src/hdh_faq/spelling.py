"""Mends misspelt words of a question, with the words of the pages as the only corrections."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hdh_faq.errors import PackageDamagedError
from hdh_faq.lexical import fold
from hdh_faq.words import STOP_WORDS

PACKAGE = Path(__file__).parent
FILE = "data/common-words.txt"


def read_common_words(package: Path = PACKAGE) -> frozenset[str]:
    """The words of the file; raises PackageDamagedError where it cannot be read."""
    try:
        return frozenset((package / FILE).read_text(encoding="utf-8").split())
    except (OSError, ValueError) as error:
        raise PackageDamagedError.in_file(FILE, error) from None


COMMON_WORDS = read_common_words()
"""Folded words of French and English that are words, whether or not a page has them: these stay as typed."""
MIN_LETTERS = 5
"""Shorter words have too many neighbours to guess among; of one letter less, only two swapped letters are mended."""
LONG_WORD = 8
"""Words of at least this length may differ by two edits, shorter ones by one."""
ALIKE = 2
"""Letters at the beginning that words so far apart must share: ``majoritaire`` is no ``minoritaire``."""
MIN_OCCURRENCES = 3
"""A word must occur so often in the pages to be a correction."""


class Speller:
    """Replaces words that no page has by the nearest word that the pages use often.

    Nearness is the optimal string alignment distance: insertions, deletions, substitutions and swaps of
    neighbouring letters, accents folded.
    """

    def __init__(self, counts: Mapping[str, int], lang: str) -> None:
        """Learn the words of the pages: how often each is used, folded."""
        self._known = frozenset(counts) | STOP_WORDS[lang]
        self._corrections: dict[str, list[str]] = {}
        # Of equally near words the one that the pages use most, which is found first, is meant.
        for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            if n >= MIN_OCCURRENCES and len(word) >= MIN_LETTERS - 1 and word.isalpha():
                self._corrections.setdefault(word[0], []).append(word)

    def correction(self, typed: str) -> str | None:
        """What a misspelt word was meant to be; None for a word that stays as typed."""
        word = fold(typed)
        known = word in self._known or word in COMMON_WORDS
        if len(word) < MIN_LETTERS - 1 or known or not word.isalpha():
            return None
        is_short = len(word) < MIN_LETTERS
        allowed = 2 if len(word) >= LONG_WORD else 1
        alike = word[:ALIKE]
        # A first letter is rarely mistyped, and another one makes another name; but an apostrophe may be left out.
        for initial in dict.fromkeys((word[0], word[1])):
            near: Sequence[str] = self._corrections.get(initial, ())
            if is_short:
                near = [one for one in near if sorted(one) == sorted(word)]
            found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=allowed)
            if not found:
                continue
            nearest, edits = str(found[0]), found[1]
            if word.endswith(nearest) or (initial == word[0] and (edits == 1 or nearest.startswith(alike))):
                return nearest
        return None
