"""The question sets are what their README says, and the frozen one is untouched."""

import hashlib
import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from evaluation.items import load_items
from hdh_faq.faq import Faq
from hdh_faq.index import packaged_unanswered
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import fold

SETS = ("calibration", "dev", "test", "calibration2", "dev2", "test2", "cliffs")
FOLDER = Path(__file__).parent.parent.parent / "evaluation"


def test_the_frozen_questions_are_those_that_were_frozen() -> None:
    for line in (FOLDER / "DIGESTS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("split", ["dev", "test"])
def test_a_set_has_what_it_promises(split: str) -> None:
    items = load_items(FOLDER / f"{split}.jsonl")
    assert len({item.id for item in items}) == len(items) == 225
    assert Counter(item.expect for item in items) == {"answered": 165, "no_answer": 25, "out_of_scope": 35}
    assert Counter(item.lang for item in items) == {"fr": 150, "en": 75}


def test_the_calibration_questions_are_about_half_and_half() -> None:
    items = load_items(FOLDER / "calibration.jsonl")
    assert len({item.id for item in items}) == len(items) == 498
    assert Counter(item.answerable for item in items) == {True: 240, False: 258}
    assert Counter(item.lang for item in items)["fr"] > len(items) / 2


def test_nothing_was_fitted_or_trained_on_a_question_that_reports() -> None:
    asked = {name: {fold(item.question) for item in load_items(FOLDER / f"{name}.jsonl")} for name in SETS}
    lines = (FOLDER.parent / "docs" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    trained = {fold(question) for row in map(json.loads, lines) for lang in LANGUAGES for question in row[lang]}
    unanswered = {fold(json.loads(line)["q"]) for line in packaged_unanswered().splitlines()}
    for one, other in itertools.combinations(SETS, 2):
        # Three hostile lines stand in both of the first two sets, as anybody tries them.
        assert len(asked[one] & asked[other]) <= (3 if (one, other) == ("dev", "test") else 0), (one, other)
    assert not (trained | unanswered) & frozenset().union(*asked.values())


def test_no_page_carries_a_question_said_to_be_unanswered(real_faq: Faq) -> None:
    carried = {fold(question) for passage in real_faq.index.passages for question in passage.questions}
    unanswered = [json.loads(line)["q"] for line in packaged_unanswered().splitlines()]
    assert [question for question in unanswered if fold(question) in carried] == []


@pytest.mark.parametrize("split", SETS)
def test_no_question_satisfies_its_own_key(split: str) -> None:
    items = load_items(FOLDER / f"{split}.jsonl")
    assert [item.id for item in items if item.key and item.is_answered_by(item.question)] == []


@pytest.mark.parametrize("name", ["systems", "ways", "bins"])
def test_both_twins_of_the_page_on_quality_show_the_same_figures(name: str) -> None:
    figures = []
    for lang in LANGUAGES:
        page = (FOLDER.parent / "docs" / lang / "qualite.md").read_text(encoding="utf-8")
        shown = page.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]
        figures.append(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", shown)))
    assert figures[0] == figures[1] != []
