"""What was typed → what is searched: politeness left out, shorthand written out, names and misspelt words mended."""

import pytest

from hdh_faq.dictionary import Dictionary
from hdh_faq.languages import Lang
from hdh_faq.mending import Mender

COUNTS = {
    **dict.fromkeys("cloud act health data hub microsoft cnil hebergeur secnumcloud partout".split(), 9),
    "scaleway": 3,
    "outscale": 2,
}
NAMES = {"cloudact": "cloud act", "healthdatahub": "health data hub"}
PAGES = Dictionary(COUNTS, NAMES, frozenset())


def mended(text: str, lang: Lang = "fr", pages: Dictionary = PAGES) -> str:
    return Mender(pages, lang).mend(text).text


# Politeness


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Bonjour, qui remplace Microsoft ?", "qui remplace Microsoft ?"),
        ("Bonjour la CNIL peut-elle refuser ?", "la CNIL peut-elle refuser ?"),
        ("Bonsoir madame, bonsoir monsieur, qui paie ?", "monsieur, qui paie ?"),
        ("Bonjour à tous et merci, qui paie ?", "à tous et merci, qui paie ?"),
        ("Bonjour à tous, merci, qui paie ?", "qui paie ?"),
        ("bjr svp qui paie", "qui paie"),
        ("Hi there, thanks, who pays?", "who pays?"),
        ("Good morning, who pays?", "who pays?"),
        ("ÇA VA BIEN ? MERCI", "ÇA VA BIEN ?"),
    ],
)
def test_politeness_before_a_question_is_not_searched(typed: str, searched: str) -> None:
    assert mended(typed) == searched


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Qui remplace Microsoft ? Merci d'avance !", "Qui remplace Microsoft ?"),
        ("Qui remplace Microsoft, svp", "Qui remplace Microsoft"),
        ("Qui remplace Microsoft ; merci beaucoup", "Qui remplace Microsoft"),
        ("Qui paie, merci à vous tous, merci", "Qui paie"),
        ("Who pays? Thanks in advance", "Who pays?"),
        ("Who pays, please?", "Who pays"),
        ("Qui paie ? Cordialement", "Qui paie ?"),
        ("Qui paie ? Merci d'avance pour votre aide précieuse.", "Qui paie ?"),
        ("Merci pour votre réponse sur Microsoft", "pour votre réponse sur Microsoft"),
    ],
)
def test_thanks_after_a_question_are_not_searched(typed: str, searched: str) -> None:
    assert mended(typed) == searched


def test_both_ends_lose_their_politeness_at_once() -> None:
    assert mended("Bonjour, qui remplace Microsoft ? Merci d'avance !") == "qui remplace Microsoft ?"
    assert mended("merci microsoft merci") == "microsoft"


@pytest.mark.parametrize("typed", ["Bonjour !", "merci", "Bonjour à tous, merci d'avance.", "hello, thank you", "OK"])
def test_politeness_alone_stays(typed: str) -> None:
    assert mended(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "Qui dit bonjour à la CNIL ?",
        "à la CNIL",
        "la CNIL, les madame et monsieur",
        "tous les avis d'avance",
        "cher confrère, bonjour, qui paie ?",
        "Qui remplace Microsoft ?",
        "",
        "?!",
    ],
)
def test_what_only_stands_beside_greetings_or_inside_a_question_stays(typed: str) -> None:
    assert mended(typed) == typed


# Shorthand


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("c koi secnumcloud", "c'est quoi secnumcloud"),
        ("C KOI", "c'est quoi"),
        ("pk microsoft ?", "pourquoi microsoft ?"),
        ("pourkoi kan ki", "pourquoi quand qui"),
        ("keske le cloud", "qu'est-ce que le cloud"),
        ("g un dossier", "j'ai un dossier"),
        ("la secu", "la sécurité sociale"),
        ("la sécu", "la sécurité sociale"),
        ("d'ac", "d'avec"),
        ("koi-koi", "quoi-quoi"),
        ("Cé quoi", "c'est quoi"),
        ("ce que dé se", "ce que des se"),
    ],
)
def test_french_shorthand_is_written_out(typed: str, searched: str) -> None:
    assert mended(typed) == searched


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("wat r ur data", "what are your data"),
        ("whos the host", "who's the host"),
        ("y azure b4", "why azure before"),
    ],
)
def test_english_shorthand_is_written_out(typed: str, searched: str) -> None:
    assert mended(typed, "en") == searched


