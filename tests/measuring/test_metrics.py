"""Measuring: question sets, keys, metrics worked out by hand, and tables."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evaluation import command
from evaluation.items import Item, load_items
from evaluation.judge import as_table
from evaluation.metrics import Result, metrics
from hdh_faq.errors import FaqError
from hdh_faq.faq import Faq

LINE: dict[str, Any] = {
    "id": "toy-1",
    "q": "Qui remplace Microsoft ?",
    "lang": "fr",
    "expect": "answered",
    "key": [["scaleway"]],
}
TOY: list[dict[str, Any]] = [
    LINE,
    {**LINE, "id": "toy-2", "q": "Que permet la loi américaine ?", "key": [["juge americain"], ["cloud act"]]},
    {**LINE, "id": "toy-3", "q": "Who replaces Microsoft?", "lang": "en"},
    {**LINE, "id": "toy-4", "q": "recette tomates farine four", "expect": "out_of_scope", "key": []},
    {**LINE, "id": "toy-5", "q": "best pizza downtown tonight", "lang": "en", "expect": "no_answer", "key": []},
]


def write(folder: Path, rows: Sequence[object], name: str = "dev.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def item(expect: str = "answered", *groups: Sequence[str]) -> Item:
    return Item("id", "q", "fr", expect, tuple(tuple(group) for group in groups))


def result(rank: int, *, abstained: bool, expect: str = "answered", wrong_language: int = 0) -> Result:
    return Result(item(expect, ["x"]), rank, abstained, wrong_language)


# Question sets


def test_a_question_set_is_read_line_by_line_and_empty_lines_are_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, TOY)
    path.write_text(path.read_text(encoding="utf-8").replace("\n", "\n\n"), encoding="utf-8")
    items = load_items(path)
    assert [item.id for item in items] == ["toy-1", "toy-2", "toy-3", "toy-4", "toy-5"]
    assert items[1].key == (("juge americain",), ("cloud act",))
    assert [item.answerable for item in items] == [True, True, True, False, False]


def test_more_fields_than_needed_do_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path, [{**LINE, "style": "plain", "facts": ["a"], "premise": False}])
    assert load_items(path)[0].question == LINE["q"]


@pytest.mark.parametrize("char", ["\u2028", "\u0085", "\u2029"])
def test_a_question_may_hold_any_line_separator(tmp_path: Path, char: str) -> None:
    path = write(tmp_path, [{**LINE, "q": f"Qui{char}quoi ?"}])
    assert load_items(path)[0].question == f"Qui{char}quoi ?"


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in LINE.items() if name != key}


BAD_LINES: dict[str, object] = {
    **{f"no {key}": without(key) for key in LINE},
    "a list": [1],
    "a number": 1,
    "a text": "Qui ?",
    "null": None,
    "question not a text": {**LINE, "q": 7},
    "question null": {**LINE, "q": None},
    "language unknown": {**LINE, "lang": "de"},
    "language null": {**LINE, "lang": None},
    "expectation unknown": {**LINE, "expect": "maybe"},
    "key null": {**LINE, "key": None},
    "key a text": {**LINE, "key": "scaleway"},
    "key a list of texts": {**LINE, "key": ["scaleway"]},
    "key of numbers": {**LINE, "key": [[1]]},
    "key no expression": {**LINE, "key": [["("]]},
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_line_that_is_no_question_is_refused_with_the_name_of_the_file(tmp_path: Path, line: object) -> None:
    path = write(tmp_path, [LINE, line])
    with pytest.raises(FaqError) as caught:
        load_items(path)
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", b"[" * 100_000, b"not json\n"], ids=["half", "not text", "too deep", "words"]
)
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_bytes(content)
    with pytest.raises(FaqError, match="question set"):
        load_items(path)


def test_a_missing_question_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match=r"missing\.jsonl") as caught:
        load_items(tmp_path / "missing.jsonl")
    assert caught.value.exit_code == 2


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match="an id stands in it twice"):
        load_items(write(tmp_path, [LINE, {**LINE, "q": "Quand ?"}]))


def test_a_folder_is_no_question_set(tmp_path: Path) -> None:
    with pytest.raises(FaqError):
        load_items(tmp_path)


# Keys


@pytest.mark.parametrize(
    ("groups", "text", "expected"),
    [
        ([["scaleway"]], "Scaleway, filiale d'Iliad.", True),
        ([["scaleway"]], "Microsoft.", False),
        ([["heberg"]], "L'HÉBERGEUR", True),
        ([["d'iliad"]], "filiale d’Iliad", True),
        ([["23 avril 2026"]], "23\u00a0avril\u202f2026", True),
        ([["date choix"]], "Date\tChoix", True),
        ([["un.{0,10}deux"]], "un\net deux", True),
        ([["zzz", "scaleway"]], "Scaleway", True),
        ([["scaleway"], ["zzz"]], "Scaleway", False),
        ([["scaleway"], ["iliad"]], "Iliad possède Scaleway", True),
        ([["^scaleway$"]], "chez Scaleway", False),
        ([["coeur"]], "Cœur", True),
    ],
)
def test_a_key_is_satisfied_when_every_group_is_found(groups: list[list[str]], text: str, expected: bool) -> None:
    assert item("answered", *groups).is_answered_by(text) is expected


# Metrics


HAND = [
    result(1, abstained=False),
    result(3, abstained=False, wrong_language=1),
    result(0, abstained=True),
    result(1, abstained=True),
    result(0, abstained=True, expect="out_of_scope"),
    result(0, abstained=False, expect="no_answer", wrong_language=2),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("questions", 6),
        ("hit@1", 50.0),  # two of four
        ("hit@3", 75.0),  # three of four
        ("mrr", 0.583),  # (1 + 1/3 + 0 + 1) / 4
        ("right", 25.0),  # the first alone: the fourth was not shown
        ("abstention precision", 33.3),  # one of three abstentions
        ("abstention recall", 50.0),  # one of two that wanted it
        ("abstention f1", 40.0),  # 2 × 1 / (3 + 2)
        ("wrong language", 3),
    ],
)
def test_metrics_of_six_results_worked_out_by_hand(name: str, expected: float) -> None:
    assert metrics(HAND)[name] == expected


@pytest.mark.parametrize(("rank", "first", "three", "mrr"), [
    (1, 100.0, 100.0, 1.0), (2, 0.0, 100.0, 0.5), (3, 0.0, 100.0, 0.333), (4, 0.0, 0.0, 0.25), (0, 0.0, 0.0, 0.0),
])  # fmt: skip
def test_metrics_of_one_question_at_each_rank(rank: int, first: float, three: float, mrr: float) -> None:
    found = metrics([result(rank, abstained=False)])
    assert (found["hit@1"], found["hit@3"], found["mrr"]) == (first, three, mrr)


def test_perfect_and_worst_abstention() -> None:
    perfect = metrics([result(1, abstained=False), result(0, abstained=True, expect="no_answer")])
    worst = metrics([result(1, abstained=True), result(0, abstained=False, expect="no_answer")])
    names = ("abstention precision", "abstention recall", "abstention f1")
    assert [perfect[name] for name in names] == [100.0, 100.0, 100.0]
    assert [worst[name] for name in names] == [0.0, 0.0, 0.0]


def test_the_interval_holds_the_share_and_is_the_same_each_time() -> None:
    low, high = metrics(HAND)["hit@1 95 %"]
    assert 0 <= low <= 50.0 <= high <= 100
    assert metrics(HAND)["hit@1 95 %"] == [low, high]


def test_the_interval_of_a_certain_share_is_a_point() -> None:
    assert metrics([result(1, abstained=False)] * 5)["hit@1 95 %"] == [100.0, 100.0]


def test_the_interval_narrows_with_more_questions() -> None:
    def width(count: int) -> float:
        half = [result(1, abstained=False), result(0, abstained=False)]
        low, high = metrics(half * count)["hit@1 95 %"]
        return float(high - low)

    assert width(100) < width(5)


@pytest.mark.parametrize("results", [
    [], [result(1, abstained=False)], [result(0, abstained=True, expect="no_answer")],
], ids=["none", "answerable only", "silent only"])  # fmt: skip
def test_metrics_of_a_one_sided_set_are_numbers(results: list[Result]) -> None:
    found = metrics(results)
    assert found["questions"] == len(results)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


# Whole runs


def project(folder: Path, dev: Sequence[object], test: Sequence[object] | None = None) -> Path:
    """A folder with question sets where the command expects them."""
    (folder / "evaluation").mkdir()
    write(folder / "evaluation", dev)
    if test is not None:
        write(folder / "evaluation", test, "test.jsonl")
    return folder


def run(faq: Faq, folder: Path, split: str = "dev", by: str = "lang") -> list[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return command.report(lambda: faq, split, by, [], [])


@pytest.fixture(scope="module")
def report(toy_faq: Faq, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return run(toy_faq, project(tmp_path_factory.mktemp("project"), TOY))


def test_a_run_has_a_row_for_each_system_and_language(report: list[dict[str, Any]]) -> None:
    assert {(row["system"], row["lang"]) for row in report} == {
        (system, lang)
        for system in ("ours", "browser, by words", "dense only", "BM25 only")
        for lang in ("all", "fr", "en")
    }


def test_a_run_counts_each_question_in_its_language(report: list[dict[str, Any]]) -> None:
    for row in report:
        assert row["questions"] == {"all": 5, "fr": 3, "en": 2}[row["lang"]]


def test_our_system_answers_the_toy_questions_and_no_other(report: list[dict[str, Any]]) -> None:
    (row,) = [row for row in report if (row["system"], row["lang"]) == ("ours", "all")]
    assert (row["hit@1"], row["right"], row["abstention f1"], row["wrong language"]) == (100.0, 100.0, 100.0, 0)


def test_a_run_on_the_test_split_is_tuned_on_the_development_split(toy_faq: Faq, tmp_path: Path) -> None:
    report = run(toy_faq, project(tmp_path, TOY, TOY[:1] + TOY[2:]), "test")
    assert {row["questions"] for row in report if row["lang"] == "all"} == {4}


def test_a_run_without_the_development_split_is_refused(toy_faq: Faq, tmp_path: Path) -> None:
    folder = project(tmp_path, TOY, TOY)
    (folder / "evaluation" / "dev.jsonl").unlink()
    with pytest.raises(FaqError, match=r"dev\.jsonl"):
        run(toy_faq, folder, "test")


@pytest.mark.parametrize("rows", [TOY[:2], TOY[:3], TOY[3:], TOY[4:]], ids=[
    "French only", "answerable only", "silent only", "one question",
])  # fmt: skip
def test_a_one_sided_set_can_be_run(toy_faq: Faq, tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    report = run(toy_faq, project(tmp_path, rows))
    assert {row["questions"] for row in report if row["lang"] == "all"} == {len(rows)}
    json.dumps(report, allow_nan=False)


def test_an_empty_set_is_refused(toy_faq: Faq, tmp_path: Path) -> None:
    with pytest.raises(FaqError, match="holds no question"):
        run(toy_faq, project(tmp_path, []))


# Tables


def test_a_table_has_a_head_a_rule_and_a_line_each() -> None:
    lines = as_table([{"system": "ours", "hit@1": 50.0}, {"system": "BM25 only", "hit@1": 25.5}]).splitlines()
    assert lines == ["| system | hit@1 |", "| --- | --- |", "| ours | 50.0 |", "| BM25 only | 25.5 |"]


def test_an_interval_is_written_with_a_dash() -> None:
    assert as_table([{"x": [20.0, 80.0]}]).splitlines()[-1] == "| 20.0–80.0 |"


def test_every_line_of_a_report_has_the_same_cells(report: list[dict[str, Any]]) -> None:
    lines = as_table(report).splitlines()
    assert len(lines) == len(report) + 2
    assert len({line.count("|") for line in lines}) == 1
