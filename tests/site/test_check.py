"""Content rules: a sound project has no finding, and each thing that goes wrong is named with its file and line."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import TOY
from hdh_faq.errors import CitationError, SiteMissingError
from hdh_faq.settings import Settings
from hdh_faq.site.check import QUESTIONS, check_project
from hdh_faq.site.rules import Finding

TODAY = dt.date(2026, 5, 1)
LONG = "Une phrase sans la moindre source affirme ici beaucoup de choses. " * 6
ASKED = """\
questions:
  overview:
    - Les Américains peuvent-ils lire mon dossier ?
    - cloud act donnees sante
    - Que permet la loi américaine ?
"""
THREE = "    - Un ?\n    - Deux ?\n    - Trois ?\n"
ROOM = {
    "fr": "# Titre {#overview}\n\nTexte.[^cnil-2020-avis]\n",
    "en": "# Title {#overview}\n\nText.[^cnil-2020-avis]\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the toy's pages, which are sound, beside a site of one page."""
    shutil.copytree(TOY / "docs", tmp_path / "docs")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<h1 id='overview'>x</h1>", encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(project: Path) -> Callable[..., None]:
    """Replace text in the given files of the project."""

    def edit_files(old: str, new: str, *names: str) -> None:
        for name in names:
            path = project / "docs" / name
            text = path.read_text(encoding="utf-8")
            assert old in text, f"{name} does not hold {old!r}"
            path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit_files


def add_page(project: Path, name: str, bodies: dict[str, str] = ROOM, head: str = "") -> None:
    """Write twin pages with sound front matter."""
    for lang, body in bodies.items():
        text = f"---\ntitle: T\ndescription: D\nas_of: 2026-04-23\n{head}questions:\n  overview:\n{THREE}---\n{body}"
        (project / "docs" / lang / name).write_text(text, encoding="utf-8")


def findings(project: Path, today: dt.date = TODAY) -> list[Finding]:
    return check_project(project, Settings(), today)


def told(project: Path, *rules: str) -> list[tuple[str, int, str, str]]:
    """File, line, rule and detail of the findings, of some rules only where these are named."""
    docs = f"{project / 'docs'}/"
    return [
        (finding.file.removeprefix(docs), finding.line, finding.rule, finding.detail)
        for finding in findings(project)
        if not rules or finding.rule in rules
    ]


# A sound project


def test_a_sound_project_has_no_finding(project: Path) -> None:
    assert told(project) == []


def test_sound_twins_of_any_name_have_no_finding(project: Path) -> None:
    add_page(project, "autre.md")
    assert told(project) == []


def test_checking_changes_no_file(project: Path) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    findings(project)
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_findings_come_by_file_and_line(project: Path, edit: Callable[..., None]) -> None:
    edit("un juge", "un\u200b juge", "fr/droit.md")
    edit("[^law-2018-cloud]", "[^nope]", "en/droit.md", "fr/droit.md")
    edit("title: Accueil\n", "", "fr/index.md")
    found = findings(project)
    assert len(found) >= 4
    assert [(f.file, f.line) for f in found] == sorted((f.file, f.line) for f in found)


# Front matter

BROKEN_HEADS = {
    "an empty file": "",
    "no front matter": "# Titre {#overview}\n",
    "no end": "---\ntitle: x\n# Titre {#overview}\n",
    "no start": "title: x\n---\n# Titre {#overview}\n",
    "something before it": "\n---\ntitle: x\n---\n",
    "an open bracket": "---\ntitle: [\n---\n# T {#overview}\n",
    "a colon too many": "---\ntitle: a: b\n---\n# T {#overview}\n",
    "a tab": "---\n\ttitle: x\n---\n# T {#overview}\n",
    "code to run": "---\ntitle: !!python/object/apply:os.getcwd []\n---\n# T {#overview}\n",
}