def test_each_language_has_its_own_shorthand() -> None:
    assert mended("wat") == "wat"
    assert mended("koi", "en") == "koi"


@pytest.mark.parametrize(
    "typed", ["données d'AVC", "OCI", "la MOA", "FO", "un kit", "CB", "data.gouv.fr", "mes infos", "TPS"]
)
def test_words_and_acronyms_that_look_like_shorthand_stay_as_typed(typed: str) -> None:
    assert mended(typed) == typed


def test_a_letter_alone_is_a_name_where_a_capital_opens_nothing() -> None:
    assert mended("G un dossier, pour R et C") == "j'ai un dossier, pour R et C"
    assert mended("tools in R, who r they", "en") == "tools in R, who are they"


@pytest.mark.parametrize("typed", ["c'est quoi", "c'etait", "qu'est-ce que c'est", "tt'le", "CloudAct'"])
def test_nothing_is_written_out_before_an_apostrophe(typed: str) -> None:
    assert mended(typed) == typed


# Names


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("le CloudAct ?", "le Cloud Act ?"),
        ("CLOUDACT", "Cloud Act"),
        ("healthdatahub", "Health Data Hub"),
        ("HealthDataHub et cloudact", "Health Data Hub et Cloud Act"),
    ],
)
def test_a_name_written_as_one_word_is_split(typed: str, searched: str) -> None:
    assert mended(typed) == searched


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("sec num cloud ?", "secnumcloud ?"),
        ("Sec Num Cloud", "SecNumCloud"),
        ("sec-num-cloud", "secnumcloud"),
        ("scale way et sec num cloud, vite", "scaleway et secnumcloud, vite"),
        ("le scale way", "le scaleway"),
    ],
)
def test_a_name_written_apart_is_joined(typed: str, searched: str) -> None:
    assert mended(typed) == searched


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("par tout", "the whole is a common word"),
        ("out scale", "the pages use it twice only"),
        ("s'calway d'scaleway l'hebergeur", "what is elided is no part of a name"),
        ("s'caleway", "what is elided is no part of a name"),
        ("cn il", "the whole has four letters"),
        ("se cn um cloud", "four pieces are too many"),
        ("sec num", "no page has it"),
        ("health data hub", "the pages write it apart"),
    ],
)
def test_other_neighbours_are_never_joined(typed: str, because: str) -> None:
    assert mended(typed) == typed, because


def test_a_joined_name_needs_six_letters() -> None:
    pages = Dictionary({"ovhxq": 9, "ovhxqz": 9}, {}, frozenset())
    assert mended("ov hxq", pages=pages) == "ov hxq"
    assert mended("ov hxqz", pages=pages) == "ovhxqz"


def test_the_longest_name_is_joined() -> None:
    pages = Dictionary({"secnumcloud": 9, "secnum": 9, "numcloud": 9}, {}, frozenset())
    assert mended("sec num cloud", pages=pages) == "secnumcloud"
    assert mended("sec num", pages=pages) == "secnum"


def test_what_is_mended_is_written_as_the_pages_write_it() -> None:
    pages = Dictionary(COUNTS, NAMES, frozenset(), ("hébergeur", "Scaleway", "CNIL", "Act"))
    assert mended("l'hebergeurr scalewai", pages=pages) == "l'hébergeur Scaleway"
    assert mended("le cloudact", pages=pages) == "le Cloud Act"
    assert mended("la cnil hebergeur", pages=pages) == "la cnil hebergeur"
    assert Mender(pages, "fr").mend("scalewai").guessed == {"scaleway"}


