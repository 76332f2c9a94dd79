"""Chosen numbers outside the decision to answer, each shown at work by a case worked out by hand."""

import shutil
from datetime import UTC, datetime
from math import log
from pathlib import Path

import numpy as np
import pytest

from conftest import PROJECT, TOY
from evaluation.metrics import interval
from hdh_faq.errors import SettingError
from hdh_faq.identification import PageWords
from hdh_faq.languages import Lang
from hdh_faq.lexical import LexicalField
from hdh_faq.question import read_question
from hdh_faq.settings import Settings
from hdh_faq.site.check import check_project
from hdh_faq.spelling import Speller
from mutants import MUTANTS, Mutant

DICTIONARY = ["plan", "cloud", "santes", "hebergr", "scaleway", "certificat"]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("plxn", None),  # four letters: too short to guess
        ("clowd", "cloud"),  # five: one edit
        ("clxxd", None),
        ("santex", "santes"),
        ("sxntex", None),
        ("hebexgr", "hebergr"),  # seven: one edit
        ("hxbexgr", None),
        ("scxlewxy", "scaleway"),  # eight: two edits
        ("sxxlewxy", None),
        ("cexxificat", "certificat"),
        ("cexxixicat", None),
        ("cxrtifixat", None),  # nor the second letter
    ],
)
def test_a_word_of_eight_letters_may_have_two_faults_and_a_shorter_one_one(typed: str, mended: str | None) -> None:
    assert Speller(dict.fromkeys(DICTIONARY, 3), "fr").correction(typed) == mended


@pytest.mark.parametrize(("times", "mended"), [(2, None), (3, "scaleway")])
def test_a_word_mends_others_from_its_third_use_on(times: int, mended: str | None) -> None:
    assert Speller({"scaleway": times}, "fr").correction("scalewaz") == mended


@pytest.mark.parametrize(
    "text", ["information", "important question", "transition", "mission", "sanction", "message"]
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_words_of_both_languages_leave_the_choice_to_the_page(text: str, lang: Lang) -> None:
    words = frozenset(text.split())
    assert read_question(text, lang, PageWords(words, words)).lang == lang


@pytest.mark.parametrize(("text", "page"), [("kesako", "fr"), ("where", "fr"), ("pourquoi", "en"), ("été", "en")])
def test_a_single_word_does_not_change_the_language_of_the_page(text: str, page: Lang) -> None:
    assert read_question(text, page).lang == page


def test_bm25_is_lucenes_with_k1_1_2_and_b_0_75() -> None:
    field = LexicalField.build(["alpha", "alpha bravo charlie", "delta delta"], "en")
    rarity = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    # One occurrence in 1, then in 3 of 2 words on average.
    expected = [rarity / (1 + 1.2 * (0.25 + 0.75 * length / 2)) for length in (1, 3)]
    assert field.scores(["alpha"]) == pytest.approx([*expected, 0.0], abs=1e-5)


@pytest.mark.parametrize(("right", "of", "low", "high"), [(50, 100, 40.2, 59.8), (80, 400, 16.1, 23.9)])
def test_the_interval_holds_ninety_five_of_a_hundred(right: int, of: int, low: float, high: float) -> None:
    # Beside the normal approximation, share ± 1.96 √(share (1 − share) / n).
    assert interval(np.arange(of) < right) == pytest.approx([low, high], abs=0.9)


@pytest.mark.parametrize(("words", "rules"), [(40, set()), (41, {"uncited"})])
def test_a_section_of_more_than_forty_words_cites_a_source(tmp_path: Path, words: int, rules: set[str]) -> None:
    shutil.copytree(TOY / "docs", tmp_path / "docs")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<h1 id='overview'>x</h1>", encoding="utf-8")
    body = "# Titre {#overview}\n\n" + " ".join(["mot"] * words) + ".\n"
    asked = "questions:\n  overview:\n    - Un ?\n    - Deux ?\n    - Trois ?\n"
    for lang in ("fr", "en"):
        head = f"---\ntitle: T\ndescription: D\nas_of: {datetime.now(UTC).date()}\n{asked}---\n"
        (tmp_path / "docs" / lang / "longue.md").write_text(head + body, encoding="utf-8")
    found = check_project(tmp_path, Settings(max_age_days=100_000))
    assert {finding.rule for finding in found if "longue.md" in str(finding)} == rules


@pytest.mark.parametrize("name", ["MAX_QUESTION_CHARS", "MAX_BODY_BYTES", "MAX_AGE_DAYS"])
def test_no_limit_is_below_one(name: str) -> None:
    assert Settings.from_env({f"HDH_FAQ_{name}": "1"})
    with pytest.raises(SettingError, match=f"HDH_FAQ_{name} must be 1 or more"):
        Settings.from_env({f"HDH_FAQ_{name}": "0"})


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_number_that_is_changed_to_try_the_tests_still_stands_where_it_is_sought(mutant: Mutant) -> None:
    text = (PROJECT / mutant.file).read_text(encoding="utf-8")
    assert [text.count(old) for old, _ in mutant.changes] == [1] * len(mutant.changes)
