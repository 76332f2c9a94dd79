"""What a page repeats of others, and what it explains twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TOY
from hdh_faq.site.markdown_page import MarkdownPage, read_markdown
from hdh_faq.site.repetition import (
    MIN_SEQUENCES,
    repeated_glosses,
    repeated_shares,
    repetitions,
    sequences,
)
from hdh_faq.site.report import quality_table

Page = Callable[..., MarkdownPage]


@pytest.fixture
def page(tmp_path: Path) -> Page:
    def written(body: str, name: str = "page.md") -> MarkdownPage:
        (tmp_path / name).write_text(f"---\ntitle: T\n---\n# T {{#overview}}\n\n{body}\n", encoding="utf-8")
        return read_markdown(tmp_path / name, "fr")

    return written


def words(start: int, count: int) -> str:
    return " ".join(f"mot{number}" for number in range(start, start + count))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("un deux trois quatre cinq", []),
        ("Un deux, trois quatre : cinq six.", ["un deux trois quatre cinq six"]),
        ("un deux trois\n\nquatre cinq six", []),
        (
            "L’un d'eux le **dit** au [juge](a.md#b) hier.[^key]",
            ["l'un d'eux le dit au juge", "d'eux le dit au juge hier"],
        ),
        ("- un deux trois <b>quatre</b> cinq six", ["un deux trois quatre cinq six"]),
        ("```\nun deux trois quatre cinq six\n```", []),
        ("## Un titre de six mots ici", []),
    ],
)
def test_sequences_are_six_words_of_a_paragraph(page: Page, body: str, found: list[str]) -> None:
    assert [" ".join(sequence) for sequence in sequences(page(body))] == found


def test_the_share_counts_what_another_page_has(page: Page) -> None:
    pages = [page(words(0, 15), "a.md"), page(f"{words(0, 10)}\n\n{words(50, 10)}", "b.md"), page("mot", "c.md")]
    assert repeated_shares(pages) == [5 / 10, 5 / 10, 0]


def test_what_a_page_repeats_of_itself_does_not_count(page: Page) -> None:
    assert repeated_shares([page(f"{words(0, 10)}\n\n{words(0, 10)}")]) == [0]


@pytest.mark.parametrize(
    ("name", "shared", "told"), [("a.md", 8, []), ("a.md", 9, ["9"]), ("faq.md", 12, []), ("faq.md", 13, ["13"])]
)
def test_a_page_above_its_limit_is_a_warning(page: Page, name: str, shared: int, told: list[str]) -> None:
    # Both paragraphs together make a hundred sequences.
    mine = page(f"{words(0, shared + 5)}\n\n{words(500, 105 - shared)}", name)
    assert len(sequences(mine)) == MIN_SEQUENCES
    found = list(repetitions([mine, page(words(0, shared + 5), "short.md")]))
    assert [finding.detail for finding in found] == told
    assert all(finding.is_warning and finding.file.endswith(name) for finding in found)


GLOSSARY = {
    "CNIL": "autorité française qui protège les données personnelles ; elle contrôle.",
    "SNDS": "Système national des données de santé : système créé par la loi de 2016.",
    "Bleu": "cloud d'Orange et de Capgemini.",
}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("La CNIL, l'autorité des données personnelles, a dit.\n\nLa CNIL a dit, elle.", []),
        (
            "La CNIL, l'autorité des données personnelles, a dit.\n\nPuis la CNIL (autorité qui protège) a dit.",
            [(8, "CNIL")],
        ),
        (
            "Le Système national des données de santé (SNDS).\n\nDu système national des données de santé (SNDS).",
            [(8, "SNDS")],
        ),
        (
            "Le SNDS (Système national des données de santé).\n\nLe Système national des données de santé (SNDS).",
            [(8, "SNDS")],
        ),
        ("La CNIL, saisie en 2020 par des associations, a dit.\n\nLa CNIL, réunie en plénière hier, a dit.", []),
    ],
)
def test_a_term_explained_twice_is_named_where_it_is_again(
    page: Page, body: str, found: list[tuple[int, str]]
) -> None:
    assert [(f.line, f.detail) for f in repeated_glosses(page(body), GLOSSARY)] == found


def test_the_table_has_a_line_a_page_and_a_pair_of_columns_a_language() -> None:
    _, languages, *rows = quality_table(TOY)
    assert languages.split() == ["fr", "en"]
    assert [row.split()[0] for row in rows] == ["droit", "hebergeur", "index"]
    assert all(row.count("%") == 2 for row in rows)


def test_a_page_above_its_limit_has_a_star(page: Page, tmp_path: Path) -> None:
    for lang in ("fr", "en"):
        (tmp_path / "docs" / lang).mkdir(parents=True)
    for name in ("a", "b"):
        page(words(0, 10), f"docs/fr/{name}.md")
    assert [line.split() for line in quality_table(tmp_path)][2:] == [
        ["a", "10", "100", "%*"],
        ["b", "10", "100", "%*"],
    ]


def test_a_project_without_pages_has_no_table(tmp_path: Path) -> None:
    assert list(quality_table(tmp_path)) == []
