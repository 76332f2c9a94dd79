"""Python-Markdown extension: what assistive technology needs, and authors need not write.

Row headings (RGAA 5.6), figures named by their caption (1.9), and words of another language, which a screen reader
then says in theirs (8.7). The words stand in ``docs/foreign.yml``.
"""

import html
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import yaml
from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

FIGURE = re.compile(r"<figure\b([^>]*)>(\s*<figcaption>(.*?)</figcaption>)", re.DOTALL)
# A source has its own language; code has none.
LEFT_ALONE = r"<(?:code|pre|script|style|svg|cite)\b.*?</(?:code|pre|script|style|svg|cite)>|<[^>]*>"


class RowHeadingsTreeprocessor(Treeprocessor):
    """The first cell of a row says what the row is about."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for row in root.iterfind(".//tbody/tr"):
            first = next(iter(row), None)
            if first is not None and len(row) > 1 and (first.text or len(first)):
                first.tag = "th"
                first.set("scope", "row")


class FiguresPostprocessor(Postprocessor):
    """Says of each figure that it is one, and which: raw HTML, which no tree holds."""

    def run(self, text: str) -> str:
        """The same page with named figures."""
        return FIGURE.sub(_named, text)


def _named(figure: re.Match[str]) -> str:
    caption = " ".join(html.unescape(re.sub(r"<[^>]+>", "", figure[3])).split(" "))
    return f'<figure{figure[1]} role="figure" aria-label="{html.escape(caption.strip())}">{figure[2]}'


class ForeignPostprocessor(Postprocessor):
    """Marks words of another language, wherever they stand in the page."""

    def __init__(self, md: Markdown, words: dict[str, list[str]]) -> None:
        super().__init__(md)
        self.langs = {_plain(word): lang for lang, own in words.items() for word in own}
        # The longest first: “Cloud Act” is a part of no other.
        either = "|".join(_spelled(word) for word in sorted(self.langs, key=len, reverse=True))
        self.pattern = re.compile(rf"{LEFT_ALONE}|(?<!\w)(?P<word>{either})(?!\w)", re.DOTALL)

    def run(self, text: str) -> str:
        """The same page with its foreign words marked."""
        return self.pattern.sub(self._mark, text) if self.langs else text

    def _mark(self, match: re.Match[str]) -> str:
        word = match["word"]
        return f'<span lang="{self.langs[_plain(word)]}">{word}</span>' if word else match[0]


def _plain(word: str) -> str:
    return re.sub(r"\s", " ", word.replace("’", "'"))


def _spelled(word: str) -> str:
    """A pattern for a word however typography has spelled it."""
    return re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s")


def read_foreign(path: Path, lang: str) -> dict[str, list[str]]:
    """Words by their language, of those that pages in ``lang`` borrow."""
    return yaml.safe_load(path.read_text(encoding="utf-8")).get(lang) or {}


class AccessibleExtension(Extension):
    """Options: ``lang`` of the pages, and ``foreign``, the list of foreign words."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.config = {
            "lang": ["fr", "Language of the pages"],
            "foreign": ["docs/foreign.yml", "Foreign words, from the working directory"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register what changes the tree, and what changes the page once its raw HTML is back (30)."""
        words = read_foreign(Path(self.getConfig("foreign")), self.getConfig("lang"))
        md.treeprocessors.register(RowHeadingsTreeprocessor(md), "row-headings", 13)
        md.postprocessors.register(FiguresPostprocessor(md), "figures", 5)
        md.postprocessors.register(ForeignPostprocessor(md, words), "foreign", 4)


def makeExtension(**options: Any) -> AccessibleExtension:  # noqa: ANN401, N802
    """Entry point of Python-Markdown."""
    return AccessibleExtension(**options)