@pytest.mark.parametrize("case", BROKEN_HEADS)
def test_front_matter_that_cannot_be_read_is_named(project: Path, case: str) -> None:
    (project / "docs" / "fr" / "droit.md").write_text(BROKEN_HEADS[case], encoding="utf-8")
    assert [(name, line) for name, line, *_ in told(project, "front_matter")] == [("fr/droit.md", 1)]
    assert "\n" not in str(next(f for f in findings(project) if f.rule == "front_matter"))


def test_a_page_in_another_encoding_is_named(project: Path) -> None:
    (project / "docs" / "fr" / "droit.md").write_bytes("---\ntitle: é\n---\n# T {#overview}\n".encode("latin-1"))
    assert told(project, "encoding", "front_matter") == [("fr/droit.md", 1, "encoding", "")]


@pytest.mark.parametrize("name", ["title", "description", "as_of"])
@pytest.mark.parametrize("value", [None, "", "null", "''"])
def test_a_missing_or_empty_field_is_named(project: Path, name: str, value: str | None) -> None:
    page = project / "docs" / "fr" / "droit.md"
    new = "" if value is None else f"{name}: {value}\n"
    page.write_text(re.sub(rf"^{name}: .*\n", new, page.read_text("utf-8"), flags=re.MULTILINE), encoding="utf-8")
    assert told(project) == [("fr/droit.md", 1, "missing_field", name)]


@pytest.mark.parametrize("value", ["", "questions:\n", "questions: {}\n", "questions: []\n"])
def test_missing_questions_are_named(project: Path, edit: Callable[..., None], value: str) -> None:
    edit(ASKED, value, "fr/droit.md")
    assert told(project, "missing_field") == [("fr/droit.md", 1, "missing_field", "questions")]


def test_front_matter_that_is_a_list_is_named(project: Path) -> None:
    add_page(project, "autre.md")
    (project / "docs" / "fr" / "autre.md").write_text("---\n- a\n---\n" + ROOM["fr"], encoding="utf-8")
    assert told(project, "front_matter") == [("fr/autre.md", 1, "front_matter", "list")]


@pytest.mark.parametrize(
    "field", ["title: 2026", "title: [a]", "description: {a: b}", "starters: Qui ?", "starters: 5", "starters: [5]",
              "about: [a]", "about:\n  overview: 5", "corpus: peut-être", "about_site: 1", "review: fast"],
)  # fmt: skip
def test_a_field_of_another_shape_is_named_at_its_line(project: Path, edit: Callable[..., None], field: str) -> None:
    name = field.partition(":")[0]
    page = project / "docs" / "fr" / "droit.md"
    rest = re.sub(rf"^{name}: .*\n", "", page.read_text("utf-8"), flags=re.MULTILINE).removeprefix("---\n")
    page.write_text(f"---\n{field}\n{rest}", encoding="utf-8")
    assert ("fr/droit.md", 2, "field_shape", name) in told(project)


@pytest.mark.parametrize("mark", ["\ufeff---\n", "---  \n", "---\t\n"])
def test_front_matter_is_read_as_mkdocs_reads_it(project: Path, edit: Callable[..., None], mark: str) -> None:
    edit("---\n", mark, "fr/droit.md")
    edit("loi américaine ?\n---\n", "loi américaine ?\n--- \n", "fr/droit.md")
    assert told(project) == []


def test_a_page_out_of_the_corpus_needs_a_title_only(project: Path) -> None:
    for lang in ("fr", "en"):
        text = f"---\ntitle: T\ncorpus: false\n---\n{ROOM[lang]}"
        (project / "docs" / lang / "autre.md").write_text(text, encoding="utf-8")
    assert told(project) == []
    (project / "docs" / "fr" / "autre.md").write_text(f"---\ncorpus: false\n---\n{ROOM['fr']}", encoding="utf-8")
    assert told(project) == [("fr/autre.md", 1, "missing_field", "title")]


