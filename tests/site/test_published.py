"""The built page is looked at: no markup reaches a reader, and nothing is lost."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.utils.meta import get_data

from conftest import ENTRY, TOY
from hdh_faq.errors import BuildError
from hdh_faq.settings import Settings
from hdh_faq.site.build import build_site
from hdh_faq.site.published import check_published

Publish = Callable[[str], list[tuple[int, str, str]]]


@pytest.fixture
def publish(tmp_path: Path, write: Callable[..., Path]) -> Publish:
    """Convert a French page as MkDocs does, then tell line, rule and detail of what is wrong with it."""
    docs = tmp_path / "docs" / "fr"
    docs.mkdir(parents=True)
    sources = write({"title": "Un *titre* [^1] avec {#id} et **gras**"})
    extensions = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
                  "pymdownx.superfences", "hdh_faq.site.citations", "hdh_faq.site.typography"]  # fmt: skip

    def published(text: str) -> list[tuple[int, str, str]]:
        (docs / "page.md").write_text(text, encoding="utf-8")
        body, _ = get_data((docs / "page.md").read_text("utf-8-sig"))
        options = {"sources": str(sources), "lang": "fr", "docs_dir": str(docs)}
        html = Markdown(extensions=extensions, extension_configs={"hdh_faq.site.citations": options}).convert(body)
        (tmp_path / "site" / "page").mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / "page" / "index.html").write_text(f"<article>{html}</article>", encoding="utf-8")
        found = check_published(tmp_path / "site", tmp_path / "docs")
        return [(finding.line, finding.rule, finding.detail) for finding in found]

    return published


HEAD = "---\ntitle: T\n---\n# T {#overview}\n\n"
"""Five lines."""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<div>\nTexte *non md*.[^cnil-2020-avis]\n</div>", (7, "raw_markup", "[^cnil-2020-avis]")),
        (
            "Un.[^cnil-2020-avis]\n\n<div>\nDeux.[^cnil-2020-avis]\n</div>",
            (9, "raw_markup", "[^cnil-2020-avis]"),
        ),
        ("<div>\n\nTexte.\n\n## Suite {#next}\n\nFin.", (10, "lost_heading", "next")),
        ("<div>\n\nTexte.\n\n## Suite {#next}\n\nFin.", (10, "raw_markup", "## Suite {#next}")),
        ("<div>\n\n## Sans identifiant\n</div>", (8, "raw_markup", "## Sans identifiant")),
        ("<div>Voir [la page](page.md).</div>", (6, "raw_markup", "[la page](page.md)")),
        ("<div>Un mot **fort**.</div>", (6, "raw_markup", "**fort**")),
        ("Un titre{#x} au milieu.", (6, "raw_markup", "{#x}")),
        ("Bonjour {{ page.title }}.", (6, "raw_markup", "{{ page.title }}")),
        ("??? question\n    Qui ?", (6, "raw_box", "??? question")),
        ("Voici les points :\n- un\n- deux", (7, "raw_list", "- un")),
        ("Voici les points :\n1. un\n2. deux", (7, "raw_list", "1. un")),
        ("Voici :\n* un mot **fort**\n* deux", (7, "raw_list", "* un mot")),
        ("Voici le tableau :\n| A | B |\n|---|---|\n| 1 | 2 |", (7, "raw_table", "| A | B |")),
        ("| A | B |\n| 1 | 2 |", (6, "raw_table", "| A | B |")),
        ("Un.\n\n## A {#one}\n\n## B {#one}", (8, "double_id", "one")),
        ("| A | B |\n|---|---|\n| 1 |", (8, "ragged_table", "1")),
        ("| A | B |\n|---|---|\n| 1 | 2 | 3 |", (8, "ragged_table", "1")),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr><tr><td>x</td></tr></table>",
            (6, "ragged_table", "x"),
        ),
    ],
)  # fmt: skip
def test_what_a_reader_would_stumble_over_is_named_at_its_line(
    publish: Publish, text: str, found: tuple[int, str, str]
) -> None:
    assert found in publish(HEAD + text)


@pytest.mark.parametrize("head", ["---\ntitle: Essai : bilan: 2026\n---\n", "Mot.\n\n---\ntitle: T\n---\n"])
def test_front_matter_published_as_text_is_named(publish: Publish, head: str) -> None:
    assert "raw_front_matter" in {rule for _, rule, _ in publish(f"{head}# T {{#overview}}\n")}


def test_a_list_or_table_is_told_once(publish: Publish) -> None:
    assert publish(HEAD + "Voici :\n- un\n- deux\n- trois") == [(7, "raw_list", "- un")]
    assert publish(HEAD + "Voici :\n| A | B |\n|---|---|\n| 1 | 2 |") == [(7, "raw_table", "| A | B |")]


def test_a_note_without_a_source_is_named(publish: Publish, tmp_path: Path) -> None:
    publish(HEAD + "Un fait.[^cnil-2020-avis]")
    page = tmp_path / "site" / "page" / "index.html"
    page.write_text(page.read_text("utf-8").replace('class="source"', ""), encoding="utf-8")
    found = check_published(tmp_path / "site", tmp_path / "docs")
    assert [(f.line, f.rule, f.detail) for f in found] == [(6, "sourceless_note", ENTRY["id"])]


RIGHT = {
    "a note": "Un fait.[^cnil-2020-avis] Encore.[^cnil-2020-avis]",
    "a note in a heading": "## Coût [^cnil-2020-avis] {#cost}\n\nDix.",
    "fenced code": "```\n[^a-z] {#id} | A |\n|---|---|\n- un\n```",
    "indented code": "    [^a-z]\n    - un\n\n    {#id}",
    "code in a list": "- un\n\n        [^a-z]\n",
    "inline code": "Écrire `[^a-z]`, `{#id}`, `|---|` et `??? question`.",
    "a tag": "Écrire <code>[^a-z]</code>.",
    "an escaped key": r"Écrire \[^abc] ou \{#id}.",
    "emoji": "Une 👩\u200d⚕\ufe0f soigne.",
    "dashes in a sentence": "Le Hub - dit-on - part.\nEn 2026 - ou après.",
    "a list": "Voici :\n\n- un\n- deux\n    - trois\n\n1. un\n2. deux",
    "a table": "Voici :\n\n| A | B |\n| :-- | --: |\n| `a|b` | c \\| d |\n| | |",
    "cells that reach": (
        "<table><tr><th rowspan='2'>A</th><th colspan='2'>B</th></tr><tr><td>1</td><td>2</td></tr>"
        "<tr><td colspan='3'>x</td></tr></table>"
    ),
    "a cell that reaches the last column": (
        "<table><tr><td>1</td><td rowspan='2'>2</td></tr><tr><td>3</td></tr></table>"
    ),
    "markdown in a tag": "<div markdown>\n\nTexte *md*.[^cnil-2020-avis]\n\n## Suite {#next}\n\n</div>",
    "a heading in a comment": "<!--\n## Non {#gone}\n-->",
    "an admonition": "!!! note\n    Texte.",
    "brackets": "Il a dit [sic] que (oui) et {oui}, 2 * 3 * 4, 5 ** 2.",
    "a question": "Quoi ???\nRien !!!",
    "a wrapped number": "Il y en a\n12. Voilà.",
    "a word like a field": "Le titre :\nsous-title: rien.",
}


@pytest.mark.parametrize("case", RIGHT)
@pytest.mark.parametrize("head", [HEAD, "\ufeff" + HEAD, HEAD.replace("---\n", "--- \n")])
def test_right_input_is_never_stopped(publish: Publish, case: str, head: str) -> None:
    assert publish(head + RIGHT[case]) == []


def test_windows_line_ends_are_right(publish: Publish) -> None:
    assert publish((HEAD + RIGHT["a list"] + "\n\n" + RIGHT["a note"]).replace("\n", "\r\n")) == []


# In a build


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    shutil.copytree(TOY, root / "tests" / "toy")
    shutil.copytree(TOY.parent.parent / "theme", root / "theme")
    return root / "tests" / "toy"


@pytest.fixture
def added(project: Path) -> Callable[[bytes], Path]:
    """Add to the French home page; the page of another test is gone."""

    def add(content: bytes) -> Path:
        (project / "docs" / "fr" / "index.md").write_bytes(content)
        return project

    return add


SOUND = (TOY / "docs" / "fr" / "index.md").read_bytes()


def test_a_page_with_raw_markdown_stops_the_build(added: Callable[[bytes], Path]) -> None:
    with pytest.raises(BuildError, match=r"docs/fr/index\.md:18: erreur: la liste n'est pas reconnue") as caught:
        build_site(Settings(), added(SOUND + b"\nVoici :\n- un\n- deux\n"))
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("questions:\n", "questions: [Qui]\nrest:\n", r"index\.md:7: erreur: « questions » doit donner"),
        ("title: Accueil", "title: Essai : bilan: 2026", r"index\.md:1: erreur: l'en-tête est illisible"),
        ("title: Accueil", "title: [a]", r"index\.md:2: erreur: le champ « title »"),
        ("starters:\n", "starters: 5\nrest:\n", r"index\.md:5: erreur: le champ « starters »"),
        ("---\ntitle", "---\n- a\n---\ntitle", r"index\.md:1: erreur: l'en-tête est illisible"),
    ],
)
def test_front_matter_of_another_shape_is_one_sentence(
    added: Callable[[bytes], Path], old: str, new: str, said: str
) -> None:
    with pytest.raises(BuildError, match=said) as caught:
        build_site(Settings(), added(SOUND.decode().replace(old, new, 1).encode()))
    assert "Traceback" not in caught.value.message
    assert len(caught.value.message.splitlines()) == 2


def test_a_page_in_another_encoding_is_one_sentence(added: Callable[[bytes], Path]) -> None:
    with pytest.raises(BuildError, match=r"index\.md:1: erreur: le fichier n'est pas en UTF-8"):
        build_site(Settings(), added(SOUND + "\né\n".encode("latin-1")))


def test_right_input_builds(added: Callable[[bytes], Path]) -> None:
    more = "\n\n".join(text for case, text in RIGHT.items() if case not in ("a note", "an admonition"))
    project = added(b"\xef\xbb\xbf" + (SOUND.decode() + "\n" + more).replace("\n", "\r\n").encode())
    build_site(Settings(), project)
    assert check_published(project / "site", project / "docs") == []
