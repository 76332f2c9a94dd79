"""Ranking: four signals over one language, standardised and added."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conftest import WEIGHTS, FakeEmbedder
from hdh_faq.index import Index
from hdh_faq.indexing import build
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import terms
from hdh_faq.search import SIGNALS, Hit, Search, Searcher, standardise

EVERYTHING = 1000


@pytest.fixture(scope="module")
def french(toy_index: Index) -> Searcher:
    return Searcher(toy_index, "fr")


@pytest.fixture(scope="module")
def english(toy_index: Index) -> Searcher:
    return Searcher(toy_index, "en")


def searched(question: str) -> Search:
    return Search.of(question, FakeEmbedder().encode_question(question))


def ranked(searcher: Searcher, question: str, weights: dict[str, float] = WEIGHTS) -> list[Hit]:
    return searcher.rank(searched(question), EVERYTHING, weights)


def carried(index: Index) -> list[tuple[str, str, str]]:
    return [(p.lang, question, p.url) for p in index.passages for question in p.questions]


def test_every_carried_question_finds_its_own_section_first(toy_index: Index) -> None:
    for lang, question, url in carried(toy_index):
        assert ranked(Searcher(toy_index, lang), question)[0].passage.url == url, question


@pytest.mark.parametrize(
    ("question", "url"),
    [
        ("juge américain entreprise", "/droit/#overview"),
        ("filiale d'Iliad", "/hebergeur/#host"),
        ("ce que raconte le site jouet", "/#overview"),
        ("JUGE AMERICAIN", "/droit/#overview"),
    ],
)
def test_words_of_a_section_find_it(french: Searcher, question: str, url: str) -> None:
    assert ranked(french, question)[0].passage.url == url


@pytest.mark.parametrize("signal", WEIGHTS)
def test_each_signal_alone_finds_a_carried_question(french: Searcher, signal: str) -> None:
    assert ranked(french, "Qui remplace Microsoft ?", {signal: 1.0})[0].passage.url == "/hebergeur/#host"


def test_a_passage_is_found_by_the_questions_that_its_twin_carries(french: Searcher) -> None:
    hits = ranked(french, "Who replaces Microsoft?", {"dense_twin": 1.0})
    assert hits[0].passage.url == "/hebergeur/#host"
    assert hits[0].signals["dense_twin"] == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_passages_of_its_language_are_ranked_and_each_once(toy_index: Index, lang: str) -> None:
    hits = ranked(Searcher(toy_index, lang), "Microsoft Scaleway CNIL 2026")
    assert {hit.passage.lang for hit in hits} == {lang}
    assert len({hit.passage.url for hit in hits}) == len(hits) == len(toy_index.rows(lang))


@pytest.mark.parametrize("question", ["Qui remplace Microsoft ?", "zzz", "le la les", "2026", "?"])
def test_best_comes_first(french: Searcher, question: str) -> None:
    scores = [hit.score for hit in ranked(french, question)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("count", [0, 1, 3, EVERYTHING])
def test_no_more_than_asked_for(french: Searcher, count: int) -> None:
    hits = french.rank(searched("Microsoft"), count, WEIGHTS)
    assert hits == ranked(french, "Microsoft")[:count]


def test_the_same_question_is_always_ranked_alike(toy_index: Index) -> None:
    first, again = (ranked(Searcher(toy_index, "fr"), "l'hébergeur des données") for _ in range(2))
    assert first == again


def test_equal_passages_keep_the_order_of_the_site(french: Searcher, toy_index: Index) -> None:
    hits = ranked(french, "zzz", {"bm25_text": 1.0})
    assert [hit.row for hit in hits] == list(toy_index.rows("fr"))


def test_score_is_the_weighted_sum_of_standardised_signals(french: Searcher) -> None:
    question = "Qui remplace Microsoft ?"
    weights = {"dense_text": 2.0, "dense_questions": 0.5}
    hits = ranked(french, question, weights)
    signals = {name: np.asarray([hit.signals[name] for hit in hits], dtype=np.float32) for name in weights}
    expected = sum(weight * standardise(signals[name]) for name, weight in weights.items())
    assert [hit.score for hit in hits] == pytest.approx(expected, abs=1e-5)


def test_a_hit_carries_the_signals_that_were_asked_for_and_no_other(french: Searcher) -> None:
    for names in (SIGNALS, ("dense_text",), ("bm25_text", "dense_questions")):
        hits = ranked(french, "Que permet la loi américaine ?", dict.fromkeys(names, 1.0))
        assert all(set(hit.signals) == set(names) for hit in hits)


def test_a_raw_signal_does_not_depend_on_its_weight_or_on_the_others(french: Searcher) -> None:
    question = "Que permet la loi américaine ?"
    together = {hit.passage.url: hit.signals for hit in ranked(french, question)}
    for name in WEIGHTS:
        for hit in ranked(french, question, {name: 3.0}):
            assert hit.signals[name] == pytest.approx(together[hit.passage.url][name])


def test_the_text_signal_is_the_cosine_of_each_passage(toy_index: Index, french: Searcher) -> None:
    cosines = toy_index.vectors @ FakeEmbedder().encode_question("Microsoft en 2026")
    expected = {toy_index.passages[row].url: cosines[row] for row in toy_index.rows("fr")}
    found = {h.passage.url: h.signals["dense_text"] for h in ranked(french, "Microsoft en 2026")}
    assert found == pytest.approx(expected, abs=1e-6)


def test_the_question_signal_is_the_best_of_a_passages_questions(toy_index: Index, english: Searcher) -> None:
    question = "When will the data leave?"
    cosines = toy_index.question_vectors @ FakeEmbedder().encode_question(question)
    expected = {
        toy_index.passages[row].url: max(cosines[toy_index.question_owners == row].max(), 0)
        for row in toy_index.rows("en")
    }
    found = {h.passage.url: h.signals["dense_questions"] for h in ranked(english, question)}
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_question_asked_word_for_word_has_cosine_one(english: Searcher) -> None:
    assert ranked(english, "Who replaces Microsoft?")[0].signals["dense_questions"] == pytest.approx(1, abs=0.01)


def test_unknown_words_have_no_lexical_score(french: Searcher) -> None:
    for hit in ranked(french, "zzz yyy"):
        assert hit.signals["bm25_text"] == 0


# Coverage


def test_a_carried_question_is_covered_whole(toy_index: Index) -> None:
    for lang, question, url in carried(toy_index):
        (hit,) = [hit for hit in ranked(Searcher(toy_index, lang), question) if hit.passage.url == url]
        assert hit.coverage == pytest.approx(1), question


@pytest.mark.parametrize("question", ["zzz yyy", "", "?", "le la les de"])
def test_a_question_that_shares_no_term_is_covered_by_nothing(french: Searcher, question: str) -> None:
    assert {hit.coverage for hit in ranked(french, question)} == {0.0}


def test_coverage_lies_between_none_and_all(french: Searcher) -> None:
    hits = ranked(french, "Microsoft et la météo de demain")
    assert all(0 <= hit.coverage <= 1 for hit in hits)
    assert any(0 < hit.coverage < 1 for hit in hits)


def test_a_rare_term_covers_more_than_a_common_one(toy_index: Index) -> None:
    searcher = Searcher(toy_index, "fr")
    common, rare = terms("microsoft", "fr")[0], terms("bascule", "fr")[0]
    own = [toy_index.sentences[row] for row in toy_index.rows("fr")]
    owners = {term: [sentences for sentences in own if term in sentences.all_terms] for term in (common, rare)}
    assert len(owners[rare]) < len(owners[common])
    hits = {hit.passage.url: hit for hit in ranked(searcher, "Microsoft bascule")}
    assert hits["/hebergeur/#when"].coverage > hits["/hebergeur/#host"].coverage > 0


def test_terms_of_a_passage_include_headings_and_questions(toy_index: Index) -> None:
    (row,) = [row for row, p in enumerate(toy_index.passages) if p.url == "/hebergeur/#when"]
    passage = toy_index.passages[row]
    for text in (passage.text, *passage.headings, *passage.questions):
        assert set(terms(text, "fr")) <= toy_index.sentences[row].all_terms


# Small and odd indexes


def test_an_index_without_a_language_ranks_nothing_in_it(toy_index: Index, tmp_path: Path) -> None:
    page = '<html lang="fr"><body><article><h1>Titre</h1><p>Une phrase sur Scaleway.</p></article></body></html>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    index = build(tmp_path, FakeEmbedder())
    assert ranked(Searcher(index, "en"), "Scaleway") == []
    assert [hit.passage.text for hit in ranked(Searcher(index, "fr"), "Scaleway")] == ["Une phrase sur Scaleway."]


def test_a_passage_without_questions_is_found_by_its_text(toy_index: Index) -> None:
    silent = tuple(replace(passage, questions=()) for passage in toy_index.passages)
    index = replace(
        toy_index,
        passages=silent,
        questions=(),
        question_owners=toy_index.question_owners[:0],
        question_vectors=toy_index.question_vectors[:0],
    )
    weights = {"dense_text": 1.0, "dense_questions": 1.0, "bm25_text": 1.0}
    assert ranked(Searcher(index, "fr"), "filiale d'Iliad", weights)[0].passage.url == "/hebergeur/#host"


def test_standardised_values_have_mean_zero_and_spread_one() -> None:
    values = standardise(np.asarray([1, 2, 3, 10], dtype=np.float32))
    assert float(values.mean()) == pytest.approx(0, abs=1e-6)
    assert float(values.std()) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("values", [[0, 0, 0], [5, 5], [3]])
def test_values_that_do_not_differ_become_zero(values: list[float]) -> None:
    assert not standardise(np.asarray(values, dtype=np.float32)).any()
