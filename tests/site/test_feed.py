"""The feed tells each dated change of the journal once, and no number that the page does not show."""

import datetime as dt
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown import markdown
from selectolax.lexbor import LexborHTMLParser

from conftest import one
from hdh_faq.site.feed import ATOM, plain_text, write_feed

PAGE = """<!doctype html><html lang="fr"><body><article>
<h1 id="overview">Journal<a class="headerlink">&para;</a></h1>
<p>Introduction.</p>
<h2 id="2026-11-24-first">24 novembre 2026 : ouverture<a class="headerlink">&para;</a></h2>
<p>Le site ouvre &amp; vit.</p>
<h2 id="2026-11-23-state">23 novembre 2026 : état</h2><ul><li>Point.</li></ul><p>L'état.</p><p>Suite.</p>
<h2 id="2026-11-22">22 novembre 2026</h2><ul><li>Point.</li></ul>
<h2 id="how">Comment lire</h2><p>Non.</p>
<h2 id="2026-02-30-never">30 février</h2><p>Jamais.</p></article></body></html>"""


def journal(site: Path, page: str = PAGE) -> ET.Element:
    (site / "journal").mkdir()
    (site / "journal" / "index.html").write_text(page, encoding="utf-8")
    # Long ago, so that no test passes by the luck of today's date.
    os.utime(site / "journal" / "index.html", (0, dt.datetime(2020, 2, 29, 23, 59, tzinfo=dt.UTC).timestamp()))
    write_feed(site, "https://example.org/")
    return ET.parse(site / "journal" / "feed.xml").getroot()  # noqa: S314 - our own file


def texts(element: ET.Element, name: str) -> list[str | None]:
    return [node.text for node in element.findall(f"{{{ATOM}}}{name}")]


def test_each_dated_heading_is_an_entry_with_its_first_paragraph(tmp_path: Path) -> None:
    entries = journal(tmp_path).findall(f"{{{ATOM}}}entry")
    assert [texts(entry, "title") for entry in entries] == [
        ["24 novembre 2026 : ouverture"],
        ["23 novembre 2026 : état"],
        ["22 novembre 2026"],
    ]
    assert [texts(entry, "summary") for entry in entries] == [["Le site ouvre & vit."], ["L'état."], []]
    assert texts(entries[0], "id") == ["https://example.org/journal/#2026-11-24-first"]


def test_signs_that_no_feed_can_hold_are_left_out(tmp_path: Path) -> None:
    page = '<h1>T]]&gt;</h1><h2 id="2026-11-25-b">a\x00\x07\x1b\uffff&lt;/title&gt;"</h2><p>]]&gt;&amp;lt;\x08</p>'
    (entry,) = journal(tmp_path, page).findall(f"{{{ATOM}}}entry")
    assert texts(entry, "title") in (['a</title>"'], ['a\ufffd</title>"'])
    assert texts(entry, "summary") == ["]]>&lt;"]


def test_a_dated_line_of_a_list_is_an_entry_without_a_summary(tmp_path: Path) -> None:
    page = """<h1>Quoi de neuf</h1><h2 id="november-2026">Novembre 2026</h2><ul>
<li id="2026-11-25-b"><strong>25 novembre</strong> : <a href="#x">une page</a>.</li><li>Sans date.</li></ul>
<p>Fin.</p><h2 id="2026-11-24-a">24 novembre</h2><p>Ouverture.</p>"""
    entries = journal(tmp_path, page).findall(f"{{{ATOM}}}entry")
    assert [texts(entry, "id")[0] for entry in entries] == [
        "https://example.org/journal/#2026-11-25-b",
        "https://example.org/journal/#2026-11-24-a",
    ]
    assert [texts(entry, "title") for entry in entries] == [["25 novembre : une page."], ["24 novembre"]]
    assert [texts(entry, "summary") for entry in entries] == [[], ["Ouverture."]]


def test_an_entry_was_published_and_updated_on_its_day(tmp_path: Path) -> None:
    for entry, day in zip(journal(tmp_path).findall(f"{{{ATOM}}}entry"), (24, 23, 22), strict=True):
        assert texts(entry, "published") == texts(entry, "updated") == [f"2026-11-{day}T00:00:00Z"]


