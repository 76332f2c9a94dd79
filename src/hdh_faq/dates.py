"""Dates as they are read out, in French and in English."""

import re

from hdh_faq.words import MONTHS

DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
UNDATED = {"fr": "sans date", "en": "undated"}


def date_of(text: str) -> str:
    """The date that a text begins with, as far as it goes: of a day, a month or a year; empty if there is none."""
    found = DATE.match(text)
    return found[0] if found else ""


def date_in_words(date: str, lang: str) -> str:
    """``2020-10-08`` → ``8 octobre 2020``; ``2026-02`` → ``février 2026``; ``2026`` stays; none is said so."""
    year, month, day = [*date.split("-"), "", ""][:3]
    if not year:
        return UNDATED[lang]
    words = [day.lstrip("0"), MONTHS[lang][int(month) - 1] if month else "", year]
    if lang == "fr" and words[0] == "1":
        words[0] = "1er"
    return " ".join(word for word in words if word)
