"""A question and the ones before it → one question that can be searched."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from hdh_faq.languages import Lang
from hdh_faq.lexical import WORD, fold, terms
from hdh_faq.question import Question
from hdh_faq.words import EMPTY, OPENINGS, PRONOUNS

EARLIER = 3
"""Questions before this one that are looked at."""
SHORT = 3
"""With so few telling words, a question may need the one before it."""


def leans(question: Question, names: AbstractSet[str]) -> bool:
    """Whether a question says by itself that it goes on from the one before: ``et Visio ?``, ``how long is it?``.

    It does if it opens like it, if it is short, names nothing and has a word that stands for something said, or if it
    has no telling word.
    """
    words = [fold(word) for word in WORD.findall(question.text)]
    opens = bool(words) and words[0] in OPENINGS[question.lang] and is_short(question)
    points = not PRONOUNS[question.lang].isdisjoint(words) and names.isdisjoint(words)
    return opens or (points and is_short(question)) or not _tells(question.text, question.lang)


def asks_of_all(text: str, lang: Lang) -> bool:
    """Whether it asks of all that was said, and of no name in it: ``c'est vrai ?``, ``what can I do?``."""
    return not _tells(text, lang) and not EMPTY[lang].isdisjoint(fold(word) for word in WORD.findall(text))


def _tells(text: str, lang: Lang) -> bool:
    """Whether it has a telling word, which tells something beside a question word, too."""
    return bool(terms(WORD.sub(lambda match: "" if fold(match[0]) in EMPTY[lang] else match[0], text), lang))


def may_lean(question: Question, names: AbstractSet[str]) -> bool:
    """Whether a question may go on from another without saying so: it is short and names nothing."""
    return is_short(question) and names.isdisjoint(fold(word) for word in WORD.findall(question.text))


def is_short(question: Question) -> bool:
    """Whether it has few telling words."""
    return len(terms(question.text, question.lang)) <= SHORT


def in_full(question: Question, earlier: Sequence[Question], names: AbstractSet[str]) -> str:
    """The question after the earlier one that it goes on from, which may itself go on from another.

    Where it brings names of its own (``et pour Visio ?``), those of the earlier one give way.
    """
    if not earlier:
        return question.text
    *before, last = earlier
    said = in_full(last, before, names) if leans(last, names) else last.text
    if not names.isdisjoint(fold(word) for word in WORD.findall(question.text)):
        kept = WORD.sub(lambda match: "" if fold(match[0]) in names else match[0], said)
        said = " ".join(kept.split())
    return f"{said} {question.text}"
