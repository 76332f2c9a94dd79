from pathlib import Path
from xml.etree import ElementTree as ET

from hdh_faq.site.feed import ATOM, write_feed

PAGE = """<!doctype html><html lang="fr"><body><article>
<h1 id="overview">Journal<a class="headerlink">&para;</a></h1>
<p>Introduction.</p>
<h2 id="2026-11-24-first">24 novembre 2026 : ouverture<a class="headerlink">&para;</a></h2>
<p>Le site ouvre &amp; vit.</p>
<h2 id="2026-11-23-state">23 novembre 2026 : état</h2><p>L'état.</p><p>Suite.</p>
<h2 id="how">Comment lire</h2><p>Non.</p></article></body></html>"""


def journal(tmp_path: Path) -> ET.Element:
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "index.html").write_text(PAGE, encoding="utf-8")
    write_feed(tmp_path, "https://example.org/")
    return ET.parse(tmp_path / "journal" / "feed.xml").getroot()  # noqa: S314 - our own file


def texts(entry: ET.Element, name: str) -> list[str | None]:
    return [node.text for node in entry.findall(f"{{{ATOM}}}{name}")]


def test_each_dated_heading_is_an_entry_with_its_first_paragraph(tmp_path: Path) -> None:
    entries = journal(tmp_path).findall(f"{{{ATOM}}}entry")
    assert [texts(entry, "title") for entry in entries] == [
        ["24 novembre 2026 : ouverture"],
        ["23 novembre 2026 : état"],
    ]
    assert [texts(entry, "summary") for entry in entries] == [["Le site ouvre & vit."], ["L'état."]]
    assert texts(entries[0], "id") == ["https://example.org/journal/#2026-11-24-first"]


def test_the_feed_is_as_new_as_its_newest_entry(tmp_path: Path) -> None:
    assert texts(journal(tmp_path), "updated") == ["2026-11-24T00:00:00Z"]


def test_a_site_without_a_journal_has_no_feed(tmp_path: Path) -> None:
    write_feed(tmp_path, "https://example.org/")
    assert list(tmp_path.iterdir()) == []