@pytest.mark.parametrize("age", [90, 91, 5000])
def test_a_page_whose_review_is_due_is_named_at_its_date(project: Path, age: int) -> None:
    today = dt.date(2026, 4, 23) + dt.timedelta(days=age)
    old = [finding for finding in findings(project, today) if finding.rule == "too_old"]
    assert len(old) == (6 if age > 90 else 0)
    assert all(finding.line == 4 and finding.is_warning for finding in old)
    assert all(finding.detail == "2026-07-22" for finding in old)


@pytest.mark.parametrize("age", [365, 366])
def test_a_page_on_law_or_history_is_fresh_for_a_year(project: Path, edit: Callable[..., None], age: int) -> None:
    edit("as_of: 2026-04-23", "review: slow\nas_of: 2026-04-23", "fr/droit.md")
    today = dt.date(2026, 4, 23) + dt.timedelta(days=age)
    old = {finding.file for finding in findings(project, today) if finding.rule == "too_old"}
    assert len(old) == (6 if age > 365 else 5)


def test_the_settings_may_ask_for_a_review_sooner(project: Path) -> None:
    settings = replace(Settings(), max_age_days=7)
    assert {finding.rule for finding in check_project(project, settings, TODAY)} == {"too_old"}


def test_a_page_verified_after_its_date_is_as_fresh_as_it_was_verified(
    project: Path, edit: Callable[..., None]
) -> None:
    edit("as_of: 2026-04-23", "as_of: 2025-01-01\nverified_on: 2026-04-23", "fr/droit.md")
    assert told(project) == []
    edit("verified_on: 2026-04-23", "verified_on: hier", "fr/droit.md")
    assert told(project) == [("fr/droit.md", 5, "no_date", "verified_on: hier")]


@pytest.mark.parametrize("value", ["hier", "23/04/2026", "2026-13-01 ?", "avril 2026", "2026", "true"])
def test_a_date_that_is_none_is_found(project: Path, edit: Callable[..., None], value: str) -> None:
    edit("as_of: 2026-04-23", f"as_of: {value}", "fr/droit.md")
    assert [name for name, *_ in told(project)] == ["fr/droit.md"]


def test_a_date_with_an_hour_does_not_stop_the_check(project: Path, edit: Callable[..., None]) -> None:
    edit("as_of: 2026-04-23", "as_of: 2026-04-23 10:00:00", "fr/droit.md")
    assert {name for name, *_ in told(project)} <= {"fr/droit.md"}


# Questions


@pytest.mark.parametrize("count", range(11))
def test_a_heading_has_three_to_eight_questions(project: Path, edit: Callable[..., None], count: int) -> None:
    asked = "".join(f"    - Question {number} ?\n" for number in range(count))
    edit(ASKED, f"questions:\n  overview:\n{asked}", "fr/droit.md")
    expected = [] if count in QUESTIONS else [("fr/droit.md", "question_count", "overview")]
    assert [(name, rule, detail) for name, _, rule, detail in told(project)] == expected


def test_questions_for_a_heading_that_is_not_there_are_named_at_their_line(
    project: Path, edit: Callable[..., None]
) -> None:
    edit("questions:\n", f"questions:\n  gone:\n{THREE}", "fr/droit.md")
    assert told(project) == [("fr/droit.md", 6, "unknown_anchor", "gone")]


def test_a_long_section_without_questions_is_a_warning(project: Path) -> None:
    more = f"\n## Suite {{#more}}\n\n{LONG}[^cnil-2020-avis]\n"
    add_page(project, "autre.md", {lang: body + more for lang, body in ROOM.items()})
    assert {(name, rule, detail) for name, _, rule, detail in told(project)} == {
        ("en/autre.md", "question_count", "more"),
        ("fr/autre.md", "question_count", "more"),
    }


