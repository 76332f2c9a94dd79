"""The notes of a published page, read as the sources that its text cites."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.blocks import clean
from hdh_faq.dates import date_of
from hdh_faq.passage import CitedSource

BACK = ".footnote-backref, .reversefootnote, .footnote-back, [role=doc-backlink], .label"
"""What leads from a note back to its mark."""


def cited_sources(tree: LexborHTMLParser) -> dict[str, CitedSource]:
    """What the notes of a page cite, each by the id that its marks lead to."""
    return {note.attributes.get("id") or "": _cited_source(note) for note in _notes(tree)}


def _notes(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """The notes of a page that something in its text can lead to."""
    for node in tree.css(".footnote li, .footnotes li, [role=doc-endnotes] li, [role=doc-footnote]"):
        if node.attributes.get("id"):
            yield node


def _cited_source(note: LexborNode) -> CitedSource:
    """Read a footnote: our own say which text is what, any other keeps its text as the title."""
    key = (note.attributes.get("id") or "").removeprefix("fn:")
    link = note.css_first("a[href^=http]")
    url = (link.attributes.get("href") if link else "") or ""
    cite = note.css_first("cite.source")
    if cite is None:
        for mark in note.css(BACK):
            mark.decompose()
        return CitedSource(key, "", clean(note.text()), "", url)
    publisher, title = (cite.css_first(f"[data-{name}]") for name in ("publisher", "title"))
    time = cite.css_first("time[datetime]")
    return CitedSource(
        cite.attributes.get("data-key") or key,
        clean(publisher.text()) if publisher else "",
        clean(title.text()) if title else "",
        date_of((time.attributes.get("datetime") if time else "") or ""),
        url,
    )
