"""The site may live in a folder of a host: whatever names an address names one that is there."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import PROJECT, TOY
from hdh_faq.settings import Settings
from hdh_faq.site.build import build_site

BASE = "https://toy.example/hub/"
# What the toy lacks and the real site has.
MORE = {
    "journal": "## {first} {{#2026-11-24-first}}\n\nA [page](droit.md).\n",
    "faq": "## G {{#group}}\n\n### A ? {{#q-a}}\n\nB.[^law-2018-cloud]\n\n### C ? {{#q-c}}\n\nD.[^law-2018-cloud]\n",
    "a-propos": "Nous.\n",
    "glossaire": "Mots.\n",
    "chronologie": "Dates.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("folder") / "tests" / "toy"
    shutil.copytree(TOY, project)
    shutil.copytree(PROJECT / "theme", project.parent.parent / "theme")
    for lang in ("fr", "en"):
        for name, body in MORE.items():
            text = f"---\ntitle: {name}\nas_of: 2026-04-23\n---\n# {name} {{#overview}}\n\n" + body.format(first="x")
            (project / "docs" / lang / f"{name}.md").write_text(text, encoding="utf-8")
    build_site(Settings(public_url=BASE.rstrip("/")), project)
    return project / "site"


def named(site: Path) -> Iterator[tuple[str, str]]:
    """Every absolute or relative address that a file of the site names to programs, with the file."""
    for file in [site / "sitemap.xml", *site.rglob("feed.xml")]:
        for element in ET.parse(file).iter():  # noqa: S314 - our own file
            values = [element.attrib.get("href", ""), (element.text or "").strip()]
            yield from ((str(file), value) for value in values if value.startswith("http"))
    for file in [site / "robots.txt", *site.rglob("llms.txt"), *site.rglob("*.md")]:
        text = file.read_text(encoding="utf-8")
        yield from ((str(file), found) for found in re.findall(r"https?://[^\s)>]+", text))
    for file in site.rglob("*.html"):
        tree = LexborHTMLParser(file.read_bytes())
        # Pages for what is not found are read at any address.
        here = BASE + ("en/" if file.parent.name == "en" else "") + "x/y/z"
        here = here if file.name == "404.html" else BASE + file.parent.relative_to(site).as_posix() + "/"
        for node in tree.css("link[href], script[src], article a[href], a.faq-language, a.md-logo"):
            yield str(file), urljoin(here, node.attributes.get("href") or node.attributes.get("src") or "")
        for node in tree.css("meta[property='og:image'], meta[property='og:url']"):
            yield str(file), node.attributes["content"] or ""
        for node in tree.css("script[type='application/ld+json']"):
            yield from ((str(file), address) for address in addresses(json.loads(node.text())))


def addresses(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from addresses(value)
    elif isinstance(data, str) and data.startswith("http"):
        yield data


def missing(site: Path, address: str) -> str:
    """Why a strict server of files would not serve this address; nothing if it would."""
    parts = urlsplit(address)
    if parts.netloc != "toy.example":
        return ""
    if not parts.path.startswith("/hub/"):
        return "outside the folder"
    if "//" in parts.path:
        return "doubled slash"
    file = site / unquote(parts.path).removeprefix("/hub/")
    file = file / "index.html" if parts.path.endswith("/") else file
    if not file.is_file():
        return "no such file"
    headings = LexborHTMLParser(file.read_bytes()).css("[id]") if parts.fragment else []
    ids = {node.attributes["id"] for node in headings}
    # Names of things, not places: a program follows none of them.
    return "" if not parts.fragment or parts.fragment in {*ids, "page", "__skip"} else "no such heading"


def test_every_address_that_is_named_is_there(site: Path) -> None:
    found = sorted(set(named(site)))
    assert [(file, address, why) for file, address in found if (why := missing(site, address))] == []
    ours = [address for _, address in found if address.startswith(BASE)]
    assert {Path(file).name for file, address in found if address.startswith(BASE)} == {
        "404.html", "feed.xml", "index.html", "index.md", "llms.txt", "robots.txt", "sitemap.xml"
    }  # fmt: skip
    assert BASE + "en/droit/card.png" in ours
    assert not [address for _, address in found if "127.0.0.1" in address]


def test_a_missing_file_would_be_noticed(site: Path) -> None:
    assert missing(site, BASE + "en/droit/") == ""
    assert missing(site, BASE + "en/nothing/") == "no such file"
    assert missing(site, BASE + "droit/#nothing") == "no such heading"
    assert missing(site, "https://toy.example/droit/") == "outside the folder"


@pytest.mark.parametrize(
    ("name", "home", "twin"), [("404.html", "/hub/", "/hub/en/"), ("en/404.html", "/hub/en/", "/hub/?lang=fr")]
)
def test_what_is_not_found_leads_home_within_the_folder(site: Path, name: str, home: str, twin: str) -> None:
    tree = LexborHTMLParser((site / name).read_bytes())
    links = [urljoin(BASE + "a/b/c", link.attributes["href"] or "") for link in tree.css("article li a")]
    assert urljoin(BASE, home) in links
    [other] = {urljoin(BASE + "a/b/c", link.attributes["href"] or "") for link in tree.css("a.faq-language")}
    assert other == urljoin(BASE, twin)


@pytest.mark.parametrize("lang", ["", "en/"])
def test_the_feed_names_whole_addresses(site: Path, lang: str) -> None:
    root = ET.parse(site / lang / "journal" / "feed.xml").getroot()  # noqa: S314 - our own file
    links = [link.attrib["href"] for link in root.iter("{http://www.w3.org/2005/Atom}link")]
    journal = f"{BASE}{lang}journal/"
    assert links == [journal + "feed.xml", journal, journal + "#2026-11-24-first"]
