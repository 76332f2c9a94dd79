"""The floor under the answers: the real product on our question sets, about two points below what it reaches.

A change that breaks a floor makes answers worse; a change that lifts them well above should lift the floor too.
"""

from collections.abc import Sequence

import pytest

from conftest import PROJECT
from evaluation.generate import decided
from evaluation.items import load_items
from evaluation.judge import judged
from evaluation.metrics import Result, metrics, right_silence
from hdh_faq.faq import Faq

SETS = ("dev", "calibration", "dev2", "calibration2")
FLOORS: list[tuple[str, str, float, float, float]] = [
    # set, measure: all, French, English
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


def test_no_passage_is_in_another_language_than_its_question(results: dict[str, list[Result]]) -> None:
    assert [result.item.id for own in results.values() for result in own if result.wrong_language] == []
