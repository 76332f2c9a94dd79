"""Published HTML → passages: what a reader sees on a page, cut into the units that are indexed and shown.

Navigation, permalinks, footnote marks, footnote lists and hidden text are no part of the corpus.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.errors import SiteMissingError

MAX_PASSAGE_CHARS = 900
"""A passage is closed before a block that would make it longer than this; one long block stays whole."""
MIN_PASSAGE_CHARS = 200
"""A shorter rest of a section stays with the passage before it."""

LANGUAGES = ("fr", "en")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = {"p", "li", "dt", "dd", "tr", "pre", "figcaption", "summary", "caption"}
INVISIBLE = (
    "script, style, template, noscript, nav, button, form, svg, .headerlink, .footnote, .md-content__button, "
    ".md-source-file, [hidden], [aria-hidden=true], [data-faq=skip], [style*='display:none'], "
    "[style*='display: none'], [style*='visibility:hidden'], [style*='visibility: hidden']"
)
SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True)
class CitedSource:
    """A source as the footnote of a page names it."""

    key: str
    publisher: str
    title: str
    date: str
    url: str


@dataclass(frozen=True)
class Passage:
    """A few consecutive blocks of one section, with what a reader needs to trust and find them.

    Attributes:
        text: as published; blocks are separated by newlines, cells of a table row by tabs.
        page: title of the page (its first heading).
        headings: headings from the page's title down to the section's own.
        url: address of the section, from the root of the site: ``/visio/#hosting``.
        lang: language of the page, ``fr`` or ``en``.
        as_of: ISO date on which the page was last checked; empty if it does not say.
        position: place of the passage within its section, from 0.
        sources: what the footnotes in these blocks cite.
        questions: ways to ask for the section, from the page's front matter.
    """

    text: str
    page: str
    headings: tuple[str, ...]
    url: str
    lang: str
    as_of: str
    position: int
    sources: tuple[CitedSource, ...]
    questions: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The section's own heading."""
        return self.headings[-1]

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Passage":
        """Read what `to_json` wrote."""
        data = json.loads(line)
        data["sources"] = tuple(CitedSource(**source) for source in data["sources"])
        for name in ("headings", "questions"):
            data[name] = tuple(data[name])
        return cls(**data)


@dataclass
class _Section:
    anchor: str
    headings: tuple[str, ...]
    blocks: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


def read_site(site: Path) -> list[Passage]:
    """Passages of every page under ``site``, in the order of page addresses and of the text.

    Raises:
        SiteMissingError: the folder is missing or holds no page.
    """
    files = sorted(path for path in site.rglob("*.html") if path.name != "404.html") if site.is_dir() else []
    if not files:
        raise SiteMissingError(f"No built site in “{site}”. Run `hdh-faq build`, or name its folder with --site.")
    passages = [passage for path in files for passage in read_page(path.read_bytes(), _address(path, site))]
    if not passages:
        raise SiteMissingError(f"The pages in “{site}” hold no text that could be indexed. Is it a built site?")
    return passages


def read_starters(site: Path) -> dict[str, list[str]]:
    """Questions to begin with, for each language, from the pages that name some (``starters``): the home pages."""
    starters: dict[str, list[str]] = {}
    for path in sorted(site.rglob("index.html")):
        data = _page_data(LexborHTMLParser(path.read_bytes()))
        if data.get("starters"):
            starters.setdefault(str(data.get("lang")), []).extend(data["starters"])
    return {lang: list(dict.fromkeys(questions)) for lang, questions in starters.items()}


