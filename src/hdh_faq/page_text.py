"""A page as one text, put together from the index: nothing is read from the disk to show one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote, urlsplit

from hdh_faq.passage import CitedSource, Passage


@dataclass(frozen=True)
class PageLine:
    """What names a page.

    Attributes:
        address: from the root of the site.
        as_of: ISO date on which the page was last checked; empty if it does not say.
    """

    title: str
    address: str
    lang: str
    as_of: str


@dataclass(frozen=True)
class Page(PageLine):
    """A page to be read.

    Attributes:
        text: its headings, marked ``#``, ``##``… by their depth, and word for word what stands under each.
        sources: what it cites, in order.
    """

    text: str
    sources: tuple[CitedSource, ...]


def list_pages(passages: Iterable[Passage], lang: str | None = None) -> list[PageLine]:
    """All pages, or those in one language, in the order of their addresses."""
    pages = {_address(one): one for one in passages if lang in (None, one.lang)}
    return [PageLine(one.page, address, one.lang, one.as_of) for address, one in pages.items()]


def find_page(passages: Iterable[Passage], address: str) -> Page | None:
    """The page at an address, with or without its host and its ``#section``; None if the index has none there."""
    wanted = _path(address)
    own = [one for one in passages if wanted and _address(one) in (wanted, f"{wanted}/")]
    if not own:
        return None
    first = own[0]
    parts = []
    for headings, section in groupby(own, key=lambda one: one.headings):
        parts += [f"{'#' * len(headings)} {headings[-1]}", *(one.text for one in section)]
    sources = dict.fromkeys(source for one in own for source in one.sources)
    return Page(first.page, _address(first), first.lang, first.as_of, "\n\n".join(parts), tuple(sources))


def _path(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return unquote(parts.path) or ("/" if parts.netloc else "")


def _address(passage: Passage) -> str:
    return passage.url.partition("#")[0]
