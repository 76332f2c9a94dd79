"""What a page says of itself, for the index and not for its readers.

Ours say it in the page (``script#faq-page``) and in a file beside it. A site that is not ours says nothing, or
something else: whatever is not of the right kind counts as not said.
"""

import json
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from hdh_faq.beside import BESIDE


def metadata_of(tree: LexborHTMLParser, beside: bytes) -> dict[str, Any]:
    """What the page and the content of the file `BESIDE` it say; empty if neither does."""
    node = tree.css_first("script#faq-page")
    return {**(_data(node.text()) if node else {}), **_data(beside)}


def read_beside(path: Path) -> bytes:
    """What the build put beside a page; nothing on another site."""
    place = path.with_name(BESIDE)
    return place.read_bytes() if path.name == "index.html" and place.is_file() else b""


def about_of(data: dict[str, Any], anchor: str) -> str:
    """What a section is about, in words that its text need not repeat."""
    about = data.get("about")
    line = about.get(anchor) if isinstance(about, dict) else None
    return line if isinstance(line, str) else ""


def questions_of(data: dict[str, Any], anchor: str) -> tuple[str, ...]:
    """Carried questions of a section; one question written without its dash is one question."""
    carried = data.get("questions")
    asked = carried.get(anchor) if isinstance(carried, dict) else None
    asked = [asked] if isinstance(asked, str) else asked
    return tuple(question for question in asked if isinstance(question, str)) if isinstance(asked, list) else ()


def _data(text: str | bytes) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
