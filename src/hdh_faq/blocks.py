"""HTML → lines of text as a browser shows them, each with the keys of the sources that it cites."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from hdh_faq.cutting import Block, code_blocks
from hdh_faq.grid import own_rows, span
from hdh_faq.raised import lowered, raised
from hdh_faq.shape import HEADINGS

# Elements that begin a new line wherever they stand (HTML Standard, 15.3, "Rendering: flow content").
LINE_BREAKERS = {*HEADINGS} | set(
    "address article aside blockquote caption dd details dialog div dl dt fieldset figcaption figure footer "
    "header hgroup hr label li main menu ol p pre search section summary table tbody tfoot thead tr ul".split()
)
BOXES = {"admonition", "note", "tip", "hint", "important", "warning", "caution", "danger"}
"""Classes of boxes beside the text."""
SPACES = re.compile(r"[ \t\n\r\f]+")
NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡])[\])]?")


def blocks_of(root: LexborNode) -> Iterator[LexborNode | Block]:  # noqa: C901 - one place for all that breaks a line
    """Headings, and between them the text as a browser breaks it into lines.

    A term (``dt``) with an address of its own stands like a heading before its line; its list, where it ends.
    """
    found: list[LexborNode | Block] = []
    parts: list[str] = []
    keys: list[str] = []

    def close() -> None:
        text = clean("".join(parts))
        if text:
            found.append(Block(text, tuple(keys)))
        parts.clear()
        keys.clear()

    def visit(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            tag = child.tag or ""
            if tag == "br":
                parts.append(" ")
            elif tag not in LINE_BREAKERS:
                _inline(child, parts, keys, visit)
            else:
                close()
                if tag in HEADINGS and not _titles_box(child):
                    found.append(child)
                elif tag == "table" and not _holds_code(child):
                    found.extend(_table(child))
                elif tag == "tr":
                    found.extend(_rows([child]))
                elif tag == "pre":
                    found.extend(code_blocks(child.text().strip("\n")))
                else:
                    if tag == "dt" and _opens(child):
                        found.append(child)
                    first = len(found)
                    visit(child)
                    close()
                    found[first:] = _numbered(found[first:], child)
                    if tag == "dl" and any(_opens(term) for term in child.iter() if term.tag == "dt"):
                        found.append(child)

    visit(root)
    close()
    yield from _with_keys_of_headings(found)


def _numbered(found: list[LexborNode | Block], item: LexborNode) -> list[LexborNode | Block]:
    """What an element holds; if it is an item of a numbered list, its first line has the number."""
    around = item.parent
    if item.tag != "li" or around is None or around.tag != "ol" or not found or not isinstance(found[0], Block):
        return found
    number = _whole(around.attributes.get("start"), 1) - 1
    for other in (node for node in around.iter() if node.tag == "li"):
        number = _whole(other.attributes.get("value"), number + 1)
        if other == item:
            break
    return [replace(found[0], number=number), *found[1:]]


def _whole(text: str | None, usual: int) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text) else usual


def _titles_box(heading: LexborNode) -> bool:
    """Whether a heading only says what kind of box it stands in, as DocBook writes notes and warnings."""
    box = heading.parent
    return box is not None and not BOXES.isdisjoint((box.attributes.get("class") or "").split())


def _opens(term: LexborNode) -> bool:
    """Whether a term of a list opens a section: it has an address, and is the first of those said together."""
    before = term.prev
    while before is not None and before.tag == "-text":
        before = before.prev
    return bool(term.attributes.get("id")) and (before is None or before.tag != "dt")


def _holds_code(table: LexborNode) -> bool:
    """Whether a table only sets code beside the numbers of its lines."""
    rows = own_rows(table)
    return len(rows) == 1 and rows[0].css_first("pre") is not None


def _with_keys_of_headings(found: list[LexborNode | Block]) -> Iterator[LexborNode | Block]:
    """What a heading cites is a source of the first line under it, for a heading is no line itself."""
    keys: list[str] = []
    for block in found:
        if isinstance(block, Block):
            yield replace(block, keys=(*keys, *block.keys)) if keys else block
            keys = []
        else:
            if block.tag in HEADINGS:
                line(block, keys)
            yield block


def _table(table: LexborNode) -> Iterator[LexborNode | Block]:
    """A caption, then the rows; those after the heading row know it."""
    for caption in table.css("caption"):
        yield from blocks_of(caption)
    yield from _rows(own_rows(table))


def _rows(rows: list[LexborNode]) -> Iterator[Block]:
    """Each row as a line with a tab between cells; empty cells and those others reach into keep their place."""
    reaching: dict[int, int] = {}
    head = ""
    for number, row in enumerate(rows):
        keys: list[str] = []
        cells: list[str] = []
        found = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
        for cell in found:
            while reaching.get(len(cells), 0):
                reaching[len(cells)] -= 1
                cells.append("")
            wide = span(cell, "colspan")
            for column in range(len(cells), len(cells) + wide):
                reaching[column] = span(cell, "rowspan") - 1
            cells += [line(cell, keys), *[""] * (wide - 1)]
        while reaching.get(len(cells), 0):
            reaching[len(cells)] -= 1
            cells.append("")
        text = "\t".join(cells)
        if text.strip("\t"):
            is_head = (
                number == 0 and len(rows) > 1 and all(c.tag == "th" for c in row.iter() if c.tag in {"td", "th"})
            )
            yield Block(text, tuple(keys), head)
            head = text if is_head else head


def line(node: LexborNode, keys: list[str]) -> str:
    """Text of an element on one line; the keys it cites are added to ``keys``."""
    parts: list[str] = []

    def visit(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            space = " " if child.tag in LINE_BREAKERS or child.tag == "br" else ""
            parts.append(space)
            if child.tag == "img":
                parts.append(child.attributes.get("alt") or "")
            else:
                _inline(child, parts, keys, visit)
            parts.append(space)

    visit(node)
    return clean("".join(parts))


def _inline(node: LexborNode, parts: list[str], keys: list[str], visit: Callable[[LexborNode], None]) -> None:
    """Add what stands within a line: no mark of a note, and exponents and fractions so that numbers stay apart."""
    if node.tag == "-text":
        parts.append(node.text(deep=False))
    elif node.tag == "a" and _leads_to_note(node):
        if parts:  # docutils leaves a space before the mark
            parts[-1] = parts[-1].rstrip()
        keys.append(_target(node).removeprefix("fn:"))
    elif node.tag == "sup":
        link = node.css_first("a")
        target = _target(link) if link else ""
        if (node.attributes.get("id") or "").startswith("fnref") or (link and _leads_to_note(link)):
            keys.append(target.removeprefix("fn:"))
        elif not (target and NOTE_MARK.fullmatch(node.text().strip())):
            parts.append(raised(node.text()))
    elif node.tag == "sub":
        parts.append(lowered(node.text()))
    elif node.tag == "mfrac":
        parts.append("/".join(child.text().strip() for child in node.iter()))
    else:
        visit(node)


def _leads_to_note(link: LexborNode) -> bool:
    """Whether a link is the mark of a note, as docutils, Pandoc and GitHub write it."""
    said = link.attributes
    return said.get("role") == "doc-noteref" or "data-footnote-ref" in said


def _target(link: LexborNode) -> str:
    return (link.attributes.get("href") or "").partition("#")[2]


def clean(text: str) -> str:
    """One line, without the spaces that a browser collapses: a no-break space is text."""
    return SPACES.sub(" ", text).strip(" ")
