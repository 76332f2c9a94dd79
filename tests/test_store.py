"""What every store must do, on every store there is."""

import asyncio
import itertools
import os
import random
import socket
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any, cast

import numpy as np
import pytest
from click.testing import CliRunner
from qdrant_client import QdrantClient

from conftest import PROJECT, FakeEmbedder, faq_with
from evaluation.items import load_items
from hdh_faq import search as search_room
from hdh_faq.answer import Outcome
from hdh_faq.asker import Asker
from hdh_faq.cli import main
from hdh_faq.errors import SettingError, StoreError
from hdh_faq.faq import CANDIDATES, Faq
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import terms
from hdh_faq.search import Search, Searcher, panel
from hdh_faq.store import SIGNALS, Probe, Rows, Store, opening
from hdh_faq.store.embedded import EmbeddedStore
from hdh_faq.store.opening import open_stores
from hdh_faq.store.qdrant import QdrantStore, check, collection, connect
from hdh_faq.store.qdrant_publishing import publish
from postgres_server import Postgres, address_of_server


def Qdrant(index: Index, lang: str) -> Store:  # noqa: N802 - a store among stores
    """The engine in memory; a real one where QDRANT_URL names one that may be written to."""
    client = connect(os.environ["QDRANT_URL"], 60) if "QDRANT_URL" in os.environ else QdrantClient(":memory:")
    # What tests change in an index, its manifest does not tell.
    if client.collection_exists(collection(index)):
        client.delete_collection(collection(index))
    publish(client, index)
    return QdrantStore(client, index, lang)


STORES: list[Callable[[Index, str], Store]] = [EmbeddedStore, Qdrant, Postgres]
QUESTIONS = ["Qui remplace Microsoft ?", "When will the data leave?", "zzz", "le la les", "Microsoft Microsoft CNIL"]

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact:UserWarning"),
]
every_store = pytest.mark.parametrize("store", STORES, ids=lambda store: store.__name__)
every_question = pytest.mark.parametrize("question", QUESTIONS)


@pytest.fixture(scope="module")
def opened(toy_index: Index) -> Callable[..., Store]:
    """Opens a store of the toy index, each once."""
    return cache(lambda kind, lang: kind(toy_index, lang))


@pytest.fixture
def french(opened: Callable[..., Store], store: Callable[[Index, str], Store]) -> Store:
    return opened(store, "fr")


def probe(question: str, lang: str, *signals: str) -> Probe:
    return Probe(FakeEmbedder().encode_question(question), tuple(terms(question, lang)), signals or SIGNALS)


@every_store
@every_question
@pytest.mark.parametrize("lang", LANGUAGES)
def test_scores_are_those_of_the_index(
    toy_index: Index, opened: Callable[..., Store], store: Callable[[Index, str], Store], question: str, lang: str
) -> None:
    rows = toy_index.rows(lang)
    asked = probe(question, lang)
    found = opened(store, lang).scores(asked, np.arange(len(rows)))
    cosines = toy_index.question_vectors @ asked.vector

    def best(owners: Iterable[int]) -> Any:
        own = [max(cosines[toy_index.question_owners == row].max(initial=0), 0) for row in owners]
        return pytest.approx(np.asarray(own), abs=1e-5)

    assert found["dense_text"] == pytest.approx(toy_index.vectors[rows] @ asked.vector, abs=1e-5)
    assert found["dense_questions"] == best(rows)
    assert found["dense_twin"] == best(toy_index.twins[rows])
    assert found["bm25_text"] == pytest.approx(toy_index.fields[lang].scores(asked.terms), abs=1e-5)
    assert found["bm25_asked"] == pytest.approx(toy_index.asked_fields[lang].scores(asked.terms), abs=1e-5)


@every_store
@every_question
@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("depth", [1, 2, 3, 100])
def test_the_nearest_hold_the_best_of_each_signal(
    toy_index: Index, french: Store, question: str, signal: str, depth: int
) -> None:
    asked = probe(question, "fr", signal)
    every = french.scores(asked, np.arange(len(toy_index.rows("fr"))))[signal]
    found = french.nearest(asked, depth)
    assert list(found) == sorted(set(found))
    assert len(found) >= min(depth, len(every))
    # Ties may be broken either way: the values count.
    assert sorted(every[found])[-depth:] == pytest.approx(sorted(every)[-depth:], abs=1e-6)


@every_store
def test_a_row_asked_for_alone_has_the_same_score(toy_index: Index, store: Callable[[Index, str], Store]) -> None:
    opened, asked = store(toy_index, "fr"), probe("Qui remplace Microsoft ?", "fr")
    every = opened.scores(asked, np.arange(3))
    for name in SIGNALS:
        assert opened.scores(asked, np.asarray([2]))[name][0] == pytest.approx(every[name][2], abs=1e-6)


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


