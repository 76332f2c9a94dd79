"""The sentences of a passage and the stems of their words."""

from typing import Any

import pytest

from hdh_faq.languages import Lang
from hdh_faq.passage import Passage
from hdh_faq.sentences import Sentences


def passage(text: str, lang: Lang = "fr", **changes: Any) -> Passage:
    given = {"headings": ("Page",), "about": "", "questions": (), **changes}
    return Passage(text=text, page="Page", url="/p/#s", lang=lang, as_of="", position=0, sources=(), **given)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Un. Deux ! Trois ? Quatre… Cinq", ["Un.", "Deux !", "Trois ?", "Quatre…", "Cinq"]),
        ("Une ligne\nUne autre", ["Une ligne", "Une autre"]),
        ("Étape\tDate\nChoix\t2026", ["Choix\t2026"]),
        ("Il dit : « Oui. » Puis non.", ["Il dit : « Oui. »", "Puis non."]),
        ("Selon l'article L. 1111-8 du code. Et le décret no. 2026-272.",
         ["Selon l'article L. 1111-8 du code.", "Et le décret no. 2026-272."]),
        ("M. Dupont part. Mme Martin reste.", ["M. Dupont part.", "Mme Martin reste."]),
        ("Fin. suite en petit", ["Fin. suite en petit"]),
        ("", []),
        ("\n \n", []),
    ],
)  # fmt: skip
def test_spans_are_those_of_the_sentences_in_the_text(text: str, sentences: list[str]) -> None:
    found = Sentences.of(passage(text))
    assert [text[start:end] for start, end in found.spans] == sentences
    assert len(found.terms) == len(found.spans)


def test_spans_are_counted_in_code_points() -> None:
    assert Sentences.of(passage("🙂 é. Ô")).spans == ((0, 4), (5, 6))


def test_each_sentence_has_the_stems_of_its_own_words() -> None:
    found = Sentences.of(passage("Les hébergeurs partent. Le nuage de la CNIL."))
    assert found.terms == (frozenset({"hebergeur", "partent"}), frozenset({"nuag", "cnil"}))


def test_stems_are_those_of_the_language_of_the_page() -> None:
    assert Sentences.of(passage("The hosts are leaving", "en")).terms == (frozenset({"host", "leav"}),)
    assert Sentences.of(passage("The hosts", "fr")).terms == (frozenset({"the", "host"}),)


def test_around_are_the_stems_of_headings_of_what_it_is_about_and_of_carried_questions() -> None:
    found = Sentences.of(
        passage("Oui.", headings=("Les nuages", "Titre"), about="nos dossiers", questions=("Qui hébergera ?", "Où ?"))
    )
    assert found.around == {"nuag", "titr", "dossi", "heberg"}
    assert found.terms == (frozenset({"oui"}),)


def test_all_terms_are_those_of_the_text_and_around_it() -> None:
    found = Sentences.of(passage("Oui. Non.", headings=("Titre",), about="dossiers", questions=("Nuage ?",)))
    assert found.all_terms == {"oui", "non", "titr", "dossi", "nuag"}
    assert Sentences.of(passage("", headings=())).all_terms == set()


@pytest.mark.parametrize("text", ["", "Un. Deux !", "Étape\tDate\n🙂 « Oui. » Non.", "例。例", "\u2028 a"])
def test_sentences_survive_json_on_one_line(text: str) -> None:
    found = Sentences.of(passage(text, about="dossiers de santé", questions=("Où ?",)))
    line = found.to_json()
    assert Sentences.from_json(line) == found
    assert "\n" not in line
    assert Sentences.from_json(line).to_json() == line


def test_json_is_the_same_whatever_the_order_in_memory() -> None:
    words = "zeta yota xeno wota vega ulma tera sigma rhoa pina omega".split()
    one, other = (frozenset(order) for order in (words, words[::-1]))
    assert Sentences(((0, 2),), (one,), one).to_json() == Sentences(((0, 2),), (other,), other).to_json()
    assert Sentences(((0, 2), (3, 5)), (frozenset("ba"), frozenset()), frozenset("é")).to_json() == (
        '{"spans":[[0,2],[3,5]],"terms":[["a","b"],[]],"around":["é"]}'
    )


def test_sorted_stems_are_what_is_written() -> None:
    stems = "zeta yota xeno wota vega ulma tera sigma rhoa pina omega".split()
    quoted = ",".join(f'"{stem}"' for stem in sorted(stems))
    line = Sentences(((0, 2),), (frozenset(stems),), frozenset(stems)).to_json()
    assert line == f'{{"spans":[[0,2]],"terms":[[{quoted}]],"around":[{quoted}]}}'
