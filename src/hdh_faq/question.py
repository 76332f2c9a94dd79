"""What a visitor typed: cleaned, its language found, its personal data masked."""

import re
import unicodedata
from dataclasses import dataclass

from hdh_faq.answer import Outcome
from hdh_faq.identification import PageWords, identify
from hdh_faq.languages import Lang
from hdh_faq.lexical import WORD, fold
from hdh_faq.personal_data import masked, without_masks
from hdh_faq.words import AROUND_GREETINGS, GREETINGS

EXCERPT_CHARS = 80
"""What is kept of a question that is too long."""


@dataclass(frozen=True)
class Question:
    """A question ready to be searched.

    Attributes:
        text: on one line, without invisible characters, personal data masked.
        lang: language to answer in.
        other_language: it is written in neither French nor English.
        personal_data: something was masked; the text must be neither searched nor kept.
        too_long: only its beginning is kept.
    """

    text: str
    lang: Lang
    other_language: bool = False
    personal_data: bool = False
    too_long: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing in it that could be searched."""
        return sum(char.isalnum() for char in self.text) < 2  # noqa: PLR2004

    @property
    def is_greeting(self) -> bool:
        """Only words of politeness."""
        words = WORD.findall(fold(self.text))
        return not GREETINGS.isdisjoint(words) and all(word in GREETINGS | AROUND_GREETINGS for word in words)


def read_question(
    raw: str, page_lang: Lang | None = None, page_words: PageWords | None = None, max_chars: int = 1000
) -> Question:
    """Clean what was typed and find its language; ``page_lang`` decides where the words hardly do.

    Of a text longer than ``max_chars`` no more than an excerpt is looked at.
    """
    text = clean(raw)
    too_long = len(text) > max_chars
    if too_long:
        text = text[:EXCERPT_CHARS] + "…"
    safe = masked(text)
    lang = identify(without_masks(safe), page_lang, page_words)
    return Question(
        text=safe,
        lang=lang or page_lang or "fr",
        other_language=lang is None,
        personal_data=safe != text,
        too_long=too_long,
    )


def clean(raw: str) -> str:
    """One line, composed (NFC), without control, format, private-use or unassigned characters."""
    visible = "".join(char for char in raw if char.isspace() or not unicodedata.category(char).startswith("C"))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", visible)).strip()


def refusal(asked: Question) -> Outcome | None:
    """The abstention that needs no search, if one applies; in this order."""
    for outcome, applies in (
        (Outcome.TOO_LONG, asked.too_long),
        (Outcome.PERSONAL_DATA, asked.personal_data),
        (Outcome.TOO_SHORT, asked.is_empty),
        (Outcome.GREETING, asked.is_greeting),
        (Outcome.OTHER_LANGUAGE, asked.other_language),
    ):
        if applies:
            return outcome
    return None
