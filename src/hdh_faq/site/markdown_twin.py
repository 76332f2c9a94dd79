"""Published HTML → Markdown, for programs that read no HTML: the page's own words, and its sources as footnotes."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What the theme puts round the text, and what only eyes or hands can use.
FRAME = (
    ".headerlink, .faq-checked, .faq-parts, .faq-answers, .faq-cite, .faq-contents, .faq-jump, .faq-ask, "
    ".footnote, summary[data-faq=skip], script, style, svg, button, form, nav, [hidden]"
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS, "p", "ul", "ol", "li", "table", "blockquote", "pre", "hr", "div", "figure", "figcaption", "details",
    "summary", "section", "article", "aside", "dl", "dt", "dd",
}  # fmt: skip
AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*", "summary": "**", "figcaption": "*"}
# Where a mark of a note leads.
MARK = re.compile(r"^#fn:(.+)$")
SIGNS = re.compile(r"([\\`*_\[\]])")
LINE_START = re.compile(r"^(?:([#>+-])(?=\s|$)|(\d+)([.)])(?=\s|$))")
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
SPACES = re.compile(r"[ \t\r\n\f]+")


class MarkdownTwin:
    """Writes elements of one page as Markdown; links start at ``address``, the page's own."""

    def __init__(self, address: str) -> None:
        """Of the page at this address."""
        self.address = address

    def of(self, article: LexborNode) -> str:
        """All that the article says, without the frame of the theme."""
        root = LexborHTMLParser(article.html or "").css_first("article")
        if root is None:
            return ""
        # One at a time, for what is removed may hold another.
        while frame := root.css_first(FRAME):
            frame.decompose()
        return "\n\n".join(self._blocks(root)) + "\n"

    def _blocks(self, node: LexborNode) -> Iterator[str]:
        """Blocks in it; text between blocks is a paragraph."""
        loose = ""
        for child in node.iter(include_text=True):
            if child.tag not in BLOCKS:
                loose += self._inline(child)
                continue
            yield from _paragraph(loose)
            loose = ""
            yield from self._block(child)
        yield from _paragraph(loose)

    def _block(self, node: LexborNode) -> Iterator[str]:
        write: dict[str, Callable[[LexborNode], str]] = {
            "ul": self._list, "ol": self._list, "table": self._table, "pre": _code_block,
        }  # fmt: skip
        tag = node.tag or ""
        if tag in HEADINGS:
            yield f"{'#' * HEADINGS[tag]} {self._line(node)}"
        elif tag in write:
            yield write[tag](node)
        elif tag == "hr":
            yield "---"
        elif tag == "blockquote":
            yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(self._blocks(node)).split("\n"))
        elif tag in ("summary", "figcaption"):
            yield _around(AROUND[tag], self._line(node))
        else:
            yield from self._blocks(node)

    def _list(self, node: LexborNode) -> str:
        items = [child for child in node.iter() if child.tag == "li"]
        start = node.attributes.get("start") or ""
        first = int(start) if NUMBER.fullmatch(start) else 1
        written = []
        for number, item in enumerate(items, first):
            blocks = list(self._blocks(item))
            mark = f"{number}. " if node.tag == "ol" else "- "
            # Four columns, whatever the mark: every reader of Markdown takes it for a part of the item.
            written.append(mark + "\n\n".join(blocks).replace("\n", "\n    ").replace("\n    \n", "\n\n"))
        return "\n".join(written)

    def _table(self, node: LexborNode) -> str:
        rows = [[self._cell(cell) for cell in row.iter() if cell.tag in ("td", "th")] for row in node.css("tr")]
        if not rows:
            return ""
        headed = node.css_first("thead") is not None or all(cell.tag == "th" for cell in node.css("tr")[0].iter())
        head, body = (rows[0], rows[1:]) if headed else ([""] * len(rows[0]), rows)
        lines = [head, ["---"] * len(head), *body]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def _cell(self, node: LexborNode) -> str:
        return "<br>".join(self._blocks(node)).replace("\n", "<br>").replace("|", "\\|")

    def _line(self, node: LexborNode) -> str:
        return "".join(self._inline(child) for child in node.iter(include_text=True)).strip(" ")

    def _inline(self, node: LexborNode) -> str:
        tag = node.tag or ""
        if tag == "-text":
            return literal(SPACES.sub(" ", node.text(deep=False)))
        if tag.startswith("-"):
            return ""
        if tag in ("code", "kbd", "samp"):
            return _code(node.text())
        mark = node.css_first("a.footnote-ref") if tag == "sup" else None
        if mark:
            return MARK.sub(r"[^\1]", mark.attributes.get("href") or "")
        return self._element(node, tag, "".join(self._inline(child) for child in node.iter(include_text=True)))

    def _element(self, node: LexborNode, tag: str, inner: str) -> str:
        if tag == "a" and node.attributes.get("href"):
            return f"[{inner.strip(' ')}](<{urljoin(self.address, node.attributes['href'])}>)"
        if tag in ("sup", "sub"):
            return f"<{tag}>{inner}</{tag}>"
        if tag in AROUND:
            return _around(AROUND[tag], inner)
        return {"br": "<br>", "q": f"“{inner}”"}.get(tag, inner)


def _paragraph(text: str) -> Iterator[str]:
    text = text.strip(" ")
    if text:
        yield LINE_START.sub(lambda start: f"\\{start[1]}" if start[1] else f"{start[2]}\\{start[3]}", text)


def _around(sign: str, text: str) -> str:
    """Signs stand at the words themselves: beside a space they would mean nothing."""
    inner = text.strip(" ")
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{before}{sign}{inner}{sign}{after}" if inner else text


def literal(text: str) -> str:
    """Text that Markdown must not read as markup."""
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")
    return SIGNS.sub(r"\\\1", text)


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    padded = f" {text} " if text.startswith("`") or text.endswith("`") else text
    return f"{fence}{padded}{fence}"


def _code_block(node: LexborNode) -> str:
    text = node.text().strip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"
