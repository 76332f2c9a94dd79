"""Answers kept and judged again: nothing is lost on the way, and what moved since the run before is said."""

import json
import math
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import PROJECT
from evaluation import answers
from evaluation.answers import Found, Reply, Run
from evaluation.generate import generate
from evaluation.items import Item
from evaluation.judge import is_right, judged, kept_results, moved
from hdh_faq.decision import Decision
from hdh_faq.errors import FaqError
from hdh_faq.faq import Faq
from hdh_faq.question import Question
from hdh_faq.search import Search

RIGHT, WRONG = Found("/a/", "fr", "Scaleway."), Found("/b/", "fr", "Azure.")
ASKED = Item("q", "Qui ?", "fr", "answered", (("scaleway",),))
OUTSIDE = Item("o", "Tomates ?", "fr", "out_of_scope", ())
SHOWN = Reply((RIGHT, WRONG), 0.9, "answered", ("fr", "fr"))
SILENT = Reply((RIGHT,), 0.1, "no_answer")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one question set, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evaluation").mkdir()
    rows: list[dict[str, Any]] = [
        {"id": "q", "q": "Qui remplace Microsoft ?", "lang": "fr", "expect": "answered", "key": [["scaleway"]]},
        {"id": "o", "q": "recette tomates farine four", "lang": "fr", "expect": "out_of_scope", "key": []},
    ]
    (tmp_path / "evaluation" / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return tmp_path


def test_kept_answers_are_read_as_they_were_written(folder: Path) -> None:
    nothing = Reply((), -math.inf)
    run = Run({"index": "x", "ranking": {"answer_from": 0.4}}, {"ours": {"q": SHOWN}, "other": {"q": nothing}})
    answers.keep(run, "dev")
    assert answers.load(answers.kept("dev")) == run


def test_no_more_passages_are_kept_than_are_judged(folder: Path) -> None:
    answers.keep(Run({}, {"ours": {"q": replace(SHOWN, passages=(RIGHT,) * 30)}}), "dev")
    assert len(answers.load(answers.kept("dev")).systems["ours"]["q"].passages) == answers.DEPTH


def test_the_run_before_is_kept_unless_nothing_changed(folder: Path) -> None:
    first, second = (Run({"index": name}, {"ours": {"q": SHOWN}}) for name in ("one", "two"))
    answers.keep(first, "dev")
    assert not answers.before("dev").exists()
    answers.keep(second, "dev")
    answers.keep(second, "dev")
    assert answers.load(answers.before("dev")) == first
    assert answers.load(answers.kept("dev")) == second


@pytest.mark.parametrize("content", [b"", b"{", b"[1]\n[2]\n", b'{}\n{"system": "ours"}\n', b"\xff"])
def test_a_file_that_holds_no_answers_is_refused(folder: Path, content: bytes) -> None:
    path = folder / "answers.jsonl"
    path.write_bytes(content)
    with pytest.raises(FaqError, match="does not hold answers"):
        answers.load(path)


@pytest.mark.parametrize(
    ("item", "reply", "expected"),
    [
        (ASKED, SHOWN, True),
        (ASKED, replace(SHOWN, passages=(WRONG, RIGHT)), False),
        (ASKED, SILENT, False),
        (OUTSIDE, replace(SILENT, outcome="out_of_scope"), True),
        (OUTSIDE, SILENT, False),
        (OUTSIDE, SHOWN, False),
    ],
)
def test_a_reader_is_served_by_a_right_first_passage_or_the_right_silence(
    item: Item, reply: Reply, expected: bool
) -> None:
    assert is_right(item, reply) is expected


def test_a_system_that_decides_needs_no_threshold() -> None:
    assert not judged(ASKED, SHOWN, threshold=2.0).abstained
    assert judged(ASKED, SILENT, threshold=0.0).abstained
    assert judged(ASKED, replace(SHOWN, outcome=""), threshold=2.0).abstained


def test_passages_shown_in_another_language_are_counted() -> None:
    assert judged(ASKED, replace(SHOWN, shown=("fr", "en", "en")), 0.0).wrong_language == 2


def test_what_is_judged_again_is_what_was_said(toy_faq: Faq, folder: Path) -> None:
    generate(toy_faq, "dev")
    results = kept_results("dev")
    assert [(one.rank, one.outcome) for one in results["ours"]] == [(1, "answered"), (0, "out_of_scope")]
    assert results["ours"][0].first == "/hebergeur/#host"
    assert results["ours"][0].confidence == toy_faq.ask("Qui remplace Microsoft ?", "fr").confidence
    assert set(results) == {"ours", "browser, by words", "dense only", "BM25 only"}


def test_each_question_is_decided_once(toy_faq: Faq, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decided: list[str] = []
    decide = Faq.decide

    def counting(faq: Faq, asked: Question) -> tuple[Search | None, Decision]:
        decided.append(asked.text)
        return decide(faq, asked)

    monkeypatch.setattr(Faq, "decide", counting)
    generate(toy_faq, "dev")
    # By the server, and by a browser without the model.
    assert decided == 2 * ["Qui remplace Microsoft ?", "recette tomates farine four"]


def test_what_moved_since_the_run_before_is_said(folder: Path) -> None:
    served, outside = replace(SILENT, outcome="out_of_scope"), replace(SILENT, outcome="no_answer")
    answers.keep(Run({"index": "one"}, {"ours": {"q": SHOWN, "o": outside}}), "dev")
    assert moved("dev") == []
    answers.keep(Run({"index": "two"}, {"ours": {"q": SILENT, "o": served}}), "dev")
    assert moved("dev") == [
        "worse: q “Qui remplace Microsoft ?” /a/ → no_answer",
        "better: o “recette tomates farine four” no_answer → out_of_scope",
    ]


def test_answers_of_two_indexes_are_not_judged_together(toy_faq: Faq, folder: Path) -> None:
    shutil.copy(folder / "evaluation" / "dev.jsonl", folder / "evaluation" / "test.jsonl")
    generate(toy_faq, "test")
    kept = answers.load(answers.kept("dev"))
    answers.keep(replace(kept, made_with={"index": "another"}), "dev")
    with pytest.raises(FaqError, match="different indexes"):
        kept_results("test")


def test_a_question_that_was_not_asked_yet_is_named(toy_faq: Faq, folder: Path) -> None:
    generate(toy_faq, "dev")
    path = folder / "evaluation" / "dev.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"q",', '"new",', 1), encoding="utf-8")
    with pytest.raises(FaqError, match="'new'"):
        kept_results("dev")


def test_judging_without_answers_says_how_to_make_them(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evaluation.judge", "dev"],
        cwd=folder, env={"PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "There are no answers in evaluation/answers/dev.jsonl. Run `hdh-faq eval` to make them.\n"


def test_outside_the_repository_the_command_says_so(tmp_path: Path) -> None:
    package = tmp_path / "lib" / "hdh_faq"
    shutil.copytree(PROJECT / "src" / "hdh_faq", package, ignore=shutil.ignore_patterns("data", "__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "hdh_faq", "eval"],
        cwd=tmp_path, env={"PYTHONPATH": str(package.parent)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "in the repository only" in done.stderr
    assert done.stderr.count("\n") == 1
