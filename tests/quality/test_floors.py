"""The floor under the answers: the real product on our question sets, about two points below what it reaches.

A change that breaks a floor makes answers worse; a change that lifts them well above should lift the floor too.
"""

from collections.abc import Sequence

import pytest

from conftest import PROJECT
from evaluation.generate import decided
from evaluation.hard import after_stories
from evaluation.items import load_items
from evaluation.judge import judged
from evaluation.metrics import Result, metrics, right_silence
from hdh_faq.faq import Faq

STORIES_FLOOR = 67.0
SETS = ("dev", "calibration", "dev2", "calibration2")
FLOORS: list[tuple[str, str, float, float, float]] = [
    # set, measure: all, French, English
    ("dev", "hit@1", 90.1, 90.7, 90.0),
    ("dev", "hit@3", 96.2, 95.3, 98.0),
    ("dev", "mrr", 0.93, 0.931, 0.94),
    ("dev", "right", 87.7, 88.9, 86.5),
    ("dev", "one of three", 95.0, 94.4, 96.2),
    ("dev", "abstention f1", 87.1, 87.7, 85.8),
    ("dev", "right silence", 53.0, 55.5, 48.0),
    ("calibration", "hit@1", 85.9, 85.5, 86.8),
    ("calibration", "hit@3", 90.5, 90.5, 90.5),
    ("calibration", "mrr", 0.894, 0.891, 0.9),
    ("calibration", "right", 82.5, 82.3, 83.0),
    ("calibration", "one of three", 88.8, 88.6, 89.2),
    ("calibration", "abstention f1", 82.0, 82.4, 81.0),
    ("calibration", "right silence", 59.6, 59.3, 60.2),
    ("dev2", "hit@1", 86.8, 87.3, 86.1),
    ("dev2", "hit@3", 91.5, 91.2, 92.0),
    ("dev2", "mrr", 0.9, 0.901, 0.898),
    ("dev2", "right", 80.4, 79.6, 81.6),
    ("dev2", "one of three", 89.2, 90.2, 89.0),
    ("dev2", "abstention f1", 79.9, 77.2, 82.5),
    ("dev2", "right silence", 71.5, 68.8, 72.3),
    ("calibration2", "hit@1", 84.1, 83.7, 84.8),
    ("calibration2", "hit@3", 91.1, 91.3, 90.6),
    ("calibration2", "mrr", 0.876, 0.87, 0.88),
    ("calibration2", "right", 79.5, 77.0, 81.8),
    ("calibration2", "one of three", 89.3, 90.4, 87.7),
    ("calibration2", "abstention f1", 78.0, 72.7, 85.3),
    ("calibration2", "right silence", 67.5, 60.5, 77.4),
]


@pytest.fixture(scope="module")
def results(real_faq: Faq) -> dict[str, list[Result]]:
    """What the product did with each question, asked once for all tests."""
    sets = {name: load_items(PROJECT / "evaluation" / f"{name}.jsonl") for name in SETS}
    return {name: [judged(item, decided(real_faq, item), 0.0) for item in items] for name, items in sets.items()}


def measured(results: Sequence[Result], measure: str) -> float:
    return right_silence(results) if measure == "right silence" else float(metrics(results)[measure])


@pytest.mark.parametrize(
    ("name", "measure", "lang", "floor"),
    [
        (name, measure, lang, floor)
        for name, measure, *floors in FLOORS
        for lang, floor in zip(("all", "fr", "en"), floors, strict=True)
    ],
)
def test_answers_are_no_worse_than_when_they_were_measured(
    results: dict[str, list[Result]], name: str, measure: str, lang: str, floor: float
) -> None:
    own = [result for result in results[name] if lang in ("all", result.item.lang)]
    assert measured(own, measure) >= floor


def test_a_story_before_a_question_hides_it_seldom(real_faq: Faq) -> None:
    told = [judged(item, decided(real_faq, item), 0.0) for item in after_stories() if item.answerable]
    assert measured(told, "right") >= STORIES_FLOOR


def test_no_passage_is_in_another_language_than_its_question(results: dict[str, list[Result]]) -> None:
    # These are of no language: lines of code, and names alone.
    none = {"dev-221", "cal-491", "calibration2-117", "calibration2-231"}
    assert {result.item.id for own in results.values() for result in own if result.wrong_language} <= none
