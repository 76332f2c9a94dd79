"""Marks and list of notes: marks that never read as one number and have a name, and a list that has a heading."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from hdh_faq.site.typography import NO_BREAK

if TYPE_CHECKING:
    from hdh_faq.site.bibliography import Source

NAME = {"fr": f"Source {{number}}{NO_BREAK}: {{publisher}}", "en": "Source {number}: {publisher}"}
HEADING = {"fr": "Sources", "en": "Sources"}
SHOW = {"fr": "Voir les {count} sources", "en": "Show the {count} sources"}
MANY = 40
"""More notes than this are folded."""
HEADING_ID = "footnotes-title"


class MarksTreeprocessor(Treeprocessor):
    """Names the marks that the ``footnotes`` extension made, and numbers what they lead to."""

    def __init__(self, md: Markdown, lang: str) -> None:
        super().__init__(md)
        self.lang = lang
        self.sources: Mapping[str, Source] = {}

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        numbers = {}
        for mark in root.iter("a"):
            if mark.get("class") == "footnote-ref" and mark.text:
                numbers[(mark.get("href") or "").removeprefix("#fn:")] = mark.text
                self._name(mark, mark.text)
        self._number(root, {key: number for key, number in numbers.items() if key in self.sources})

    def _name(self, mark: Element, number: str) -> None:
        source = self.sources.get((mark.get("href") or "").removeprefix("#fn:"))
        if source:
            publisher = source.publisher.partition(" (")[0]
            mark.set("aria-label", NAME[self.lang].format(number=number, publisher=publisher))
        # In the text itself, not in a style: what is copied, searched or read aloud has no style.
        mark.text = AtomicString(f"[{number}]")

    def _number(self, root: Element, numbers: Mapping[str, str]) -> None:
        """Addresses by number: a key in each mark, note and way back was a tenth of a long page."""
        for element in root.iter():
            for name in ("id", "href"):
                kind, _, key = (element.get(name) or "").partition(":")
                if key in numbers and re.fullmatch(r"#?fn(ref\d*)?", kind):
                    element.set(name, f"{kind}:{numbers[key]}")


class NotesTreeprocessor(Treeprocessor):
    """Gives the list of notes a heading; it runs after ``toc``, which thus never lists it."""

    def __init__(self, md: Markdown, lang: str) -> None:
        super().__init__(md)
        self.lang = lang

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for notes in root.iter("div"):
            if notes.get("class") == "footnote":
                self._head(notes)
                for note in notes.iter("li"):
                    self._keep_one_way_back(note)
                self._fold(notes)

    def _head(self, notes: Element) -> None:
        heading = SubElement(notes, "h2", {"id": HEADING_ID})
        heading.text = AtomicString(HEADING[self.lang])
        notes.remove(heading)
        notes.insert(1, heading)  # after the rule
        notes.set("role", "region")
        notes.set("aria-labelledby", HEADING_ID)

    def _keep_one_way_back(self, note: Element) -> None:
        """To the first mark: the browser's own way leads back to the others, and a row of arrows says nothing."""
        ways = [(parent, way) for parent in note.iter() for way in parent if way.get("class") == "footnote-backref"]
        for parent, way in ways[1:]:
            parent.remove(way)

    def _fold(self, notes: Element) -> None:
        """A long list takes as much room as the text; the page's script opens it on a wide screen."""
        for listed in notes.findall("ol"):
            if len(listed) > MANY:
                fold = Element("details", {"class": "faq-fold"})
                SubElement(fold, "summary").text = AtomicString(SHOW[self.lang].format(count=len(listed)))
                fold.append(listed)
                notes[list(notes).index(listed)] = fold
