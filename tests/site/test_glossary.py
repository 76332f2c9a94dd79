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
