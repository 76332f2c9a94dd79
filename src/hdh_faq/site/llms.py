"""For programs that read Markdown: a twin of every page, and ``llms.txt`` of each language, which lists them.

The form of the list is that of https://llmstxt.org/.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from hdh_faq.dates import date_in_words
from hdh_faq.languages import LANGUAGES, Lang, other
from hdh_faq.site.built_page import BuiltPage, Cited
from hdh_faq.site.markdown_twin import MarkdownTwin, literal

TWIN = "index.md"
"""Name of the file beside a page."""
NAMES = {"fr": "Français", "en": "English"}
INDEPENDENT = {
    "fr": "Site indépendant de l’État et du Health Data Hub.",
    "en": "Independent of the French State and of the Health Data Hub.",
}
"""As the head of every page says it."""
CHECKED = {"fr": "Page vérifiée le {date}.", "en": "Page checked on {date}."}
HERE = {"fr": "Adresse : <{here}>.", "en": "Address: <{here}>."}
TWIN_HERE = {"fr": "In English: <{twin}>.", "en": "En français : <{twin}>."}
PREFACE = {
    "fr": (
        "Chaque page dit à quel jour elle a été comparée à ses sources, et les cite en notes. Les textes sont sous "
        "licence CC BY 4.0 : citez la page, son adresse et ce jour."
    ),
    "en": (
        "Each page says on which day it was compared with its sources, and cites them in notes. The texts are under "
        "the CC BY 4.0 licence: quote the page, its address and that day."
    ),
}
ELSE = {"fr": "Autres pages", "en": "Other pages"}


class _Names(yaml.SafeLoader):
    """Reads the navigation, whatever tags of the generator's own stand elsewhere in the file."""


_Names.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def write_twins(pages: Sequence[BuiltPage], base_url: str) -> None:
    """Write each page as Markdown beside itself.

    Args:
        pages: all pages of the site.
        base_url: its public address, with a slash at the end.
    """
    addresses = {page.address for page in pages}
    for page in pages:
        page.path.with_name(TWIN).write_text(_twin(page, base_url, addresses), encoding="utf-8", newline="\n")


def write_lists(pages: Sequence[BuiltPage], base_url: str, project: Path) -> None:
    """Write ``llms.txt`` of each language, in the order of its navigation.

    Args:
        pages: all pages of the site.
        base_url: its public address, with a slash at the end.
        project: where the configurations stand.
    """
    for lang in LANGUAGES:
        own = [page for page in pages if page.lang == lang]
        home = next((page for page in own if not page.name), None)
        if home:
            configuration = project / ("mkdocs.yml" if lang == LANGUAGES[0] else f"mkdocs.{lang}.yml")
            lines = _list(home, own, base_url, groups(configuration))
            home.path.with_name("llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def groups(configuration: Path) -> dict[str, list[str]]:
    """Names of the navigation's groups, and the names of the pages in each, as `BuiltPage.name` gives them."""
    read = yaml.load(configuration.read_text(encoding="utf-8"), Loader=_Names)  # noqa: S506 - a SafeLoader
    nav: list[dict[str, Any]] = (read or {}).get("nav") or []
    named = ((name, below) for entry in nav if isinstance(entry, dict) for name, below in entry.items())
    return {name: [_name(file) for file in below] for name, below in named if isinstance(below, list)}


def _name(file: str | dict[str, str]) -> str:
    path = next(iter(file.values())) if isinstance(file, dict) else file
    return path.removesuffix(".md").removesuffix("index").rstrip("/") + "/"


def _twin(page: BuiltPage, base_url: str, addresses: set[str]) -> str:
    lang, here = page.lang, base_url + page.address
    title, _, text = MarkdownTwin(here).of(page.article).partition("\n\n")
    twin = page.name if other(lang) == LANGUAGES[0] else f"{other(lang)}/{page.name}"
    about = [
        CHECKED[lang].format(date=date_in_words(page.checked, lang)) if page.checked else "",
        INDEPENDENT[lang],
        HERE[lang].format(here=here),
        TWIN_HERE[lang].format(twin=base_url + twin) if twin in addresses else "",
    ]
    notes = "\n".join(_note(cited, lang) for cited in page.cited)
    return (
        "\n\n".join(part for part in (title, " ".join(filter(None, about)), text.rstrip("\n"), notes) if part) + "\n"
    )


def _note(cited: Cited, lang: Lang) -> str:
    title = f"«\u00a0{cited.title}\u00a0»" if lang == "fr" else f"“{cited.title}”"
    said = ", ".join(part for part in (cited.kind, cited.publisher, title, date_in_words(cited.date, lang)) if part)
    return f"[^{cited.note}]: {literal(said)}." + (f" <{cited.url}>" if cited.url else "")


def _list(home: BuiltPage, pages: Sequence[BuiltPage], base_url: str, order: dict[str, list[str]]) -> Iterator[str]:
    lang, second = home.lang, other(home.lang)
    list_of_other = base_url + ("" if second == LANGUAGES[0] else f"{second}/") + "llms.txt"
    yield from (f"# {home.site}", "", f"> {' '.join(home.description.split())}", "")
    yield from (f"{INDEPENDENT[lang]} {PREFACE[lang]}", "", f"[{NAMES[second]}]({list_of_other})", "")
    yield _line(home, base_url)
    by_name = {page.name: page for page in pages if page is not home}
    found = {group: [by_name.pop(name) for name in names if name in by_name] for group, names in order.items()}
    for group, members in {**found, ELSE[lang]: list(by_name.values())}.items():
        if members:
            yield from ("", f"## {group}", "", *(_line(page, base_url) for page in members))


def _line(page: BuiltPage, base_url: str) -> str:
    described = f": {' '.join(page.description.split())}" if page.description else ""
    return f"- [{literal(page.title)}]({base_url}{page.address}{TWIN}){described}"
