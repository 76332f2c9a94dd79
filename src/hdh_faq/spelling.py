"""Mends misspelt words of a question, with the words of the pages as the only dictionary."""

import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hdh_faq.lexical import WORD, fold
from hdh_faq.words import STOP_WORDS

MIN_LETTERS = 5
"""Shorter words have too many neighbours to guess among."""
LONG_WORD = 8
"""Words of at least this length may differ by two edits, shorter ones by one."""
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
        self._corrections = [
            word
            # Of equally near words the one that the pages use most, which is found first, is meant.
            for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if n >= MIN_OCCURRENCES and len(word) >= MIN_LETTERS - 1 and word.isalpha()
        ]

    def correct(self, text: str) -> str:
        """The text with its misspelt words replaced; all else stays as typed."""
        return WORD.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        word = fold(match[0])
        if len(word) < MIN_LETTERS or word in self._known or not word.isalpha():
            return match[0]
        allowed = 2 if len(word) >= LONG_WORD else 1
        nearest = process.extractOne(word, self._corrections, scorer=OSA.distance, score_cutoff=allowed)
        return nearest[0] if nearest else match[0]
