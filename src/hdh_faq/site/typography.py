"""Python-Markdown extension: French typography, so that authors type ordinary spaces and apostrophes.

Rules of the *Lexique des règles typographiques en usage à l'Imprimerie nationale*: a no-break space before a
colon and inside guillemets, a narrow one before ; ! ? and in numbers of more than three digits; raised letters in
1er; and curved apostrophes.
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
    (re.compile(r"(?<=\d) (?=%)"), NARROW),
    (re.compile(r"(?<=\d) (?=(?:million|milliard)s?\b|€)"), NO_BREAK),
)
# At most three digits come first: a year before a number is no part of it.
THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
# An address keeps its own; the 5' of a time or an angle is none.
APOSTROPHE = re.compile(r"\S*://\S*|(?<=[^\W\d_])'")
ORDINAL = re.compile(r"(?<!\w)1(er|re)(?!\w)")
SKIPPED = {"code", "pre", "script", "style"}
ATTRIBUTES = ("alt", "aria-label", "title")


def french_spaces(text: str) -> str:
    """Put no-break spaces where French typography wants them."""
    for pattern, space in RULES:
        text = pattern.sub(space, text)
    return THOUSANDS.sub(lambda number: number[0].replace(" ", NARROW), text)


def french(text: str) -> str:
    """French spaces and apostrophes."""
    return APOSTROPHE.sub(lambda match: "’" if match[0] == "'" else match[0], french_spaces(text))


class FrenchTreeprocessor(Treeprocessor):
    """Applies `french` to all text but code, and raises the letters of 1er and 1re."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        self._visit(root)

    def _visit(self, element: Element) -> None:
        for child in element:
            if child.tag not in SKIPPED:
                self._visit(child)
        # AtomicString is text that must stay as it is, code above all. From the end: elements are put in between.
        for at, child in reversed(list(enumerate(element, 1))):
            if child.tail and not isinstance(child.tail, AtomicString):
                child.tail, raised = _with_ordinals(french(child.tail))
                element[at:at] = raised
        if element.text and element.tag not in SKIPPED and not isinstance(element.text, AtomicString):
            element.text, raised = _with_ordinals(french(element.text))
            element[0:0] = raised


def _with_ordinals(text: str) -> tuple[str, list[Element]]:
    """The text up to the first 1er, and an element with its tail for each of them."""
    first, *rest = ORDINAL.split(text)
    raised = []
    for letters, tail in zip(rest[::2], rest[1::2], strict=True):
        sup = Element("sup")
        sup.text, sup.tail = AtomicString(letters), tail
        raised.append(sup)
    # The 1 stands before the letters, at the end of what comes before them.
    for before in raised[:-1]:
        before.tail = (before.tail or "") + "1"
    return first + "1" * bool(raised), raised


class ContentsTreeprocessor(Treeprocessor):
    """Applies `french` to the table of contents, whose making turns no-break spaces into ordinary ones."""

    def run(self, root: Element) -> None:  # noqa: ARG002
        """Change the names in place."""
        self._visit(getattr(self.md, "toc_tokens", []))

    def _visit(self, tokens: list[dict[str, Any]]) -> None:
        for token in tokens:
            token["name"] = french(token["name"])
            self._visit(token["children"])


class AttributesTreeprocessor(Treeprocessor):
    """Applies `french` to tooltips, and to names that are read aloud."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            for name in ATTRIBUTES:
                text = element.get(name)
                if text:
                    element.set(name, french(text))


class TypographyExtension(Extension):
    """Option ``lang``: pages in another language than French are left alone."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.config = {"lang": ["fr", "Language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the treeprocessors for French pages."""
        if self.getConfig("lang") == "fr":
            # After the inline patterns (20), when the text of every element is final.
            md.treeprocessors.register(FrenchTreeprocessor(md), "french", 15)
            # After the table of contents (5).
            md.treeprocessors.register(ContentsTreeprocessor(md), "french-contents", 3)
            # After tooltips (7) and the names of notes (14).
            md.treeprocessors.register(AttributesTreeprocessor(md), "french-attributes", 3)


def makeExtension(**options: Any) -> TypographyExtension:  # noqa: ANN401, N802
    """Entry point of Python-Markdown."""
    return TypographyExtension(**options)
