"""A text that tells a story → where in it the question may stand: ``My mother is 87 and afraid. Can she refuse?``.

A story thins out what is asked: after one, questions of strangers found the right passage first in half of the cases,
and in nine of ten without it (``evaluation/results.md``).
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from hdh_faq.dictionary import LONGEST_NAME, Dictionary
from hdh_faq.languages import Lang
from hdh_faq.lexical import WORD, fold, terms
from hdh_faq.mending import is_polite
from hdh_faq.spelling import COMMON_WORDS
from hdh_faq.thread import asks_of_all
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
    """The sentences of a text on one line that are more than greetings and thanks."""
    return [one for one in SENTENCE_END.split(text) if not is_polite(one)]


def told(text: str, dictionary: Dictionary, lang: Lang) -> list[Told]:
    """Where the question stands in a long text: none if that is short or asks nowhere.

    Of sentences it is the last with a question mark at its end, or the last of all. A single sentence may ask after
    its last commas and from its last words that ask: ``my son is 15 can I refuse for him``.
    """
    if len(WORD.findall(text)) < LONG:
        return []
    parts = sentences(text)
    if len(parts) > 1:
        asks = [place for place, one in enumerate(parts) if one.endswith("?")]
        place = asks[-1] if asks else len(parts) - 1
        before = " ".join(parts[:place])
        names = _names_in(before, dictionary, lang)
        return [Told(parts[place], parts[place - 1] if place else "", names(len(before)))]
    asking = _asking(text, lang)
    starts = sorted({*_clauses(text), *asking}) if 0 not in asking else []
    names = _names_in(text, dictionary, lang)
    ends = (Told(text[start:], names=names(start)) for start in reversed(starts))
    return list(islice((end for end in ends if _tells(end, lang)), ENDS))[::-1]


def _tells(end: Told, lang: Lang) -> bool:
    """Whether it says what it asks about, or points back to what is named before it."""
    if asks_of_all(end.question, lang):
        return False
    if end.names and not PRONOUNS[lang].isdisjoint(fold(word) for word in WORD.findall(end.question)):
        return True
    return len(terms(end.question, lang)) >= MIN_TELLING


def _names_in(text: str, dictionary: Dictionary, lang: Lang) -> Callable[[int], str]:
    """What gives the names before a place of the text, of one word or several; a common word is none by itself."""
    found = list(WORD.finditer(text))
    folded = [fold(match[0]) for match in found]
    names, common, stop = dictionary.names, COMMON_WORDS, STOP_WORDS[lang]
    runs = [
        range(at, at + 1) for at, one in enumerate(folded) if one in names and one not in common and one not in stop
    ]
    for count in range(2, LONGEST_NAME + 1):
        every = (range(at, at + count) for at in range(len(folded) - count + 1))
        runs += [run for run in every if "".join(folded[run.start : run.stop]) in dictionary.joined]

    def before(end: int) -> str:
        named = {place for run in runs if found[run[-1]].end() <= end for place in run}
        return " ".join(found[place][0] for place in sorted(named))

    return before


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
