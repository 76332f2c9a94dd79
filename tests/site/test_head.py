"""What a page says of itself to those who share it."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import one
from hdh_faq.site.built_page import built_pages


def said(tree: LexborHTMLParser) -> dict[str, str]:
    metas = tree.css("head meta[property], head meta[name^='twitter:']")
    pairs = [
        (meta.attributes.get("property") or meta.attributes["name"], meta.attributes["content"]) for meta in metas
    ]
    assert len(dict(pairs)) == len(pairs)
    return {str(name): str(content) for name, content in pairs}


@pytest.mark.parametrize("address", ["droit/", "en/droit/", "", "en/"])
def test_a_page_says_what_is_shown_where_it_is_shared(toy_site: Path, address: str) -> None:
    tree = LexborHTMLParser((toy_site / address / "index.html").read_bytes())
    tags, english = said(tree), address.startswith("en/")
    here = f"http://127.0.0.1:8000/{address}"
    assert tags["og:url"] == here == one(tree, "link[rel=canonical]").attributes["href"]
    assert tags["og:image"] == f"{here}card.png"
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert tags["og:locale"] == ("en_GB" if english else "fr_FR")
    assert tags["og:type"] == ("website" if address in ("", "en/") else "article")
    assert tags["og:site_name"] == ("Toy" if english else "Jouet")
    assert tags["og:title"] in tags["og:image:alt"]
    assert tags["og:description"]
    assert tags["twitter:card"] == "summary_large_image"


def test_titles_are_printed_as_the_text_is(toy_site: Path) -> None:
    tags = said(LexborHTMLParser((toy_site / "hebergeur" / "index.html").read_bytes()))
    assert tags["og:title"] == "L’hébergeur"


def test_every_page_has_a_title_and_a_description_of_its_own(real_site: Path) -> None:
    tags = [said(LexborHTMLParser(page.path.read_bytes())) for page in built_pages(real_site)]
    for name in ("og:title", "og:description"):
        seen = [(each["og:locale"], each[name]) for each in tags]
        assert len(set(seen)) == len(seen) > 70
        assert not [text for _, text in seen if not text or "&amp;amp;" in text or "<" in text]


@pytest.mark.parametrize("address", ["droit", "en/droit"])
def test_a_page_names_its_markdown_and_its_mark(toy_site: Path, address: str) -> None:
    folder = toy_site / address
    tree = LexborHTMLParser((folder / "index.html").read_bytes())
    [markdown] = tree.css("link[type='text/markdown']")
    assert markdown.attributes["rel"] == "alternate"
    assert (folder / (markdown.attributes["href"] or "")).resolve() == (folder / "index.md").resolve()
    mark = one(tree, "link[rel='apple-touch-icon']").attributes["href"] or ""
    assert (folder / mark).resolve().is_file()


@pytest.mark.parametrize("name", ["404.html", "en/404.html"])
def test_what_is_not_found_is_no_page_to_be_shared(toy_site: Path, name: str) -> None:
    tree = LexborHTMLParser((toy_site / name).read_bytes())
    assert said(tree) == {}
    assert tree.css("link[type='text/markdown'], script[type='application/ld+json'], link[rel=canonical]") == []
