import re
from pathlib import Path

import pytest
from markdown import markdown

from hdh_faq.errors import FaqError
from hdh_faq.site.glossary import is_marked, read_glossary

PAGE = """\
# Glossaire {#overview}

- **SNDS** (Système national des données de santé) : grande base, voir [les données](donnees.md).[^key]
- **CNIL** : l'autorité.
- **Cloud** (informatique en nuage) : des ordinateurs.
- **GDPR (RGPD)**: the European regulation.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "glossaire.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_terms_come_with_plain_definitions(page: Path) -> None:
    assert read_glossary(page) == {
        "SNDS": "Système national des données de santé : grande base, voir les données.",
        "CNIL": "l'autorité.",
        "Cloud": "informatique en nuage : des ordinateurs.",
        "GDPR": "the European regulation.",
    }


def test_a_glossary_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match="the glossary is missing"):
        render("La CNIL a dit.", tmp_path / "glossaire.md")


@pytest.mark.parametrize(
    ("term", "marked"), [("SNDS", True), ("CLOUD Act", True), ("Cloud", False), ("Référé", False)]
)
def test_only_names_and_acronyms_are_marked(term: str, marked: bool) -> None:
    assert is_marked(term) is marked


def render(text: str, page: Path) -> str:
    return markdown(
        text,
        extensions=["abbr", "hdh_faq.site.glossary"],
        extension_configs={"hdh_faq.site.glossary": {"docs_dir": str(page.parent)}},
    )


def test_a_term_in_a_page_has_its_definition_as_a_tooltip(page: Path) -> None:
    assert '<abbr title="l\'autorité.">CNIL</abbr>' in render("La CNIL a dit.", page)


def test_a_common_word_is_left_alone(page: Path) -> None:
    assert "<abbr" not in render("Un Cloud passe.", page)


def test_the_glossary_itself_is_not_marked(page: Path) -> None:
    assert "<abbr" not in render(PAGE, page)


def marked(text: str, page: Path) -> list[str]:
    return re.findall(r"<abbr[^>]*>([^<]*)</abbr>", render(text, page))


def test_a_term_is_marked_once_a_section(page: Path) -> None:
    text = "La CNIL et la CNIL, puis le SNDS.\n\n- la CNIL\n\n## Suite\n\nLa **CNIL**, la CNIL et le SNDS."
    assert marked(text, page) == ["CNIL", "SNDS", "CNIL", "SNDS"]
    assert "La <abbr" in render(text, page)
    assert "et la CNIL, puis le <abbr" in render(text, page)


def test_the_text_around_a_term_stays_whole(page: Path) -> None:
    html = render("CNIL, *CNIL* CNIL ou CNIL **un** CNIL. CNIL", page)
    assert re.sub(r"<[^>]*>", "", html) == "CNIL, CNIL CNIL ou CNIL un CNIL. CNIL"


@pytest.mark.parametrize("text", ["## La CNIL", "[La CNIL](a.md)", "[*La* **CNIL**](a.md)"])
def test_headings_and_links_have_no_tooltip_and_leave_the_first_use_to_the_text(page: Path, text: str) -> None:
    assert marked(text, page) == []
    assert marked(f"{text}\n\nLa CNIL a dit.", page) == ["CNIL"]


def test_a_term_with_an_apostrophe_is_marked_however_it_is_printed(page: Path) -> None:
    page.write_text("- **Conseil d'État** : le juge.\n", encoding="utf-8")
    html = markdown(
        "Le Conseil d'État, le Conseil d'État.",
        extensions=["abbr", "hdh_faq.site.glossary", "hdh_faq.site.typography"],
        extension_configs={"hdh_faq.site.glossary": {"docs_dir": str(page.parent)}},
    )
    assert html == '<p>Le <abbr title="le juge.">Conseil d’État</abbr>, le Conseil d’État.</p>'


def test_notes_have_no_tooltips(page: Path) -> None:
    html = markdown(
        "Un fait.[^1]\n\n[^1]: La CNIL.",
        extensions=["abbr", "footnotes", "hdh_faq.site.glossary"],
        extension_configs={"hdh_faq.site.glossary": {"docs_dir": str(page.parent)}},
    )
    assert "<abbr" not in html
