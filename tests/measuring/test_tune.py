"""Fitting the numbers that decide, on data so small that the result is known."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from evaluation.items import Item
from hdh_faq.faq import Faq
from hdh_faq.fitting import ANSWER, GRID, SCOPE, balanced, describe, table
from hdh_faq.ranking import probability
from hdh_faq.search import SIGNALS
from late import Late

if TYPE_CHECKING:
    from evaluation import tune
else:
    tune = Late("evaluation.tune")

QUESTIONS = {"fr": "Qui remplace Microsoft ?", "en": "Who replaces Microsoft?"}
ITEMS = [Item(lang, question, lang, "answered", (("scaleway",),)) for lang, question in QUESTIONS.items()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("positive", "share", "expected"),
    [
        ([True, False], 0.5, [1.0, 1.0]),
        ([True, True, True, False], 0.5, [2 / 3, 2 / 3, 2 / 3, 2.0]),
        ([True, False, False, False], 2 / 3, [8 / 3, 4 / 9, 4 / 9, 4 / 9]),
    ],
)
def test_weights_give_a_class_the_share_that_is_assumed(
    positive: list[bool], share: float, expected: list[float]
) -> None:
    weights = balanced(np.asarray(positive), share)
    assert weights == pytest.approx(expected)
    assert weights[np.asarray(positive)].sum() / weights.sum() == pytest.approx(share)


def test_a_table_has_a_row_a_question_and_the_columns_named() -> None:
    rows = [{"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 4.0, "b": 5.0, "c": 6.0}]
    assert table(rows, ("c", "a")).tolist() == [[3.0, 1.0], [6.0, 4.0]]


def test_a_regression_finds_the_feature_that_tells_and_gives_its_probabilities() -> None:
    rng = np.random.default_rng(0)
    values = rng.random((200, 2))
    labels = values[:, 0] > 0.5
    found, unseen = tune.regress(values, labels, np.ones(200), ("tells", "noise"))
    assert found["tells"] > 10 * abs(found["noise"])
    assert probability(found, {"tells": 0.9, "noise": 0.5}) > 0.9
    assert probability(found, {"tells": 0.1, "noise": 0.5}) < 0.1
    assert ((unseen > 0.5) == labels).mean() > 0.9


def test_probabilities_of_unseen_folds_are_no_better_than_chance_on_noise() -> None:
    # A fit judged on what it was fitted to would tell these labels apart.
    rng = np.random.default_rng(1)
    values, labels = rng.random((60, 20)), rng.random(60) > 0.5
    _, unseen = tune.regress(values, labels, np.ones(60), [str(i) for i in range(20)])
    assert ((unseen > 0.5) == labels).mean() < 0.65


def test_a_heavier_class_is_believed_sooner() -> None:
    values, labels = np.linspace(0, 1, 40)[:, None], np.arange(40) % 2 == 1
    even, heavy = (tune.regress(values, labels, balanced(labels, share), ("x",))[1].mean() for share in (0.5, 0.9))
    assert heavy > even + 0.2


def test_questions_are_described_by_their_features_and_whether_the_first_passage_is_right(toy_faq: Faq) -> None:
    wrong = Item("w", QUESTIONS["fr"], "fr", "answered", (("zzz",),))
    refused = Item("r", "bonjour", "fr", "out_of_scope", ())
    rows, answerable, right = describe(toy_faq, [*ITEMS, refused, wrong], dict.fromkeys(SIGNALS, 1.0))
    assert right[:, 0].tolist() == [True, True, False]
    assert answerable.tolist() == [True, True, True]
    assert right.shape == (3, 3)
    assert rows[0] == rows[2]
    assert set(ANSWER) | set(SCOPE) <= rows[0].keys()


class Favouring:
    """Ranks a right passage first with one candidate of the weights alone, and second with all others."""

    def __init__(self, faq: Faq, favourite: dict[str, float]) -> None:
        self.read, self.search = faq.read, faq.search
        self.hits, self.favourite = faq.rank(faq.search(QUESTIONS["fr"], "fr"), "fr", 2), favourite

    def rank(self, *asked: Any) -> Any:
        *_, weights = asked
        return self.hits if weights == self.favourite else self.hits[::-1]


@pytest.mark.parametrize("favourite", [0, 17, len(GRID) - 1])
def test_the_weights_are_those_with_the_best_reciprocal_rank(toy_faq: Faq, favourite: int) -> None:
    items = [Item(str(i), QUESTIONS["fr"], "fr", "answered", (("scaleway, filiale",),)) for i in range(20)]
    stub: Any = Favouring(toy_faq, GRID[favourite])
    assert not items[0].is_answered_by(stub.hits[1].passage.text)
    assert tune.fit_weights(stub, items) == GRID[favourite]


def test_no_candidate_is_without_words_or_without_a_signal() -> None:
    assert all(weights.keys() == set(SIGNALS) - {"bm25_asked"} for weights in GRID)
    assert all(min(weights.values()) > 0 for weights in GRID)
