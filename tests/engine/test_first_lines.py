"""What the panel shows of a passage before it is unfolded holds the answer: of right first passages, how many."""

import pytest

from conftest import PROJECT
from engine.node import run
from evaluation.items import load_items
from hdh_faq.answer import Outcome
from hdh_faq.faq import Faq

FLOORS = {"dev": 95.5, "dev2": 97.0, "calibration": 94.0, "calibration2": 95.5}  # percent
MOST = 550  # characters: a telephone shows so much in half its height


@pytest.fixture(scope="module")
def first(real_faq: Faq) -> dict[str, list[tuple[bool, int]]]:
    """Of each question whose first passage is right: whether what stands first holds the key, and how long it is."""
    found = {}
    for name in FLOORS:
        items = [item for item in load_items(PROJECT / "evaluation" / f"{name}.jsonl") if item.answerable]
        answers = [(item, real_faq.ask(item.question, item.lang)) for item in items]
        right = [
            (item, answer.passages[0])
            for item, answer in answers
            if answer.outcome is Outcome.ANSWERED and item.is_answered_by(answer.passages[0].text)
        ]
        shown = run("first.mjs", {"passages": [passage.to_dict() for _, passage in right]})["lines"]
        found[name] = [
            (item.is_answered_by("\n".join([passage.heading, *lines])), sum(map(len, lines)))
            for (item, passage), lines in zip(right, shown, strict=True)
        ]
    return found


@pytest.mark.parametrize("name", FLOORS)
def test_what_is_shown_first_holds_the_answer(first: dict[str, list[tuple[bool, int]]], name: str) -> None:
    held = [holds for holds, _ in first[name]]
    assert 100 * sum(held) / len(held) >= FLOORS[name]


def test_what_is_shown_first_has_room_on_a_telephone(first: dict[str, list[tuple[bool, int]]]) -> None:
    lengths = [length for own in first.values() for _, length in own]
    assert sum(lengths) / len(lengths) < 400
    assert sum(length > MOST for length in lengths) / len(lengths) < 0.01  # only a paragraph alone may be longer
