import pytest

from hdh_faq.faq import Faq
from hdh_faq.lexical import fold
from hdh_faq.spelling import COMMON_WORDS, Speller

WORDS = {"l": 3, "hebergeur": 9, "scaleway": 9, "remplace": 3, "microsoft": 3, "qualifie": 3, "un": 3}


@pytest.fixture
def speller() -> Speller:
    return Speller(WORDS, "fr")


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("hebergeurr", "hebergeur"),
        ("hébregeur", "hebergeur"),
        ("Scalewai", "scaleway"),
        ("scalewy", "scaleway"),
        ("microsft", "microsoft"),
        ("lhebergeur", "hebergeur"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_word_of_the_pages(speller: Speller, typed: str, mended: str) -> None:
    assert speller.correction(typed) == mended


@pytest.mark.parametrize(
    "typed", ["Hébergeur", "hebergeur", "ovh", "tomates", "farcies", "qui", "a", "pris", "12345", "h3b3rg3ur"]
)
def test_known_short_and_far_words_stay_as_typed(speller: Speller, typed: str) -> None:
    assert speller.correction(typed) is None


def test_a_word_seen_once_is_known_but_corrects_nothing() -> None:
    speller = Speller({"un": 1, "hapax": 1, "legomenon": 1}, "fr")
    assert speller.correction("legomenon") is None
    assert speller.correction("legomenom") is None


NEIGHBOURS = "retrait pilotage politique clinic costs host hosts hacker packed parent contrat salarie".split()
"""Words of pages that are one or two edits away from everyday ones."""


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "typed",
    "retraite retraites piratage piratee clinique cliniques politiques costly ghost ghosts hacked backed parents "
    "contrats salaire contrast Clinique RETRAITE piratées".split(),
)
def test_common_words_of_both_languages_stay_as_typed_on_every_page(typed: str, lang: str) -> None:
    assert Speller(dict.fromkeys(NEIGHBOURS, 9), lang).correction(typed) is None


@pytest.mark.parametrize(
    ("typed", "neighbour"), [("retraitt", "retrait"), ("clinnic", "clinic"), ("hackr", "hacker")]
)
def test_their_neighbours_do_correct_what_is_no_word(typed: str, neighbour: str) -> None:
    assert Speller(dict.fromkeys(NEIGHBOURS, 9), "fr").correction(typed) == neighbour


@pytest.mark.parametrize(
    ("counts", "meant"),
    [
        ({"xandor": 9, "xondor": 5}, "xandor"),
        ({"xandor": 5, "xondor": 9}, "xondor"),
        ({"xondor": 9, "xandor": 5}, "xondor"),
        ({"xondor": 5, "xandor": 5}, "xandor"),
        ({"xondorr": 99, "xandor": 3}, "xandor"),
    ],
)
def test_of_equally_near_words_the_one_used_most_is_meant(counts: dict[str, int], meant: str) -> None:
    assert Speller(counts, "fr").correction("xindor") == meant


def test_the_nearest_word_wins_over_one_used_more() -> None:
    speller = Speller({"xandoriz": 99, "xandorez": 3}, "fr")
    assert speller.correction("xandoreq") == "xandorez"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xandq", None),
        ("xandoq", "xandor"),
        ("xanqqr", None),
        ("xandoqq", None),
        ("brqqdelen", "brandelen"),
        ("bqandelen", "brandelen"),
        ("bqandelqn", None),  # ``majoritaire`` is no ``minoritaire``
        ("brqqdele", None),
        ("qrqqdelen", None),
        ("rbandelen", None),  # a first letter is not guessed
        ("lbrandelen", "brandelen"),  # but an apostrophe may be left out
        ("xnador", "xandor"),
    ],
)
def test_short_words_may_differ_by_one_edit_and_long_ones_by_two(typed: str, meant: str | None) -> None:
    assert Speller({"xandor": 9, "brandelen": 9}, "fr").correction(typed) == meant


@pytest.mark.parametrize(
    ("page", "typed", "meant"),
    [("zork", "zorkk", "zork"), ("zor", "zorkk", None), ("zork", "zorq", None), ("zork", "zokr", "zork"),
     ("zork", "ozrk", None), ("zork", "zkor", None), ("zor", "zro", None), ("zorkx", "zorqx", "zorkx"),
     ("brandelo", "brqndeqo", "brandelo"), ("brandel", "brqndeq", None)],
)  # fmt: skip
def test_words_are_guessed_from_five_letters_on_or_four_if_two_are_swapped_and_loosely_from_eight(
    page: str, typed: str, meant: str | None
) -> None:
    assert Speller({page: 9}, "fr").correction(typed) == meant


@pytest.mark.parametrize(("uses", "meant"), [(2, None), (3, "xandor")])
def test_a_word_corrects_from_three_uses_on(uses: int, meant: str | None) -> None:
    assert Speller({"xandor": uses}, "fr").correction("xandoq") == meant


def test_words_with_digits_neither_correct_nor_are_corrected() -> None:
    assert Speller({"azure2x": 9}, "fr").correction("azureqx") is None
    assert Speller({"xandor": 9}, "fr").correction("xand0r") is None


def test_all_words_of_the_stored_list_are_folded() -> None:
    assert {fold(word) for word in COMMON_WORDS} == COMMON_WORDS
    assert len(COMMON_WORDS) > 40_000


def test_misspelt_questions_find_their_passage(real_faq: Faq) -> None:

    answer = real_faq.ask("qui va hebergr les donees a la place de microsft ?")
    assert "Scaleway" in answer.passages[0].text
