"""What search engines are told of a page in JSON-LD is what the page says, in the words of schema.org."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from conftest import one
from hdh_faq.pages import read_page
from hdh_faq.site.built_page import built_pages
from hdh_faq.site.structured import described, questions, write_structured

# What https://schema.org names for these types, of what we say; and what search engines demand.
REQUIRED = {
    "Article": {"headline", "author", "publisher", "image", "dateModified", "inLanguage", "isPartOf", "url"},
    "WebPage": {"name", "url", "inLanguage", "isPartOf", "publisher"},
    "FAQPage": {"mainEntity", "name", "url", "inLanguage"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "CreativeWork": {"name", "inLanguage", "publisher"},
    "WebSite": {"name", "url"},
    "Organization": {"name"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
ALLOWED = {
    "@type", "@id", "url", "name", "headline", "description", "inLanguage", "isAccessibleForFree", "license", "image",
    "isPartOf", "publisher", "author", "mainEntityOfPage", "dateModified", "datePublished", "citation", "mainEntity",
    "acceptedAnswer", "text", "itemListElement", "position", "item",
}  # fmt: skip
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def tree_of(site: Path, address: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / address / "index.html").read_bytes())


def data_of(site: Path, address: str) -> list[dict[str, Any]]:
    data = json.loads(one(tree_of(site, address), "script[type='application/ld+json']").text())
    assert data["@context"] == "https://schema.org"
    graph: list[dict[str, Any]] = data["@graph"]
    return graph


def things(data: Any) -> Iterator[dict[str, Any]]:
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from things(value)
    if isinstance(data, dict):
        yield data


def seen(text: str) -> str:
    return " ".join(text.split())


def test_every_page_says_what_it_is_in_full(real_site: Path) -> None:
    pages = list(built_pages(real_site))
    assert len(pages) > 70
    for page in pages:
        for thing in things(data_of(real_site, page.address)):
            assert REQUIRED[thing["@type"]] <= set(thing), (page.address, thing["@type"])
            assert set(thing) <= ALLOWED, page.address
            for name in ("dateModified", "datePublished"):
                assert DATE.fullmatch(thing.get(name, "2026")), page.address


@pytest.mark.parametrize(
    ("address", "kind"),
    [("droit-americain", "Article"), ("en/cnil", "Article"), ("", "WebPage"), ("en/methode", "WebPage"),
     ("faq", "FAQPage"), ("en/faq", "FAQPage")],
)  # fmt: skip
def test_a_page_is_called_what_it_is(real_site: Path, address: str, kind: str) -> None:
    assert data_of(real_site, address)[0]["@type"] == kind


@pytest.mark.parametrize("address", ["droit-americain", "en/droit-americain"])
def test_a_page_names_its_day_and_every_source_that_readers_see(real_site: Path, address: str) -> None:
    tree, page = tree_of(real_site, address), data_of(real_site, address)[0]
    assert page["dateModified"] == one(tree, ".faq-checked time").attributes["datetime"]
    assert page["inLanguage"] == one(tree, "html").attributes["lang"]
    notes = tree.css(".footnote li cite")
    links = [link.attributes["href"] for note in notes for link in note.css("a[data-title][href]")]
    assert [source["url"] for source in page["citation"] if "url" in source] == links
    assert len(page["citation"]) == len(notes)
    titles = [seen(one(note, "[data-title]").text()) for note in notes]
    assert [seen(source["name"]) for source in page["citation"]] == titles


@pytest.mark.parametrize("address", ["faq", "en/faq"])
def test_questions_and_answers_are_those_that_readers_see(real_site: Path, address: str) -> None:
    entries = data_of(real_site, address)[0]["mainEntity"]
    tree = tree_of(real_site, address)
    headings = tree.css("article h3[id]")
    assert len(entries) == len(headings) == 60
    shown = visible(one(tree, "article"))
    for entry, heading in zip(entries, headings, strict=True):
        assert seen(entry["name"]) == seen(visible(heading))
        assert len(entry["acceptedAnswer"]["text"]) > 40
        # Question and answer stand on the page, one right after the other.
        assert seen(f"{entry['name']} {entry['acceptedAnswer']['text']}") in shown


def visible(node: LexborNode) -> str:
    """Text as it is read, without marks of notes and what is no part of an answer; another reader than the code's."""
    html = re.sub(
        r"<sup id=.fnref.*?</sup>|<a class=.headerlink.*?</a>|<a data-faq=.skip.*?</a>", "", node.html or ""
    )
    html = re.sub(r"</?(?:p|h[1-6]|li|ul|ol|details|summary)\b[^>]*>", " ", html)
    text = one(LexborHTMLParser(html), "body").text()
    return seen(re.sub(r"(\d)(er|re)\b", lambda match: match[0], text))


def test_the_way_from_home_is_told_but_for_the_home_page(real_site: Path) -> None:
    [_, way] = data_of(real_site, "en/cnil")
    assert [(step["position"], step["item"]) for step in way["itemListElement"]] == [
        (1, "http://127.0.0.1:8000/en/"), (2, "http://127.0.0.1:8000/en/cnil/"),
    ]  # fmt: skip
    assert len(data_of(real_site, "")) == len(data_of(real_site, "en")) == 1


@pytest.mark.parametrize("address", ["droit", "en/droit"])
def test_the_publisher_is_said_to_be_independent_in_the_words_of_the_page(toy_site: Path, address: str) -> None:
    publisher = data_of(toy_site, address)[0]["publisher"]
    assert publisher["@type"] == "Organization"  # not a GovernmentOrganization
    assert publisher["description"] in one(tree_of(toy_site, address), ".faq-strip").text()


def test_what_a_source_is_called_cannot_end_the_data(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text('<html lang="fr"><article><h1>&lt;/script>&lt;b></h1></article></body></html>', encoding="utf-8")
    [built] = built_pages(tmp_path)
    assert built.title == "</script><b>"
    write_structured([built], "https://x.example/")
    assert data_of(tmp_path, "")[0]["name"] == "</script><b>"
    assert len(LexborHTMLParser(page.read_bytes()).css("b")) == 0
    assert page.read_text(encoding="utf-8").endswith("</script></body></html>")


def test_the_index_does_not_read_it(toy_site: Path) -> None:
    html = (toy_site / "droit" / "index.html").read_bytes()
    assert b"application/ld+json" in html
    bare = re.sub(rb"<script type=\"application/ld\+json\">.*?</script>", b"", html)
    assert read_page(html, "/droit/") == read_page(bare, "/droit/")


def test_an_answer_is_all_that_stands_under_its_question() -> None:
    html = """<article><h1>F</h1><details><summary>2</summary><h3 id="a">A ?<a class="headerlink">¶</a></h3>
    <p>B<sup id="fnref:1">[1]</sup>.</p><ul><li>C</li></ul></details>
    <h3 id="d">D ?</h3><p>E 10<sup>9</sup>.</p><h2 id="f">F</h2><p>G.</p></article>"""
    assert list(questions(one(LexborHTMLParser(html), "article"))) == [("A ?", "B.\nC"), ("D ?", "E 10⁹.")]


def test_a_page_without_a_day_or_sources_says_nothing_of_them(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html lang=en><article><h1>A</h1></article></body>", encoding="utf-8")
    [page] = built_pages(tmp_path)
    graph = described(page, "https://x.example/")["@graph"]
    assert {"dateModified", "citation", "description"}.isdisjoint(graph[0])
