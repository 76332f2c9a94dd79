"""What the search in the browser knows: every page and heading of a language, with a line of further words each."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.beside import BESIDE
from hdh_faq.languages import LANGUAGES
from hdh_faq.words import STOP_WORDS

PLACE = Path("assets/faq/headings.json")
"""Where the list of a language stands, from the home page in that language."""

WORD = re.compile(r"[^\W_]+")
Heading = tuple[str, str, str]
"""Anchor, words of the heading, further words, folded."""


def write_headings(site: Path) -> None:
    """Write the list of each language's pages into its folder of ``site``, which is built."""
    for lang in LANGUAGES:
        home = site if lang == LANGUAGES[0] else site / lang
        if home.is_dir():
            pages = [_page(file, home, lang) for file in sorted(home.rglob("index.html")) if _is_of(file, home)]
            target = home / PLACE
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(pages, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _is_of(file: Path, home: Path) -> bool:
    """Whether a page belongs to the language whose home is ``home``: the French one has the others within."""
    return file.relative_to(home).parts[0] not in LANGUAGES


def _page(file: Path, home: Path, lang: str) -> list[Any]:
    """Address, title in the menu, weight in the ranking, and the headings, of which the first is the page's own."""
    tree = LexborHTMLParser(file.read_bytes())
    beside = file.with_name(BESIDE)
    data = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
    about = data.get("about") or {}
    title = tree.css_first("title")
    short = title.text().rpartition(" - ")[0].strip() if title else ""
    headings: list[Heading] = []
    for node in tree.css("article :is(h1, h2, h3)[id]"):
        anchor, heading = node.attributes["id"] or "", _text(node)
        said = {*_words(f"{short} {heading}"), *STOP_WORDS[lang]}
        further = dict.fromkeys(word for word in _words(about.get(anchor, "")) if word not in said)
        headings.append((anchor, heading, " ".join(further)))
    path = file.parent.relative_to(home).as_posix()
    return ["" if path == "." else f"{path}/", short, _weight(tree), headings]


def _weight(tree: LexborHTMLParser) -> float:
    """Lists of sources and of changes name everything; a page that explains comes first."""
    node = tree.css_first("script#faq-page")
    return 1 if node is None or json.loads(node.text()).get("corpus", True) else 0.6


def _text(node: LexborNode) -> str:
    for link in node.css(".headerlink"):
        link.decompose()
    return " ".join(node.text().split())


def _words(text: str) -> list[str]:
    """The words of a text as search.js compares them: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
