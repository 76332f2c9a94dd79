"""A built page as programs that find pages read it: what its head says of it, its sources, its text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.languages import LANGUAGES, Lang
from hdh_faq.site.feed import plain_text


@dataclass(frozen=True)
class Cited:
    """A source of the page: its note's id, and what the bibliography says of it. Some fields may be empty."""

    note: str
    kind: str
    publisher: str
    title: str
    date: str
    url: str
    lang: str


@dataclass(frozen=True)
class BuiltPage:
    """A page of the built site.

    Attributes:
        path: the file.
        address: from the site's root, without a slash before it; empty for the home page.
        kind: ``article``, or ``website`` for what is no text of its own.
        title: its first heading, as a reader sees it.
        checked: the day when it was compared with its sources, or nothing.
        site: the site's name.
        article: what it says, without the frame of the theme.
    """

    path: Path
    address: str
    lang: Lang
    kind: str
    title: str
    description: str
    checked: str
    site: str
    cited: tuple[Cited, ...]
    article: LexborNode

    @property
    def name(self) -> str:
        """The address without that of the language: the same for both twins."""
        return self.address if self.lang == LANGUAGES[0] else self.address.removeprefix(f"{self.lang}/")


def built_pages(site: Path) -> Iterator[BuiltPage]:
    """Every page of the built site that is a page of ours, in order of its address."""
    for path in sorted(site.rglob("index.html")):
        tree = LexborHTMLParser(path.read_bytes())
        heading, article = tree.css_first("article h1"), tree.css_first("article")
        if heading is None or article is None:
            continue
        place = path.parent.relative_to(site).as_posix()
        root, checked = tree.css_first("html"), tree.css_first("[data-verified-on]")
        yield BuiltPage(
            path=path,
            address="" if place == "." else f"{place}/",
            lang="en" if root and root.attributes.get("lang") == "en" else "fr",
            kind=_said(tree, "property='og:type'"),
            title=plain_text(heading),
            description=_said(tree, "property='og:description'"),
            checked=(checked.attributes.get("data-verified-on") if checked else "") or "",
            site=_said(tree, "property='og:site_name'"),
            cited=tuple(_cited(note) for note in article.css(".footnote li[id]")),
            article=article,
        )


def _said(tree: LexborHTMLParser, which: str) -> str:
    node = tree.css_first(f"meta[{which}]")
    return (node.attributes.get("content") if node else "") or ""


def _cited(note: LexborNode) -> Cited:
    kind, publisher, title = (
        note.css_first(part) for part in ("[class^=faq-kind]", "[data-publisher]", "[data-title]")
    )
    time = note.css_first("time[datetime]")
    return Cited(
        note=(note.attributes.get("id") or "").removeprefix("fn:"),
        kind=plain_text(kind) if kind else "",
        publisher=plain_text(publisher) if publisher else "",
        title=plain_text(title) if title else plain_text(note),
        date=(time.attributes.get("datetime") if time else "") or "",
        url=(title.attributes.get("href") if title else "") or "",
        lang=(title.attributes.get("hreflang") if title else "") or "",
    )
