"""What search engines are told: every page of both languages, its twin, the day it was checked."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from hdh_faq.site.sitemap import SITEMAP, XHTML, robots, write_sitemap

BASE = "https://exemple.org/hdh/"


def entries(site: Path) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Address → day and twins."""
    root = ET.parse(site / "sitemap.xml").getroot()  # noqa: S314 - our own file
    return {
        url.findtext(f"{{{SITEMAP}}}loc") or "": (
            url.findtext(f"{{{SITEMAP}}}lastmod"),
            {link.attrib["hreflang"]: link.attrib["href"] for link in url.findall(f"{{{XHTML}}}link")},
        )
        for url in root
    }


@pytest.fixture
def site(toy_site: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "site"
    shutil.copytree(toy_site, copy)
    write_sitemap(copy, BASE)
    return copy


def test_all_pages_of_both_languages_are_named_once(site: Path) -> None:
    pages = {page.parent.relative_to(site).as_posix() + "/" for page in site.rglob("index.html")}
    assert set(entries(site)) == {BASE + page.removeprefix("./") for page in pages}
    assert [path.relative_to(site).as_posix() for path in site.rglob("sitemap.xml*")] == ["sitemap.xml"]


@pytest.mark.parametrize("page", ["", "droit/"])
def test_each_page_names_itself_and_its_twin(site: Path, page: str) -> None:
    french, english = entries(site)[BASE + page], entries(site)[f"{BASE}en/{page}"]
    twins = {"fr": BASE + page, "en": f"{BASE}en/{page}", "x-default": BASE + page}
    assert french[1] == english[1] == twins


def test_a_page_is_as_new_as_its_last_check(site: Path) -> None:
    assert entries(site)[BASE + "droit/"][0] == "2026-04-23"


def test_a_page_of_one_language_has_no_twin(site: Path) -> None:
    shutil.rmtree(site / "en" / "droit")
    write_sitemap(site, BASE)
    assert entries(site)[BASE + "droit/"][1] == {}
    assert BASE + "en/droit/" not in entries(site)


def test_a_page_that_says_nothing_of_itself_has_no_day(site: Path) -> None:
    (site / "droit" / "index.html").write_text("<p>Rien", encoding="utf-8")
    write_sitemap(site, BASE)
    assert entries(site)[BASE + "droit/"][0] is None


def test_robots_may_read_all_and_learn_where_the_sitemap_is(toy_site: Path) -> None:
    assert robots(BASE) == f"User-agent: *\nAllow: /\nSitemap: {BASE}sitemap.xml\n"
    # Without a public address there is none to name.
    assert (toy_site / "robots.txt").read_text(encoding="utf-8") == "User-agent: *\nAllow: /\n"


@pytest.mark.parametrize("name", ["droit", "en/droit"])
def test_the_head_of_a_page_names_the_same_twins_as_the_sitemap(toy_site: Path, name: str) -> None:
    tree = LexborHTMLParser((toy_site / name / "index.html").read_bytes())
    links = {link.attributes["hreflang"]: link.attributes for link in tree.css("head link[hreflang]")}
    base = "http://127.0.0.1:8000/"
    assert {lang: link["href"] for lang, link in links.items()} == {
        "fr": base + "droit/", "en": base + "en/droit/", "x-default": base + "droit/",
    }  # fmt: skip
    assert {link["rel"] for link in links.values()} == {"alternate"}