@pytest.mark.parametrize(
    "asked",
    [
        "questions:\n  - Qui ?\n  - Quand ?\n",
        "questions: Qui ?\n",
        "questions: 5\n",
        "questions:\n  overview: 5\n",
        "questions:\n  overview: Qui ?\n",
        "questions:\n  overview:\n    - Qui : lui\n    - Quand ?\n    - a: b\n",
        "questions:\n  overview:\n    un: deux\n",
        "questions:\n  2026:\n    - Un ?\n    - Deux ?\n    - Trois ?\n",
    ],
)
def test_questions_in_another_shape_are_found_in_their_file(
    project: Path, edit: Callable[..., None], asked: str
) -> None:
    edit(ASKED, asked, "fr/droit.md")
    assert {name for name, *_ in told(project)} == {"fr/droit.md"}


def test_a_starter_must_be_carried_by_a_section_of_its_language(project: Path, edit: Callable[..., None]) -> None:
    edit("  - Qui remplace Microsoft ?", "  - Who replaces Microsoft?", "fr/index.md")
    assert told(project) == [("fr/index.md", 6, "starter", "Who replaces Microsoft?")]


def test_every_starter_that_nobody_carries_is_named(project: Path, edit: Callable[..., None]) -> None:
    edit("starters:\n", "starters:\n  - Rien ?\n  - Ni ça ?\n", "fr/index.md")
    assert [(line, detail) for _, line, _, detail in told(project)] == [(6, "Rien ?"), (7, "Ni ça ?")]


# Twins


@pytest.mark.parametrize(("lang", "other"), [("fr", "en"), ("en", "fr")])
def test_a_page_without_its_twin_is_named(project: Path, lang: str, other: str) -> None:
    add_page(project, "seule.md", {lang: ROOM[lang]})
    assert told(project) == [(f"{lang}/seule.md", 1, "twin_missing", f"docs/{other}/seule.md")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{#when}", "{#time}", [("en/hebergeur.md", 1, "when"), ("fr/hebergeur.md", 1, "time")]),
        ("## When? {#when}", "## Why? {#why}\n\nText.\n\n## When? {#when}", [("fr/hebergeur.md", 1, "why")]),
    ],
)
def test_the_twin_that_lacks_a_heading_says_which(
    project: Path, edit: Callable[..., None], old: str, new: str, expected: list[tuple[str, int, str]]
) -> None:
    edit(old, new, "en/hebergeur.md")
    assert [(name, line, odd) for name, line, _, odd in told(project, "twin_headings")] == expected


def test_twins_have_their_headings_in_the_same_order(project: Path) -> None:
    parts = {"a": "\n## A {#a}\n\nx\n", "b": "\n## B {#b}\n\nx\n"}
    add_page(
        project, "autre.md",
        {"fr": ROOM["fr"] + parts["a"] + parts["b"], "en": ROOM["en"] + parts["b"] + parts["a"]},
    )  # fmt: skip
    assert [(name, detail) for name, _, _, detail in told(project, "twin_headings")] == [
        ("en/autre.md", "order"),
        ("fr/autre.md", "ordre"),
    ]


def test_twins_cite_the_same_sources_in_each_section(project: Path, edit: Callable[..., None]) -> None:
    edit(" it said so in 2020.[^cnil-2020-avis]", " it said so in 2020.", "en/hebergeur.md")
    found = told(project, "twin_citations")
    assert [(name, detail) for name, _, _, detail in found] == [
        ("en/hebergeur.md", "host"),
        ("fr/hebergeur.md", "host"),
    ]
    for name, line, *_ in found:
        assert "{#host}" in (project / "docs" / name).read_text(encoding="utf-8").splitlines()[line - 1]


def test_twins_may_cite_in_another_order_and_more_often(project: Path) -> None:
    bodies = {
        "fr": "# T {#overview}\n\nUn.[^cnil-2020-avis] Deux.[^law-2018-cloud]\n",
        "en": "# T {#overview}\n\nTwo.[^law-2018-cloud] One.[^cnil-2020-avis] Again.[^cnil-2020-avis]\n",
    }
    add_page(project, "autre.md", bodies)
    assert told(project) == []


# Sections


