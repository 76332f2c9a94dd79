"""What every store must do, on every store there is."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from conftest import FakeEmbedder
from hdh_faq import search as search_room
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import terms
from hdh_faq.search import Search, Searcher, panel
from hdh_faq.store import SIGNALS, Probe, Rows, Store
from hdh_faq.store.embedded import EmbeddedStore

STORES: list[Callable[[Index, str], Store]] = [EmbeddedStore]
QUESTIONS = ["Qui remplace Microsoft ?", "When will the data leave?", "zzz", "le la les", "Microsoft Microsoft CNIL"]

every_store = pytest.mark.parametrize("store", STORES, ids=lambda store: store.__name__)
every_question = pytest.mark.parametrize("question", QUESTIONS)


def probe(question: str, lang: str, *signals: str) -> Probe:
    return Probe(FakeEmbedder().encode_question(question), tuple(terms(question, lang)), signals or SIGNALS)


@every_store
@every_question
@pytest.mark.parametrize("lang", LANGUAGES)
def test_scores_are_those_of_the_index(
    toy_index: Index, store: Callable[[Index, str], Store], question: str, lang: str
) -> None:
    rows = toy_index.rows(lang)
    asked = probe(question, lang)
    found = store(toy_index, lang).scores(asked, np.arange(len(rows)))
    cosines = toy_index.question_vectors @ asked.vector

    def best(owners: Iterable[int]) -> Any:
        own = [max(cosines[toy_index.question_owners == row].max(initial=0), 0) for row in owners]
        return pytest.approx(np.asarray(own), abs=1e-5)

    assert found["dense_text"] == pytest.approx(toy_index.vectors[rows] @ asked.vector, abs=1e-5)
    assert found["dense_questions"] == best(rows)
    assert found["dense_twin"] == best(toy_index.twins[rows])
    assert found["bm25_text"] == pytest.approx(toy_index.fields[lang].scores(asked.terms), abs=1e-5)


@every_store
@every_question
@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("depth", [1, 2, 3, 100])
def test_the_nearest_hold_the_best_of_each_signal(
    toy_index: Index, store: Callable[[Index, str], Store], question: str, signal: str, depth: int
) -> None:
    opened = store(toy_index, "fr")
    asked = probe(question, "fr", signal)
    every = opened.scores(asked, np.arange(len(toy_index.rows("fr"))))[signal]
    found = opened.nearest(asked, depth)
    assert list(found) == sorted(set(found))
    assert len(found) >= min(depth, len(every))
    # Ties may be broken either way: the values count.
    assert sorted(every[found])[-depth:] == pytest.approx(sorted(every)[-depth:], abs=1e-6)


@every_store
def test_a_row_asked_for_alone_has_the_same_score(toy_index: Index, store: Callable[[Index, str], Store]) -> None:
    opened, asked = store(toy_index, "fr"), probe("Qui remplace Microsoft ?", "fr")
    every = opened.scores(asked, np.arange(3))
    for name in SIGNALS:
        assert opened.scores(asked, np.asarray([2]))[name][0] == every[name][2]


@every_store
def test_a_passage_without_questions_has_no_question_score(
    toy_index: Index, store: Callable[[Index, str], Store]
) -> None:
    row = int(toy_index.rows("fr")[1])
    passages = list(toy_index.passages)
    passages[row] = replace(passages[row], questions=())
    kept = toy_index.question_owners != row
    index = replace(
        toy_index,
        passages=tuple(passages),
        questions=tuple(itertools.compress(toy_index.questions, kept)),
        question_owners=toy_index.question_owners[kept],
        question_vectors=toy_index.question_vectors[kept],
    )
    assert store(index, "fr").scores(probe("Microsoft", "fr"), np.asarray([1]))["dense_questions"][0] == 0


def test_a_ranking_asks_a_store_for_few_and_standardises_by_a_panel(
    toy_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_room, "PANEL", 2)
    question = "Qui remplace Microsoft ?"
    search = Search.of(question, FakeEmbedder().encode_question(question))

    class OnlyTheBest(EmbeddedStore):
        def nearest(self, probe: Probe, depth: int) -> Rows:  # noqa: ARG002 - fewer than wanted
            return super().nearest(probe, 1)

    weights = dict.fromkeys(SIGNALS, 1.0)
    whole = Searcher(toy_index, "fr").rank(search, 1, weights)
    few = Searcher(toy_index, "fr", OnlyTheBest(toy_index, "fr")).rank(search, 1, weights)
    assert few == whole


def test_a_panel_is_the_language_or_always_the_same_part_of_it() -> None:
    assert list(panel(3)) == [0, 1, 2]
    assert len(panel(2000)) == 2000
    large = panel(5000)
    assert len(set(large)) == 2000
    assert list(large) == sorted(panel(5000))
