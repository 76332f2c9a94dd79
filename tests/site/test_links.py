"""Links of the built site: what leads nowhere is named with its page, and nothing else is."""

import re
from pathlib import Path

import pytest

from conftest import PROJECT
from hdh_faq.errors import SiteMissingError
from hdh_faq.site.links import check_links
from hdh_faq.site.rules import Finding


def link_site(folder: Path, **pages: str) -> Path:
    for name, html in {"index": "<p>x</p>", **pages}.items():
        path = folder / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8")
    return folder


def dead(site: Path) -> list[str]:
    return [finding.detail for finding in check_links(site)]


@pytest.mark.parametrize(
    "href",
    ["/", "./", "index.html", "a/", "/a/", "a/index.html", "a/#x", "/a/#x", "#here", "#", "", "a/#caf%C3%A9",
     "data.csv", "../", "https://example.org/nowhere", "http://x", "//example.org/x", "mailto:a@example.org",
     "tel:+33612345678", "javascript:void(0)", "data:text/plain,x", "?q=1", "a/?q=1#x", "HTTPS://EXAMPLE.ORG"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_no_finding(tmp_path: Path, href: str) -> None:
    site = link_site(
        tmp_path, index=f'<p id="here"><a href="{href}">x</a></p>', a__index='<h1 id="x">x</h1><p id="café">y</p>'
    )
    (site / "data.csv").write_text("x", encoding="utf-8")
    assert dead(site) == []


@pytest.mark.parametrize(
    "href",
    ["nope/", "/nope/", "nope.html", "a/nope/", "../../nope", "#nope", "a/#nope", "a/#X", "/a/index.html#nope",
     "data.pdf", "a/#caf%C3%A8", "A/"],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_named_with_its_page(tmp_path: Path, href: str) -> None:
    site = link_site(tmp_path, index=f'<p><a href="{href}">x</a></p>', a__index='<h1 id="x">x</h1><p id="café">y</p>')
    assert check_links(site) == [Finding("site/index.html", 1, "dead_link", "fr", href)]


def test_a_dead_link_of_an_english_page_is_told_in_english(tmp_path: Path) -> None:
    site = link_site(tmp_path, en__a__index='<a href="../../nope/">x</a>')
    assert [(finding.file, finding.lang) for finding in check_links(site)] == [("site/en/a/index.html", "en")]


def test_a_dead_link_is_named_once_a_page(tmp_path: Path) -> None:
    site = link_site(tmp_path, index='<a href="n/">x</a><a href="n/">y</a>', b='<a href="n/">z</a>')
    assert [(finding.file, finding.detail) for finding in check_links(site)] == [
        ("site/b.html", "n/"),
        ("site/index.html", "n/"),
    ]


def test_the_links_of_error_pages_are_left_alone(tmp_path: Path) -> None:
    html = '<a href="/nope/">x</a>'
    assert dead(link_site(tmp_path, **{"404": html, "en__404": html})) == []


def test_addresses_with_spaces_are_followed(tmp_path: Path) -> None:
    site = link_site(tmp_path, index='<a href="a%20b/">x</a><a href="a b/#x">y</a>', **{"a b__index": '<p id="x">'})
    assert dead(site) == []


def test_the_toy_pages_link_only_to_what_is_there(toy_site: Path) -> None:
    # Around the text the theme links to pages about the site that the toy does not have.
    partials = [PROJECT / "theme" / "partials" / f"{name}.html" for name in ("open", "onward", "footer")]
    around = "".join(path.read_text(encoding="utf-8") for path in partials)
    theirs = {f"{name}/" for name in re.findall(r"""(?:'(?=[\w-]+/' \| url)|\("(?=[\w-]+", "))([\w-]+)""", around)}
    assert {href.removeprefix("../").partition("#")[0] for href in dead(toy_site)} == theirs


@pytest.mark.parametrize("name", ["none", "empty"])
def test_without_a_site_there_is_nothing_to_check(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SiteMissingError) as caught:
        check_links(tmp_path / name)
    assert str(tmp_path / name) in caught.value.message
