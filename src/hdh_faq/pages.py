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
# Elements that begin a new line wherever they stand (HTML Standard, 15.3, "Rendering: flow content").
LINE_BREAKERS = HEADINGS | set(
    "address article aside blockquote caption dd details dialog div dl dt fieldset figcaption figure footer "
    "header hgroup hr li main menu ol p pre search section summary table tbody tfoot thead tr ul".split()
)
Block = tuple[str, tuple[str, ...]]
"""A line of text and the keys of the sources that it cites."""
INVISIBLE = (
    "script, style, template, noscript, nav, button, form, svg, .headerlink, .footnote, .md-content__button, "
    ".md-source-file, [hidden], [aria-hidden=true], [data-faq=skip], [style*='display:none' i], "
    "[style*='display: none' i], [style*='visibility:hidden' i], [style*='visibility: hidden' i]"
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
        questions: ways to ask for it, from the page's front matter; of a section cut into several passages, each
            has those of the section's questions whose words it holds most of.
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
    blocks: list[Block] = field(default_factory=list)


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
    # Without a single element it is no page, whatever its name ends with.
    if root is None or data.get("corpus") is False or next(root.iter(), None) is None:
        return []
    element = tree.css_first("html")
    lang = str((element.attributes.get("lang") if element else "") or "fr")[:2].lower()
    sources = {key: source for note in tree.css(".footnote li") for key, source in [_cited_source(note)]}
    for node in root.css(INVISIBLE):
        if node.tag != "body":
            node.decompose()
    sections = [section for section in _sections(root) if section.blocks]
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
            sources=tuple(sources[key] for key in dict.fromkeys(keys) if key in sources),
            questions=asked,
        )
        for section in sections
        for parts in [list(_cut(section.blocks))]
        for position, ((text, keys), asked) in enumerate(
            zip(parts, _shared_out(_questions(data, section.anchor), [text for text, _ in parts], lang), strict=True)
        )
    ]


def _page_data(tree: LexborHTMLParser) -> dict[str, Any]:
    """What the page says of itself; a site that is not ours says nothing, or something else."""
    node = tree.css_first("script#faq-page")
    try:
        data = json.loads(node.text()) if node else {}
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _questions(data: dict[str, Any], anchor: str) -> tuple[str, ...]:
    """Carried questions of a section; one question written without its dash is one question."""
    carried = data.get("questions")
    asked = carried.get(anchor) if isinstance(carried, dict) else None
    asked = [asked] if isinstance(asked, str) else asked
    return tuple(question for question in asked if isinstance(question, str)) if isinstance(asked, list) else ()


def _shared_out(questions: tuple[str, ...], parts: list[str], lang: str) -> list[tuple[str, ...]]:
    """For each part of a section its questions: those whose words, rare ones first, it holds more of than others.

    A word that opens a line, as the term of a glossary does, counts twice.
    """
    if len(parts) == 1:
        return [questions]
    from hdh_faq.lexical import terms  # noqa: PLC0415 - a host that builds the pages alone has no stemmer

    language = lang if lang in LANGUAGES else LANGUAGES[0]
    held = [set(terms(part, language)) for part in parts]
    opening = [{term for line in part.split("\n") for term in terms(line, language)[:1]} for part in parts]
    shares: list[list[str]] = [[] for _ in parts]
    for question in questions:
        asked = {term: sum(term in own for own in held) for term in terms(question, language)}
        scores = [
            sum((1 + (term in first)) / count for term, count in asked.items() if term in own)
            for own, first in zip(held, opening, strict=True)
        ]
        shares[scores.index(max(scores))].append(question)
    return [tuple(share) for share in shares]


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
    """Sections in document order; each heading opens one."""
    path: list[tuple[int, str]] = []
    section = _Section("", ("",))
    for block in _blocks(root):
        if isinstance(block, tuple):
            section.blocks.append(block)
            continue
        yield section
        level = int((block.tag or "h1")[1])
        path = [*((depth, text) for depth, text in path if depth < level), (level, _line(block, []))]
        section = _Section(block.attributes.get("id") or "", tuple(text for _, text in path))
    yield section


def _blocks(root: LexborNode) -> list[LexborNode | Block]:  # noqa: C901 - one place for all that breaks a line
    """Headings, and between them the text as a browser breaks it into lines, with the keys each line cites."""
    found: list[LexborNode | Block] = []
    parts: list[str] = []
    keys: list[str] = []

    def close(text: str) -> None:
        if text:
            found.append((text, tuple(keys)))
        parts.clear()
        keys.clear()

    def visit(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                parts.append(child.text(deep=False))
            elif _is_footnote_mark(child):
                keys.append(_cited_key(child))
            elif tag == "br":
                parts.append(" ")
            elif tag in LINE_BREAKERS:
                close(_clean("".join(parts)))
                if tag in HEADINGS:
                    found.append(child)
                elif tag == "tr":
                    cells = [_line(cell, keys) for cell in child.iter() if cell.tag in {"td", "th"}]
                    close("\t".join(cells).strip("\t"))
                elif tag == "pre":
                    close(child.text().strip("\n"))
                else:
                    visit(child)
                    close(_clean("".join(parts)))
            else:
                visit(child)

    visit(root)
    close(_clean("".join(parts)))
    return found


def _line(node: LexborNode, keys: list[str]) -> str:
    """Text of an element on one line; the keys it cites are added to ``keys``."""
    parts: list[str] = []

    def visit(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            if child.tag == "-text":
                parts.append(child.text(deep=False))
            elif _is_footnote_mark(child):
                keys.append(_cited_key(child))
            else:
                space = " " if child.tag in LINE_BREAKERS or child.tag == "br" else ""
                parts.append(space)
                visit(child)
                parts.append(space)

    visit(node)
    return _clean("".join(parts))


def _is_footnote_mark(node: LexborNode) -> bool:
    return node.tag == "sup" and (node.attributes.get("id") or "").startswith("fnref")


def _cited_key(mark: LexborNode) -> str:
    link = mark.css_first("a")
    return ((link.attributes.get("href") if link else "") or "").removeprefix("#fn:")


def _clean(text: str) -> str:
    # Only what a browser collapses: a no-break space is text.
    return SPACES.sub(" ", text).strip(" ")


def _cut(blocks: list[Block]) -> Iterator[Block]:
    """Join consecutive blocks into passages of at most `MAX_PASSAGE_CHARS`, but leave no crumb alone."""
    passages: list[list[Block]] = []
    for text, keys in blocks:
        if not passages or _length(passages[-1]) + len(text) > MAX_PASSAGE_CHARS:
            passages.append([])
        passages[-1].append((text, keys))
    if len(passages) > 1 and _length(passages[-1]) < MIN_PASSAGE_CHARS:
        crumb = passages.pop()
        passages[-1] += crumb
    for passage in passages:
        yield "\n".join(text for text, _ in passage), tuple(key for _, keys in passage for key in keys)


def _length(blocks: list[Block]) -> int:
    return sum(len(text) + 1 for text, _ in blocks)
