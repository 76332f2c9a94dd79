"""The accessibility page tells of each criterion of the RGAA once, alike in both languages, and truly."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.identification import identify

PROJECT = Path(__file__).parents[2]
CRITERIA = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""How many each of the thirteen themes of RGAA 4.1.2 has."""
STATES = {
    "respecté": "met", "non respecté": "not met", "sans objet": "not applicable",
    "met": "met", "not met": "not met", "not applicable": "not applicable",
}  # fmt: skip
ROW = re.compile(
    r"^- \*\*(\d+\.\d+)(?: (à|to|et|and) (\d+\.\d+))?, [^*]+ ?: ([^*]+)\.\*\* .+ \(([a-zé-]+)\)\.$", re.MULTILINE
)
HOW = {"fr": {"programme", "axe-core", "navigateur", "lecture"}, "en": {"program", "axe-core", "browser", "reading"}}


def text(lang: str) -> str:
    return (PROJECT / "docs" / lang / "accessibilite.md").read_text(encoding="utf-8")


def grid(lang: str) -> list[tuple[str, str]]:
    """Criterion and state, in the order of the page."""
    rows = []
    for first, between, last, state, how in ROW.findall(text(lang)):
        assert how in HOW[lang], first
        theme, start = first.split(".")
        end = last.split(".")[1] if last else start
        numbers = range(int(start), int(end) + 1) if between in ("à", "to") else sorted({int(start), int(end)})
        rows += [(f"{theme}.{number}", STATES[state]) for number in numbers]
    return rows


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_criterion_stands_there_once(lang: str) -> None:
    expected = {f"{theme}.{number}" for theme, count in enumerate(CRITERIA, 1) for number in range(1, count + 1)}
    assert len(expected) == 106
    assert Counter(criterion for criterion, _ in grid(lang)) == Counter(expected)


def test_both_languages_tell_the_same() -> None:
    assert grid("fr") == grid("en")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_sums_are_those_of_the_rows(lang: str) -> None:
    counts = Counter(state for _, state in grid(lang))
    [sums] = re.findall(r"^.*30 Nov.*\*\*.*$|^.*30 novembre 2026, ce site.*$", text(lang), re.MULTILINE)
    assert [int(number) for number in re.findall(r"\*\*(\d+)\*\*", sums)] == [
        counts["met"], counts["not met"], counts["not applicable"]
    ]  # fmt: skip
    for summary in re.findall(r"<summary>(.*)</summary>", text(lang)):
        theme, told = re.match(r"(\d+)", summary), summary.rpartition(":")[2]
        assert theme
        of_theme = [state for criterion, state in grid(lang) if criterion.startswith(f"{theme[1]}.")]
        told_counts = {STATES[state.rstrip("s")]: int(count) for count, state in part(told)}
        assert told_counts == dict(Counter(of_theme)), summary


def part(told: str) -> list[tuple[str, str]]:
    """``2 respectés, 3 sans objet`` → number and state, in the singular."""
    return [(count, re.sub(r"s\b", "", state) if "respect" in state else state) for count, state in (
        item.split(" ", 1) for item in told.strip().split(", ")
    )]  # fmt: skip


@pytest.fixture(scope="module")
def trees(real_site: Path) -> dict[str, LexborHTMLParser]:
    return {
        str(path.relative_to(real_site)): LexborHTMLParser(path.read_bytes()) for path in real_site.rglob("*.html")
    }


@pytest.mark.parametrize(
    ("criteria", "selector"),
    [
        ("1.8 images of text", "article img, article canvas"),
        ("2.1 frames", "iframe, frame, object, embed"),
        ("4.1 media", "video, audio, bgsound"),
        ("5.1 complex tables", "table [colspan], table [rowspan]"),
        ("5.4 titles of tables", "table caption"),
        ("1.1 images without a text", "svg:not([aria-hidden=true]):not([role=img][aria-label])"),
        ("1.9 figures without a name", "figure:not([role=figure][aria-label])"),
        ("5.6 rows without a heading", "article tbody tr > td:first-child:not(:only-child, :empty)"),
        ("5.7 headers without a scope", "th:not([scope])"),
        ("8.7 foreign titles without a language", "cite a[hreflang]:not([lang])"),
        ("8.9 tags for looks", "font, center, big, blink, marquee, basefont"),
        ("11.7 lists of choices", "fieldset, select"),
        ("13.2 new windows", "a[target=_blank]"),
    ],
)
def test_what_is_told_to_be_nowhere_is_nowhere(
    trees: dict[str, LexborHTMLParser], criteria: str, selector: str
) -> None:
    assert [(name, node.html) for name, tree in trees.items() for node in tree.css(selector)] == []


def test_a_figure_has_the_name_that_its_caption_shows(trees: dict[str, LexborHTMLParser]) -> None:
    figures = [(name, figure) for name, tree in trees.items() for figure in tree.css("figure")]
    assert figures
    for name, figure in figures:
        caption = figure.css_first("figcaption")
        assert caption is not None, name
        assert figure.attributes["aria-label"] == " ".join(caption.text().split(" ")), name


def test_quotations_in_the_other_language_say_so(trees: dict[str, LexborHTMLParser]) -> None:
    """By the tool that tells a question's language; a short one it cannot tell."""
    for name, tree in trees.items():
        own = "en" if name.startswith("en/") else "fr"
        for quoted in tree.css("article q:not([lang])"):
            assert identify(quoted.text(), "en" if own == "en" else "fr") == own, (name, quoted.text())


def test_every_page_has_its_language_and_a_title_of_its_own(trees: dict[str, LexborHTMLParser]) -> None:
    titles: Counter[str] = Counter()
    for name, tree in trees.items():
        root, title = tree.css_first("html"), tree.css_first("title")
        assert root is not None
        assert title is not None
        assert root.attributes["lang"] == ("en" if name.startswith("en/") else "fr")
        titles[title.text()] += 1
    assert [title for title, count in titles.items() if count > 1] == []


def test_headings_skip_no_level_and_one_is_the_main_one(trees: dict[str, LexborHTMLParser]) -> None:
    for name, tree in trees.items():
        levels = [level(node) for node in tree.css("article :is(h1, h2, h3, h4, h5, h6)")]
        assert levels.count(1) == len(tree.css("h1")) == 1, name
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def level(node: LexborNode) -> int:
    return int((node.tag or "")[1])
