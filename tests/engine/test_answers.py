"""The browser's engine gives the answers of the Python engine: outcome, passages, highlights, what was understood."""

import json
from pathlib import Path
from typing import Any

import pytest

import golden
from conftest import PROJECT
from engine.node import run
from engine.texts import QUESTION_SETS, broken, questions, strange
from evaluation.generate import by_words
from evaluation.hard import after_stories
from hdh_faq.faq import Faq

TOLERANCE = 1e-4 + 1e-9
"""Of scores and probabilities, which are rounded to as much."""


@pytest.fixture(scope="module")
def asked() -> list[dict[str, Any]]:
    """Every question that we measure by, in either language or none, in threads and after stories; odd texts."""
    sets = [row for name in QUESTION_SETS for row in golden.read(PROJECT / f"evaluation/{name}.jsonl")]
    sets += [{**row, "q": row["question"]} for row in golden.read(PROJECT / golden.PLACE)]
    found = [{"q": row["q"], "lang": row["lang"], "previous": list(row.get("previous", ()))} for row in sets]
    found += [{"q": item.question, "lang": item.lang, "previous": []} for item in after_stories()[::4]]
    odd = [*broken(questions()[:200]), *strange(200)]
    found += [{"q": text, "lang": (None, "fr", "en")[at % 3], "previous": []} for at, text in enumerate(odd)]
    return found


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Names of what differs between two answers."""
    found = [name for name in ours if name not in ("confidence", "passages") and ours[name] != theirs[name]]
    if abs(ours["confidence"] - theirs["confidence"]) > TOLERANCE:
        found.append("confidence")
    if len(ours["passages"]) != len(theirs["passages"]):
        return [*found, "passages"]
    for one, other in zip(ours["passages"], theirs["passages"], strict=True):
        found += [name for name in one if name != "score" and one[name] != other[name]]
        found += ["score"] if abs(one["score"] - other["score"]) > TOLERANCE else []
    return found


@pytest.mark.parametrize("kind", ["meaning", "words"])
def test_the_browser_answers_as_python_does(
    kind: str, real_faq: Faq, real_bundle: Path, asked: list[dict[str, Any]]
) -> None:
    faq = real_faq if kind == "meaning" else by_words(real_faq.index)
    answers = [faq.ask(one["q"], one["lang"], one["previous"]).to_dict() for one in asked]
    ours = json.loads(json.dumps(answers))
    theirs = run("answers.mjs", {"folder": str(real_bundle), "kind": kind, "questions": asked})["answers"]
    compared = zip(asked, ours, theirs, strict=True)
    differing = [(one["q"], what) for one, mine, other in compared if (what := differences(mine, other))]
    assert not differing, f"{len(differing)} of {len(asked)}: {differing[:10]}"
    assert len({answer["outcome"] for answer in ours}) > 5