def test_the_feed_is_as_new_as_its_newest_entry(tmp_path: Path) -> None:
    assert texts(journal(tmp_path), "updated") == ["2026-11-24T00:00:00Z"]


def test_a_feed_without_entries_is_as_new_as_its_page(tmp_path: Path) -> None:
    feed = journal(tmp_path, "<h1>Journal</h1><p>Rien encore.</p>")
    assert feed.findall(f"{{{ATOM}}}entry") == []
    assert texts(feed, "updated") == ["2020-02-29T00:00:00Z"]
    assert texts(feed, "title") == ["Journal"]


def test_a_site_without_a_journal_has_no_feed(tmp_path: Path) -> None:
    write_feed(tmp_path, "https://example.org/")
    assert list(tmp_path.iterdir()) == []


# What markup says, said without it


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>9</sup> lignes, 10<sup>-6</sup>", "10⁹ lignes, 10⁻⁶"),
        ("10<sup><b> 9 </b></sup>", "10⁹"),
        ("2<sup>n</sup>, x<sup>y</sup>, 2<sup>b+1</sup>", "2ⁿ, x^(y), 2^(b+1)"),
        ("1<sup>er</sup> mai, M<sup>me</sup> X, 2<sup>nd</sup>, n<sup>o</sup> 4", "1er mai, Mme X, 2nd, no 4"),
        ("H<sub>2</sub>O, <sup>1</sup>⁄<sub>2</sub>", "H₂O, ¹⁄₂"),
        ("coûte <del>40</del> 30 M€", "coûte 30 M€"),
        ("<s>Faux.</s> Vrai.", "Vrai."),
        ("un<br>deux", "un deux"),
        ("a<del>b <s>c<sup>2</sup></s><a href='#fn:x'>1</a></del>d<sup>1<sup>2</sup></sup>", "ad¹²"),
        ("<em>a</em>b &amp;\n c", "ab & c"),
    ],
)
@pytest.mark.parametrize("tag", ["p", "h2"])
def test_markup_that_carries_meaning_keeps_it(html: str, text: str, tag: str) -> None:
    assert plain_text(one(LexborHTMLParser(f"<{tag}>{html}</{tag}>"), tag)) == text


@pytest.mark.parametrize("text", ["Le budget passe à 30[^x] millions.", "En 2020[^x][^y], 5[^x]."])
def test_a_footnote_mark_is_no_part_of_a_number(tmp_path: Path, text: str) -> None:
    notes = "\n\n[^x]: Une source.\n[^y]: Une autre.\n"
    html = markdown(f"## {text} {{#2026-11-24-x}}\n\n{text}{notes}", extensions=["footnotes", "attr_list"])
    [entry] = journal(tmp_path, html).findall(f"{{{ATOM}}}entry")
    expected = text.replace("[^x]", "").replace("[^y]", "")
    assert texts(entry, "title") == texts(entry, "summary") == [expected]


def test_reading_a_page_leaves_it_as_it_was() -> None:
    paragraph = one(LexborHTMLParser("<p>10<sup>9</sup> <del>x</del></p>"), "p")
    before = paragraph.html
    plain_text(paragraph)
    assert paragraph.html == before


@pytest.mark.parametrize("lang", ["", "en/"])
def test_a_published_feed_has_all_that_its_standard_demands(real_site: Path, lang: str) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: one id, title and day each, an author, and a link where there is no content."""
    feed = ET.parse(real_site / lang / "journal" / "feed.xml").getroot()  # noqa: S314 - our own file
    entries = feed.findall(f"{{{ATOM}}}entry")
    assert len(entries) > 10
    for element in [feed, *entries]:
        assert [len(texts(element, name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert all(texts(element, name)[0] for name in ("id", "title", "updated"))
        day = dt.datetime.fromisoformat(texts(element, "updated")[0] or "")
        assert day.tzinfo is not None
        links = element.findall(f"{{{ATOM}}}link")
        assert [link for link in links if link.attrib.get("rel", "alternate") == "alternate"]
        assert all(link.attrib["href"].startswith("http://127.0.0.1:8000/") for link in links)
    assert texts(feed.find(f"{{{ATOM}}}author") or feed, "name") == ["hdh-faq"]
    ids = [texts(entry, "id")[0] for entry in entries]
    assert len(set(ids)) == len(ids)