def test_a_heading_without_id_is_named_at_its_line(project: Path) -> None:
    add_page(project, "autre.md", {lang: body + "\n## Sans ancre\n\nx\n" for lang, body in ROOM.items()})
    assert told(project) == [
        ("en/autre.md", 15, "heading_id", "Sans ancre"),
        ("fr/autre.md", 15, "heading_id", "Sans ancre"),
    ]


@pytest.mark.parametrize(
    "code",
    [
        "<!--\n# retiré {#gone}\n-->",
        "```\n# pas un titre\n```",
        "```bash\n# un\n## deux\n```",
        "~~~\n# non\n~~~",
        "    # code indenté",
        "#mot-dièse",
        "~~~\n```\n# non\n~~~",
        "````\n```\n# non\n```\n````",
    ],
)
def test_what_looks_like_a_heading_in_code_is_none(project: Path, code: str) -> None:
    after = f"\n{code}\n\n## Suite {{#next}}\n\nx\n"
    add_page(project, "autre.md", {lang: body + after for lang, body in ROOM.items()})
    assert told(project) == []


def test_an_unknown_key_is_named_at_its_line(project: Path, edit: Callable[..., None]) -> None:
    edit("[^law-2018-cloud]", "[^law-2018-cloud][^nope]", "fr/droit.md", "en/droit.md")
    assert told(project) == [("en/droit.md", 13, "unknown_key", "nope"), ("fr/droit.md", 13, "unknown_key", "nope")]


def test_a_key_shown_as_code_is_neither_known_nor_unknown(project: Path, edit: Callable[..., None]) -> None:
    edit("[^law-2018-cloud]", "[^law-2018-cloud] Écrire `[^nope]`.", "fr/droit.md")
    assert told(project) == []


def test_a_source_in_the_heading_is_a_source_of_the_section(project: Path) -> None:
    body = f"# T {{#overview}}\n\nx\n\n## Coût [^cnil-2020-avis] {{#cost}}\n\n{LONG}\n"
    add_page(project, "autre.md", dict.fromkeys(("fr", "en"), body))
    assert told(project, "uncited", "unknown_key") == []


def test_a_long_section_that_cites_nothing_is_named(project: Path) -> None:
    add_page(project, "autre.md", dict.fromkeys(("fr", "en"), f"# T {{#overview}}\n\n{LONG}\n"))
    assert told(project) == [("en/autre.md", 11, "uncited", "T"), ("fr/autre.md", 11, "uncited", "T")]


def test_a_key_shown_as_code_is_no_source_for_a_section(project: Path) -> None:
    add_page(project, "autre.md", dict.fromkeys(("fr", "en"), f"# T {{#overview}}\n\n{LONG}`[^cnil-2020-avis]`\n"))
    assert [rule for _, _, rule, _ in told(project)] == ["uncited", "uncited"]


@pytest.mark.parametrize(
    "text",
    [
        "Courte.",
        "- [Un lien avec un titre long](a.md)\n" * 20,
        "<div>\n</div>\n" * 30,
        "| - | - |\n" * 60,
    ],
)
def test_a_section_that_states_no_fact_needs_no_source(project: Path, text: str) -> None:
    add_page(project, "autre.md", dict.fromkeys(("fr", "en"), f"# T {{#overview}}\n\n{text}\n"))
    assert told(project) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Elle a dit « un deux trois quatre cinq six ».", True),
        ("She said “one two three four five six”.", True),
        ("Elle a dit « <q>un deux trois quatre cinq six</q> ».", False),
        ("La doctrine « un deux trois quatre cinq ».", False),
        ("La page « [Un deux trois quatre cinq six](https://site.example/) ».", False),
        ("Écrivez `« un deux trois quatre cinq six »`.", False),
    ],
)
def test_a_quotation_of_six_words_has_its_element(project: Path, text: str, found: bool) -> None:
    add_page(project, "autre.md", dict.fromkeys(("fr", "en"), f"# T {{#overview}}\n\n{text}\n"))
    assert ("unmarked_quotation" in {rule for _, _, rule, _ in told(project)}) == found


