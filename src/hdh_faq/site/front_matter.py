"""Front matter that the build would stumble over: named before MkDocs reads it, and in every check."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hdh_faq.languages import LANGUAGES
from hdh_faq.site.markdown_page import MarkdownPage, read_markdown
from hdh_faq.site.rules import Finding, found


def unreadable_pages(docs: Path) -> list[Finding]:
    """What is wrong with the front matter of all pages under ``docs``, by file and line."""
    pages = (read_markdown(path, lang) for lang in LANGUAGES for path in (docs / lang).rglob("*.md"))
    return sorted(finding for page in pages for finding in front_matter(page))


def front_matter(page: MarkdownPage) -> Iterator[Finding]:
    """Front matter that is no YAML, and fields of a wrong shape."""
    if page.problem:
        yield found(page, "front_matter", detail=page.problem) if page.lines else found(page, "encoding")
        return
    if page.questions is None:
        yield found(page, "question_shape", page.line_of("questions:"))
    for name, fits in SHAPES.items():
        value = page.meta.get(name)
        if value is not None and not fits(value):
            yield found(page, "field_shape", page.line_of(f"{name}:"), name)


def _is_text(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, str)


def _is_switch(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, bool)


def _are_texts(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_lines(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_slow(value: Any) -> bool:  # noqa: ANN401
    return bool(value == "slow")


SHAPES = {
    "title": _is_text,
    "description": _is_text,
    "starters": _are_texts,
    "about": _are_lines,
    "corpus": _is_switch,
    "about_site": _is_switch,
    "review": _is_slow,
}
