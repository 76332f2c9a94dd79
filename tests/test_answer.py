"""Answers: a closed list of outcomes with a sentence each in both languages, and one JSON form everywhere."""

import json
import re
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest

from hdh_faq.answer import (
    MAX_PASSAGES,
    MAX_SUGGESTIONS,
    MESSAGES,
    Answer,
    AnswerPassage,
    Outcome,
    Suggestion,
    abstention,
)
from hdh_faq.faq import Faq
from hdh_faq.languages import LANGUAGES
from hdh_faq.passage import CitedSource

PROJECT = Path(__file__).parent.parent
OUTCOMES = {
    "answered", "related", "no_answer", "out_of_scope", "too_short", "too_long", "other_language", "personal_data",
    "greeting", "busy", "off", "error",
}  # fmt: skip
ANSWER_KEYS = [
    "question", "read_as", "lang", "outcome", "abstained", "confidence", "message", "passages", "suggestions",
]  # fmt: skip
PASSAGE_KEYS = ["text", "page", "heading", "url", "lang", "as_of", "score", "highlights", "sources"]
SOURCE_KEYS = ["key", "publisher", "title", "date", "url"]
FULL = Answer(
    question="Qui ?",
    lang="fr",
    outcome=Outcome.ANSWERED,
    confidence=0.123456,
    message="Voici.",
    passages=(
        AnswerPassage(
            text="Étape\tDate\n« Oui »",
            page="L'hébergeur",
            heading="Quand ?",
            url="/hebergeur/#when",
            lang="fr",
            as_of="2026-04-23",
            score=1.987654,
            highlights=((0, 5), (11, 18)),
            sources=(CitedSource("key", "CNIL", "Avis", "2020", "https://example.org/"),),
        ),
    ),
    suggestions=(Suggestion("Où ?", "/#where"),),
)


def through_json(answer: Answer, **extra: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(answer.to_dict(**extra), ensure_ascii=False, allow_nan=False))
    return data


# The closed list


def test_outcomes_are_exactly_those_of_the_contract() -> None:
    assert {str(outcome) for outcome in Outcome} == OUTCOMES


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_outcome_has_a_finished_sentence_in_both_languages(outcome: Outcome, lang: str) -> None:
    message = abstention(outcome, "", lang, limit=1000, reason="Deux heures.").message
    assert re.match(r"^[A-ZÀ-Ý].+[.!?…]$", message)
    assert not set("{}\n") & set(message)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_just_the_two_languages_and_they_differ(outcome: Outcome) -> None:
    assert set(MESSAGES[outcome]) == set(LANGUAGES)
    assert MESSAGES[outcome]["fr"] != MESSAGES[outcome]["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_outcomes_share_a_sentence(lang: str) -> None:
    assert len({messages[lang] for messages in MESSAGES.values()}) == len(Outcome) == len(MESSAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_long_names_the_limit(lang: str) -> None:
    assert "777" in abstention(Outcome.TOO_LONG, "…", lang, limit=777).message


@pytest.mark.parametrize("outcome", Outcome)
def test_all_but_answered_abstain(outcome: Outcome) -> None:
    assert replace(FULL, outcome=outcome).abstained is (outcome is not Outcome.ANSWERED)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ANSWERED])
