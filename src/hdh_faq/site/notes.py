"""Marks and list of notes: marks that never read as one number and have a name, and a list that has a heading."""

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from hdh_faq.site.typography import NO_BREAK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdh_faq.site.bibliography import Source

NAME = {"fr": f"Source {{number}}{NO_BREAK}: {{publisher}}", "en": "Source {number}: {publisher}"}
HEADING = {"fr": "Sources", "en": "Sources"}
HEADING_ID = "footnotes-title"


class NotesTreeprocessor(Treeprocessor):
    """Rewrites what the ``footnotes`` extension made; it runs after ``toc``, which thus never lists the heading."""

    def __init__(self, md: Markdown, lang: str) -> None:
        super().__init__(md)
        self.lang = lang
        self.sources: Mapping[str, Source] = {}

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for mark in root.iter("a"):
            if mark.get("class") == "footnote-ref" and mark.text:
                self._name(mark, mark.text)
        for notes in root.iter("div"):
            if notes.get("class") == "footnote":
                self._head(notes)

    def _name(self, mark: Element, number: str) -> None:
        source = self.sources.get((mark.get("href") or "").removeprefix("#fn:"))
        if source:
            mark.set("aria-label", NAME[self.lang].format(number=number, publisher=source.publisher))
        # In the text itself, not in a style: what is copied, searched or read aloud has no style.
        mark.text = AtomicString(f"[{number}]")

    def _head(self, notes: Element) -> None:
        # Material's search would else offer the same list of sources, once a page; the page of sources is found.
        heading = SubElement(notes, "h2", {"id": HEADING_ID, "data-search-exclude": ""})
        heading.text = AtomicString(HEADING[self.lang])
        notes.remove(heading)
        notes.insert(1, heading)  # after the rule
        notes.set("role", "region")
        notes.set("aria-labelledby", HEADING_ID)
