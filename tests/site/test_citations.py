"""Citations: a bibliography that is whole or refused, footnotes that carry it, builds that fail by name."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from conftest import ENTRY, one
from hdh_faq.errors import BuildError, CitationError
from hdh_faq.pages import read_page
from hdh_faq.passage import CitedSource
from hdh_faq.settings import Settings
from hdh_faq.site.build import build_site
from hdh_faq.site.citations import (
    CITED_ON,
    UNUSED,
    cited_keys,
    citing_pages,
    page_title,
)
from hdh_faq.site.typography import french


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


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


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
        "    [^a-z]",
        "\t[^a-z]\n\n\tsuite [^0-9]",
        "- point\n\n        [^a-z]",
        "<code>[^a-z]</code>",
        "<pre>\n[^a-z]\n\n[^0-9]\n</pre>",
        "<!-- [^a-z] -->",
        r"\[^abc]",
    ],
)
def test_a_key_shown_as_code_is_no_citation(markdown: str) -> None:
    assert cited_keys(markdown) == []
    assert cited_keys(f"Avant.[^before]\n\n{markdown}\n\nAprès.[^after]") == ["before", "after"]


def test_what_is_indented_in_a_list_is_no_code() -> None:
    assert cited_keys("- point\n\n    Un fait.[^a]\n\n    - sous-point[^b]\n\n        Encore.[^c]") == ["a", "b"]


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
    note = one(tree, ".footnote li#fn\\:1")
    assert one(note, "cite.source").attributes["data-key"] == ENTRY["id"]
    assert one(note, "[data-publisher]").text() == ENTRY["publisher"]
    assert one(note, "[data-title]").text() == french(ENTRY["title"])
    assert one(note, "time").attributes["datetime"] == ENTRY["date"]
    assert one(tree, "p sup a").attributes["href"] == "#fn:1"


@pytest.mark.parametrize("url", [ENTRY["url"], None])
def test_the_title_of_a_foreign_source_carries_its_language(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], url: str | None
) -> None:
    write(
        {"id": "own", "lang": "fr", "url": url, "note": "N"}, {"id": "foreign", "lang": "de", "url": url, "note": "N"}
    )
    titles = convert("Un.[^own] Deux.[^foreign]").css(".footnote [data-title]")
    assert [title.attributes.get("lang") for title in titles] == [None, "de"]


def test_a_source_cited_twice_has_one_footnote(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser]
) -> None:
    write({"id": "a"}, {"id": "b"}, {"id": "unused"})
    tree = convert("Un.[^b] Deux.[^a] Trois.[^b]")
    assert [note.attributes["id"] for note in tree.css(".footnote li")] == ["fn:1", "fn:2"]
    assert [note.attributes["data-key"] for note in tree.css(".footnote cite")] == ["b", "a"]
    # One way back a note, to its first mark.
    assert [way.attributes["href"] for way in tree.css(".footnote-backref")] == ["#fnref:1", "#fnref:2"]
    assert [mark.text() for mark in tree.css("sup a")] == ["[1]", "[2]", "[1]"]


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
def test_whatever_a_title_holds_the_index_reads_it_as_printed(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], title: str, lang: str
) -> None:
    write({"title": title, "publisher": f"Éditeur {title}"})
    html = convert("# T\n\nUn fait.[^cnil-2020-avis]", lang).html
    assert html is not None
    (passage,) = read_page(html.encode(), "/")
    publisher, printed = (french(text) if lang == "fr" else text for text in (f"Éditeur {title}", title))
    assert passage.sources == (CitedSource(ENTRY["id"], publisher, printed, ENTRY["date"], ENTRY["url"]),)


@pytest.mark.parametrize(("lang", "heading"), [("fr", "Presse"), ("en", "Press")])
def test_the_bibliography_lists_every_source_with_the_pages_that_cite_it(
    write: Callable[..., Path], convert: Callable[..., LexborHTMLParser], lang: str, heading: str
) -> None:
    write({"id": "a"}, {"id": "b", "kind": "press"}, {"id": "c"})
    convert("# L'hébergeur {#overview}\n\nUn fait.[^a][^a]", lang, "hebergeur.md")
    tree = convert("# Sources\n\n[[sources]]\n", lang, "sources.md")
    assert one(tree, "h2#press").text() == heading
    assert {item.attributes["id"] for item in tree.css("li")} == {"a", "b", "c"}
    cited, uncited = one(tree, "li#a"), one(tree, "li#b")
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
    assert [item.attributes["id"] for item in tree.css("li")] == ["early", "late", "z"]


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
    assert [note.attributes["data-key"] for note in convert("Deux.[^b]").css(".footnote cite")] == ["b"]


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
    build_site(Settings(), project)
    assert "Encore." in (project / "site" / "droit" / "index.html").read_text(encoding="utf-8")
    assert "<code>[^nope]</code>" in (project / "site" / "droit" / "index.html").read_text(encoding="utf-8")
    assert (project / "site" / "en" / "droit" / "index.html").is_file()
