"""Python-Markdown extension: ``[^key]`` becomes an ordinary footnote written from ``docs/sources.yml``.

It works under every engine that runs Python-Markdown (MkDocs, Zensical). The footnote carries the source as
data attributes, so that the published page alone says what it rests on. A line ``[[sources]]`` becomes the
whole bibliography, each source with the pages that cite it.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from hdh_faq.errors import CitationError
from hdh_faq.site.bibliography import KINDS, Source, load_sources
from hdh_faq.site.notes import MarksTreeprocessor, NotesTreeprocessor
from hdh_faq.site.uncoded import uncoded

REFERENCE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\]")
CITED_ON = {"fr": "Cité dans", "en": "Cited on"}
UNUSED = {"fr": "Pas encore cité", "en": "Not cited yet"}


def cited_keys(markdown: str) -> list[str]:
    """Return the keys that a Markdown text cites, in order, without those shown as code."""
    return REFERENCE.findall(uncoded(markdown))


def citing_pages(docs: Path) -> dict[str, list[Path]]:
    """Map each cited key to the pages under ``docs`` that cite it."""
    uses: dict[str, list[Path]] = {}
    for page in sorted(docs.rglob("*.md")):
        for key in dict.fromkeys(cited_keys(page.read_text(encoding="utf-8", errors="replace"))):
            uses.setdefault(key, []).append(page)
    return uses


def page_title(page: Path) -> str:
    """Title of a Markdown page: its first heading, without the id."""
    heading = re.search(r"^# (.+?)\s*(\{#.*\})?\s*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return heading[1] if heading else page.stem


class CitationPreprocessor(Preprocessor):
    """Appends the definition of every source that the page cites."""

    def __init__(self, md: Markdown, sources: Path, lang: str, docs: Path, marks: MarksTreeprocessor) -> None:
        super().__init__(md)
        self.path, self.lang, self.docs, self.marks = sources, lang, docs, marks

    def run(self, lines: list[str]) -> list[str]:
        """Expand the bibliography, then define every cited source, or raise `CitationError`."""
        sources = self.marks.sources = load_sources(self.path)
        lines = list(self._expand(lines, sources))
        keys = dict.fromkeys(cited_keys("\n".join(lines)))
        unknown = [key for key in keys if key not in sources]
        if unknown:
            raise CitationError("\n".join(self._locate(unknown)))
        return [*lines, "", *(f"[^{key}]: {sources[key].markup(self.lang)}" for key in keys), ""]

    def _expand(self, lines: Iterable[str], sources: dict[str, Source]) -> Iterator[str]:
        for line in lines:
            if line.strip() == "[[sources]]":
                yield from self._bibliography(sources)
            else:
                yield line

    def _bibliography(self, sources: dict[str, Source]) -> Iterator[str]:
        uses = citing_pages(self.docs)
        for kind, label in KINDS[self.lang].items():
            yield from (f"## {label.capitalize()} {{#{kind}}}", "")
            for source in sorted((s for s in sources.values() if s.kind == kind), key=_bibliographic_order):
                pages = ", ".join(
                    f"[{page_title(page)}]({page.relative_to(self.docs).as_posix()})"
                    for page in uses.get(source.key, [])
                )
                used = f"{CITED_ON[self.lang]} {pages}" if pages else UNUSED[self.lang]
                yield f"- {source.listed(self.lang)} <small>{used} — `{source.key}`</small>"
                yield f"{{: #{source.key} }}"
            yield ""

    def _locate(self, keys: list[str]) -> Iterator[str]:
        # An extension is not told which page it converts; the key itself finds the page and line.
        for key in keys:
            for page in sorted(self.docs.rglob("*.md")):
                for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
                    if f"[^{key}]" in line:
                        yield f"{page}:{number}: unknown source “{key}”; add it to {self.path} or correct the key."


def _bibliographic_order(source: Source) -> tuple[str, str]:
    return (source.publisher.casefold(), source.date)


class CitationExtension(Extension):
    """Options: ``sources`` (the bibliography), ``lang`` and ``docs_dir`` of the site being built."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.config = {
            "sources": ["docs/sources.yml", "Bibliography, from the working directory"],
            "lang": ["fr", "Language of the pages"],
            "docs_dir": ["docs/fr", "Folder of the pages"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the preprocessor, and what rewrites the notes that come of it."""
        path, lang, docs = (self.getConfig(name) for name in ("sources", "lang", "docs_dir"))
        marks = MarksTreeprocessor(md, lang)
        preprocessor = CitationPreprocessor(md, Path(path), lang, Path(docs), marks)
        # Below the second marks of a note (15), and above what collects ids (5); below the table of contents (5).
        md.treeprocessors.register(marks, "marks", 14)
        md.treeprocessors.register(NotesTreeprocessor(md, lang), "notes", 4)
        # Below fenced code (25), which is stashed by then, and above the raw HTML blocks (20).
        md.preprocessors.register(preprocessor, "citations", 22)


def makeExtension(**options: Any) -> CitationExtension:  # noqa: ANN401, N802
    """Entry point of Python-Markdown."""
    return CitationExtension(**options)
