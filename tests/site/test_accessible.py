"""Row headings, figures named by their caption, and foreign words that have their language."""

from pathlib import Path

import pytest
from markdown import markdown

from hdh_faq.site.accessible import AccessibleExtension, read_foreign

FOREIGN = "fr:\n  en:\n    - kill switch\n    - Trump v. Slaughter\n  fr: []\nen:\n  fr:\n    - Conseil d'État\n"


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "foreign.yml"
    path.write_text(FOREIGN, encoding="utf-8")
    return path


def html(text: str, foreign: Path, lang: str = "fr") -> str:
    return markdown(text, extensions=["tables", "md_in_html", AccessibleExtension(lang=lang, foreign=str(foreign))])


def test_the_first_cell_of_a_row_is_its_heading(foreign: Path) -> None:
    made = html("| Nom | Ville |\n| --- | --- |\n| **Ada** | Londres |\n", foreign)
    assert '<th scope="row"><strong>Ada</strong></th>\n<td>Londres</td>' in made
    assert "<th>Nom</th>" in made


@pytest.mark.parametrize("row", ["|  | Londres |", "| Ada |"])
def test_an_empty_cell_and_a_list_of_one_column_head_nothing(foreign: Path, row: str) -> None:
    head = "| Nom | Ville |\n| --- | --- |\n" if row.count("|") > 2 else "| Nom |\n| --- |\n"
    assert "scope" not in html(head + row + "\n", foreign)


def test_a_figure_has_its_caption_for_a_name(foreign: Path) -> None:
    made = html(
        '<figure class="f" data-faq="skip">\n<figcaption>Un <b>"dessin"</b>&nbsp;: 1</figcaption>\n</figure>', foreign
    )
    assert '<figure class="f" data-faq="skip" role="figure" aria-label="Un &quot;dessin&quot;\xa0: 1">' in made
    assert '<figcaption>Un <b>"dessin"</b>&nbsp;: 1</figcaption>' in made


def test_foreign_words_have_their_language_in_text_headings_and_raw_html(foreign: Path) -> None:
    marked = '<span lang="en">kill switch</span>'
    made = html("# Le kill switch\n\nUn kill switch.\n\n<figure><b>kill switch</b></figure>\n", foreign)
    assert made.count(marked) == made.count("kill switch") == 3


@pytest.mark.parametrize(
    "text", ["`kill switch`", '<i title="kill switch">x</i>', "kill switches", "<cite>kill switch</cite>"]
)
def test_code_attributes_other_words_and_sources_are_left_alone(foreign: Path, text: str) -> None:
    assert "<span" not in html(text, foreign)


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_either_apostrophe_is_found(foreign: Path, apostrophe: str) -> None:
    made = html(f"The Conseil d{apostrophe}État and the kill switch.", foreign, "en")
    assert f'<span lang="fr">Conseil d{apostrophe}État</span> and the kill switch' in made


def test_a_language_without_a_list_borrows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "foreign.yml"
    path.write_text("en: {}\n", encoding="utf-8")
    assert read_foreign(path, "fr") == {}
    assert html("kill switch", path) == "<p>kill switch</p>"
