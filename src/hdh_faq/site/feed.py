"""The dated journal page as an Atom feed (RFC 4287), so that readers hear of changes."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from selectolax.lexbor import LexborHTMLParser

ATOM = "http://www.w3.org/2005/Atom"
PAGE = "journal/index.html"
DATED = re.compile(r"^\d{4}-\d{2}-\d{2}")


def write_feed(site: Path, base_url: str) -> None:
    """Write ``journal/feed.xml`` beside the journal page of one language's site, if there is one.

    Args:
        site: folder of the built site of one language.
        base_url: its public address, with a slash at the end.

    Each heading whose id starts with a date is an entry; the text under it is the summary.
    """
    page = site / PAGE
    if not page.is_file():
        return
    tree = LexborHTMLParser(page.read_bytes())
    address = base_url + "journal/"
    headings = [node for node in tree.css("h2[id]") if DATED.match(node.attributes.get("id") or "")]
    dates = [(node.attributes.get("id") or "")[:10] for node in headings]
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    title = tree.css_first("h1")
    for name, text in (
        ("id", address),
        ("title", _text(title.text() if title else "")),
        ("updated", f"{max(dates, default='1970-01-01')}T00:00:00Z"),
    ):
        ET.SubElement(feed, f"{{{ATOM}}}{name}").text = text
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    ET.SubElement(author, f"{{{ATOM}}}name").text = "hdh-faq"
    ET.SubElement(feed, f"{{{ATOM}}}link", href=address + "feed.xml", rel="self")
    for heading, date in zip(headings, dates, strict=True):
        link = f"{address}#{heading.attributes['id']}"
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        ET.SubElement(entry, f"{{{ATOM}}}id").text = link
        ET.SubElement(entry, f"{{{ATOM}}}title").text = _text(heading.text())
        ET.SubElement(entry, f"{{{ATOM}}}updated").text = f"{date}T00:00:00Z"
        ET.SubElement(entry, f"{{{ATOM}}}link", href=link)
        below = heading.next
        while below is not None and below.tag != "h2":
            if below.tag == "p":
                ET.SubElement(entry, f"{{{ATOM}}}summary").text = _text(below.text())
                break
            below = below.next
    ET.ElementTree(feed).write(page.with_name("feed.xml"), encoding="utf-8", xml_declaration=True)


def _text(text: str) -> str:
    return " ".join(text.replace("¶", "").split())
