"""The words that decide, as data (``data/words.json``): read here, and by any other engine that answers alike.

All but the messages are folded: lower case, no accents.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

_DATA: dict[str, Any] = json.loads((files("hdh_faq") / "data/words.json").read_text(encoding="utf-8"))


def _sets(lists: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """For each language its words, which the file holds in one text."""
    return {lang: frozenset(text.split()) for lang, text in lists.items()}


STOP_WORDS = _sets(_DATA["stop_words"])
"""Words that carry no subject, question words among them; unstemmed."""
OPENINGS = _sets(_DATA["openings"])
"""First words of a question that goes on from another."""
PRONOUNS = _sets(_DATA["pronouns"])
"""Words that stand for something said before."""
FOREIGN = {lang: words - STOP_WORDS["fr"] - STOP_WORDS["en"] for lang, words in _sets(_DATA["foreign"]).items()}
"""Common words of other languages in Latin letters."""
SHORTHAND: dict[str, dict[str, str]] = _DATA["shorthand"]
"""For each language, what is typed in haste or by ear, and what it stands for."""
GREETINGS = frozenset(_DATA["greetings"].split())
"""Words that greet, thank or beg."""
AROUND_GREETINGS = frozenset(_DATA["around_greetings"].split())
"""What stands beside them: ``à tous``, ``d'avance``, ``good``."""


class Personal(NamedTuple):
    """A form of personal datum.

    Attributes:
        mask: what is put in its place.
        pattern: a regular expression, of a text whose signs are those of `LOOK_ALIKE`.
        check: what must hold besides: ``nir``, ``iban`` or ``luhn``; empty: nothing.
    """

    mask: str
    pattern: str
    check: str = ""


LOOK_ALIKE = {ord(sign): plain for plain, signs in _DATA["look_alike"].items() for sign in signs}
"""Digits, dashes and spaces of all kinds, capitals, and what they are read as where personal data is looked for."""
PERSONAL = tuple(Personal(**rule) for rule in _DATA["personal"])
"""In the order in which they are looked for."""
MESSAGES: dict[str, dict[str, str]] = _DATA["messages"]
"""For an outcome and a language, the sentence for the reader; ``{limit}`` is a number of characters, ``{subject}``
what the site is about."""
LACKING: dict[str, str] = _DATA["lacking"]
"""For a language, what is said of ``{words}`` of a question that the first passage shown does not have."""
QUOTED: dict[str, str] = _DATA["quoted"]
"""For a language, how one ``{word}`` is quoted."""
MONTHS: dict[str, list[str]] = {lang: names.split() for lang, names in _DATA["months"].items()}
"""For a language, the months as they are written."""
PAGES_SAY: dict[str, str] = _DATA["pages_say"]
"""For a language, what stands for the subject of a site that does not tell it."""
