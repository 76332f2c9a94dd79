"""Python-Markdown extension: ``[^key]`` becomes an ordinary footnote written from ``docs/sources.yml``.

It works under every engine that runs Python-Markdown (MkDocs, Zensical). The footnote carries the source as
data attributes, so that the published page alone says what it rests on. A line ``[[sources]]`` becomes the
whole bibliography, each source with the pages that cite it.
"""

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from hdh_faq.dates import date_in_words
from hdh_faq.errors import CitationError

REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
FENCED_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
REQUIRED = ("id", "publisher", "title", "url", "date", "lang", "kind")

LANGUAGES = {
    "fr": {"fr": "en français", "en": "en anglais", "de": "en allemand", "da": "en danois", "nl": "en néerlandais",
           "es": "en espagnol", "it": "en italien", "zh": "en chinois"},
    "en": {"fr": "in French", "en": "in English", "de": "in German", "da": "in Danish", "nl": "in Dutch",
           "es": "in Spanish", "it": "in Italian", "zh": "in Chinese"},
}  # fmt: skip
KINDS = {
    "fr": {"official": "texte officiel", "law": "loi ou règlement", "court": "décision de justice",
           "parliament": "document parlementaire", "company": "entreprise", "press": "presse",
           "blog": "blog ou cabinet"},
    "en": {"official": "official text", "law": "law or regulation", "court": "court decision",
           "parliament": "parliamentary paper", "company": "company", "press": "press",
           "blog": "blog or law firm"},
}  # fmt: skip
CITED_ON = {"fr": "cité dans", "en": "cited on"}
UNUSED = {"fr": "pas encore cité", "en": "not cited yet"}


class DatesAsText(yaml.SafeLoader):
    """A safe loader that leaves dates as text, so that one no calendar has can be named, not crash."""


DatesAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Source:
    """An entry of the bibliography. ``url`` and ``date`` may be empty: then none is known."""

    key: str
    publisher: str
    title: str
    url: str
    date: str
    lang: str
    kind: str
    line: int

    def markup(self, lang: str) -> str:
        """One line of HTML: publisher, title, date, kind and language, in the words of ``lang``."""
        title = _literal(self.title)
        if self.url:
            title = f'<a href="{_literal(self.url)}" hreflang="{self.lang}" rel="noopener">{title}</a>'
        title = f"« {title} »" if lang == "fr" else f"“{title}”"
        return (
            f'<cite class="source" data-key="{self.key}" data-publisher="{_literal(self.publisher)}"'
            f' data-title="{_literal(self.title)}" data-date="{self.date}">'
            f"{_literal(self.publisher)}, {title}, {date_in_words(self.date, lang)}"
            f" ({KINDS[lang][self.kind]}, {LANGUAGES[lang][self.lang]})</cite>"
        )


def _literal(text: str) -> str:
    """Text, or the value of an attribute, that Markdown must not read as markup."""
    return re.sub(r"[\\`*_\[\]]", lambda match: f"&#{ord(match[0])};", html.escape(text))


def load_sources(path: Path) -> dict[str, Source]:
    """Read the bibliography.

    Args:
        path: a YAML list of mappings with the keys of `REQUIRED`. ``date`` may be null, and ``url`` too where
            a ``note`` says why.

    Raises:
        CitationError: with file, line and key of the first entry that is incomplete.
    """
    try:
        # The modification time makes the cache follow the file under `mkdocs serve`.
        return _load_sources(path, path.stat().st_mtime_ns)
    except OSError:
        raise CitationError(f"{path}: the bibliography is missing. Run from the project's root.") from None


