"""The figures of the page on quality, from cases made by hand."""

import pytest

from evaluation.figures import bins_table, failures, number, plot, systems, ways
from evaluation.items import Item
from evaluation.metrics import BINS, FAILURES, Result, reliability, right_silence, worst
from evaluation.quality import replace_marked


def case(  # noqa: PLR0913 - one field each
    name: str,
    confidence: float,
    *,
    rank: int = 1,
    abstained: bool = False,
    expect: str = "answered",
    outcome: str = "",
) -> Result:
    item = Item(name, f"{name} <b> ?", "fr", expect, (("x",),) if expect == "answered" else ())
    return Result(item, rank, abstained, confidence=confidence, first="/a/#b", outcome=outcome)


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [(78.25, 1, "78,2", "78.2"), (0.0, 1, "0,0", "0.0"), (99.6, 0, "100", "100"), (0.855, 3, "0,855", "0.855")],
)
def test_a_number_has_the_comma_of_french_and_the_point_of_english(
    value: float, digits: int, french: str, english: str
) -> None:
    assert (number(value, "fr", digits), number(value, "en", digits)) == (french, english)


def test_bins_hold_equally_many_questions_from_least_to_most_sure() -> None:
    cases = [case(str(i), i / 10, rank=1 if i >= 5 else 0) for i in (9, 0, 3, 8, 1, 5, 2, 7, 4, 6)]
    assert [bounds for *bounds, _, _, _ in reliability(cases)] == [[i / 10, (i + 1) / 10] for i in (0, 2, 4, 6, 8)]
    assert [count for _, _, count, _, _ in reliability(cases)] == [2] * BINS
    assert [said for *_, said, _ in reliability(cases)] == pytest.approx([0.05, 0.25, 0.45, 0.65, 0.85])
    assert [seen for *_, seen in reliability(cases)] == [0, 0, 0.5, 1, 1]


@pytest.mark.parametrize(("cases", "counts"), [(12, [3, 3, 2, 2, 2]), (3, [1, 1, 1]), (0, [])])
def test_a_rest_goes_to_the_first_bins_and_an_empty_bin_is_left_out(cases: int, counts: list[int]) -> None:
    assert [count for _, _, count, _, _ in reliability([case(str(i), 0.5) for i in range(cases)])] == counts


def test_the_worst_errors_are_those_of_which_the_chat_was_surest() -> None:
    cases = [
        case("right", 0.99),
        case("wrong and sure", 0.9, rank=3),
        case("wrong and unsure", 0.5, rank=0),
        case("silent though answerable", 0.2, abstained=True),
        case("silent and right", 0.1, abstained=True, expect="no_answer", rank=0),
        case("answered nothing", 0.7, expect="no_answer", rank=0),
    ]
    assert [one.item.id for one in worst(cases)][:4] == [
        "wrong and sure", "silent though answerable", "answered nothing", "wrong and unsure",
    ]  # fmt: skip


def test_no_more_than_ten_errors_are_shown() -> None:
    assert len(worst([case(str(i), 0.9, rank=0) for i in range(30)])) == FAILURES == 10


def test_the_right_kind_of_silence_is_counted_among_the_unanswerable_alone() -> None:
    kinds = (("no_answer", "no_answer"), ("no_answer", "out_of_scope"), ("out_of_scope", "out_of_scope"))
    cases = [case(f"{a}{b}", 0.1, rank=0, abstained=True, expect=a, outcome=b) for a, b in kinds]
    assert right_silence([*cases, case("answered", 0.9, outcome="no_answer")]) == 66.7


def test_a_bin_is_written_in_whole_percents() -> None:
    assert bins_table([(0.016, 0.194, 45, 0.0801, 0.0444)], "fr").splitlines()[-1] == "| 2–19 % | 45 | 8 % | 4 % |"


def test_the_plot_has_a_point_a_bin_and_the_diagonal() -> None:
    drawn = plot([(0.0, 0.2, 5, 0.0, 0.0), (0.8, 1.0, 5, 1.0, 1.0)], "en")
    assert drawn.count("<circle") == 2
    # Perfect calibration lies on the diagonal: its ends are the two points.
    assert 'points="34,248 274,8"' in drawn
    assert "M34 248L274 8" in drawn


@pytest.mark.parametrize(
    ("one", "lang", "told"),
    [
        (case("a", 0.9, rank=2), "fr", 'a montré <a href="../a/#b">/a/#b</a> (90 %).'),
        (case("a", 0.25, abstained=True), "en", "was silent (25 %)."),
        (case("a", 0.9, rank=0, expect="no_answer"), "en", "(90 %), though no page should answer."),
    ],
)
def test_a_failure_says_what_the_chat_did_and_how_sure_it_was(one: Result, lang: str, told: str) -> None:
    assert told in failures([one], lang)
    assert "&lt;b&gt;" in failures([one], lang)


ROW = {"hit@1": 78.2, "hit@1 95 %": [71.5, 84.2], "hit@3": 89.7, "abstention f1": 81.5, "questions": 225}


def test_the_systems_are_named_in_the_language_of_the_page_and_rows_by_language_are_left_out() -> None:
    rows = [{"system": "ours", "lang": lang, **ROW} for lang in ("all", "fr")]
    assert systems(rows, "fr").splitlines()[2:] == ["| Notre chat | 78,2 (71,5–84,2) | 89,7 | 81,5 |"]
    assert systems([{**rows[0], "system": "other"}], "en").splitlines()[2:] == [
        "| other | 78.2 (71.5–84.2) | 89.7 | 81.5 |"
    ]


def test_a_way_of_asking_is_named_in_the_language_of_the_page() -> None:
    assert (
        ways([{"value": "typo", **ROW}], "fr").splitlines()[-1].startswith("| fautes, accents perdus | 225 | 78,2 |")
    )


def test_what_stands_between_the_marks_is_replaced() -> None:
    page = "a\n<!-- plot -->\nold\n<!-- /plot -->\nb"
    replaced = replace_marked(page, "plot", r"new \1")
    assert replaced == "a\n<!-- plot -->\n\nnew \\1\n\n<!-- /plot -->\nb"
    assert replace_marked(replaced, "plot", r"new \1") == replaced


@pytest.mark.parametrize("page", ["", "<!-- plot -->\nx\n<!-- /plot -->\n" * 2], ids=["nowhere", "twice"])
def test_marks_that_do_not_stand_once_are_refused(page: str) -> None:
    with pytest.raises(ValueError, match="plot"):
        replace_marked(page, "plot", "new")
