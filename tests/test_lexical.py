"""Word search: accents and inflections do not matter, stop words carry nothing."""

from pathlib import Path

import numpy as np
import pytest

from hdh_faq.lexical import LexicalField, fold, terms
from hdh_faq.words import STOP_WORDS

ENTRIES = [
    "le cloud souverain de l'État",
    "un cloud américain",
    "la visio souveraine",
    "le de la",
    "",
    "cloud cloud cloud",
]


@pytest.fixture
def lexical() -> LexicalField:
    return LexicalField.build(ENTRIES, "fr")


def scores(field: LexicalField, question: str, lang: str = "fr") -> list[float]:
    return [round(float(score), 5) for score in field.scores(terms(question, lang))]


# Words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉTÉ à Noël", "ete a noel"),
        ("Cœur, ŒUVRE, Æther", "coeur, oeuvre, aether"),
        ("ça", "ca"),
        ("e\u0301te\u0301", "ete"),
        ("SecNumCloud 3.2", "secnumcloud 3.2"),
        ("", ""),
        ("日本 Привет", "日本 привет"),
        ("🙂", "🙂"),
    ],
)
def test_folding_drops_case_accents_and_ligatures(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Qui hébergera les données de santé ?", "qui hebergera les donnees de sante"),
        ("HÉBERGEMENT", "hebergement"),
        ("hébergeur", "hébergeurs"),
        ("l'hébergeur", "hébergeur"),
        ("l’hébergeur", "hébergeur"),
        ("donnée", "données"),
        ("e\u0301tat", "état"),
        ("œuvre", "oeuvre"),
        ("santé\u00a0?", "santé"),
        ("«\u00a0cloud\u00a0»", "cloud"),
    ],
)
def test_two_ways_to_write_a_french_word_have_one_stem(typed: str, also: str) -> None:
    assert terms(typed, "fr") == terms(also, "fr") != []


@pytest.mark.parametrize(
    ("typed", "also"),
    [("hosts", "host"), ("hosting", "hosted"), ("Health-data", "health data"), ("the host", "host")],
)
def test_two_ways_to_write_an_english_word_have_one_stem(typed: str, also: str) -> None:
    assert terms(typed, "en") == terms(also, "en") != []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("", "fr"),
        ("   \n\t", "fr"),
        ("?! … « »", "fr"),
        ("_ __", "en"),
        ("🙂", "en"),
        ("Qui est-ce que c'est, et où ?", "fr"),
        ("L'a-t-il ?", "fr"),
        ("What is it, and why would they?", "en"),
    ],
)
def test_text_without_a_subject_has_no_term(text: str, lang: str) -> None:
    assert terms(text, lang) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_stop_words_are_folded_and_carry_nothing(lang: str) -> None:
    for word in STOP_WORDS[lang]:
        assert fold(word) == word
        assert terms(word.upper(), lang) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", ["SecNumCloud", "Scaleway", "CNIL", "2026", "HDS", "Azure", "L1461"])
def test_names_and_numbers_are_kept(name: str, lang: str) -> None:
    assert len(terms(name, lang)) == 1


def test_terms_keep_order_and_repetition() -> None:
    assert terms("cloud visio cloud", "fr") == ["cloud", "visio", "cloud"]


def test_a_very_long_text_is_read_whole() -> None:
    assert len(terms("cloud " * 100_000, "fr")) == 100_000
    assert len(terms("x" * 10_000, "fr")) == 1


# Scores


def test_the_entry_that_shares_most_scores_best(lexical: LexicalField) -> None:
    found = scores(lexical, "cloud souverain")
    assert int(np.argmax(found)) == 0
    assert found[0] > found[1] > 0


@pytest.mark.parametrize("question", ["", "le de la", "zzz", "🙂", "Wörter", "<script>"])
def test_a_question_that_shares_no_word_scores_nothing(lexical: LexicalField, question: str) -> None:
    assert scores(lexical, question) == [0.0] * len(ENTRIES)


def test_unknown_words_beside_known_ones_change_no_score(lexical: LexicalField) -> None:
    assert scores(lexical, "visio zzz xyzzy") == scores(lexical, "visio")


def test_accents_and_inflections_change_no_score(lexical: LexicalField) -> None:
    assert scores(lexical, "AMERICAINS") == scores(lexical, "américain")
    assert max(scores(lexical, "AMERICAINS")) > 0


def test_rare_words_weigh_more_than_common_ones(lexical: LexicalField) -> None:
    weights = lexical.weight(terms("cloud visio inconnu", "fr"))
    assert 0 < weights["cloud"] < weights["visio"] < weights["inconnu"]
    assert list(weights) == ["cloud", "visio", "inconnu"]


def test_no_terms_have_no_weights(lexical: LexicalField) -> None:
    assert lexical.weight([]) == {}


def test_weight_counts_entries_not_repetitions() -> None:
    often = LexicalField.build(["cloud cloud cloud", "visio", "autre"], "fr")
    weights = often.weight(["cloud", "visio"])
    assert weights["cloud"] == weights["visio"]


def test_scores_have_one_row_a_passage_and_are_finite(lexical: LexicalField) -> None:
    found = lexical.scores(terms("cloud", "fr"))
    assert found.shape == (len(ENTRIES),)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert (found >= 0).all()


@pytest.mark.parametrize("entries", [["cloud"], ["le la"], [""], ["cloud", "cloud"]])
def test_a_field_of_few_entries_works(entries: list[str]) -> None:
    field = LexicalField.build(entries, "fr")
    found = scores(field, "cloud")
    assert [score > 0 for score in found] == ["cloud" in entry for entry in entries]


def test_an_empty_field_scores_nothing_and_weighs_all_alike() -> None:
    field = LexicalField.build([], "fr")
    assert scores(field, "cloud") == []
    assert field.weight(["cloud", "visio"]) == {"cloud": 1.0, "visio": 1.0}


def test_english_is_stemmed_as_english() -> None:
    field = LexicalField.build(["hosting of health records", "a law"], "en")
    found = scores(field, "Who hosts my record?", "en")
    assert found[0] > 0
    assert found[1] == 0


# Saved and read again


def test_a_saved_field_scores_and_weighs_the_same(lexical: LexicalField, tmp_path: Path) -> None:
    lexical.save(tmp_path / "new" / "folder")
    again = LexicalField.load(tmp_path / "new" / "folder")
    for question in ("cloud souverain", "VISIO", "américain", "zzz", ""):
        assert scores(again, question) == scores(lexical, question)
        stems = terms(question, "fr")
        assert again.weight(stems) == lexical.weight(stems)


def test_a_saved_empty_field_is_still_empty(tmp_path: Path) -> None:
    LexicalField.build([], "en").save(tmp_path)
    again = LexicalField.load(tmp_path)
    assert scores(again, "cloud", "en") == []


def test_building_twice_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        LexicalField.build(ENTRIES, "fr").save(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "b").iterdir())
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_a_field_that_was_never_saved_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LexicalField.load(tmp_path / "none")
