"""Python-Markdown extension: terms of the glossary page become tooltips where a section first uses them.

The glossary page is the only place where a term is defined: ``- **SNDS** (long form) : definition.[^key]``. Each
becomes an ordinary abbreviation of the ``abbr`` extension, so that it works under every engine.
"""

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from hdh_faq.errors import FaqError
from hdh_faq.site.citations import REFERENCE

PAGE = "glossaire.md"
"""Name of the glossary page, in every language."""
ENTRY = re.compile(r"^- \*\*(?P<term>[^*]+)\*\*(?: \((?P<long>[^)]*)\))? ?: (?P<definition>.+)$", re.MULTILINE)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BARE = HEADINGS | {"a", "cite"}
"""Where a tooltip is in the way: of the heading, of the link, of what a source is called."""
FIRST = re.compile(r".*?(?:\.(?= [A-ZÀ-Ý])|$)")
"""First sentence of a definition: a tooltip has no room for more."""
CONTENTS = "faq-contents"
"""Class of a page's own list of its sections."""
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def read_glossary(page: Path) -> dict[str, str]:
    """Map each term of a glossary page to its plain definition, long form first.

    Raises:
        FaqError: there is no such page.
    """
    try:
        text = page.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FaqError(f"{page}: the glossary is missing. Run from the project's root.") from None
    terms = {}
    for entry in ENTRY.finditer(text):
        definition = LINK.sub(r"\1", REFERENCE.sub("", entry["definition"])).replace("*", "").strip()
        # The English page adds the French name in brackets within the term; running text has the term alone.
        term = re.sub(r" \([^)]*\)$", "", entry["term"])
        terms[term] = f"{entry['long']} : {definition}" if entry["long"] else definition
    return terms


class GlossaryPreprocessor(Preprocessor):
    """Appends the definition of every acronym or name of the glossary that the page uses."""

    def __init__(self, md: Markdown, page: Path) -> None:
        super().__init__(md)
        self.page = page

    def run(self, lines: list[str]) -> list[str]:
        """Define the terms, except on the glossary page itself."""
        text = "\n".join(lines)
        terms = read_glossary(self.page)
        if not terms or ENTRY.search(text):
            return lines
        used = [term for term in terms if is_marked(term) and re.search(rf"\b{re.escape(term)}\b", text)]
        # French pages print a curved apostrophe where the glossary has a straight one.
        spellings = [(spelling, term) for term in used for spelling in {term, term.replace("'", "’")}]
        return [*lines, "", *(f"*[{spelling}]: {_first_sentence(terms[term])}" for spelling, term in spellings), ""]


def is_marked(term: str) -> bool:
    """Acronyms and names of several words only: a common word would be marked everywhere."""
    return bool(re.search(r"[A-ZÉ].*[A-Z0-9É]", term))


def _first_sentence(definition: str) -> str:
    found = FIRST.match(definition)
    return found[0] if found else definition


class FirstUseTreeprocessor(Treeprocessor):
    """Leaves the tooltip at the first use in a section: at every use, it is noise that looks like links.

    On a page of many short sections, which lists them itself, that is the first use on the page.
    """

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        short = any(element.get("class") == CONTENTS for element in root.iter())
        self._visit(root, set(), opening=set() if short else HEADINGS, bare=False)

    def _visit(self, parent: Element, seen: set[str], *, opening: set[str], bare: bool) -> None:
        for child in list(parent):
            if child.tag in opening:
                seen.clear()
            within = bare or child.tag in BARE or child.get("class") in {"footnote", CONTENTS}
            self._visit(child, seen, opening=opening, bare=within)
            if child.tag == "abbr":
                term = child.text or ""
                if bare or term in seen:
                    _unwrap(parent, child)
                else:
                    seen.add(term)


def _unwrap(parent: Element, child: Element) -> None:
    """Put the text of an element in its place."""
    at = list(parent).index(child)
    text = (child.text or "") + (child.tail or "")
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(child)


class GlossaryExtension(Extension):
    """Option ``docs_dir``: the folder of the pages, the glossary among them."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.config = {"docs_dir": ["docs/fr", "Folder of the pages, from the working directory"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the preprocessor, and what thins out the tooltips that come of it."""
        # Below the tooltips themselves (7) and above the table of contents (5).
        md.treeprocessors.register(FirstUseTreeprocessor(md), "first-use", 6)
        # Below fenced code (25) and above our citations (22): definitions may be cut, never code.
        md.preprocessors.register(GlossaryPreprocessor(md, Path(self.getConfig("docs_dir")) / PAGE), "glossary", 23)


def makeExtension(**options: Any) -> GlossaryExtension:  # noqa: ANN401, N802
    """Entry point of Python-Markdown."""
    return GlossaryExtension(**options)
