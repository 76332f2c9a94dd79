"""Notes: marks that stay apart and have a name, a list with a heading, and the kind of each source at a glance."""

from collections.abc import Callable
from pathlib import Path

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from conftest import ENTRY, one
from hdh_faq.pages import read_page
from hdh_faq.site.bibliography import KINDS

Convert = Callable[..., LexborHTMLParser]
TWO = ({"id": "a"}, {"id": "b", "publisher": "L'« Écho » & fils", "kind": "press"})


@pytest.fixture
def convert(sources: Path, tmp_path: Path) -> Convert:
    def converted(text: str, lang: str = "fr") -> LexborHTMLParser:
        options = {"sources": str(sources), "lang": lang, "docs_dir": str(tmp_path)}
        extensions = ["attr_list", "footnotes", "toc", "hdh_faq.site.citations", "hdh_faq.site.typography"]
        configs = {"hdh_faq.site.citations": options, "hdh_faq.site.typography": {"lang": lang}}
        markdown = Markdown(extensions=extensions, extension_configs=configs)
        html = markdown.convert(text)
        return LexborHTMLParser(f'<html lang="{lang}"><main>{html}</main><nav>{markdown.toc}</nav></html>')  # type: ignore[attr-defined]

    return converted


def test_marks_side_by_side_never_read_as_one_number(write: Callable[..., Path], convert: Convert) -> None:
    write(*TWO)
    assert one(convert("En 2026.[^a][^b]"), "p").text() == "En 2026.[1][2]"


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("fr", ["Source 1\u00a0: CNIL", "Source 2\u00a0: L’«\u00a0Écho\u00a0» & fils"]),
        ("en", ["Source 1: CNIL", "Source 2: L'« Écho » & fils"]),
    ],
)
def test_each_mark_has_a_name(write: Callable[..., Path], convert: Convert, lang: str, names: list[str]) -> None:
    write(*TWO)
    tree = convert("Un fait.[^a][^b]", lang)
    assert [mark.attributes["aria-label"] for mark in tree.css("a.footnote-ref")] == names


def test_the_list_of_notes_is_a_region_named_by_its_heading(write: Callable[..., Path], convert: Convert) -> None:
    write()
    tree = convert(f"# T {{#sources}}\n\nUn fait.[^{ENTRY['id']}]")
    region = one(tree, ".footnote")
    heading = one(tree, ".footnote h2")
    assert heading.text() == "Sources"
    assert region.attributes["role"] == "region"
    assert region.attributes["aria-labelledby"] == heading.attributes["id"] == "footnotes-title"


def test_the_heading_of_the_notes_is_in_no_table_of_contents_and_no_passage(
    write: Callable[..., Path], convert: Convert
) -> None:
    write()
    tree = convert(f"# T {{#overview}}\n\nUn fait.[^{ENTRY['id']}]")
    assert [link.attributes["href"] for link in tree.css("nav a")] == ["#overview"]
    (passage,) = read_page((tree.html or "").encode(), "/")
    assert (passage.headings, passage.text) == (("T",), "Un fait.")


def test_a_mark_in_a_heading_is_not_in_the_table_of_contents(write: Callable[..., Path], convert: Convert) -> None:
    write()
    assert one(convert(f"# T\n\n## Coût [^{ENTRY['id']}] {{#cost}}"), "nav a[href='#cost']").text() == "Coût"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS["en"])
def test_each_note_begins_with_its_kind(write: Callable[..., Path], convert: Convert, kind: str, lang: str) -> None:
    write({"kind": kind})
    tree = convert(f"Un fait.[^{ENTRY['id']}]", lang)
    label = one(tree, "li cite.source > :first-child")
    assert (label.attributes["class"], label.text()) == (f"faq-kind--{kind}", KINDS[lang][kind])
