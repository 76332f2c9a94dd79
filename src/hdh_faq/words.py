"""The words that decide, as data (``data/words.json``): read here, and by any other engine that answers alike."""

import json
from importlib.resources import files
from typing import Any

_DATA: dict[str, Any] = json.loads((files("hdh_faq") / "data/words.json").read_text(encoding="utf-8"))

STOP_WORDS: dict[str, frozenset[str]] = {lang: frozenset(text.split()) for lang, text in _DATA["stop_words"].items()}
"""Words that carry no subject, question words among them; folded, unstemmed."""
GREETINGS: frozenset[str] = frozenset(_DATA["greetings"].split())
"""Words of politeness, folded."""
PERSONAL: tuple[tuple[str, str], ...] = tuple((rule["pattern"], rule["mask"]) for rule in _DATA["personal"])
"""Regular expression of a personal datum, and what is put in its place."""
FOREIGN: dict[str, frozenset[str]] = {
    lang: frozenset(text.split()) - STOP_WORDS["fr"] - STOP_WORDS["en"] for lang, text in _DATA["foreign"].items()
}
"""Common words of other languages in Latin letters, folded."""
MESSAGES: dict[str, dict[str, str]] = _DATA["messages"]
"""For an outcome and a language, the sentence for the reader; ``{limit}`` is a number of characters."""
