"""The bibliography, ``docs/sources.yml``: read whole, or refused with file, line and key of what is amiss."""

import datetime as dt
import html
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from hdh_faq.dates import date_in_words
from hdh_faq.errors import CitationError
from hdh_faq.site.typography import NO_BREAK, french

REQUIRED = ("id", "publisher", "title", "url", "date", "lang", "kind")
SOURCE_LANGUAGES = {
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
        """A note, one line of HTML in the words of ``lang``; what the index reads of it is marked."""
        # The kind first, so that an official text, a court, a newspaper and a blog are told apart at a glance.
        kind = f'<span class="faq-kind--{self.kind}">{KINDS[lang][self.kind]}</span>'
        return f'<cite class="source" data-key="{self.key}">{kind} {self._named(lang, marked=True)}</cite>'

    def listed(self, lang: str) -> str:
        """The same for a list of one kind, which no index reads: the marks would be a tenth of the page."""
        return f'<cite class="source">{self._named(lang, marked=False)}</cite>'

    def _named(self, lang: str, *, marked: bool) -> str:
        """Publisher, title, date, and the language if another; what is shown need not stand there twice."""
        title, publisher = (_literal(french(text) if lang == "fr" else text) for text in (self.title, self.publisher))
        foreign = self.lang != lang
        spoken = " data-title" * marked + (f' lang="{self.lang}"' if foreign else "")
        if self.url:
            link = f' href="{_literal(self.url)}"' + (f' hreflang="{self.lang}"' if foreign else "")
            title = f"<a{spoken}{link}>{title}</a>"
        elif spoken:
            title = f"<span{spoken}>{title}</span>"
        title = f"« {title} »" if lang == "fr" else f"“{title}”"
        date = date_in_words(self.date, lang)
        if marked:
            publisher = f"<span data-publisher>{publisher}</span>"
            date = f'<time datetime="{self.date}">{date}</time>' if self.date else date
        else:
            date = date.replace(" ", NO_BREAK)
        return f"{publisher}, {title}, {date}" + (f" ({SOURCE_LANGUAGES[lang][self.lang]})" if foreign else "")


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
    for name, allowed in (("kind", KINDS["en"]), ("lang", SOURCE_LANGUAGES["en"])):
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
