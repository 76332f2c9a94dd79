"""Built pages without the spaces of their templates, which no browser shows, and scripts as short as they can be."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import minify

from hdh_faq.beside import ASIDE, BESIDE
from hdh_faq.site.joining import join_modules

# Spaces at the edge of these are not shown: blocks, and what is not shown itself.
BLOCKS = set(
    "address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html li link main meta nav ol p pre script search section style summary "
    "table tbody td template tfoot th thead title tr ul".split()
)
INLINE = set("a abbr b bdi cite code em i label q small span strong sub sup time".split())
# Kept as they are; the spaces of a script are a part of its digest.
KEPT = re.compile(r"<(pre|textarea|script|style|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
DATA = re.compile(r'(<script\b[^>]*\btype="application/json"[^>]*>)(.*)(</script>)', re.DOTALL)
PAGE_DATA = re.compile(r'(<script id="faq-page"[^>]*>)(.*?)(</script>)', re.DOTALL)
TAG = re.compile(r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
# Brackets, the low line, and signs beyond ASCII: they mean nothing to a parser of HTML.
REFERENCE = re.compile(r"&#(9[135]|1[6-9]\d|[2-9]\d\d|\d{4,6});")
# End tags that HTML lets one leave out (HTML Standard, 13.1.2.4).
OPTIONAL = re.compile(
    r"(?:</p>)?</li>(?=<li\b|</[ou]l>)|</p>(?=<(?:p|h[1-6]|ul|ol|div|table)\b|</(?:details|div)>)", re.IGNORECASE
)
SPACES = re.compile(r"[ \t\r\n\f]+")


def slim_pages(site: Path) -> None:
    """Slim every page under ``site``, in place; what only the index reads goes into a file beside the page."""
    for page in filter(Path.is_file, site.rglob("*.html")):
        html, aside = set_aside(slim(page.read_text(encoding="utf-8")))
        page.write_text(html, encoding="utf-8")
        if aside:
            page.with_name(BESIDE).write_text(_dump(aside), encoding="utf-8")


def slim_scripts(home: Path) -> None:
    """Join and slim our own scripts under ``home``, a language's home; drop what Material brings, unnamed."""
    join_modules(home / "assets" / "faq")
    for script in (home / "assets" / "faq").rglob("*.js"):
        script.write_text(minify.string("text/javascript", script.read_text(encoding="utf-8")), encoding="utf-8")
    for name in ("images", "javascripts", "stylesheets"):
        shutil.rmtree(home / "assets" / name, ignore_errors=True)


def slim(html: str) -> str:
    """The same page, shorter: one space for many, none beside a block, data without padding."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(DATA.sub(_data, match[0]))
        # A script or a comment is no block; what stands beside it keeps its space.
        return f"\0{len(kept) - 1}\0"

    slimmer = _tags(SPACES.sub(_one_space, KEPT.sub(keep, html)))
    slimmer = REFERENCE.sub(lambda match: chr(int(match[1])), slimmer).replace("&para;", "¶")
    slimmer = OPTIONAL.sub("", slimmer)
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], slimmer)


def set_aside(html: str) -> tuple[str, dict[str, Any]]:
    """A page without the data that only the index reads, and those data."""
    aside: dict[str, Any] = {}

    def part(match: re.Match[str]) -> str:
        data = json.loads(match[2])
        aside.update({name: data.pop(name) for name in ASIDE if data.get(name)})
        return match[1] + _dump(data).replace("<", "\\u003c") + match[3]

    return PAGE_DATA.sub(part, html), aside


def _tags(html: str) -> str:
    parts: list[str] = []
    end, beside_block = 0, True
    for tag in TAG.finditer(html):
        name = tag["name"].lower()
        is_block = name in BLOCKS
        text = html[end : tag.start()]
        text = text.lstrip(" \n") if beside_block else text
        parts += [text.rstrip(" \n") if is_block else text, tag[0]]
        # What opens at the start of a block begins there, too.
        beside_block = is_block or (beside_block and not text and not tag["end"] and name in INLINE)
        end = tag.end()
    return "".join([*parts, html[end:].rstrip(" \n"), "\n"])


def _one_space(match: re.Match[str]) -> str:
    # The end of a line tells a list that Markdown did not take for one: see hdh_faq.site.published.
    return "\n" if "\n" in match[0] else " "


def _data(match: re.Match[str]) -> str:
    # Within a script, a "<" could end it.
    return match[1] + _dump(json.loads(match[2])).replace("<", "\\u003c") + match[3]


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
