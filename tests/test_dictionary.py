"""The words that the pages of a language use, and which of them are names."""

import json
from typing import Any

import pytest

from hdh_faq.dictionary import Dictionary
from hdh_faq.passage import Passage


def passage(text: str, **changes: Any) -> Passage:
    given = {"headings": ("Page",), "about": "", "questions": (), **changes}
    return Passage(text=text, page="Page", url="/p/#s", lang="fr", as_of="", position=0, sources=(), **given)


def words(*passages: Passage) -> dict[str, int]:
    return dict(Dictionary.of(passages).words)


# Counts


def test_words_are_counted_in_headings_in_what_it_is_about_and_in_the_text() -> None:
    one = passage("Le cloud part.", headings=("Cloud", "Le départ"), about="cloud et dossiers")
    assert words(one) == {"cloud": 3, "depart": 1, "dossiers": 1, "et": 1, "le": 2, "part": 1}


def test_words_of_carried_questions_are_not_counted() -> None:
    assert words(passage("Oui.", questions=("Qui rempalce Microsft ?",))) == {"oui": 1, "page": 1}


def test_words_of_all_passages_are_counted_together() -> None:
    assert words(passage("Oui."), passage("oui, OUI"), passage("Non.")) == {"non": 1, "oui": 3, "page": 3}


def test_words_are_folded_and_end_where_letters_and_digits_end() -> None:
    one = passage("Été, ÉTÉ, cœur_net ; l'hébergeur\tS3NS\n27001-2022", headings=("X",))
    assert words(one) == {
        "2022": 1, "27001": 1, "coeur": 1, "ete": 2, "hebergeur": 1, "l": 1, "net": 1, "s3ns": 1, "x": 1
    }  # fmt: skip


def test_without_passages_there_are_no_words() -> None:
    assert Dictionary.of([]) == Dictionary({}, {}, frozenset())


# Names of several words


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("le Cloud Act " * 2, {}),
        ("le Cloud Act " * 3, {"cloudact": "cloud act"}),
        ("le CLOUD Act, le Cloud Act, du CLOUD ACT", {"cloudact": "cloud act"}),
        ("le cloud act " * 9, {}),
        ("le Cloud act " * 9, {}),
        ("le Cloud, Act " * 9, {}),
        ("le Cloud-Act " * 9, {}),
        ("l'État Élu, " * 3, {"etatelu": "etat elu"}),
        ("le S3NS Cloud2, " * 3, {"s3nscloud2": "s3ns cloud2"}),
        ("le 3DS Cloud, " * 3, {}),
        ("un cœur Bleu, le eIDAS Bleu, " * 3, {}),
        ("une Grande œuvre, " * 3, {}),
        ("une Œuvre Bleue, " * 3, {"oeuvrebleue": "oeuvre bleue"}),
    ],
)
def test_neighbours_with_capitals_are_a_name_from_three_uses_on(text: str, joined: dict[str, str]) -> None:
    assert Dictionary.of([passage(text)]).joined == joined


def test_a_name_of_three_words_is_known_whole_and_in_pairs_and_no_longer_one_is() -> None:
    assert Dictionary.of([passage("le Health Data Hub, " * 3)]).joined == {
        "datahub": "data hub",
        "healthdata": "health data",
        "healthdatahub": "health data hub",
    }
    four = Dictionary.of([passage("le Big Health Data Hub, " * 3)]).joined
    assert "healthdatahub" in four
    assert "bighealthdatahub" not in four


def test_uses_in_headings_and_text_of_all_passages_add_up_but_not_those_of_about_and_questions() -> None:
    heading, text = passage("oui", headings=("Le Cloud Act", "Du Cloud Act")), passage("le Cloud Act")
    known = {"cloudact", "lecloudact", "lecloud", "ducloud", "ducloudact"}
    assert set(Dictionary.of([heading, text]).joined) & known == {"cloudact"}
    beside = passage("oui", headings=("Le Cloud Act",), about="le Cloud Act", questions=("Du Cloud Act ?",))
    assert Dictionary.of([beside, text]).joined == {}


def test_a_name_that_the_pages_also_write_as_one_word_is_not_split() -> None:
    assert Dictionary.of([passage("le Scale Way, " * 3 + "chez scaleway")]).joined == {}