def site_digest(site: Path) -> str:
    """SHA-256 over the addresses and contents of all pages: changes when any of them does."""
    digest = hashlib.sha256()
    for path in sorted(site.rglob("*.html")):
        digest.update(f"{path.relative_to(site).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _address(path: Path, site: Path) -> str:
    address = "/" + path.relative_to(site).as_posix()
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def read_page(html: bytes, address: str) -> list[Passage]:
    """Passages of one page, in order; none if the page opts out with ``corpus: false``."""
    tree = LexborHTMLParser(html)
    data = _page_data(tree)
    root = tree.css_first("article") or tree.css_first("main") or tree.body
    if root is None or data.get("corpus") is False:
        return []
    element = tree.css_first("html")
    lang = str((element.attributes.get("lang") if element else "") or "fr")[:2]
    sources = {key: source for note in tree.css(".footnote li") for key, source in [_cited_source(note)]}
    for node in root.css(INVISIBLE):
        if node.tag != "body":
            node.decompose()
    sections = [section for section in _sections(root) if section.blocks]
    title = next((section.headings[0] for section in sections), "")
    questions = data.get("questions") or {}
    return [
        Passage(
            text=text,
            page=title,
            headings=section.headings,
            url=f"{address}#{section.anchor}" if section.anchor else address,
            lang=lang,
            as_of=str(data.get("as_of") or ""),
            position=position,
            sources=tuple(sources[key] for key in dict.fromkeys(keys) if key in sources),
            questions=tuple(questions.get(section.anchor) or ()),
        )
        for section in sections
        for position, (text, keys) in enumerate(_cut(section.blocks))
    ]


def _page_data(tree: LexborHTMLParser) -> dict[str, Any]:
    node = tree.css_first("script#faq-page")
    data: dict[str, Any] = json.loads(node.text()) if node else {}
    return data


def _cited_source(note: LexborNode) -> tuple[str, CitedSource]:
    """Read a footnote: our own carry data attributes, any other keeps its text as the title."""
    key = (note.attributes.get("id") or "").removeprefix("fn:")
    link = note.css_first("a[href^=http]")
    url = (link.attributes.get("href") if link else "") or ""
    cite = note.css_first("cite.source")
    if cite is None:
        for mark in note.css(".footnote-backref"):
            mark.decompose()
        return key, CitedSource(key, "", _clean(note.text()), "", url)
    data = {name: cite.attributes.get(f"data-{name}") or "" for name in ("publisher", "title", "date")}
    return key, CitedSource(key, data["publisher"], data["title"], data["date"], url)


def _sections(root: LexborNode) -> Iterator[_Section]:
    """Walk the page in document order; each heading opens a section."""
    path: list[tuple[int, str]] = []
    section = _Section("", ("",))
    for node in _blocks(root):
        tag = node.tag or ""
        if tag in HEADINGS:
            yield section
            level = int(tag[1])
            path = [*((depth, text) for depth, text in path if depth < level), (level, _text(node)[0])]
            section = _Section(node.attributes.get("id") or "", tuple(text for _, text in path))
        else:
            text, keys = _text(node)
            if text:
                section.blocks.append((text, keys))
    yield section


def _blocks(node: LexborNode) -> Iterator[LexborNode]:
    """Headings and the smallest block elements below ``node``, in document order."""
    for child in node.iter():
        tag = child.tag or ""
        if tag in HEADINGS or (tag in BLOCKS and not _holds_blocks(child)):
            yield child
        else:
            yield from _blocks(child)


def _holds_blocks(node: LexborNode) -> bool:
    # A list item may hold paragraphs or another list; its own text before them would be lost, so a nested list
    # stays part of its item.
    return node.tag in {"li", "dd"} and any(child.tag in BLOCKS - {"li"} for child in node.iter())


def _text(node: LexborNode) -> tuple[str, tuple[str, ...]]:
    """Text of a block as a browser lays it out, and the keys its footnote marks cite."""
    parts: list[str] = []
    keys: list[str] = []

    def visit(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                parts.append(child.text(deep=False))
            elif tag == "sup" and (child.attributes.get("id") or "").startswith("fnref"):
                link = child.css_first("a")
                keys.append(((link.attributes.get("href") if link else "") or "").removeprefix("#fn:"))
            elif tag == "br":
                parts.append("\n")
            elif tag in {"td", "th"}:
                visit(child)
                parts.append("\t")
            elif tag in {"li", "p"}:
                parts.append("\0")
                visit(child)
            else:
                visit(child)

    visit(node)
    if node.tag == "pre":
        return "".join(parts).replace("\0", "").strip("\n"), tuple(keys)
    if node.tag == "tr":
        return "\t".join(_clean(cell) for cell in "".join(parts).split("\t")[:-1]), tuple(keys)
    lines = (_clean(line) for line in "".join(parts).split("\0"))
    return "\n".join(line for line in lines if line), tuple(keys)


def _clean(text: str) -> str:
    # Only what a browser collapses: a no-break space is text.
    return SPACES.sub(" ", text).strip(" ")


def _cut(blocks: list[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Join consecutive blocks into passages of at most `MAX_PASSAGE_CHARS`, but leave no crumb alone."""
    passages: list[list[tuple[str, tuple[str, ...]]]] = []
    for text, keys in blocks:
        if not passages or _length(passages[-1]) + len(text) > MAX_PASSAGE_CHARS:
            passages.append([])
        passages[-1].append((text, keys))
    if len(passages) > 1 and _length(passages[-1]) < MIN_PASSAGE_CHARS:
        crumb = passages.pop()
        passages[-1] += crumb
    for passage in passages:
        yield "\n".join(text for text, _ in passage), tuple(key for _, keys in passage for key in keys)


def _length(blocks: list[tuple[str, tuple[str, ...]]]) -> int:
    return sum(len(text) + 1 for text, _ in blocks)
