"""The project's own pages keep the content rules, in both languages, and every link leads somewhere."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from hdh_faq.faq import Faq
from hdh_faq.site.links import check_links

PROJECT = Path(__file__).parents[2]


def documents(lang: str) -> set[str]:
    return {path.relative_to(PROJECT / "docs" / lang).as_posix() for path in (PROJECT / "docs" / lang).rglob("*.md")}


def published(site: Path, document: str) -> Path:
    return site / document.replace(".md", "/index.html").replace("index/index.html", "index.html")


def heading_ids(page: Path) -> list[str | None]:
    tree = LexborHTMLParser(page.read_bytes())
    return [node.attributes.get("id") for node in tree.css("article :is(h1, h2, h3, h4, h5, h6)")]


def test_hdh_faq_check_has_no_errors() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HDH_FAQ_")}
    done = subprocess.run(
        [sys.executable, "-m", "hdh_faq", "check"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    errors = [line for line in done.stdout.splitlines() if ": error: " in line or ": erreur: " in line]
    assert errors == []
    assert done.returncode == 0, done.stderr
    assert "\n0 error(s), " in f"\n{done.stderr}"


def test_every_page_offers_full_questions_that_are_answered(real_site: Path, real_faq: Faq) -> None:
    offers = {}
    for page in real_site.rglob("index.html"):
        node = LexborHTMLParser(page.read_bytes()).css_first("script#faq-page")
        assert node is not None, page
        offers[page] = json.loads(node.text())["offers"]
    poor = {
        page: own
        for page, own in offers.items()
        if len(own) > 4 or not all(re.fullmatch(r"[A-ZÀ-Ý0-9«“].* .*\?", offer) for offer in own)
    }
    assert poor == {}
    # These are lists, or about the site's making: nobody's questions are looked for there.
    silent = {"journal", "sources", "exploitation", "corrections"}
    assert {page.parent.name for page, own in offers.items() if not own} == silent
    answers = [
        real_faq.ask(offer, "en" if "en" in page.relative_to(real_site).parts else "fr")
        for page, own in offers.items()
        for offer in own
    ]
    assert [answer.question for answer in answers if answer.abstained] == []


@pytest.mark.parametrize("folder", ["faq", "en/faq"])
def test_the_questions_page_is_light_and_lists_all_its_questions(real_site: Path, folder: str) -> None:
    page = real_site / folder / "index.html"
    assert len(gzip.compress(page.read_bytes())) < 45_000  # what travels: the answers stand there for programs, too
    tree = LexborHTMLParser(page.read_bytes())
    listed = [link.attributes["href"] for link in tree.css(".faq-contents li a")]
    assert listed == [f"#{heading.attributes['id']}" for heading in tree.css("article h3")]
    for group in tree.css(".faq-group"):
        summary = group.css_first("summary")
        assert summary is not None
        assert summary.text().split()[0] == str(len(group.css("h3")))
    assert len(tree.css("article details[open]")) == 2  # the first group of the list, and of the answers


def test_eight_pages_have_a_picture_with_words_for_it(real_site: Path) -> None:
    for folder in (real_site, real_site / "en"):
        pages = [folder / "index.html", *folder.glob("*/index.html")]
        figures = {page: LexborHTMLParser(page.read_bytes()).css("article figure") for page in pages}
        assert len([page for page, found in figures.items() if found]) >= 8
        for page, found in figures.items():
            assert all(figure.css_first("figcaption") for figure in found), page


def test_sorting_is_loaded_only_where_a_table_can_be_sorted(real_site: Path) -> None:
    with_script = {
        page.parent.relative_to(real_site).as_posix()
        for page in real_site.rglob("index.html")
        if "assets/faq/sortable.js" in page.read_text(encoding="utf-8")
    }
    assert with_script == {"prestataires", "en/prestataires"}


def test_every_internal_link_and_anchor_resolves(real_site: Path) -> None:
    assert [str(finding) for finding in check_links(real_site)] == []


def test_every_file_that_a_page_loads_is_part_of_the_site(real_site: Path) -> None:
    missing = set()
    for page in real_site.rglob("*.html"):
        address = "/" + page.relative_to(real_site).as_posix()
        for node in LexborHTMLParser(page.read_bytes()).css("script[src], img[src], link[href]"):
            if (node.attributes.get("rel") or "").strip() in ("canonical", "alternate", "next", "prev"):
                continue
            target = urlsplit(urljoin(address, node.attributes.get("src") or node.attributes.get("href") or ""))
            if target.scheme == "data":
                continue
            if target.netloc or not (real_site / unquote(target.path).lstrip("/")).is_file():
                missing.add((address, target.geturl()))
    assert missing == set()


def test_every_page_exists_in_both_languages() -> None:
    assert documents("fr") == documents("en")
    assert "index.md" in documents("fr")


@pytest.mark.parametrize(("lang", "folder"), [("fr", "."), ("en", "en")])
def test_every_page_is_published(real_site: Path, lang: str, folder: str) -> None:
    absent = [name for name in sorted(documents(lang)) if not published(real_site / folder, name).is_file()]
    assert absent == []


@pytest.mark.parametrize(("lang", "folder"), [("fr", "."), ("en", "en")])
def test_published_page_names_its_language(real_site: Path, lang: str, folder: str) -> None:
    for name in documents(lang):
        tree = LexborHTMLParser(published(real_site / folder, name).read_bytes())
        root = tree.css_first("html")
        assert root is not None
        assert root.attributes.get("lang") == lang, name


def test_twins_are_published_with_the_same_headings(real_site: Path) -> None:
    for name in documents("fr"):
        french = heading_ids(published(real_site, name))
        assert french, name
        assert french == heading_ids(published(real_site / "en", name)), name


def test_language_switch_of_every_page_names_its_twin(real_site: Path) -> None:
    for name in documents("fr"):
        twin = published(Path("/en"), name).as_posix().removesuffix("index.html")
        address = twin.removeprefix("/en")
        for here, there in ((address, twin), (twin, address)):
            page = LexborHTMLParser((real_site / here.lstrip("/") / "index.html").read_bytes())
            switch = page.css_first("a.faq-language")
            assert switch is not None, here
            # The bare root may lead to English, by the browser's language: who asks for French says so.
            asked = "?lang=fr" if there == "/" else ""
            assert urljoin(here, switch.attributes.get("href") or "") == there + asked