# Characters


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("ＣＮＩＬ", "CNIL"),
        ("ﬁn de l'oﬃce", "fin de l'office"),
        ("l\u2019avis", "l'avis"),
        ("l\u2018avis", "l'avis"),
        ("l\u02bcavis", "l'avis"),
        ("l\u02b9avis", "l'avis"),
        ("l`avis", "l'avis"),
        ("l\u00b4avis", "l'avis"),
        ("c\u00b4est koi", "c'est quoi"),
        ("c\u02bcest koi", "c'est quoi"),
        ("c\u2019est quoi", "c'est quoi"),
    ],
)
def test_compatible_characters_and_apostrophes_become_plain_ones(typed: str, searched: str) -> None:
    assert mended(typed) == searched


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("la C.N.I.L. dit", "la CNIL dit"),
        ("la C.N.I.L dit", "la CNIL dit"),
        ("H.D.S.", "HDS"),
        ("U.S. law", "US law"),
        ("É.N.A.", "ÉNA"),
        ("le h.d.h ?", "le hdh ?"),
        ("article L. 1111-8", "article L. 1111-8"),
        ("M. Dupont", "M. Dupont"),
        ("hdh.fr", "hdh.fr"),
        ("CNIL. Azure", "CNIL. Azure"),
    ],
)
def test_only_acronyms_lose_their_dots(typed: str, searched: str) -> None:
    assert mended(typed) == searched


# Misspelt words


@pytest.mark.parametrize(
    ("typed", "searched", "guessed"),
    [
        ("microsft ?", "microsoft ?", {"microsoft"}),
        ("helthdatahub", "Health Data Hub", {"health", "data", "hub"}),
        ("le cloudakt", "le Cloud Act", {"cloud", "act"}),
        ("Scalewai, hebergeurr", "scaleway, hebergeur", {"scaleway", "hebergeur"}),
        ("microsft et cnil", "microsoft et cnil", {"microsoft"}),
        ("Hébergeur de Microsoft", "Hébergeur de Microsoft", set()),
        ("cloudact", "Cloud Act", set()),
        ("sec num cloud", "secnumcloud", set()),
        ("pk", "pourquoi", set()),
        ("Bonjour, microsft", "microsoft", {"microsoft"}),
        ("outscal", "outscal", set()),
    ],
)
def test_guessed_are_the_words_put_in_the_place_of_misspelt_ones_and_no_others(
    typed: str, searched: str, guessed: set[str]
) -> None:
    found = Mender(PAGES, "fr").mend(typed)
    assert found.text == searched
    assert found.guessed == guessed


def test_mending_what_was_mended_changes_nothing_more() -> None:
    once = mended("Bonjour, c koi le CloudAct, helthdatahub et sec num cloud ? Merci d'avance")
    assert once == "c'est quoi le Cloud Act, Health Data Hub et secnumcloud ?"
    assert mended(once) == once


def test_a_mender_keeps_nothing_from_one_question_to_the_next() -> None:
    mender = Mender(PAGES, "fr")
    assert mender.mend("microsft").guessed == {"microsoft"}
    assert mender.mend("cnil").guessed == set()


# Names of three words


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("hell data hub", "health data hub"),
        ("le heath data hub c'est qui", "le health data hub c'est qui"),
        ("health dat hub", "health data hub"),
        ("health data up", "health data hub"),
        ("helath data ub", "health data hub"),
    ],
)
def test_two_words_of_a_name_vouch_for_the_third_even_if_it_is_a_word(typed: str, searched: str) -> None:
    assert mended(typed) == searched


@pytest.mark.parametrize(
    "typed", ["open data hub", "cloud data hub", "hell data", "data hub hell", "health data act"]
)
def test_what_is_unlike_the_third_word_or_a_word_of_the_pages_stays(typed: str) -> None:
    assert mended(typed) == typed


def test_of_two_names_the_nearer_is_meant() -> None:
    pages = Dictionary(COUNTS, {**NAMES, "healthdataspace": "health data space"}, frozenset())
    assert mended("health data spice", pages=pages) == "health data space"
    assert mended("health data hob", pages=pages) == "health data hub"
    assert Mender(pages, "fr").mend("health data hob").guessed == {"hub"}
