"""What only the built page shows: Markdown, YAML or braces left raw, lost headings, broken notes and tables."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.grid import row_widths
from hdh_faq.languages import LANGUAGES
from hdh_faq.site.markdown_page import MarkdownPage, read_markdown
from hdh_faq.site.rules import Finding, found
from hdh_faq.site.uncoded import uncoded

# Code shows markup on purpose; a source has the title that its author gave it; the rest is the theme's.
NOT_PROSE = "code, pre, script, style, kbd, samp, svg, math, nav, form, cite, .headerlink, .faq-answers"
RAW = {
    "raw_front_matter": r"^(?:title|as_of|description|questions): .*",
    "raw_table": r"^[ \t]*\|.*|\|[ \t]*:?-{2,}:?[ \t]*\|",
    # The second pattern: a number interrupts no paragraph but as the first of a list, as “1.”
    "raw_list": r"\n[ \t]*[-*+][ \t].*|\n[ \t]*1[.)][ \t].*",
    "raw_markup": (
        r"\[\^[^\]\s]+\]|\{:?[ \t]*[#.][\w-]+[^}\n]*\}|\{\{.*?\}\}|\{%.*?%\}|^[ \t]*#{1,6} .*|"
        r"\[[^\]\n]+\]\([^)\s]+\)|\*\*[^*\n]+\*\*"
    ),
    "raw_box": r"^[ \t]*(?:\?{3}\+?|!{3}) ?\w.*",
}
PATTERNS = {rule: re.compile(pattern, re.MULTILINE) for rule, pattern in RAW.items()}
WHOLE = {"raw_list", "raw_table"}
"""Told once, at its first line."""
TYPED = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'"})


def check_published(site: Path, docs: Path) -> list[Finding]:
    """What is wrong with the built page of each Markdown page, at the line of the Markdown where it is known."""
    findings = set()
    for lang in LANGUAGES:
        for path in sorted((docs / lang).rglob("*.md")):
            built = site / ("" if lang == LANGUAGES[0] else lang) / _place(path.relative_to(docs / lang))
            if built.is_file():
                findings |= set(_page(read_markdown(path, lang), LexborHTMLParser(built.read_bytes())))
    return sorted(findings)


def _place(page: Path) -> Path:
    return page.with_suffix(".html") if page.stem == "index" else page.with_suffix("") / "index.html"


def _page(page: MarkdownPage, tree: LexborHTMLParser) -> Iterator[Finding]:
    root = tree.css_first("article") or tree.body
    if root is None:
        return
    yield from _lost_cells(page)
    yield from _headings(page, root)
    yield from _notes(page, root)
    for table in root.css("table"):
        yield from _grid(page, table)
    for node in root.css(NOT_PROSE):
        node.decompose()
    for text in _texts(root):
        yield from _raw(page, text)


def _headings(page: MarkdownPage, root: LexborNode) -> Iterator[Finding]:
    published = {node.attributes.get("id") for node in root.css("h1, h2, h3, h4, h5, h6")}
    for section in page.sections:
        if section.anchor and section.anchor not in published:
            yield found(page, "lost_heading", section.line, section.anchor)
    ids = Counter(node.attributes.get("id") or "" for node in root.css("[id]"))
    for anchor, count in ids.items():
        if count > 1:
            yield found(page, "double_id", page.line_of(anchor), anchor)


def _notes(page: MarkdownPage, root: LexborNode) -> Iterator[Finding]:
    notes = {note.attributes.get("id") or "": note for note in root.css(".footnote li[id]")}
    marked = {(mark.attributes.get("href") or "").removeprefix("#") for mark in root.css("sup[id^=fnref] a")}
    unsourced = {anchor for anchor, note in notes.items() if note.css_first("cite.source") is None}
    for anchor in (marked ^ set(notes)) | unsourced:
        # The note of a source is numbered.
        cite = notes[anchor].css_first("cite[data-key]") if anchor in notes else None
        key = (cite.attributes.get("data-key") if cite else None) or anchor.removeprefix("fn:")
        yield found(page, "sourceless_note", page.line_of(f"[^{key}]"), key)


def _grid(page: MarkdownPage, table: LexborNode) -> Iterator[Finding]:
    widths = row_widths(table)
    usual = Counter(width for _, width in widths).most_common(1)
    for row, width in widths:
        if width != usual[0][0]:
            first = next(row.iter(), row).text().strip().partition("\n")[0]
            yield found(page, "ragged_table", page.line_of(first.translate(TYPED)), first)


def _texts(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text(deep=False)
        else:
            yield from _texts(child)


def _raw(page: MarkdownPage, text: str) -> Iterator[Finding]:
    for rule, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            typed = match[0].translate(TYPED).strip()
            # An author who wants to show the sign itself writes a backslash before it.
            if not any(f"\\{typed}" in line for line in page.lines):
                yield found(page, rule, _line_of(page, text, match), typed[:60])
                if rule in WHOLE:
                    break


def _line_of(page: MarkdownPage, text: str, match: re.Match[str]) -> int:
    """Line of what was published raw; by all that stands beside it, for a key may be cited elsewhere, too."""
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    beside = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0].translate(TYPED).strip()
    typed = match[0].translate(TYPED).strip()
    return page.line_of(beside if any(beside in line for line in page.lines) else typed)


def _lost_cells(page: MarkdownPage) -> Iterator[Finding]:
    """Rows of Markdown tables that are wider or narrower than their heading: MkDocs cuts or fills them in silence."""
    kept = set(uncoded("\n".join(page.lines)).split("\n"))
    width = 0
    for number, line in enumerate(page.lines, 1):
        if not line.startswith("|"):
            width = 0
            continue
        cells = re.sub(r"`[^`]*`|\\\|", "", line).strip().removeprefix("|").removesuffix("|").count("|") + 1
        if width and cells != width and (line in kept or "`" in line):
            yield found(page, "ragged_table", number, line.strip("| ").partition("|")[0].strip())
        width = width or cells