def test_the_embedded_store_computes_each_signal_once_a_ranking(
    toy_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []
    plain = EmbeddedStore._computed

    def counted(self: EmbeddedStore, name: str, probe: Probe) -> Any:
        computed.append(name)
        return plain(self, name, probe)

    monkeypatch.setattr(EmbeddedStore, "_computed", counted)
    store, asked = (
        EmbeddedStore(toy_index, "fr"),
        [probe(text, "fr") for text in ("Qui remplace Microsoft ?", "Quand ?")],
    )
    for own in (*asked, asked[0]):
        computed.clear()
        found = store.scores(own, store.nearest(own, 1)[:1])
        assert sorted(computed) == sorted(set(SIGNALS) - {"dense_text"})  # FAISS finds the best of that one
        assert found["bm25_text"] == toy_index.fields["fr"].scores(own.terms)[store.nearest(own, 1)[:1]]


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


@pytest.fixture(scope="module", params=["Qdrant", "Postgres"])
def published(request: pytest.FixtureRequest, real_faq: Faq) -> dict[str, Store]:
    """The published pages in an engine."""
    index = real_faq.index
    if request.param == "Postgres":
        address = address_of_server()
        opening.publish(address, index)
        return open_stores(address, index)
    client = QdrantClient(":memory:")
    publish(client, index)
    return {lang: QdrantStore(client, index, lang) for lang in LANGUAGES}


@pytest.mark.parametrize(("most", "depth"), [(2000, 200), (150, 60)], ids=["all passages", "a large language"])
def test_the_engine_ranks_questions_of_dev_as_the_process_does(
    real_faq: Faq, published: dict[str, Store], monkeypatch: pytest.MonkeyPatch, most: int, depth: int
) -> None:
    """A sample: in memory Qdrant is Python, and slow."""
    monkeypatch.setattr(search_room, "PANEL", most)
    monkeypatch.setattr(search_room, "DEPTH", depth)
    index, weights = real_faq.index, real_faq.ranking.weights
    sample = random.Random(0).sample(load_items(PROJECT / "evaluation" / "dev.jsonl"), 20)
    for lang in LANGUAGES:
        here = Searcher(index, lang)
        there = Searcher(index, lang, published[lang])
        for item in sample:
            search = real_faq.search(item.question, lang)
            mine, theirs = (searcher.rank(search, CANDIDATES, weights) for searcher in (here, there))
            assert [hit.row for hit in theirs] == [hit.row for hit in mine], item.question
            for own, other in zip(mine, theirs, strict=True):
                assert other.signals == pytest.approx(own.signals, abs=1e-5)


def test_an_index_is_published_beside_the_one_it_follows_and_older_ones_go(toy_index: Index) -> None:
    client = QdrantClient(":memory:")
    client.create_collection("hdh-faq-of-somebody-else", {})
    indexes = [
        replace(toy_index, manifest=replace(toy_index.manifest, site_digest=str(number))) for number in range(3)
    ]
    names = [publish(client, index) for index in indexes]
    assert names == [collection(index) for index in indexes]
    assert {one.name for one in client.get_collections().collections} == {"hdh-faq-of-somebody-else", *names[1:]}
    assert [(one.alias_name, one.collection_name) for one in client.get_aliases().aliases] == [("hdh-faq", names[2])]
    check(client, indexes[1])
    with pytest.raises(StoreError, match="does not hold this index: run `hdh-faq publish`"):
        check(client, indexes[0])
    # Twice is once, and the way back is open.
    publish(client, indexes[2])
    publish(client, indexes[1])
    assert {one.name for one in client.get_collections().collections} == {"hdh-faq-of-somebody-else", *names[1:]}
    check(client, indexes[1])


def test_what_was_begun_is_no_index_and_is_begun_again(toy_index: Index) -> None:
    client = QdrantClient(":memory:")
    name = publish(client, toy_index)
    client.delete(name, [0])
    with pytest.raises(StoreError, match="run `hdh-faq publish`"):
        check(client, toy_index)
    publish(client, toy_index)
    check(client, toy_index)


def test_the_engine_is_sent_no_text(toy_index: Index) -> None:
    client = QdrantClient(":memory:")
    points, _ = client.scroll(publish(client, toy_index), limit=1000, with_payload=True, with_vectors=True)
    assert len(points) == len(toy_index.passages)
    assert {tuple(point.payload or {}) for point in points} == {("lang",)}
    assert {name for point in points for name in cast("dict[str, Any]", point.vector)} == set(SIGNALS)


def test_a_process_that_was_to_ask_an_engine_does_not_start_without_it(toy_index: Index) -> None:
    with pytest.raises(StoreError, match="gives no answer"):
        open_stores(nobody(), toy_index)
    with pytest.raises(StoreError, match="gives no answer"):
        opening.publish(nobody(), toy_index)


def test_without_an_address_nothing_can_be_published(toy_index: Index) -> None:
    with pytest.raises(SettingError, match="HDH_FAQ_STORE"):
        opening.publish("", toy_index)


def test_the_command_says_in_a_sentence_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    for address, reason in (("", "HDH_FAQ_STORE names no engine"), (nobody(), "gives no answer")):
        result = CliRunner().invoke(main, ["publish"], env={"HDH_FAQ_STORE": address})
        assert result.exit_code == 2
        assert reason in result.stderr
        assert "Traceback" not in result.output


def test_without_its_library_the_setting_is_refused(toy_index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _name: None)
    with pytest.raises(SettingError, match=r"install hdh-faq\[qdrant\]"):
        open_stores(nobody(), toy_index)


def test_while_the_engine_is_down_every_answer_is_busy(toy_index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    faq = faq_with(toy_index)
    question = "Qui remplace Microsoft ?"
    assert faq.ask(question).outcome is Outcome.ANSWERED
    gone = {lang: QdrantStore(connect(nobody()), toy_index, lang) for lang in LANGUAGES}
    monkeypatch.setattr("hdh_faq.faq.open_stores", lambda *_: gone)
    down = faq_with(toy_index)
    with pytest.raises(StoreError, match="gives no answer"):
        down.ask(question)
    assert asyncio.run(Asker(lambda: down, 1, 0)(question, "fr")).outcome is Outcome.BUSY


def nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
