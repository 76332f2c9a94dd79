"""A text that tells a story → where in it the question may stand: ``My mother is 87 and afraid. Can she refuse?``.

A story thins out what is asked: after one, questions of strangers found the right passage first in half of the cases,
and in nine of ten without it (``evaluation/results.md``).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hdh_faq.dictionary import LONGEST_NAME, Dictionary
from hdh_faq.languages import Lang
from hdh_faq.lexical import WORD, fold, terms
from hdh_faq.mending import is_polite
from hdh_faq.spelling import COMMON_WORDS
from hdh_faq.words import ASKING, PRONOUNS, STOP_WORDS

LONG = 15
"""Words from which a text may be more than a question."""
MIN_TELLING = 2
"""Telling words without which the end of a sentence asks nothing."""
ENDS = 2
"""Ends of one long sentence that are looked at, the last ones."""
LONGEST_ASKING = 3
"""Words of a phrase that asks, at most."""
SENTENCE_END = re.compile(r"(?<=[.?!…]) ")
CLAUSE_END = re.compile(r"[,;:–—] ")


class Told(NamedTuple):
    """Where the question may stand, the sentence before it, and the names before it; empty if there are none."""

    question: str
    before: str = ""
    names: str = ""


def sentences(text: str) -> list[str]:
    """The sentences of a text on one line."""
    return [one for one in SENTENCE_END.split(text) if WORD.search(one)]


def told(text: str, dictionary: Dictionary, lang: Lang) -> list[Told]:
    """Where the question stands in a long text: none if that is short or asks nowhere.

    Of sentences it is the last with a question mark at its end, or the last of all. A single sentence may ask after
    its last commas and from its last words that ask: ``my son is 15 can I refuse for him``.
    """
    if len(WORD.findall(text)) < LONG:
        return []
    parts = [one for one in sentences(text) if not is_polite(one)]
    if len(parts) > 1:
        asks = [place for place, one in enumerate(parts) if one.endswith("?")]
        place = asks[-1] if asks else len(parts) - 1
        return [
            Told(parts[place], parts[place - 1] if place else "", names_in(" ".join(parts[:place]), dictionary, lang))
        ]
    asking = _asking(text, lang)
    starts = sorted({*_clauses(text), *asking}) if 0 not in asking else []
    ends = [Told(text[start:], names=names_in(text[:start], dictionary, lang)) for start in starts]
    return [end for end in ends if _tells(end, lang)][-ENDS:]


def _tells(end: Told, lang: Lang) -> bool:
    """Whether it says what it asks about, or points back to what is named before it."""
    points = not PRONOUNS[lang].isdisjoint(fold(word) for word in WORD.findall(end.question))
    return len(terms(end.question, lang)) >= MIN_TELLING or bool(end.names and points)


def names_in(text: str, dictionary: Dictionary, lang: Lang) -> str:
    """The names in a text, of one word or several; a common word is none by itself."""
    words = WORD.findall(text)
    folded = [fold(word) for word in words]
    names, common, stop = dictionary.names, COMMON_WORDS, STOP_WORDS[lang]
    named = {at for at, word in enumerate(folded) if word in names and word not in common and word not in stop}
    for count in range(2, LONGEST_NAME + 1):
        for place in range(len(words) - count + 1):
            if "".join(folded[place : place + count]) in dictionary.joined:
                named.update(range(place, place + count))
    return " ".join(words[place] for place in sorted(named))


def _clauses(text: str) -> list[int]:
    return [match.end() for match in CLAUSE_END.finditer(text)]


def _asking(text: str, lang: Lang) -> list[int]:
    """Where words begin that ask, the first of those beside each other: 0 if the whole text asks."""
    found = list(WORD.finditer(text))
    words = [fold(match[0]) for match in found]
    asks = [_asks(words[place:], lang) for place in range(len(words))]
    first = [place for place, one in enumerate(asks) if one and not (place and asks[place - 1])]
    return [found[place].start() if place else 0 for place in first]


def _asks(words: Sequence[str], lang: Lang) -> bool:
    return any(" ".join(words[:count]) in ASKING[lang] for count in range(1, LONGEST_ASKING + 1))