@lru_cache(maxsize=4)
def _load_sources(path: Path, _modified: int) -> dict[str, Source]:
    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.compose(text)
        entries = yaml.load(text, Loader=DatesAsText) or []  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError:
        raise CitationError(f"{path}: not in UTF-8; save it in that encoding.") from None
    except yaml.YAMLError as error:
        raise CitationError(f"{path}: not valid YAML. {' '.join(str(error).split())}") from None
    if not isinstance(entries, list):
        raise CitationError(f"{path}: must be a list of sources, each starting with “- id:”.")
    lines = [node.start_mark.line + 1 for node in tree.value] if tree and entries else []
    sources: dict[str, Source] = {}
    for entry, line in zip(entries, lines, strict=True):
        source = _source(entry, f"{path}:{line}", line)
        if source.key in sources:
            raise CitationError(f"{path}:{line}: key “{source.key}” stands twice; give one of them another id.")
        sources[source.key] = source
    return sources


def _source(entry: Any, where: str, line: int) -> Source:  # noqa: ANN401
    if not isinstance(entry, dict):
        raise CitationError(f"{where}: a source must be a mapping with {', '.join(REQUIRED)}.")
    key = entry.get("id")
    missing = [name for name in REQUIRED if name not in entry]
    contents = ("id", "publisher", "title", "lang", "kind")
    missing += [name for name in contents if name in entry and not str(entry[name] or "").strip()]
    if "url" in entry and not entry["url"] and not entry.get("note"):
        missing.append("url (or a note that says why there is none)")
    if missing:
        raise CitationError(f"{where}: source “{key}” is incomplete: add {', '.join(missing)}.")
    # A value written over several lines is one line; a no-break space in it is text.
    fields = {
        name: re.sub(r"[ \t\r\n]+", " ", str(entry[name] or "")).strip(" ") for name in REQUIRED if name != "id"
    }
    source = Source(key=str(key), **fields, line=line)
    if not re.fullmatch(r"[a-z0-9-]+", source.key):
        raise CitationError(f"{where}: key “{key}” may hold only lower-case letters, digits and hyphens.")
    if not _is_date(source.date):
        raise CitationError(f"{where}: source “{key}” has date “{source.date}”; write 2026, 2026-04 or 2026-04-23.")
    if source.url and not re.match(r"https?://\S+$", source.url):
        raise CitationError(f"{where}: source “{key}” has an address that does not start with http: {source.url}")
    for name, allowed in (("kind", KINDS["en"]), ("lang", LANGUAGES["en"])):
        if getattr(source, name) not in allowed:
            raise CitationError(f"{where}: source “{key}”: {name} must be one of {', '.join(allowed)}.")
    return source


def _is_date(text: str) -> bool:
    """Whether ``text`` is empty, a year, a month or a day that the calendar has."""
    if not re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", text):
        return False
    try:
        dt.date.fromisoformat((text + "0001-01-01"[len(text) :]) if text else "0001-01-01")
    except ValueError:
        return False
    return True


def cited_keys(markdown: str) -> list[str]:
    """Return the keys that a Markdown text cites, in order, without those shown as code."""
    # Inline code ends with its paragraph: a stray backtick must not swallow what follows.
    paragraphs = re.split(r"\n[ \t]*\n", FENCED_CODE.sub("", markdown))
    return [key for paragraph in paragraphs for key in REFERENCE.findall(INLINE_CODE.sub("", paragraph))]


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

    def __init__(self, md: Markdown, sources: Path, lang: str, docs: Path) -> None:
        super().__init__(md)
        self.path, self.lang, self.docs = sources, lang, docs

    def run(self, lines: list[str]) -> list[str]:
        """Expand the bibliography, then define every cited source, or raise `CitationError`."""
        sources = load_sources(self.path)
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
                yield f'- <span id="{source.key}"></span>{source.markup(self.lang)} — `{source.key}`, {used}'
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
        """Register the preprocessor."""
        preprocessor = CitationPreprocessor(
            md, Path(self.getConfig("sources")), self.getConfig("lang"), Path(self.getConfig("docs_dir"))
        )
        # Below fenced code (25), which is stashed by then, and above the raw HTML blocks (20).
        md.preprocessors.register(preprocessor, "citations", 22)


def makeExtension(**options: Any) -> CitationExtension:  # noqa: ANN401, N802
    """Entry point of Python-Markdown."""
    return CitationExtension(**options)
