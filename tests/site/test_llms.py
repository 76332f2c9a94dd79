"""Programs that read Markdown find every page, its day and its sources."""

import re
from pathlib import Path

import pytest
from markdown import markdown
from selectolax.lexbor import LexborHTMLParser

from conftest import one
from hdh_faq.pages import read_pages
from hdh_faq.site.built_page import built_pages
from hdh_faq.site.llms import groups

BASE = "http://127.0.0.1:8000/"


@pytest.mark.parametrize(("folder", "lang", "second"), [("", "fr", "en/"), ("en", "en", "")])
def test_the_list_has_the_form_that_its_readers_expect(real_site: Path, folder: str, lang: str, second: str) -> None:
    lines = (real_site / folder / "llms.txt").read_text(encoding="utf-8").splitlines()
    home = one(LexborHTMLParser((real_site / folder / "index.html").read_bytes()), "html")
    assert lines[0] == "# " + (one(home, "meta[property='og:site_name']").attributes["content"] or "")
    assert lines[2].startswith("> ")
    assert f"({BASE}{second}llms.txt)" in "\n".join(lines)
    # Below the first group: headings of groups and links with a description, nothing else.
    first = lines.index(next(line for line in lines if line.startswith("## ")))
    form = re.compile(r"|## .+|- \[.+\]\(http\S+/index\.md\): .+")
    assert [line for line in lines[first:] if not form.fullmatch(line)] == []


@pytest.mark.parametrize(("folder", "lang"), [("", "fr"), ("en", "en")])
def test_the_list_names_every_page_of_its_language_once(real_site: Path, folder: str, lang: str) -> None:
    text = (real_site / folder / "llms.txt").read_text(encoding="utf-8")
    named = re.findall(r"\]\((http\S+/index\.md)\)", text)
    assert sorted(named) == sorted(
        f"{BASE}{page.address}index.md" for page in built_pages(real_site) if page.lang == lang
    )


def test_groups_are_those_of_the_navigation(tmp_path: Path) -> None:
    configuration = tmp_path / "mkdocs.yml"
    configuration.write_text(
        "site_url: !ENV [X, y]\nnav:\n  - Home: index.md\n  - G:\n      - a.md\n      - B: b.md\n", encoding="utf-8"
    )
    assert groups(configuration) == {"G": ["a/", "b/"]}
    configuration.write_text("site_name: X\n", encoding="utf-8")
    assert groups(configuration) == {}


def test_a_toy_without_navigation_lists_its_pages_all_the_same(toy_site: Path) -> None:
    text = (toy_site / "en" / "llms.txt").read_text(encoding="utf-8")
    assert "## Other pages\n\n- [" in text
    assert f"({BASE}en/droit/index.md): " in text


FRENCH = (
    "Page vérifiée le 23 avril 2026. Site indépendant de l’État et du Health Data Hub. "
    "Adresse : <http://127.0.0.1:8000/droit/>. In English: <http://127.0.0.1:8000/en/droit/>."
)
ENGLISH = (
    "Page checked on 23 April 2026. Independent of the French State and of the Health Data Hub. "
    "Address: <http://127.0.0.1:8000/en/droit/>. En français : <http://127.0.0.1:8000/droit/>."
)


@pytest.mark.parametrize(("address", "said"), [("droit", FRENCH), ("en/droit", ENGLISH)])
def test_a_twin_begins_with_its_title_its_day_and_its_addresses(toy_site: Path, address: str, said: str) -> None:
    title, about, *_ = (toy_site / address / "index.md").read_text(encoding="utf-8").split("\n\n")
    assert title.startswith("# ")
    assert about == said


def test_marks_and_notes_of_a_twin_belong_together(real_site: Path) -> None:
    for page in built_pages(real_site):
        text = page.path.with_name("index.md").read_text(encoding="utf-8")
        notes = re.findall(r"^\[\^(\w+)\]: ", text, re.MULTILINE)
        marks = re.findall(r"(?<!^)\[\^(\w+)\]|^\[\^(\w+)\](?!:)", text, re.MULTILINE)
        assert {mark for pair in marks for mark in pair if mark} - set(notes) <= {"key"}, page.address
        assert len(notes) == len(page.cited) == len(set(notes))


def test_notes_of_a_twin_name_the_sources_with_their_addresses(real_site: Path) -> None:
    page = next(page for page in built_pages(real_site) if page.address == "en/cnil/")
    html = markdown(page.path.with_name("index.md").read_text(encoding="utf-8"), extensions=["footnotes", "tables"])
    notes = LexborHTMLParser(html).css(".footnote li")
    assert len(notes) == len(page.cited) > 10
    for note, cited in zip(notes, page.cited, strict=True):
        assert cited.title in note.text()
        assert not cited.url or f'href="{cited.url}"'.replace("&", "&amp;") in (note.html or "")


def test_the_index_does_not_read_it(toy_site: Path) -> None:
    assert (toy_site / "droit" / "index.md").is_file()
    passages = read_pages(toy_site).passages
    assert {passage.url.partition("#")[0] for passage in passages} == {
        f"{lang}{page}" for lang in ("/", "/en/") for page in ("", "droit/", "hebergeur/")
    }
