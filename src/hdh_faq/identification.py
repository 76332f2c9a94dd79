"""In which language something is written, as far as its words tell: French, English, another, or none for sure."""

import json
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hdh_faq.errors import PackageDamagedError
from hdh_faq.languages import Lang
from hdh_faq.lexical import fold
from hdh_faq.words import FOREIGN, STOP_WORDS

PACKAGE = Path(__file__).parent
FILE = "data/french.json"
CERTAIN = 10_000
"""No letter group speaks for a language, or against it, by more."""


def read_groups(package: Path = PACKAGE) -> dict[str, int]:
    """Letter groups and how much each speaks for French, as the file has them.

    Raises:
        PackageDamagedError: it cannot be read, or holds something else.
    """
    try:
        data = json.loads((package / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise PackageDamagedError.in_file(FILE, error) from None
    if not isinstance(data, dict) or not data or not all(map(_is_weight, data.values())):
        raise PackageDamagedError.in_file(
            FILE, f"it must hold letter groups, each with a whole number of at most {CERTAIN}, and nothing else"
        )
    return data


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= CERTAIN


FRENCH = read_groups()
"""Letter groups that speak for French (positive) or English (negative), in hundredths of log-odds."""
FOREIGN_LETTERS = frozenset("ßñłąęśźżćńğışőűřěščžãõåøđ¿¡")
LONGEST_GROUP = 5
ACCENT = "\u0301"
"""Stands, among the groups of a word, for the accents that folding took away."""
PAGE = 0.9
"""Probability, before a word is read, that a question is in the language of the page on which it was asked."""
OWN_WORD = 1.5
"""Log-odds that a word adds which the pages of one language alone have."""
MOST = 2.0
"""Log-odds of a word at most: less than those of the page, since a stray word must not change the language."""
MOST_UNKNOWN = 1.0
"""Of a word that no page has, at most: the letters of two names and a misspelling are no other language."""
MIN_WORDS_OTHER, MIN_FOREIGN, KNOWN_SHARE = 3, 2, 0.6
"""Another language needs more, since refusing a question that we could answer is the worse mistake: this many words,
this many of them foreign and more than are ours, and no larger share of them known from the pages."""
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class PageWords:
    """The folded words of the pages, as far as they help to tell languages apart."""

    french: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of both languages' pages, names above all: they tell nothing. Stop words do."""
        return (self.french & self.english) - STOP_WORDS["fr"] - STOP_WORDS["en"]

    def share(self, words: Sequence[str]) -> float:
        """Share of ``words`` that a page has, in either language."""
        return sum(word in self.french or word in self.english for word in words) / len(words)


def identify(text: str, page_lang: Lang | None = None, page_words: PageWords | None = None) -> Lang | None:
    """The likelier of French and English, or None if it is neither.

    ``page_lang``, the language of the page on which it was asked, decides where the words hardly do: a stray word
    does not change the language. Without words or a page it is French.
    """
    page_words = page_words or PageWords()
    typed = WORD.findall(text)
    words = [fold(word) for word in typed]
    if _is_foreign_script(text) or _is_foreign(text, words, page_words):
        return None
    log_odds = sum(_log_odds(word, folded, page_words) for word, folded in zip(typed, words, strict=True))
    prior = {"fr": 1, "en": -1, None: 0}[page_lang] * math.log(PAGE / (1 - PAGE))
    return "fr" if log_odds + prior >= 0 else "en"


def _log_odds(word: str, folded: str, page_words: PageWords) -> float:
    """How much a word speaks for French, or against it and for English."""
    if folded in page_words.names:
        return 0.0
    french, english = folded in page_words.french, folded in page_words.english
    letters = sum(FRENCH.get(group, 0) for group in groups_of(word)) / 100
    most = MOST if french or english else MOST_UNKNOWN
    return max(-most, min(most, letters + OWN_WORD * (french - english)))


def groups_of(word: str) -> Iterator[str]:
    """The letter groups of a word, folded, its ends marked (``_d``, ``du_``), and a sign if it had accents."""
    folded = fold(word)
    if folded != word.lower():
        yield ACCENT
    marked = f"_{folded}_"
    for length in range(2, LONGEST_GROUP + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def _is_foreign(text: str, words: Sequence[str], page_words: PageWords) -> bool:
    if len(words) < MIN_WORDS_OTHER or page_words.share(words) > KNOWN_SHARE:
        return False
    ours = max(sum(word in STOP_WORDS[lang] for word in words) for lang in STOP_WORDS)
    by_letters = sum(not FOREIGN_LETTERS.isdisjoint(word.lower()) for word in text.split())
    by_words = max(len(common.intersection(words)) for common in FOREIGN.values())
    return by_letters + by_words >= max(MIN_FOREIGN, ours + 1)


def _is_foreign_script(text: str) -> bool:
    if text.isascii():
        return False
    letters = [char for char in text if char.isalpha()]
    return sum("LATIN" not in unicodedata.name(char, "") for char in letters) > len(letters) / 2
