import pytest

from hdh_faq.faq import Faq
from hdh_faq.spelling import Speller

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
        ("scalewy ?", "scaleway ?"),
        ("microsft", "microsoft"),
        ("lhebergeur", "hebergeur"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_word_of_the_pages(speller: Speller, typed: str, mended: str) -> None:
    assert speller.correct(typed) == mended


@pytest.mark.parametrize(
    "typed", ["", "Hébergeur !", "hebergeur", "ovh", "tomates farcies", "qui a pris", "12345", "h3b3rg3ur"]
)
def test_known_short_and_far_words_stay_as_typed(speller: Speller, typed: str) -> None:
    assert speller.correct(typed) == typed


def test_a_word_seen_once_is_known_but_corrects_nothing() -> None:
    speller = Speller({"un": 1, "hapax": 1, "legomenon": 1}, "fr")
    assert speller.correct("legomenon legomenom") == "legomenon legomenom"


def test_misspelt_questions_find_their_passage(real_faq: Faq) -> None:

    answer = real_faq.ask("qui va hebergr les donees a la place de microsft ?")
    assert "Scaleway" in answer.passages[0].text
