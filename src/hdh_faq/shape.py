"""Where a published page keeps its text, whichever generator made it: main part, title, language, addresses.

Read off what MkDocs, Material, Sphinx, Docusaurus, VitePress, Hugo, DocBook, AsciiDoc, Antora and mdBook publish.
"""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from pathlib import PurePath

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.lexical import WORD, fold
from hdh_faq.words import FOREIGN, STOP_WORDS

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INVISIBLE = (
    "script, style, template, noscript, nav, button, form, svg, del, s, strike, .headerlink, "
    ".md-content__button, .md-source-file, [hidden]:not([role=tabpanel]), [aria-hidden=true], [data-faq=skip], "
    "[style*='display:none' i], [style*='display: none' i], [style*='visibility:hidden' i], "
    "[style*='visibility: hidden' i]"
)
"""What no reader sees, or nobody reads; a tab that is not chosen is only a click away."""
NOTES = ".footnote, .footnotes, .footnote-list, [role=doc-endnotes]"
"""Lists of notes: they become sources."""
FURNITURE = (
    "[role=navigation], [role=search], [role=contentinfo], footer, body > header, #footer, .navheader, .navfooter, "
    ".docnav, .toc, .contents.topic, .contents.local, .toctree-wrapper, .related, .indexterm, .linenos, .lineno, "
    ".linenodiv, .lnt, .ln, .gutter, .rouge-gutter, .line-numbers-wrapper, .language-switcher, .breadcrumbs, "
    ".theme-doc-toc-mobile, .theme-doc-breadcrumbs, .theme-doc-footer, .page-toc, .toolbar, .edit-this-page, "
    ".td-page-meta, .td-toc, [class*=language-] > .lang"
)
"""What generators put around and between the text: ways to other pages, numbers of lines of code."""
LISTS_OF_PAGES = re.compile(
    r"(?:404|search|genindex(?:-.+)?|(?:py-)?modindex|bookindex|ix\d+|print|_print|searchresults?)\.html?"
)
"""Files that only lead to other pages, or hold all of them once more."""
SKIPPED_FOLDERS = {"_modules", "_static", "_sources", "tags", "search", "print_page"}
"""Folders of such files: what Sphinx copies of the code, the lists by tag, the page of the search box."""
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
TITLE_PARTS = re.compile(r"\s+[|·•—–»:-]+\s+")
MIN_TITLES = 3
OPENING, MIN_COMMON = 20_000, 5
"""So many common words at the beginning of a page tell its language."""


def is_read(path: PurePath) -> bool:
    """Whether a file of a site, by its place in it, may be a page with text of its own."""
    return not LISTS_OF_PAGES.fullmatch(path.name.lower()) and SKIPPED_FOLDERS.isdisjoint(path.parts[:-1])


def main_text(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds a page's text, without what is no part of it; None where there is none."""
    if tree.css_first("meta[http-equiv=refresh i]"):
        return None
    articles = [node for node in tree.css("article") if not _within(node, "article")]
    article = articles[0] if len(articles) == 1 else None
    root = article or tree.css_first("main") or tree.css_first("[role=main]") or tree.body
    # Without a single element it is no page, whatever its name ends with.
    if root is None or next(root.iter(), None) is None:
        return None
    for node in root.css(INVISIBLE):
        if node.tag != "body":
            node.decompose()
    for node in root.css(f"{NOTES}, {FURNITURE}"):
        # The main text stays, whatever it is called.
        if node.mem_id != root.mem_id:
            node.decompose()
    return root


def anchor_of(heading: LexborNode, root: LexborNode) -> str:
    """The id that leads to a heading: its own, one within it, one just before it, or its section's; else empty."""
    own = heading.attributes.get("id")
    if own:
        return own
    for inside in heading.css("[id], a[name]"):
        return inside.attributes.get("id") or inside.attributes.get("name") or ""
    before = _before(heading)
    if before is not None and before.tag in {"a", "span"} and not before.text(strip=True):
        mark = before.attributes.get("id") or before.attributes.get("name")
        if mark:
            return mark
    node: LexborNode | None = heading.parent
    while node is not None and node.mem_id != root.mem_id:
        first = node.css_first(", ".join(HEADINGS))
        if first is None or first.mem_id != heading.mem_id:
            return ""
        if node.attributes.get("id"):
            return node.attributes.get("id") or ""
        node = node.parent
    return ""


def without_mark(heading: LexborNode) -> None:
    """Take out of a heading the link to itself: it shows a sign, and no word."""
    for link in heading.css("a"):
        if not any(char.isalnum() for char in link.text()):
            link.decompose()


def titles(html: bytes) -> tuple[str, ...]:
    """The parts of a page's title as a browser shows it: its own, that of the site, or more."""
    found = TITLE.search(html)
    text = unescape(found[1].decode("utf-8", errors="replace")) if found else ""
    return tuple(part for part in TITLE_PARTS.split(" ".join(text.split())) if part)


def site_name(titles_of: Iterable[tuple[str, ...]], home: tuple[str, ...]) -> str:
    """The part that ends or begins most titles; else the title of the home page; else nothing."""
    many = [parts for parts in titles_of if len(parts) > 1]
    ends = Counter(end for parts in many for end in {parts[0], parts[-1]})
    name, count = max(ends.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if count >= MIN_TITLES and 2 * count > len(many):
        return name
    return home[-1] if home else ""


def language_of(tree: LexborHTMLParser, root: LexborNode) -> str:
    """The language that a page says it is in, or that its words tell; empty if neither does."""
    html = tree.css_first("html")
    for node in (root, *root.css("[lang]")[:1], html):
        said = (node.attributes.get("lang") or node.attributes.get("xml:lang") or "") if node else ""
        found = re.match(r"[a-z]{2,3}(?![a-z])", said.lower())
        if found and (node is html or _holds_most(node, root)):
            return found[0]
    words = WORD.findall(fold(root.text()[:OPENING]))
    common = {lang: sum(word in own for word in words) for lang, own in {**FOREIGN, **STOP_WORDS}.items()}
    best = max(common, key=lambda lang: common[lang])
    return best if common[best] >= MIN_COMMON else ""


def _holds_most(node: LexborNode | None, root: LexborNode) -> bool:
    return node is not None and 2 * len(node.text()) > len(root.text())


def _before(node: LexborNode) -> LexborNode | None:
    """The element just before, if no text stands between."""
    found: LexborNode | None = node.prev
    while found is not None and found.tag == "-text" and not found.text().strip():
        found = found.prev
    return found


def _within(node: LexborNode, tag: str) -> bool:
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above is not None
