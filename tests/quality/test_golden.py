"""Sixty answers of the real product, kept word for word: what moves in them is seen, and meant."""

import json
from copy import deepcopy
from typing import Any

import pytest

import golden
from conftest import PROJECT
from hdh_faq.answer import Outcome
from hdh_faq.faq import Faq

GOLDEN = golden.read(PROJECT / golden.PLACE)
SERVER_ONLY = {Outcome.BUSY, Outcome.OFF, Outcome.ERROR}


def test_answers_are_the_golden_ones(real_faq: Faq) -> None:
    moved = golden.moves(GOLDEN, golden.renew(real_faq, GOLDEN))
    told = "\n".join(moved)
    assert not moved, f"{len(moved)} of {len(GOLDEN)} answers moved; if this is meant, run `make golden`.\n{told}"


def test_the_golden_questions_have_every_outcome_and_both_languages() -> None:
    assert {old["outcome"] for old in GOLDEN} == set(Outcome) - SERVER_ONLY
    assert {old["lang"] for old in GOLDEN} == {"fr", "en", None}
    assert len(GOLDEN) == len({(old["question"], old["lang"], *old.get("previous", ())) for old in GOLDEN}) >= 60


def test_the_golden_answers_show_tables_and_long_passages(real_faq: Faq) -> None:
    shown = {(passage["url"], passage["start"]) for old in GOLDEN for passage in old.get("passages", [])}
    texts = [p.text for p in real_faq.index.passages if (p.url, p.text[: golden.START]) in shown]
    assert any("\t" in text for text in texts)
    assert any(len(text) > 800 for text in texts)


def test_no_golden_question_is_one_of_a_question_set() -> None:
    sets = (PROJECT / "evaluation").glob("*.jsonl")
    rows = [json.loads(line) for path in sets for line in path.read_text("utf-8").splitlines()]
    asked = {one["q"] for row in rows for one in ([row["a"], row["b"]] if "a" in row else [row])}
    assert asked
    assert asked.isdisjoint(old["question"] for old in GOLDEN)


def answered() -> dict[str, Any]:
    return deepcopy(next(old for old in GOLDEN if old["outcome"] == "answered"))


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "outcome": ({"outcome": "no_answer"}, "outcome: answered → no_answer"),
    "confidence": ({"confidence": 0.0}, "confidence: "),
    "language": ({"answer_lang": "en"}, "answer_lang: fr → en"),
    "reading": ({"read_as": "mended"}, "→ mended"),
    "passages": ({"passages": []}, "passages: ["),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES.keys())
def test_what_moved_is_said(change: dict[str, Any], told: str) -> None:
    (move,) = golden.moves([answered()], [{**answered(), **change}])
    assert told in move
    assert answered()["question"] in move


def test_a_moved_highlight_is_said_with_both_texts() -> None:
    new = answered()
    new["passages"][0]["highlights"], new["passages"][0]["highlighted"] = [[0, 3]], ["Que"]
    (move,) = golden.moves([answered()], [new])
    assert "highlights of" in move
    assert "['Que']" in move


def test_a_confidence_that_differs_in_its_last_digit_has_not_moved() -> None:
    assert golden.moves([answered()], [{**answered(), "confidence": answered()["confidence"] + 0.001}]) == []


def test_a_question_without_an_answer_yet_is_a_move() -> None:
    (move,) = golden.moves([{"question": "Neuve ?", "lang": "fr"}], [answered()])
    assert "outcome: None → answered" in move