def test_an_abstention_shows_no_passage_and_no_confidence(outcome: Outcome) -> None:
    answer = abstention(outcome, "Qui ?", "fr", limit=1)
    assert (answer.question, answer.lang, answer.outcome) == ("Qui ?", "fr", outcome)
    assert (answer.passages, answer.suggestions, answer.confidence) == ((), (), 0.0)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_documented(outcome: Outcome) -> None:
    rows = [line for line in (PROJECT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert any(f"`{outcome}`" in row for row in rows)


def test_at_most_three_passages_and_three_suggestions() -> None:
    assert (MAX_PASSAGES, MAX_SUGGESTIONS) == (3, 3)


# JSON


def test_json_of_an_answer_is_the_contract_to_the_letter() -> None:
    assert through_json(FULL) == {
        "question": "Qui ?",
        "read_as": None,
        "lang": "fr",
        "outcome": "answered",
        "abstained": False,
        "confidence": 0.1235,
        "message": "Voici.",
        "passages": [
            {
                "text": "Étape\tDate\n« Oui »",
                "page": "L'hébergeur",
                "heading": "Quand ?",
                "url": "/hebergeur/#when",
                "lang": "fr",
                "as_of": "2026-04-23",
                "score": 1.9877,
                "highlights": [[0, 5], [11, 18]],
                "sources": [
                    {
                        "key": "key",
                        "publisher": "CNIL",
                        "title": "Avis",
                        "date": "2020",
                        "url": "https://example.org/",
                    }
                ],
            }
        ],
        "suggestions": [{"question": "Où ?", "url": "/#where"}],
    }


def test_a_passage_with_steps_tells_their_numbers_and_no_other_does() -> None:
    [passage] = FULL.passages
    steps = replace(passage, text="Voici.\nUn.", numbers=(0, 1))
    assert through_json(replace(FULL, passages=(steps,)))["passages"][0]["numbers"] == [0, 1]
    assert "numbers" not in through_json(FULL)["passages"][0]


def test_keys_come_in_the_order_of_the_contract() -> None:
    data = through_json(FULL)
    assert list(data) == ANSWER_KEYS
    assert list(data["passages"][0]) == PASSAGE_KEYS
    assert list(data["passages"][0]["sources"][0]) == SOURCE_KEYS
    assert list(data["suggestions"][0]) == ["question", "url"]


@pytest.mark.parametrize("given", [7, "q-1", None, [1], {"a": 1}, True, 1.5])
def test_an_id_comes_first_and_unchanged(given: object) -> None:
    data = through_json(FULL, id=given)
    assert list(data) == ["id", *ANSWER_KEYS]
    assert data["id"] == given


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_outcome_has_the_same_json_form(outcome: Outcome, lang: str) -> None:
    data = through_json(abstention(outcome, "x", lang, limit=1))
    assert list(data) == ANSWER_KEYS
    assert data["outcome"] == outcome.value
    assert data["abstained"] is (outcome is not Outcome.ANSWERED)
    assert data["passages"] == data["suggestions"] == []


QUESTIONS = [
    "Qui remplace Microsoft ?",
    "Who replaces Microsoft?",
    "",
    "bonjour",
    "zzz yyy xxx",
    "a@b.fr",
    "x" * 1001,
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[:10])
def test_real_answers_have_the_types_of_the_contract(toy_faq: Faq, question: str) -> None:
    data = through_json(toy_faq.ask(question))
    assert list(data) == ANSWER_KEYS
    assert all(isinstance(data[key], str) for key in ("question", "lang", "outcome", "message"))
    assert isinstance(data["abstained"], bool)
    assert data["outcome"] in OUTCOMES
    assert 0 <= data["confidence"] <= 1
    for passage in data["passages"]:
        assert list(passage) == PASSAGE_KEYS
        assert all(isinstance(passage[key], str) for key in PASSAGE_KEYS[:6])
        assert isinstance(passage["score"], float)
        assert all([type(place) for place in span] == [int, int] for span in passage["highlights"])
        for source in passage["sources"]:
            assert list(source) == SOURCE_KEYS
            assert all(isinstance(value, str) for value in source.values())
    for suggestion in data["suggestions"]:
        assert {key: type(value) for key, value in suggestion.items()} == {"question": str, "url": str}


def test_json_does_not_share_lists_with_the_answer(toy_faq: Faq) -> None:
    answer = toy_faq.ask("Qui remplace Microsoft ?")
    before = through_json(answer)
    answer.to_dict()["passages"].clear()
    assert through_json(answer) == before


def test_answers_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        FULL.message = "x"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        FULL.passages[0].text = "x"  # type: ignore[misc]
