"""Published HTML → passages: what a reader sees on a page, cut into the units that are indexed and shown.

Navigation, permalinks, footnote marks, footnote lists, hidden and struck text are no part of the corpus.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.about import ABOUT, TUNED, About, read_about
from hdh_faq.blocks import line
from hdh_faq.cutting import Block, cut, shared_out
from hdh_faq.dates import date_of
from hdh_faq.errors import FaqError, SiteMissingError
from hdh_faq.footnotes import cited_sources
from hdh_faq.languages import LANGUAGES, searched_as
from hdh_faq.metadata import about_of, metadata_of, questions_of, read_beside
from hdh_faq.passage import Passage
from hdh_faq.sections import sections_of
from hdh_faq.shape import HEADINGS, TITLE_PARTS, is_read, language_of, main_text, site_name, titles

ESCAPED = str.maketrans({"%": "%25", "#": "%23", "?": "%3F"})
"""What would end a path, in the name of a file."""


@dataclass(frozen=True)
class Pages:
    """What was read of a site.

    Attributes:
        starters: for each language, questions to begin with, as its home page names them.
        about: what the site is about.
        digest: of all pages; see `site_digest`.
    """

    passages: tuple[Passage, ...]
    starters: Mapping[str, tuple[str, ...]]
    about: About
    digest: str


def read_pages(site: Path) -> Pages:
    """Read every page under ``site`` once; passages are in the order of page addresses and of the text.

    Raises:
        SiteMissingError: the folder is missing or holds no page with text.
        FaqError: what the site says of itself cannot be read.
    """
    passages: list[Passage] = []
    starters: dict[str, dict[str, None]] = {}
    heads: list[tuple[str, ...]] = []
    home: tuple[str, ...] = ()
    for path in _files(site):
        place = path.relative_to(site)
        if not is_read(place):
            continue
        html = path.read_bytes()
        tree = LexborHTMLParser(html)
        data = metadata_of(tree, read_beside(path))
        named = data.get("starters")
        if path.name == "index.html" and isinstance(named, list):
            starters.setdefault(str(data.get("lang")), {}).update(dict.fromkeys(map(str, named)))
        heads.append(titles(html))
        home = heads[-1] if place == Path("index.html") else home
        try:
            passages += _passages(tree, data, _address(place))
        except RecursionError:
            raise FaqError(f"“{path}” cannot be read: its elements stand too deep within each other.") from None
    if not passages:
        raise SiteMissingError(
            f"The pages in “{site}” hold no text that could be indexed. Is it a built site?"
            if site.is_dir() and _files(site)
            else f"No built site in “{site}”. Run `hdh-faq build`, or name its folder with --site."
        )
    name = site_name(heads, home)
    return Pages(
        _named(passages, name),
        {lang: tuple(own) for lang, own in starters.items()},
        read_about(site).or_called(name),
        site_digest(site),
    )


def site_digest(site: Path) -> str:
    """SHA-256 over the addresses and contents of all pages, and what the site says of itself."""
    digest = hashlib.sha256()
    for path in _files(site):
        digest.update(f"{path.relative_to(site).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
        digest.update(hashlib.sha256(read_beside(path)).digest())
    for said in (site / ABOUT, site / TUNED):
        digest.update(said.read_bytes() if said.is_file() else b"")
    return digest.hexdigest()


def read_page(html: bytes, address: str, beside: bytes = b"") -> list[Passage]:
    """Passages of one page, in order; none if the page opts out with ``corpus: false``.

    Args:
        html: the page.
        address: where it is published.
        beside: content of the file that the build put beside it.
    """
    tree = LexborHTMLParser(html)
    return list(_named(_passages(tree, metadata_of(tree, beside), address)))


def _files(site: Path) -> list[Path]:
    """Its pages, without what only looks like one: a folder, a pipe, a link to what the server would not publish."""
    root = site.resolve()
    return sorted(path for path in site.rglob("*.html") if path.is_file() and path.resolve().is_relative_to(root))


def _address(place: Path) -> str:
    address = "/" + place.as_posix().translate(ESCAPED)
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def _passages(tree: LexborHTMLParser, data: dict[str, Any], address: str) -> list[Passage]:
    if data.get("corpus") is False:
        return []
    sources = cited_sources(tree)
    root = main_text(tree)
    if root is None:
        return []
    lang = language_of(tree, root)
    title = _title(tree, root)
    found: list[Passage] = []
    positions: Counter[str] = Counter()
    for section in sections_of(root, title):
        parts = cut(section.blocks)
        texts = ["\n".join(block.text for block in part) for part in parts]
        url = f"{address}#{section.anchor}" if section.anchor else address
        asked = questions_of(data, section.anchor)
        for part, text, own in zip(parts, texts, shared_out(asked, texts, searched_as(lang)), strict=True):
            keys = dict.fromkeys(key for block in part for key in block.keys)
            found.append(
                Passage(
                    text=text,
                    page=title,
                    headings=section.headings,
                    url=url,
                    lang=lang,
                    as_of=date_of(str(data.get("as_of") or "")),
                    position=positions[url],
                    sources=tuple(sources[note] for key in keys for note in (f"fn:{key}", key) if note in sources),
                    about=about_of(data, section.anchor),
                    questions=own,
                    numbers=_numbers(part),
                )
            )
            positions[url] += 1
    return found


def _numbers(part: Sequence[Block]) -> tuple[int, ...]:
    """For each line of a passage its number in a list, 0 for none; nothing if no line has one."""
    numbers = [number for block in part for number in (block.number, *[0] * block.text.count("\n"))]
    return tuple(numbers) if any(numbers) else ()


def _title(tree: LexborHTMLParser, root: LexborNode) -> str:
    """What a page is called: its first great heading; else what a browser shows; else its first heading."""
    heading = root.css_first("h1")
    shown = tree.css_first("head title")
    first = root.css_first(", ".join(HEADINGS))
    for node in (heading, shown, first):
        text = line(node, []) if node is not None else ""
        while text and not text[-1].isalnum() and text[-1] in "¶#§\u200b ":
            text = text[:-1]
        if text:
            return text
    return ""


def _named(passages: list[Passage], site: str = "") -> tuple[Passage, ...]:
    """Pages whose title ends with the name of the site are called without it; what language none tells, most tell."""
    known = Counter(passage.lang for passage in passages if passage.lang)
    usual = max(known, key=lambda lang: known[lang]) if known else LANGUAGES[0]
    return tuple(
        replace(
            passage,
            lang=passage.lang or usual,
            page=_short(passage.page, site),
            headings=(_short(passage.headings[0], site), *passage.headings[1:]),
        )
        for passage in passages
    )


def _short(title: str, site: str) -> str:
    """A title without the name of the site behind a dash."""
    *own, last = TITLE_PARTS.split(title)
    return title.removesuffix(last).rstrip(" |·•—–»:-") if own and last == site else title
