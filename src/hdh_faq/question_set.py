"""A question set: JSON lines of questions, the reply that each wants, and the key of a right passage.

A line has ``id``, ``q``, ``lang``, ``expect`` (``answered``, ``no_answer``, ``out_of_scope``) and ``key``, groups of
regular expressions written without accents. A passage is right when each group has an expression found in it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hdh_faq.errors import FaqError
from hdh_faq.languages import LANGUAGES, Lang
from hdh_faq.lexical import fold

EXPECTED = ("answered", "no_answer", "out_of_scope")


@dataclass(frozen=True)
class Item:
    """A question of a set; ``key`` is empty where the right reply is to abstain."""

    id: str
    question: str
    lang: Lang
    expect: str
    key: tuple[tuple[str, ...], ...]
    style: str = ""
    topic: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the pages should answer it."""
        return self.expect == "answered"

    def is_answered_by(self, text: str) -> bool:
        """Whether a passage's text satisfies the key."""
        plain = re.sub(r"\s+", " ", fold(text).replace("’", "'"))
        return all(any(re.search(pattern, plain) for pattern in group) for group in self.key)


def load_items(path: Path) -> list[Item]:
    """Read a question set.

    Raises:
        FaqError: the file is missing or a line is not of the form above.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        items = [read_item(row) for row in rows]
    except OSError:
        raise FaqError(f"There is no question set {path}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        raise FaqError(f"{path} is not a question set: {error!r}") from None
    if not items:
        raise FaqError(f"{path} holds no question.")
    if len({item.id for item in items}) < len(items):
        raise FaqError(f"{path} is not a question set: an id stands in it twice.")
    return items


def read_item(row: dict[str, Any]) -> Item:
    """Read one line; whatever is amiss in it raises."""
    if isinstance(row["key"], str) or any(isinstance(group, str) for group in row["key"]):
        raise TypeError(row["key"])  # a text is a sequence of letters, not of expressions
    item = Item(
        id=row["id"],
        question=row["q"],
        lang=row["lang"],
        expect=row["expect"],
        key=tuple(tuple(re.compile(pattern).pattern for pattern in group) for group in row["key"]),
        style=row.get("style", ""),
        topic=row.get("topic", ""),
    )
    if not isinstance(item.question, str) or item.lang not in LANGUAGES or item.expect not in EXPECTED:
        raise ValueError(row)
    if item.answerable != bool(item.key):
        raise ValueError(row)
    return item


def rank_of(item: Item, texts: Sequence[str]) -> int:
    """Rank, from 1, of the first text that answers; 0 if none does or none should."""
    if not item.answerable:
        return 0
    return next((rank for rank, text in enumerate(texts, 1) if item.is_answered_by(text)), 0)