@pytest.mark.parametrize(
    ("words", "number", "rules"),
    [(40, "", []), (41, "", ["uncited"]), (7, " 9", []), (8, " 9", ["uncited"]), (8, " H2O", [])],
)
def test_a_section_needs_a_source_from_41_words_or_9_with_a_number(
    project: Path, words: int, number: str, rules: list[str]
) -> None:
    body = f"# T {{#overview}}\n\n{'mot ' * words}{number}\n"
    add_page(project, "autre.md", {"fr": body, "en": ROOM["en"].replace("[^cnil-2020-avis]", "")})
    assert [rule for _, _, rule, _ in told(project)] == rules


def test_pages_about_the_site_need_no_source(project: Path) -> None:
    bodies = dict.fromkeys(("fr", "en"), f"# T {{#overview}}\n\n{LONG}\n")
    add_page(project, "autre.md", bodies, head="about_site: true\n")
    assert told(project) == []


@pytest.mark.parametrize(
    "char",
    ["\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u200f", "\U000e0041", "\x07", "\x1b", "\x7f",
     "\x9b", "\ue000", "\U000f0000", "\u0378", "\x0c"],
)  # fmt: skip
def test_an_invisible_character_is_named_by_its_number(project: Path, edit: Callable[..., None], char: str) -> None:
    edit("un juge", f"un{char} juge", "fr/droit.md")
    assert told(project) == [("fr/droit.md", 13, "hidden_character", f"U+{ord(char):04X}")]


def test_an_invisible_character_in_front_matter_is_found(project: Path, edit: Callable[..., None]) -> None:
    edit("title: Le droit", "title: Le\u200b droit", "fr/droit.md")
    assert told(project) == [("fr/droit.md", 2, "hidden_character", "U+200B")]


@pytest.mark.parametrize(
    "char",
    [
        "👩\u200d⚕\ufe0f",
        "👨\u200d👩\u200d👧",
        "🏳\ufe0f\u200d🌈",
        "\u00a0",
        "\u202f",
        "\u00ad",
        "🙂",
        "é",
        "e\u0301",
        "œ",
        "…",
    ],
)
def test_typographic_characters_are_welcome(project: Path, edit: Callable[..., None], char: str) -> None:
    edit("un juge", f"un {char} juge", "fr/droit.md")
    assert told(project) == []


def test_windows_line_ends_are_welcome(project: Path) -> None:
    for path in (project / "docs").rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert told(project) == []


# Status board and glossary

BOARD = """
<div class="faq-status" markdown>

| Étape | État | Date |
| --- | --- | --- |
| Choix | fait[^cnil-2020-avis] | {first} |
| Bascule | prévue[^cnil-2020-avis] | {second} |

</div>

| Ailleurs | sans date[^cnil-2020-avis] |
"""


def test_a_line_of_the_status_board_without_a_date_is_named(project: Path) -> None:
    board = BOARD.format(first="23 avril 2026", second="bientôt")
    add_page(project, "etat.md", {lang: body + board for lang, body in ROOM.items()})
    assert told(project) == [
        ("en/etat.md", 20, "undated_status", "Bascule"),
        ("fr/etat.md", 20, "undated_status", "Bascule"),
    ]


def test_a_dated_status_board_is_sound(project: Path) -> None:
    board = BOARD.format(first="23 avril 2026", second="fin 2026")
    add_page(project, "etat.md", {lang: body + board for lang, body in ROOM.items()})
    assert told(project) == []


def test_a_glossary_that_cannot_be_read_is_named(project: Path) -> None:
    add_page(project, "glossaire.md")
    path = project / "docs" / "fr" / "glossaire.md"
    path.write_bytes((path.read_text("utf-8") + "- **Été** : saison.\n").encode("latin-1"))
    assert told(project, "encoding") == [("fr/glossaire.md", 1, "encoding", "")]


