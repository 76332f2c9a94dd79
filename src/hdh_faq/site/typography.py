"""Python-Markdown extension: French spacing, so that authors type ordinary spaces.

Rules of the *Lexique des règles typographiques en usage à l'Imprimerie nationale*: a no-break space before a
colon and inside guillemets, a narrow one before ; ! ? and in numbers of more than three digits.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

NO_BREAK, NARROW = "\u00a0", "\u202f"
RULES = (
    (re.compile(r" (?=[;!?])"), NARROW),
    (re.compile(r" (?=[:»])|(?<=«) "), NO_BREAK),
    (re.compile(r"(?<=\d) (?=\d{3}\b)|(?<=\d) (?=%)"), NARROW),
    (re.compile(r"(?<=\d) (?=(?:million|milliard)s?\b|€)"), NO_BREAK),
)
SKIPPED = {"code", "pre", "script", "style"}


def french_spaces(text: str) -> str:
    """Put no-break spaces where French typography wants them."""
    for pattern, space in RULES:
        text = pattern.sub(space, text)
    return text


class SpacingTreeprocessor(Treeprocessor):
    """Applies `french_spaces` to all text but code."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        self._visit(root)

    def _visit(self, element: Element) -> None:
        # AtomicString is text that must stay as it is, code above all.
        if element.text and element.tag not in SKIPPED and not isinstance(element.text, AtomicString):
            element.text = french_spaces(element.text)
        for child in element:
            if child.tag not in SKIPPED:
                self._visit(child)
            if child.tail and not isinstance(child.tail, AtomicString):
                child.tail = french_spaces(child.tail)


class TypographyExtension(Extension):
    """Option ``lang``: pages in another language than French are left alone."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.config = {"lang": ["fr", "Language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the treeprocessor for French pages."""
        if self.getConfig("lang") == "fr":
            # After the inline patterns (20), when the text of every element is final.
            md.treeprocessors.register(SpacingTreeprocessor(md), "french-spacing", 15)


def makeExtension(**options: Any) -> TypographyExtension:  # noqa: ANN401, N802
    """Entry point of Python-Markdown."""
    return TypographyExtension(**options)
