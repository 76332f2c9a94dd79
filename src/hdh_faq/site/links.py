"""Links of the built site that lead nowhere."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser

from hdh_faq.errors import SiteMissingError
from hdh_faq.site.rules import Finding


def check_links(site: Path) -> list[Finding]:
    """Links and anchors within the built site that lead nowhere.

    Raises:
        SiteMissingError: there is no built site.
    """
    pages = {
        "/" + path.relative_to(site).as_posix(): path for path in sorted(filter(Path.is_file, site.rglob("*.html")))
    }
    if not pages:
        raise SiteMissingError(f"No built site in “{site}”. Run `hdh-faq build` first.")
    trees = {address: LexborHTMLParser(path.read_bytes()) for address, path in pages.items()}
    anchors = {address: {node.attributes.get("id") for node in tree.css("[id]")} for address, tree in trees.items()}
    findings = []
    for address, tree in trees.items():
        if address == "/404.html" or address.endswith("/404.html"):
            continue  # served at any address: its links are absolute and are those of every page
        lang = "en" if address.startswith("/en/") else "fr"
        for href in _internal_links(tree):
            target, anchor = urldefrag(urljoin(address, href))
            target = target.partition("?")[0]
            file = unquote(target) + ("index.html" if target.endswith("/") else "")
            exists = file in pages or (site / file.lstrip("/")).is_file()
            if not exists or (anchor and file in anchors and unquote(anchor) not in anchors[file]):
                findings.append(Finding(f"site{address}", 1, "dead_link", lang, href))
    return findings


def _internal_links(tree: LexborHTMLParser) -> Iterable[str]:
    hrefs = {node.attributes.get("href") or "" for node in tree.css("a[href]")}
    return sorted(href for href in hrefs if href and not re.match(r"[a-z][a-z0-9+.-]*:|//", href, re.IGNORECASE))
