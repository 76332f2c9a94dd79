"""Published HTML → passages: what a reader sees on a page, cut into the units that are indexed and shown.

Navigation, permalinks, footnote marks, footnote lists, hidden and struck text are no part of the corpus.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.beside import BESIDE
from hdh_faq.blocks import blocks_of, clean, line
from hdh_faq.cutting import Block, cut, shared_out
from hdh_faq.errors import SiteMissingError
from hdh_faq.languages import LANGUAGES
from hdh_faq.passage import CitedSource, Passage

INVISIBLE = (
    "script, style, template, noscript, nav, button, form, svg, del, s, strike, .headerlink, .footnote, "
    ".md-content__button, .md-source-file, [hidden], [aria-hidden=true], [data-faq=skip], [style*='display:none' i], "
    "[style*='display: none' i], [style*='visibility:hidden' i], [style*='visibility: hidden' i]"
)


@dataclass
class _Section:
    anchor: str
    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Pages:
    """What was read of a site.

    Attributes:
        starters: for each language, questions to begin with, as its home page names them.
        digest: of all pages; see `site_digest`.
    """

    passages: tuple[Passage, ...]
    starters: Mapping[str, tuple[str, ...]]
    digest: str


def read_pages(site: Path) -> Pages:
    """Read every page under ``site`` once; passages are in the order of page addresses and of the text.

    Raises:
        SiteMissingError: the folder is missing or holds no page with text.
    """
    passages: list[Passage] = []
    starters: dict[str, dict[str, None]] = {}
    digest = hashlib.sha256()
    for path in _files(site):
        html = path.read_bytes()
        _add(digest, path, site, html)
        if path.name == "404.html":
            continue
        tree = LexborHTMLParser(html)
        data = {**_page_data(tree), **_data(_beside(path))}
        named = data.get("starters")
        if path.name == "index.html" and isinstance(named, list):
            starters.setdefault(str(data.get("lang")), {}).update(dict.fromkeys(map(str, named)))
        passages += _passages(tree, data, _address(path, site))
    if not passages:
        raise SiteMissingError(
            f"The pages in “{site}” hold no text that could be indexed. Is it a built site?"
            if site.is_dir() and _files(site)
            else f"No built site in “{site}”. Run `hdh-faq build`, or name its folder with --site."
        )
    return Pages(tuple(passages), {lang: tuple(own) for lang, own in starters.items()}, digest.hexdigest())


def site_digest(site: Path) -> str:
    """SHA-256 over the addresses and contents of all pages: changes when any of them does."""
    digest = hashlib.sha256()
    for path in _files(site):
        _add(digest, path, site, path.read_bytes())
    return digest.hexdigest()


def _files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def _add(digest: "hashlib._Hash", path: Path, site: Path, html: bytes) -> None:
    digest.update(f"{path.relative_to(site).as_posix()}\0".encode())
    digest.update(hashlib.sha256(html).digest())
    digest.update(hashlib.sha256(_beside(path)).digest())


def _address(path: Path, site: Path) -> str:
    address = "/" + path.relative_to(site).as_posix()
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def read_page(html: bytes, address: str, beside: bytes = b"") -> list[Passage]:
    """Passages of one page, in order; none if the page opts out with ``corpus: false``.

    Args:
        html: the page.
        address: where it is published.
        beside: content of the file `BESIDE` it.
    """
    tree = LexborHTMLParser(html)
    return _passages(tree, {**_page_data(tree), **_data(beside)}, address)


def _passages(tree: LexborHTMLParser, data: dict[str, Any], address: str) -> list[Passage]:
    root = tree.css_first("article") or tree.css_first("main") or tree.body
    # Without a single element it is no page, whatever its name ends with.
    if root is None or data.get("corpus") is False or next(root.iter(), None) is None:
        return []
    element = tree.css_first("html")
    lang = str((element.attributes.get("lang") if element else "") or "fr")[:2].lower()
    sources = {note.attributes.get("id") or "": _cited_source(note) for note in tree.css(".footnote li")}
    for node in root.css(INVISIBLE):
        if node.tag != "body":
            node.decompose()
    sections = [section for section in _sections(root) if section.blocks]
    stemmed = lang if lang in LANGUAGES else LANGUAGES[0]
    title = next((section.headings[0] for section in sections), "")
    return [
        Passage(
            text=text,
            page=title,
            headings=section.headings,
            url=f"{address}#{section.anchor}" if section.anchor else address,
            lang=lang,
            as_of=str(data.get("as_of") or ""),
            position=position,
            sources=tuple(sources[note] for note in notes if note in sources),
            about=_about(data, section.anchor),
            questions=asked,
        )
        for section in sections
        for parts in [cut(section.blocks)]
        for texts in [["\n".join(block.text for block in part) for part in parts]]
        for position, (part, text, asked) in enumerate(
            zip(parts, texts, shared_out(_questions(data, section.anchor), texts, stemmed), strict=True)
        )
        for notes in [dict.fromkeys(f"fn:{key}" for block in part for key in block.keys)]
    ]


def _page_data(tree: LexborHTMLParser) -> dict[str, Any]:
    """What the page says of itself; a site that is not ours says nothing, or something else."""
    node = tree.css_first("script#faq-page")
    return _data(node.text()) if node else {}


def _beside(path: Path) -> bytes:
    """What the build put beside a page; nothing on another site."""
    place = path.with_name(BESIDE)
    return place.read_bytes() if path.name == "index.html" and place.is_file() else b""


def _data(text: str | bytes) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _about(data: dict[str, Any], anchor: str) -> str:
    """What a section is about, in words that its text need not repeat."""
    about = data.get("about")
    line = about.get(anchor) if isinstance(about, dict) else None
    return line if isinstance(line, str) else ""


def _questions(data: dict[str, Any], anchor: str) -> tuple[str, ...]:
    """Carried questions of a section; one question written without its dash is one question."""
    carried = data.get("questions")
    asked = carried.get(anchor) if isinstance(carried, dict) else None
    asked = [asked] if isinstance(asked, str) else asked
    return tuple(question for question in asked if isinstance(question, str)) if isinstance(asked, list) else ()


def _cited_source(note: LexborNode) -> CitedSource:
    """Read a footnote: our own say which text is what, any other keeps its text as the title."""
    key = (note.attributes.get("id") or "").removeprefix("fn:")
    link = note.css_first("a[href^=http]")
    url = (link.attributes.get("href") if link else "") or ""
    cite = note.css_first("cite.source")
    if cite is None:
        for mark in note.css(".footnote-backref"):
            mark.decompose()
        return CitedSource(key, "", clean(note.text()), "", url)
    publisher, title = (cite.css_first(f"[data-{name}]") for name in ("publisher", "title"))
    time = cite.css_first("time[datetime]")
    return CitedSource(
        cite.attributes.get("data-key") or key,
        clean(publisher.text()) if publisher else "",
        clean(title.text()) if title else "",
        (time.attributes.get("datetime") if time else "") or "",
        url,
    )


def _sections(root: LexborNode) -> Iterator[_Section]:
    """Sections in document order; each heading opens one."""
    path: list[tuple[int, str]] = []
    section = _Section("", ("",))
    for block in blocks_of(root):
        if isinstance(block, Block):
            section.blocks.append(block)
            continue
        yield section
        level = int((block.tag or "h1")[1])
        path = [*((depth, text) for depth, text in path if depth < level), (level, line(block, []))]
        section = _Section(block.attributes.get("id") or "", tuple(text for _, text in path))
    yield section
