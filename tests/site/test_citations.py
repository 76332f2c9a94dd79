"""Citations: a bibliography that is whole or refused, footnotes that carry it, builds that fail by name."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.errors import BuildError, CitationError
from hdh_faq.pages import CitedSource, read_page
from hdh_faq.settings import Settings
from hdh_faq.site.build import build_site
from hdh_faq.site.citations import (
    CITED_ON,
    KINDS,
    LANGUAGES,
    REQUIRED,
    UNUSED,
    cited_keys,
    citing_pages,
    load_sources,
    page_title,
)

ENTRY: dict[str, Any] = {
    "id": "cnil-2020-avis",
    "publisher": "CNIL",
    "title": "Avis sur l'hébergement",
    "url": "https://example.org/avis",
    "date": "2020-10-08",
    "lang": "fr",
    "kind": "official",
}
RAW = """\
- id: cnil-2020-avis
  publisher: CNIL
  title: Avis
  url: https://example.org/avis
  date: 2020-10-08
  lang: fr
  kind: official
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Where a test writes its bibliography."""
    return tmp_path / "sources.yml"


@pytest.fixture
def write(sources: Path) -> Callable[..., Path]:
    """Write entries, each given as what differs from a good one."""

    def write_entries(*changes: dict[str, Any]) -> Path:
        entries = [{**ENTRY, **change} for change in changes or ({},)]
        # JSON is YAML; a line each, so that entry n starts on line n.
        lines = [json.dumps(entry, ensure_ascii=False) for entry in entries]
        sources.write_text("".join(f"- {line}\n" for line in lines), encoding="utf-8")
        return sources

    return write_entries


@pytest.fixture
def convert(sources: Path, tmp_path: Path) -> Callable[..., LexborHTMLParser]:
    """Convert a page with the extensions that our sites use."""

    def convert_page(text: str, lang: str = "fr", name: str = "page.md") -> LexborHTMLParser:
        docs = tmp_path / "docs"
        docs.mkdir(exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
        html = Markdown(
            extensions=[
                "attr_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.superfences",
                "hdh_faq.site.citations", "hdh_faq.site.typography",
            ],
            extension_configs={
                "hdh_faq.site.citations": {"sources": str(sources), "lang": lang, "docs_dir": str(docs)},
                "hdh_faq.site.typography": {"lang": lang},
            },
        ).convert(text)  # fmt: skip
        return LexborHTMLParser(f'<html lang="{lang}"><main>{html}</main></html>')

    return convert_page


@pytest.fixture
def project(toy_project: Path, tmp_path: Path) -> Path:
    """A copy of the toy project, with its built site, that a test may break."""
    whole = toy_project.parent.parent
    shutil.copytree(whole, tmp_path / "project")
    return tmp_path / "project" / toy_project.relative_to(whole)


def refusal(path: Path) -> str:
    with pytest.raises(CitationError) as caught:
        load_sources(path)
    return caught.value.message


def one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    node = tree.css_first(selector)
    assert node is not None, selector
    return node


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# The bibliography


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


@pytest.mark.parametrize(("name", "allowed"), [("kind", KINDS), ("lang", LANGUAGES)])
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
    words = KINDS if name == "kind" else LANGUAGES
    assert words["fr"].keys() == words["en"].keys()
    for value in words["fr"]:
        source = load_sources(write({name: value}))["cnil-2020-avis"]
        for lang in ("fr", "en"):
            assert words[lang][value] in source.markup(lang)


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
        ("fr", "CNIL, « Avis sur l'hébergement », 8 octobre 2020 (texte officiel, en français)"),
        ("en", "CNIL, “Avis sur l'hébergement”, 8 October 2020 (official text, in French)"),
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
    assert [node.tag for node in tree.css("body *")] == ["cite", "a"]
    assert hostile in one(tree, "cite").text()
    assert one(tree, "cite").attributes[f"data-{name}"] == hostile


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


# What counts as a citation


@pytest.mark.parametrize(
    ("markdown", "keys"),
    [
        ("", []),
        ("Rien.", []),
        ("Fait.[^a]", ["a"]),
        ("Fait.[^a][^b] Autre.[^a]", ["a", "b", "a"]),
        ("| a[^a] | b[^b] |", ["a", "b"]),
        ("# Titre[^a]\n\n- point[^b]\n\n> cité[^c]", ["a", "b", "c"]),
        ("[^a b] [^] [a] ^a [a](^b)", []),
        ("[^inconnu.à]", ["inconnu.à"]),
    ],
)
def test_citations_are_found_in_order(markdown: str, keys: list[str]) -> None:
    assert cited_keys(markdown) == keys


@pytest.mark.parametrize(
    "markdown",
    [
        "Écrivez `[^key]`.",
        "Écrivez ``[^key] ` [^other]``.",
        "Sur deux `lignes\n[^key]` aussi.",
        "```\n[^key]\n```",
        "```markdown\n[^key]\n\n[^other]\n```",
        "~~~\n[^key]\n~~~",
        "~~~\n```\n[^key]\n~~~",
        "````markdown\n```\n[^key]\n```\n````",
        "- point\n\n    ```\n    [^key]\n    ```",
    ],
)
def test_a_key_shown_as_code_is_no_citation(markdown: str) -> None:
    assert cited_keys(markdown) == []
    assert cited_keys(f"Avant.[^before]\n\n{markdown}\n\nAprès.[^after]") == ["before", "after"]


def test_a_stray_backtick_hides_no_citation_of_another_paragraph() -> None:
    assert cited_keys("Un accent grave ` seul.\n\nUn fait.[^a]\n\nEncore un ` seul.") == ["a"]


def test_citing_pages_names_each_page_once(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name, text in {"b.md": "[^x][^x]", "a.md": "[^x] `[^z]`", "deep/c.md": "[^y]", "d.txt": "[^x]"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert citing_pages(tmp_path) == {
        "x": [tmp_path / "a.md", tmp_path / "b.md"],
        "y": [tmp_path / "deep" / "c.md"],
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# L'hébergeur {#overview}\n\nTexte", "L'hébergeur"),
        ("---\ntitle: x\n---\n# Qui ?\n## Non\n", "Qui ?"),
        ("## Pas de premier niveau", "page"),
        ("", "page"),
    ],
)
def test_the_title_of_a_page_is_its_first_heading(tmp_path: Path, text: str, title: str) -> None:
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    assert page_title(tmp_path / "page.md") == title


# Pages


def test_a_citation_becomes_a_footnote_that_carries_its_source(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser]
) -> None:
    write()
    tree = convert("# T\n\nUn fait.[^cnil-2020-avis]")
    cite = one(tree, ".footnote li#fn\\:cnil-2020-avis cite.source")
    assert cite.attributes["data-key"] == ENTRY["id"]
    assert cite.attributes["data-publisher"] == ENTRY["publisher"]
    assert cite.attributes["data-title"] == ENTRY["title"]
    assert cite.attributes["data-date"] == ENTRY["date"]
    assert one(tree, "p sup a").attributes["href"] == "#fn:cnil-2020-avis"


def test_a_source_cited_twice_has_one_footnote(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser]
) -> None:
    write({"id": "a"}, {"id": "b"}, {"id": "unused"})
    tree = convert("Un.[^b] Deux.[^a] Trois.[^b]")
    assert [note.attributes["id"] for note in tree.css(".footnote li")] == ["fn:b", "fn:a"]
    assert [mark.text() for mark in tree.css("sup a")] == ["1", "2", "1"]


def test_a_page_without_citations_has_no_footnotes(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser]
) -> None:
    write()
    assert not convert("# T\n\nRien.").css(".footnote")


@pytest.mark.parametrize(
    "code", ["`[^nope]`", "```\n[^nope]\n```", "~~~\n[^nope]\n~~~", "- a\n\n    ```\n    [^nope]\n    ```"]
)
def test_a_key_shown_as_code_is_published_as_typed(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], code: str
) -> None:
    write()
    tree = convert(f"# T\n\nAvant.[^cnil-2020-avis]\n\n{code}\n")
    assert one(tree, "code").text().strip() == "[^nope]"
    assert len(tree.css(".footnote li")) == 1


def test_an_unknown_key_names_page_line_key_and_bibliography(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], tmp_path: Path
) -> None:
    sources = write()
    with pytest.raises(CitationError) as caught:
        convert("# T\n\nBon.[^cnil-2020-avis]\n\nMauvais.[^cnil-2020]")
    assert caught.value.message.startswith(f"{tmp_path}/docs/page.md:5: unknown source “cnil-2020”")
    assert str(sources) in caught.value.message


def test_every_unknown_key_gets_a_line_of_its_own(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser]
) -> None:
    write()
    with pytest.raises(CitationError) as caught:
        convert("Un.[^x]\n\nDeux.[^y]\n\nEncore.[^x]")
    said = caught.value.message.splitlines()
    assert [line.partition("page.md:")[2].partition(":")[0] for line in said] == ["1", "5", "3"]
    assert ["“x”" in line for line in said] == [True, True, False]


@pytest.mark.parametrize("key", ["CNIL-2020-AVIS", "cnil-2020-avis.", "1", "été", "a.*b", "<b>", "fn:x"])
def test_a_key_must_be_exact(write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], key: str) -> None:
    write()
    with pytest.raises(CitationError, match=r"page\.md:1: unknown source"):
        convert(f"Fait.[^{key}]")


@pytest.mark.parametrize(
    "title",
    ["Le *cas* __X__", "snake_case_name", "[L'avis de 2020]", "A & B", 'Dire "oui"', "Les «\u00a0clés\u00a0»",
     "<b>gras</b>", "barre \\ oblique \\*", "Où ? Là : ici ; non !", "50 % de 1 000", "https://example.org/x",
     "{#id}", "a | b", "l'été’s 🙂", "&amp; &#42;", "x <https://a.org> y", "a{: .x }", "*[HDH]: x",
     "Le `code` source", "[Avis](sur le fond)", "Note [^1]", "Note [^cnil-2020-avis]", "![image](x.png)"],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_whatever_a_title_holds_the_published_page_carries_it_letter_by_letter(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], title: str, lang: str
) -> None:
    write({"title": title, "publisher": f"Éditeur {title}"})
    html = convert("# T\n\nUn fait.[^cnil-2020-avis]", lang).html
    assert html is not None
    (passage,) = read_page(html.encode(), "/")
    assert passage.sources == (CitedSource(ENTRY["id"], f"Éditeur {title}", title, ENTRY["date"], ENTRY["url"]),)


@pytest.mark.parametrize(("lang", "heading"), [("fr", "Presse"), ("en", "Press")])
def test_the_bibliography_lists_every_source_with_the_pages_that_cite_it(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], lang: str, heading: str
) -> None:
    write({"id": "a"}, {"id": "b", "kind": "press"}, {"id": "c"})
    convert("# L'hébergeur {#overview}\n\nUn fait.[^a][^a]", lang, "hebergeur.md")
    tree = convert("# Sources\n\n[[sources]]\n", lang, "sources.md")
    assert one(tree, "h2#press").text() == heading
    items = {one_id.attributes["id"]: one_id.parent for one_id in tree.css("li span[id]")}
    assert set(items) == {"a", "b", "c"}
    cited, uncited = items["a"], items["b"]
    assert cited is not None
    assert uncited is not None
    assert CITED_ON[lang] in cited.text()
    assert [link.attributes["href"] for link in cited.css("a")] == [ENTRY["url"], "hebergeur.md"]
    assert UNUSED[lang] in uncited.text()


def test_the_bibliography_is_sorted_by_publisher_then_date(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser]
) -> None:
    write(
        {"id": "z", "publisher": "Zorro"},
        {"id": "late", "publisher": "anssi", "date": "2026"},
        {"id": "early", "publisher": "ANSSI", "date": "2019-05"},
    )
    tree = convert("[[sources]]")
    assert [span.attributes["id"] for span in tree.css("li span[id]")] == ["early", "late", "z"]


@pytest.mark.parametrize("text", ["```\n[[sources]]\n```", "Écrivez `[[sources]]` seul."])
def test_the_bibliography_mark_shown_as_code_stays(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], text: str
) -> None:
    write()
    tree = convert(text)
    assert one(tree, "code").text().strip() == "[[sources]]"
    assert not tree.css("cite")


def test_pages_do_not_leak_into_the_next_conversion(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser]
) -> None:
    write({"id": "a"}, {"id": "b"})
    convert("Un.[^a]")
    assert [note.attributes["id"] for note in convert("Deux.[^b]").css(".footnote li")] == ["fn:b"]


# Builds

BROKEN = {
    "unknown key on a French page": (
        "docs/fr/droit.md", "[^law-2018-cloud]", "[^law-2018]", ("docs/fr/droit.md:13", "“law-2018”"),
    ),
    "unknown key on an English page": (
        "docs/en/hebergeur.md", "[^cnil-2020-avis]", "[^cnil-2020]", ("docs/en/hebergeur.md:25", "“cnil-2020”"),
    ),
    "source without publisher": (
        "docs/sources.yml", "  publisher: Le Journal\n", "", ("docs/sources.yml:8", "press-2026-choice", "publisher"),
    ),
    "source without title": (
        "docs/sources.yml", "  title: Scaleway succède à Microsoft\n", "",
        ("docs/sources.yml:8", "press-2026-choice", "title"),
    ),
    "source without address": (
        "docs/sources.yml", "  url: https://example.org/choix\n", "",
        ("docs/sources.yml:8", "press-2026-choice", "url"),
    ),
    "source without address or note": (
        "docs/sources.yml", "  note: No address was found.\n", "", ("docs/sources.yml:15", "law-2018-cloud", "note"),
    ),
    "source without date": (
        "docs/sources.yml", "  date: 2026-04\n", "", ("docs/sources.yml:8", "press-2026-choice", "date"),
    ),
    "key that stands twice": (
        "docs/sources.yml", "- id: law-2018-cloud", "- id: cnil-2020-avis",
        ("docs/sources.yml:15", "cnil-2020-avis", "twice"),
    ),
    "date in another form": (
        "docs/sources.yml", "2026-04\n", "avril\n", ("docs/sources.yml:8", "press-2026-choice", "avril"),
    ),
    "day that no calendar has": (
        "docs/sources.yml", "2026-04\n", "2026-02-30\n", ("docs/sources.yml",),
    ),
    "bad YAML": ("docs/sources.yml", "kind: press", "kind: [press", ("docs/sources.yml",)),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_citation_fails_the_build_and_leaves_the_old_site(project: Path, case: str) -> None:
    name, old, new, told = BROKEN[case]
    text = (project / name).read_text(encoding="utf-8")
    assert old in text
    (project / name).write_text(text.replace(old, new), encoding="utf-8")
    before, beside = contents(project / "site"), sorted(project.iterdir())
    assert before

    with pytest.raises(BuildError) as caught:
        build_site(Settings(), project)

    assert [part for part in told if part not in caught.value.message] == []
    assert "Traceback" not in caught.value.message
    assert contents(project / "site") == before
    assert sorted(project.iterdir()) == beside


def test_a_missing_bibliography_fails_the_build(project: Path) -> None:
    (project / "docs" / "sources.yml").unlink()
    with pytest.raises(BuildError, match="bibliography is missing"):
        build_site(Settings(), project)


def test_a_failed_first_build_leaves_no_half_site(project: Path) -> None:
    shutil.rmtree(project / "site")
    page = project / "docs" / "en" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nMore.[^nope]\n", encoding="utf-8")
    with pytest.raises(BuildError, match="unknown source “nope”"):
        build_site(Settings(), project)
    assert not (project / "site").exists()


def test_a_mended_page_builds_and_replaces_the_old_site(project: Path) -> None:
    page = project / "docs" / "fr" / "droit.md"
    good = page.read_text(encoding="utf-8")
    page.write_text(good + "\nEncore.[^nope]\n", encoding="utf-8")
    with pytest.raises(BuildError):
        build_site(Settings(), project)
    page.write_text(good + "\nEncore.[^cnil-2020-avis] Ou `[^nope]`.\n", encoding="utf-8")
    (project / "site" / "stale.html").write_text("old", encoding="utf-8")
    build_site(Settings(), project)
    assert "Encore." in (project / "site" / "droit" / "index.html").read_text(encoding="utf-8")
    assert "<code>[^nope]</code>" in (project / "site" / "droit" / "index.html").read_text(encoding="utf-8")
    assert not (project / "site" / "stale.html").exists()
    assert (project / "site" / "en" / "droit" / "index.html").is_file()
