"""A page as its author wrote it."""

from conftest import TOY
from hdh_faq.site.markdown_page import read_markdown


def test_sections_are_read_with_line_anchor_title_and_keys() -> None:
    page = read_markdown(TOY / "docs" / "fr" / "hebergeur.md", "fr")
    lines = (TOY / "docs" / "fr" / "hebergeur.md").read_text(encoding="utf-8").splitlines()
    assert page.problem == ""
    assert [(s.anchor, s.title) for s in page.sections] == [
        ("overview", "L'hébergeur des données"),
        ("host", "Qui remplace Microsoft ?"),
        ("when", "Quand ?"),
    ]
    assert all(f"{{#{section.anchor}}}" in lines[section.line - 1] for section in page.sections)
    assert page.sections[1].keys == {"press-2026-choice", "cnil-2020-avis"}
    assert page.meta["title"] == "L'hébergeur"


def test_a_text_is_found_at_its_first_line() -> None:
    page = read_markdown(TOY / "docs" / "fr" / "droit.md", "fr")
    assert page.line_of("as_of:") == 4
    assert page.line_of("nowhere") == 1