def test_a_term_explained_twice_and_a_page_that_repeats_another_are_warnings(project: Path) -> None:
    gloss = "La CNIL, l'autorité des données personnelles, a dit.[^cnil-2020-avis]\n\n"
    long = " ".join(f"mot{number}" for number in range(120)) + ".[^cnil-2020-avis]\n"
    glossary = "# G {#overview}\n\n- **CNIL** : autorité qui protège les données personnelles.[^cnil-2020-avis]\n"
    add_page(project, "glossaire.md", dict.fromkeys(("fr", "en"), glossary))
    add_page(project, "un.md", dict.fromkeys(("fr", "en"), "# T {#overview}\n\n" + gloss * 2 + long))
    add_page(project, "deux.md", dict.fromkeys(("fr", "en"), "# T {#overview}\n\n" + long))
    found = [(name, rule) for name, _, rule, _ in told(project) if name.startswith("fr/")]
    assert found == [("fr/deux.md", "repetition"), ("fr/un.md", "repetition"), ("fr/un.md", "repeated_gloss")]
    assert all(finding.is_warning for finding in findings(project))


def test_a_term_that_no_other_page_uses_is_a_warning(project: Path) -> None:
    bodies = {
        "fr": "# Glossaire {#overview}\n\n- **CNIL** : autorité.[^cnil-2020-avis]\n- **XYZ** (long) : rien.\n",
        "en": "# Glossary {#overview}\n\n- **CNIL**: authority.[^cnil-2020-avis]\n- **XYZ** (long): nothing.\n",
    }
    add_page(project, "glossaire.md", bodies)
    found = told(project)
    assert [(name, rule, detail) for name, _, rule, detail in found] == [
        ("en/glossaire.md", "unused_term", "XYZ"),
        ("fr/glossaire.md", "unused_term", "XYZ"),
    ]
    for name, line, *_ in found:
        assert "**XYZ**" in (project / "docs" / name).read_text(encoding="utf-8").splitlines()[line - 1]


# Sources


def test_a_source_that_no_page_cites_is_a_warning_at_its_line(project: Path) -> None:
    sources = project / "docs" / "sources.yml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text + text.replace("- id: ", "- id: new-").partition("\n- id")[0] + "\n", encoding="utf-8")
    line = text.count("\n") + 1
    assert told(project) == [("sources.yml", line, "unused_source", "new-cnil-2020-avis")]
    assert all(finding.is_warning for finding in findings(project))


def test_a_source_cited_in_one_language_only_is_used(project: Path, edit: Callable[..., None]) -> None:
    edit("[^law-2018-cloud]", "[^cnil-2020-avis]", "fr/droit.md")
    assert told(project, "unused_source") == []


def test_too_many_citations_of_blogs_are_told_with_their_share(project: Path, edit: Callable[..., None]) -> None:
    edit("kind: press", "kind: blog", "sources.yml")
    assert told(project) == [("sources.yml", 1, "blogs", "71")]


def test_a_few_citations_of_blogs_are_welcome(project: Path, edit: Callable[..., None]) -> None:
    edit("kind: law", "kind: blog", "sources.yml")
    assert told(project) == []


@pytest.mark.parametrize("text", ["- id: a\n", "[\n", "a: b\n"])
def test_a_broken_bibliography_is_refused(project: Path, text: str) -> None:
    (project / "docs" / "sources.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CitationError, match=r"sources\.yml"):
        findings(project)


# The built site


def test_a_dead_link_in_the_built_site_is_among_the_findings(project: Path) -> None:
    (project / "site" / "index.html").write_text('<h1 id="overview"><a href="nope/">x</a></h1>', encoding="utf-8")
    assert [(rule, detail) for *_, rule, detail in told(project)] == [("dead_link", "nope/")]


def test_the_site_is_where_the_settings_say(project: Path) -> None:
    (project / "site").rename(project / "public")
    with pytest.raises(SiteMissingError):
        findings(project)
    assert check_project(project, replace(Settings(), site_dir=Path("public")), TODAY) == []
