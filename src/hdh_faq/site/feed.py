"""The dated journal page as an Atom feed (RFC 4287), so that readers hear of changes."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.raised import lowered, raised

ATOM = "http://www.w3.org/2005/Atom"
PAGE = "journal/index.html"
# What is not said: marks of notes, the sign that links to a heading, what was struck out.
UNSAID = "a[href^='#fn'], a.headerlink, del, s, strike, script, style"
# What XML cannot hold: a feed with one such sign could not be read at all.
UNWRITABLE = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """A dated change; ``summary`` is empty for a line of a list and where no paragraph stands under the heading."""

    anchor: str
    day: dt.date
    title: str
    summary: str


def write_feed(site: Path, base_url: str) -> None:
    """Write ``journal/feed.xml`` beside the journal page of one language's site, if there is one.

    Args:
        site: folder of the built site of one language.
        base_url: its public address, with a slash at the end.
    """
    page = site / PAGE
    if not page.is_file():
        return
    tree = LexborHTMLParser(page.read_bytes())
    heading = tree.css_first("h1")
    entries = read_entries(tree)
    # A journal without entries is as new as its page.
    built = dt.datetime.fromtimestamp(page.stat().st_mtime, dt.UTC).date()
    feed = _feed(
        base_url + "journal/",
        plain_text(heading) if heading else "",
        max((entry.day for entry in entries), default=built),
        entries,
    )
    ET.register_namespace("", ATOM)
    ET.ElementTree(feed).write(page.with_name("feed.xml"), encoding="utf-8", xml_declaration=True)


def read_entries(tree: LexborHTMLParser) -> list[Entry]:
    """What has an id that starts with a date: a line of a list, or a heading with the first paragraph under it."""
    entries = []
    for change in tree.css("h2[id], li[id]"):
        anchor = change.attributes["id"] or ""
        try:
            day = dt.date.fromisoformat(anchor[: len("2026-11-24")])
        except ValueError:
            continue
        # A line says it all; the paragraph that explains a heading stands below it.
        below = change.next if change.tag == "h2" else None
        while below is not None and below.tag not in ("h2", "p"):
            below = below.next
        summary = plain_text(below) if below is not None and below.tag == "p" else ""
        entries.append(Entry(anchor, day, plain_text(change), summary))
    return entries


def plain_text(node: LexborNode) -> str:
    """What a reader is told by an element, where markup cannot be shown: 10<sup>9</sup> is 10⁹, never 109."""
    copy = LexborHTMLParser(node.html or "").body
    if copy is None:
        return ""
    # One at a time, for what is removed may hold another.
    while unsaid := copy.css_first(UNSAID):
        unsaid.decompose()
    while line_break := copy.css_first("br"):
        line_break.replace_with(" ")
    while above := copy.css_first("sup"):
        above.replace_with(raised(above.text()))
    while below := copy.css_first("sub"):
        below.replace_with(lowered(below.text()))
    return " ".join(UNWRITABLE.sub("", copy.text()).split())


def _feed(address: str, title: str, updated: dt.date, entries: Iterable[Entry]) -> ET.Element:
    feed = ET.Element(_name("feed"))
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", _instant(updated))
    _add(_add(feed, "author"), "name", "hdh-faq")
    _add(feed, "link", href=address + "feed.xml", rel="self")
    _add(feed, "link", href=address)
    for entry in entries:
        link = f"{address}#{entry.anchor}"
        element = _add(feed, "entry")
        _add(element, "id", link)
        _add(element, "title", entry.title)
        _add(element, "published", _instant(entry.day))
        _add(element, "updated", _instant(entry.day))
        _add(element, "link", href=link)
        if entry.summary:
            _add(element, "summary", entry.summary)
    return feed


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, _name(name), attributes)
    element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _instant(day: dt.date) -> str:
    return f"{day}T00:00:00Z"
