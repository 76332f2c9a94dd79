"""The words that decide, as data (``data/words.json``): read here, and by any other engine that answers alike.

All but the messages are folded: lower case, no accents.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hdh_faq.errors import PackageDamagedError
from hdh_faq.languages import LANGUAGES

PACKAGE = Path(__file__).parent
FILE = "data/words.json"
ANY = "*"
"""Stands for all names, in a form."""
BOTH = dict.fromkeys(LANGUAGES, "")
FORM: dict[str, Any] = {
    **dict.fromkeys(
        ("stop_words", "openings", "pronouns", "empty", "asking", "months", "lacking", "quoted", "pages_say"), BOTH
    ),
    **dict.fromkeys(("greetings", "around_greetings"), ""),
    "foreign": {ANY: ""},
    "look_alike": {ANY: ""},
    "shorthand": {lang: {ANY: ""} for lang in LANGUAGES},
    "messages": {ANY: BOTH},
}
"""What must stand in the file, a text for each text; the rules of ``personal`` are checked apart."""
CHECKS = ("", "nir", "iban", "luhn")


def read_words(package: Path = PACKAGE) -> dict[str, Any]:
    """The file as it is.

    Raises:
        PackageDamagedError: it cannot be read, or something is missing in it or of another form.
    """
    try:
        data = json.loads((package / FILE).read_text(encoding="utf-8"))
        wrong = _wrong(data)
    except (OSError, ValueError, RecursionError) as error:
        wrong = str(error)
    if wrong:
        raise PackageDamagedError.in_file(FILE, wrong)
    return dict(data)


def _wrong(data: object) -> str:
    """What is wrong with the content of the file; empty if nothing is."""
    if not isinstance(data, dict):
        return "it must hold names and their values"
    name = next((name for name, form in FORM.items() if not _has_form(data.get(name), form)), "")
    if not name and not (isinstance(data.get("personal"), list) and all(map(_is_rule, data["personal"]))):
        name = "personal"
    return name and f"“{name}” is missing, or not what it must be"


def _has_form(value: object, form: Any) -> bool:  # noqa: ANN401 - a text, or forms by name
    if isinstance(form, str):
        return isinstance(value, str)
    if not isinstance(value, dict):
        return False
    wanted = dict.fromkeys(value, form[ANY]) if ANY in form else form
    return all(_has_form(value.get(name), own) for name, own in wanted.items())


def _is_rule(rule: object) -> bool:
    """Whether `Personal` can be made of it."""
    if not isinstance(rule, dict) or not {"mask", "pattern"} <= rule.keys() <= {"mask", "pattern", "check"}:
        return False
    if not all(isinstance(text, str) for text in rule.values()) or rule.get("check", "") not in CHECKS:
        return False
    try:
        re.compile(rule["pattern"])
    except re.error:
        return False
    return True


_DATA = read_words()


def _sets(lists: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """For each language its words, which the file holds in one text."""
    return {lang: frozenset(text.split()) for lang, text in lists.items()}


STOP_WORDS = _sets(_DATA["stop_words"])
"""Words that carry no subject, question words among them; unstemmed."""
OPENINGS = _sets(_DATA["openings"])
"""First words of a question that goes on from another."""
PRONOUNS = _sets(_DATA["pronouns"])
"""Words that stand for something said before."""
EMPTY = _sets(_DATA["empty"])
"""Words that tell nothing beside a question word: ``c'est vrai ?``, ``what can I do?``."""
ASKING = {lang: frozenset(phrases.split(", ")) for lang, phrases in _DATA["asking"].items()}
"""Words and phrases that ask, wherever in a sentence they stand."""
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