def test_a_name_does_not_run_over_the_end_of_a_line_or_a_cell() -> None:
    assert Dictionary.of([passage("le Cloud\nAct\tHub\n" * 3)]).joined == {}


# Names of one word


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Chez Scaleway.", {"scaleway"}),
        ("Scaleway part.", set()),
        ("Oui. Scaleway part.", set()),
        ("Oui : Scaleway part.", {"scaleway"}),
        ("chez scaleway.", set()),
        ("Le Hub, le Hub, le Hub, le Hub, le hub", {"hub"}),
        ("Le Hub, le Hub, le Hub, le hub", set()),
        ("Le" + " Hub" * 7 + " hub" * 2, set()),
        ("La CNIL et l'ANSSI", {"cnil", "anssi"}),
        ("Chez Éole", {"eole"}),
        ("Par l'UE, en C", set()),
        ("Par AWS", {"aws"}),
        ("Dès Août 2026", {"aout"}),
        ("", set()),
    ],
)
def test_a_name_has_a_capital_inside_sentences_four_times_of_five(text: str, names: set[str]) -> None:
    assert Dictionary.of([passage(text)]).names == names


def test_headings_say_nothing_of_names() -> None:
    assert Dictionary.of([passage("le hub", headings=("Le Hub du Titre",), about="le Sujet")]).names == set()


def test_capitals_of_all_passages_are_weighed_together() -> None:
    capital, small = passage("Le Hub."), passage("Le hub.")
    assert Dictionary.of([capital] * 4 + [small]).names == {"hub"}
    assert Dictionary.of([capital] * 3 + [small]).names == set()


# JSON

SOME = [passage("Le Health Data Hub, chez Scaleway. " * 3), passage("Une CNIL élue", headings=("Été",))]


def test_a_dictionary_survives_json() -> None:
    dictionary = Dictionary.of(SOME)
    assert dictionary.names
    assert dictionary.joined
    assert Dictionary.from_json(dictionary.to_json()) == dictionary


def test_the_same_pages_give_the_same_bytes_whatever_their_order() -> None:
    assert Dictionary.of(SOME).to_json() == Dictionary.of(SOME[::-1]).to_json()


def test_json_is_one_line_with_everything_in_order() -> None:
    text = Dictionary.of([passage("L'été du Cloud Act, du Cloud Act, du Cloud Act")]).to_json()
    assert text == (
        '{"words":{"act":3,"cloud":3,"du":3,"ete":1,"l":1,"page":1},"joined":{"cloudact":"cloud act"},'
        '"names":["act","cloud"],"written":["Act","Cloud"]}\n'
    )


def test_names_stand_in_order_in_json() -> None:
    many = "Zeta Yota Xeno Wota Vega Ulma Tera Sigma Rhoa Pina Omega".split()
    data = json.loads(Dictionary.of([passage(f"Chez {', '.join(many)}")]).to_json())
    assert data["names"] == sorted(name.lower() for name in many)
    joined = json.loads(Dictionary.of([passage("le Ka Zed, le Kab Ed, " * 3)]).to_json())["joined"]
    assert list(joined) == ["kabed", "kazed"]


def test_letters_are_written_as_they_are() -> None:
    assert '"例":2' in Dictionary.of([passage("例 例")]).to_json()


# How words are written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("l'hébergeur " * 3, ("hébergeur",)),
        ("l'hébergeur " * 2, ()),
        ("Hébergeur. " * 2 + "hébergeur", ("hébergeur",)),
        ("la CNIL " * 3, ("CNIL",)),
        ("la CNIL, la Cnil, la CNIL", ("CNIL",)),
        ("Le départ. " * 3, ("départ",)),
        ("le cloud " * 3, ()),
        ("adopte adopté adopté", ("adopté",)),
    ],
)
def test_the_commonest_form_of_a_word_is_kept_where_it_is_not_the_folded_one(
    text: str, written: tuple[str, ...]
) -> None:
    one = Dictionary.of([passage(text, headings=("x",))])
    assert one.written == written
    assert Dictionary.from_json(one.to_json()) == one
