"""For search engines: all pages of both languages, their twins, the day each was checked, and where that is told."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from selectolax.lexbor import LexborHTMLParser

from hdh_faq.languages import LANGUAGES

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def write_sitemap(site: Path, base_url: str) -> None:
    """Write ``sitemap.xml`` of both languages in place of the one that each build made.

    Args:
        site: folder of the built site.
        base_url: its public address, with a slash at the end.
    """
    for made in site.rglob("sitemap.xml*"):
        made.unlink()
    ET.register_namespace("", SITEMAP)
    ET.register_namespace("xhtml", XHTML)
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    for page in sorted(site.rglob("index.html")):
        path = page.parent.relative_to(site).as_posix()
        twins = dict(_twins(site, "" if path == "." else f"{path}/"))
        element = ET.SubElement(root, f"{{{SITEMAP}}}url")
        ET.SubElement(element, f"{{{SITEMAP}}}loc").text = base_url + ("" if path == "." else f"{path}/")
        checked = _checked_on(page)
        if checked:
            ET.SubElement(element, f"{{{SITEMAP}}}lastmod").text = checked
        if len(twins) > 1:
            for lang, address in [*twins.items(), ("x-default", twins[LANGUAGES[0]])]:
                link = {"rel": "alternate", "hreflang": lang, "href": base_url + address}
                ET.SubElement(element, f"{{{XHTML}}}link", link)
    ET.indent(root)
    ET.ElementTree(root).write(site / "sitemap.xml", encoding="utf-8", xml_declaration=True)


def robots(base_url: str) -> str:
    """Content of ``robots.txt``: everybody may read everything; the sitemap, where the public address is known."""
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {base_url}sitemap.xml\n" if base_url else "")


def _twins(site: Path, path: str) -> Iterator[tuple[str, str]]:
    """The page in each language that has it, by language."""
    name = path
    for lang in LANGUAGES[1:]:
        name = name.removeprefix(f"{lang}/")
    for lang in LANGUAGES:
        address = name if lang == LANGUAGES[0] else f"{lang}/{name}"
        if (site / address / "index.html").is_file():
            yield lang, address


def _checked_on(page: Path) -> str:
    node = LexborHTMLParser(page.read_bytes()).css_first("script#faq-page")
    return str(json.loads(node.text()).get("as_of") or "") if node else ""
