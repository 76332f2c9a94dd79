"""The bibliography is read whole, or refused with file, line and key."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import ENTRY, one
from hdh_faq.errors import CitationError
from hdh_faq.site.bibliography import KINDS, REQUIRED, SOURCE_LANGUAGES, load_sources
from hdh_faq.site.typography import french

RAW = """\
- id: cnil-2020-avis
  publisher: CNIL
  title: Avis
  url: https://example.org/avis
  date: 2020-10-08
  lang: fr
  kind: official
"""


def refusal(path: Path) -> str:
    with pytest.raises(CitationError) as caught:
        load_sources(path)
    return caught.value.message


# Reading


def test_each_entry_becomes_a_source_under_its_key(write: Callable[..., Path]) -> None:
    loaded = load_sources(write({}, {"id": "b", "title": "Autre"}))
    assert list(loaded) == ["cnil-2020-avis", "b"]
    first = loaded["cnil-2020-avis"]
    assert (first.publisher, first.title, first.url) == ("CNIL", ENTRY["title"], ENTRY["url"])
    assert (first.date, first.lang, first.kind) == ("2020-10-08", "fr", "official")
    assert [source.line for source in loaded.values()] == [1, 2]


def test_a_date_needs_no_quotes(sources: Path) -> None:
    sources.write_text(RAW, encoding="utf-8")
    assert load_sources(sources)["cnil-2020-avis"].date == "2020-10-08"


@pytest.mark.parametrize("date", ["2026", "2026-04", "2026-12", "2026-04-23", "2024-02-29", "2026-01-01"])
def test_year_month_and_day_are_dates(write: Callable[..., Path], date: str) -> None:
    assert load_sources(write({"date": date}))["cnil-2020-avis"].date == date


def test_no_date_is_allowed(write: Callable[..., Path]) -> None:
    assert load_sources(write({"date": None}))["cnil-2020-avis"].date == ""


def test_no_address_is_allowed_where_a_note_says_why(write: Callable[..., Path]) -> None:
    assert load_sources(write({"url": None, "note": "Not found."}))["cnil-2020-avis"].url == ""


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "[]\n", "---\n"])
def test_an_empty_bibliography_has_no_source(sources: Path, text: str) -> None:
    sources.write_text(text, encoding="utf-8")
    assert load_sources(sources) == {}


@pytest.mark.parametrize("encode", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t], ids=["crlf", "bom"])
def test_windows_files_are_read(sources: Path, encode: Callable[[str], str]) -> None:
    sources.write_bytes(encode(RAW).encode())
    assert list(load_sources(sources)) == ["cnil-2020-avis"]


def test_a_changed_file_is_read_again(write: Callable[..., Path], sources: Path) -> None:
    load_sources(write({}))
    before = sources.stat().st_mtime_ns
    write({"id": "other"})
    os.utime(sources, ns=(before + 10**9, before + 10**9))
    assert list(load_sources(sources)) == ["other"]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_field_is_named_with_file_line_and_key(sources: Path, name: str) -> None:
    broken = {field: value for field, value in ENTRY.items() if field != name}
    lines = [json.dumps({**ENTRY, "id": "good"}), json.dumps(broken)]
    sources.write_text("# a comment\n" + "".join(f"- {line}\n" for line in lines), encoding="utf-8")
    said = refusal(sources)
    assert said.startswith(f"{sources}:3: ")
    assert said.rstrip(".").endswith(f"add {name}")
    assert name == "id" or ENTRY["id"] in said


@pytest.mark.parametrize("empty", [None, "", "   "], ids=["null", "empty", "blank"])
@pytest.mark.parametrize("name", ["publisher", "title", "lang", "kind"])
def test_a_field_without_content_is_refused_like_a_missing_one(
    write: Callable[..., Path], name: str, empty: str | None
) -> None:
    said = refusal(write({"id": "good"}, {name: empty}))
    assert ":2: " in said
    assert name in said.partition(":2: ")[2]


@pytest.mark.parametrize("key", [None, "", "   ", False])
def test_an_entry_without_a_key_is_refused_with_its_line(write: Callable[..., Path], key: object) -> None:
    assert ":2: " in refusal(write({"id": "good"}, {"id": key}))


@pytest.mark.parametrize("change", [{"url": None}, {"url": ""}, {"url": None, "note": ""}, {"url": "", "note": None}])
def test_no_address_and_no_note_is_incomplete(write: Callable[..., Path], change: dict[str, Any]) -> None:
    said = refusal(write({"id": "good"}, change))
    assert ":2: " in said
    assert ENTRY["id"] in said
    assert "note" in said


def test_all_missing_fields_are_named_at_once(sources: Path) -> None:
    sources.write_text("- id: lonely\n", encoding="utf-8")
    said = refusal(sources)
    assert all(name in said.partition("add ")[2] for name in REQUIRED if name != "id")


@pytest.mark.parametrize(
    "date",
    ["hier", "23/04/2026", "2026-4-3", "2026-13", "2026-00", "26", "20260423", "2026-04-23T10:00", "avril 2026",
     "-2026", "2026-", True, [2026], {"year": 2026}],
)  # fmt: skip
def test_a_date_in_another_form_is_refused_with_line_and_key(write: Callable[..., Path], date: object) -> None:
    said = refusal(write({"id": "good"}, {"date": date}))
    assert ":2: " in said
    assert ENTRY["id"] in said
    assert "2026-04-23" in said  # how to write it


@pytest.mark.parametrize("date", ["2026-02-30", "2026-04-31", "2026-04-99", "2026-04-00", "2025-02-29"])
@pytest.mark.parametrize("quote", ["'", ""], ids=["quoted", "unquoted"])
def test_a_day_that_no_calendar_has_is_refused_with_file(sources: Path, date: str, quote: str) -> None:
    sources.write_text(RAW.replace("2020-10-08", f"{quote}{date}{quote}"), encoding="utf-8")
    assert str(sources) in refusal(sources)


@pytest.mark.parametrize(
    "url",
    ["example.org", "www.example.org/a", "ftp://example.org", "javascript:alert(1)", "data:text/html,x", "https://",
     "https://a b", "/local/path", "//example.org", "mailto:a@example.org", 5, ["https://a.b"]],
)  # fmt: skip
def test_an_address_that_is_no_web_address_is_refused(write: Callable[..., Path], url: object) -> None:
    said = refusal(write({"id": "good"}, {"url": url}))
    assert ":2: " in said
    assert ENTRY["id"] in said


@pytest.mark.parametrize(("name", "allowed"), [("kind", KINDS), ("lang", SOURCE_LANGUAGES)])
@pytest.mark.parametrize("value", ["gossip", "FR", "Press", "xx", 5, ["press"], ["fr"], {"fr": "press"}])
def test_a_kind_or_language_outside_the_list_is_refused_with_the_list(
    write: Callable[..., Path], name: str, allowed: dict[str, dict[str, str]], value: object
) -> None:
    said = refusal(write({"id": "good"}, {name: value}))
    assert ":2: " in said
    assert ENTRY["id"] in said
    assert all(word in said for word in allowed["en"])


@pytest.mark.parametrize("name", ["kind", "lang"])
def test_every_kind_and_language_has_a_word_in_both_languages(write: Callable[..., Path], name: str) -> None:
    words = KINDS if name == "kind" else SOURCE_LANGUAGES
    assert words["fr"].keys() == words["en"].keys()
    for value in words["fr"]:
        source = load_sources(write({name: value}))["cnil-2020-avis"]
        for lang in ("fr", "en"):
            # That a source is in the reader's own language needs no word.
            assert (words[lang][value] in source.markup(lang)) == (name == "kind" or value != lang)


@pytest.mark.parametrize("key", ["CNIL", "a b", "été", "a_b", "a.b", "a/b", "[a]", "a]", "a\nb", "<b>", "a:b", ["a"]])
def test_a_key_of_other_characters_is_refused(write: Callable[..., Path], key: object) -> None:
    assert ":2: " in refusal(write({"id": "good"}, {"id": key}))


def test_a_key_that_stands_twice_is_refused_at_its_second_line(write: Callable[..., Path]) -> None:
    said = refusal(write({}, {"id": "other"}, {"title": "Another"}))
    assert ":3: " in said
    assert ENTRY["id"] in said


def test_a_number_and_its_text_are_the_same_key(write: Callable[..., Path]) -> None:
    assert ":2: " in refusal(write({"id": "2020"}, {"id": 2020}))


@pytest.mark.parametrize("text", ["a: b\n", "text\n", "5\n", "id: a\npublisher: b\n", "sources:\n  - id: a\n"])
def test_a_file_that_is_no_list_is_refused(sources: Path, text: str) -> None:
    sources.write_text(text, encoding="utf-8")
    said = refusal(sources)
    assert str(sources) in said
    assert "list" in said


@pytest.mark.parametrize("entry", ["text", "5", "[a, b]", "null", ""])
def test_an_entry_that_is_no_mapping_is_refused_with_its_line(sources: Path, entry: str) -> None:
    sources.write_text(RAW + f"- {entry}\n", encoding="utf-8")
    assert refusal(sources).startswith(f"{sources}:8: ")


@pytest.mark.parametrize(
    "text",
    ["[\n", "- id: a: b\n", "\t- id: a\n", "- id: 'a\n", "- id: a\n publisher: b\n", "- *nothing\n",
     RAW + "---\n" + RAW, "- id: @a\n", "- {id: a\n"],
)  # fmt: skip
def test_bad_yaml_is_refused_in_one_line_that_names_the_file(sources: Path, text: str) -> None:
    sources.write_text(text, encoding="utf-8")
    said = refusal(sources)
    assert said.startswith(f"{sources}: not valid YAML")
    assert "\n" not in said


def test_yaml_cannot_run_code(sources: Path, tmp_path: Path) -> None:
    sources.write_text(f"- !!python/object/apply:os.mkdir ['{tmp_path}/made']\n", encoding="utf-8")
    assert str(sources) in refusal(sources)
    assert not (tmp_path / "made").exists()


def test_a_file_in_another_encoding_is_refused_by_name(sources: Path) -> None:
    sources.write_bytes(RAW.replace("Avis", "Délibération").encode("latin-1"))
    assert str(sources) in refusal(sources)


def test_a_missing_bibliography_is_refused_by_name(tmp_path: Path) -> None:
    assert str(tmp_path / "none.yml") in refusal(tmp_path / "none.yml")
    assert str(tmp_path) in refusal(tmp_path)


# How a source reads


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "texte officiel CNIL, « Avis sur l’hébergement », 8 octobre 2020"),
        ("en", "official text CNIL, “Avis sur l'hébergement”, 8 October 2020 (in French)"),
    ],
)
def test_a_source_reads_in_the_language_of_the_page(write: Callable[..., Path], lang: str, words: str) -> None:
    markup = load_sources(write())["cnil-2020-avis"].markup(lang)
    assert LexborHTMLParser(markup).body.text() == words  # type: ignore[union-attr]


def test_the_title_links_to_the_address_and_says_its_language(write: Callable[..., Path]) -> None:
    link = one(LexborHTMLParser(load_sources(write())["cnil-2020-avis"].markup("en")), "a")
    assert link.attributes["href"] == ENTRY["url"]
    assert link.attributes["hreflang"] == "fr"
    assert link.text() == ENTRY["title"]


def test_a_source_without_address_has_no_link(write: Callable[..., Path]) -> None:
    source = load_sources(write({"url": None, "note": "Not found."}))["cnil-2020-avis"]
    assert not LexborHTMLParser(source.markup("fr")).css("a")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '" onclick="x', "<img src=x onerror=y>", "&lt;b&gt;"]
)
@pytest.mark.parametrize("name", ["publisher", "title"])
def test_markup_in_a_field_stays_text(write: Callable[..., Path], name: str, hostile: str) -> None:
    tree = LexborHTMLParser(load_sources(write({name: hostile}))["cnil-2020-avis"].markup("fr"))
    assert [node.tag for node in tree.css("body *")] == ["cite", "span", "span", "a", "time"]
    assert one(tree, f"[data-{name}]").text() == french(hostile)


def test_a_quote_in_an_address_cannot_leave_its_attribute(write: Callable[..., Path]) -> None:
    url = 'https://example.org/"onmouseover="x'
    tree = LexborHTMLParser(load_sources(write({"url": url}))["cnil-2020-avis"].markup("fr"))
    assert one(tree, "a").attributes["href"] == url


@pytest.mark.parametrize("name", ["publisher", "title", "url"])
def test_a_field_written_over_several_lines_still_makes_one_line(sources: Path, name: str) -> None:
    value = "https://example.org/avis" if name == "url" else "Un titre\n    long"
    old = next(line for line in RAW.splitlines() if line.startswith(f"  {name}:"))
    sources.write_text(RAW.replace(old, f"  {name}: |\n    {value}"), encoding="utf-8")
    assert "\n" not in load_sources(sources)["cnil-2020-avis"].markup("fr")
