"""Python-Markdown extension: terms of the glossary page become tooltips wherever they stand.

The glossary page is the only place where a term is defined: ``- **SNDS** (long form) : definition.[^key]``. Each
becomes an ordinary abbreviation of the ``abbr`` extension, so that it works under every engine.
"""

import re
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from hdh_faq.errors import FaqError
from hdh_faq.site.citations import REFERENCE

PAGE = "glossaire.md"
"""Name of the glossary page, in every language."""
ENTRY = re.compile(r"^- \*\*(?P<term>[^*]+)\*\*(?: \((?P<long>[^)]*)\))? ?: (?P<definition>.+)$", re.MULTILINE)
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
        return [*lines, "", *(f"*[{term}]: {terms[term]}" for term in used), ""]


def is_marked(term: str) -> bool:
    """Acronyms and names of several words only: a common word would be marked everywhere."""
    return bool(re.search(r"[A-ZÉ].*[A-Z0-9É]", term))


class GlossaryExtension(Extension):
    """Option ``docs_dir``: the folder of the pages, the glossary among them."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.config = {"docs_dir": ["docs/fr", "Folder of the pages, from the working directory"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the preprocessor."""
        # Below fenced code (25) and above our citations (22): definitions may be cut, never code.
        md.preprocessors.register(GlossaryPreprocessor(md, Path(self.getConfig("docs_dir")) / PAGE), "glossary", 23)


def makeExtension(**options: Any) -> GlossaryExtension:  # noqa: ANN401, N802
    """Entry point of Python-Markdown."""
    return GlossaryExtension(**options)
