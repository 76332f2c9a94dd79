"""A question and the ones before it: which are read together, and which are left alone."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from conftest import FakeEmbedder, ListeningEmbedder
from hdh_faq.answer import Outcome
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.languages import Lang
from hdh_faq.question import Question
from hdh_faq.thread import in_full, leans, may_lean

NAMES = frozenset({"microsoft", "visio", "cnil", "eole"})
HOST = "Qui remplace Microsoft ?"
LAW = "Que permet la loi américaine ?"


def searched(index: Index, question: str, lang: Lang, previous: Sequence[str]) -> list[str]:
    """What is searched for a question after others."""
    embedder = ListeningEmbedder()
    Faq(index, embedder).ask(question, lang, previous)
    return embedder.asked


# Alone


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Et Visio ?", "fr"),
        ("et pour Visio, quel serveur, quel prix ?", "fr"),
        ("Mais qui paie ?", "fr"),
        ("OK, donc la loi ?", "fr"),
        ("Il coûte combien ?", "fr"),
        ("Ça coûte combien ?", "fr"),
        ("Pourquoi eux ?", "fr"),
        ("C'est long ?", "fr"),
        ("Et combien coûtent-ils ?", "fr"),
        ("Qui ?", "fr"),
        ("C'est quoi ?", "fr"),
        ("And Visio?", "en"),
        ("But who pays?", "en"),
        ("Also Microsoft?", "en"),
        ("How long is it?", "en"),
        ("Who pays them?", "en"),
        ("Is there any date?", "en"),
        ("Why?", "en"),
        ("Vous pouvez résumer ?", "fr"),
        ("Qu'est-ce que je peux faire ?", "fr"),
        ("Can you explain?", "en"),
    ],
)
def test_a_question_leans_if_it_opens_so_or_points_back_or_says_nothing(text: str, lang: Lang) -> None:
    assert leans(Question(text, lang), NAMES)


@pytest.mark.parametrize(
    ("text", "lang", "because"),
    [
        ("Et migration serveur Visio prix ?", "fr", "it has four telling words"),
        ("Il coûte beaucoup chaque année ?", "fr", "it has four telling words"),
        ("Microsoft, il coûte combien ?", "fr", "it names what it is about"),
        ("Et-il vrai que la migration coûte cher aux hôpitaux ?", "fr", "it is long"),
        ("Visio et Microsoft", "fr", "the word does not open it"),
        ("Migration", "fr", "nothing in it points back"),
        ("Qui paie ?", "fr", "nothing in it points back"),
        ("And migration", "fr", "the opening is English"),
        ("How long is it", "fr", "the pronoun is English"),
        ("Il paie", "en", "the pronoun is French"),
        ("Who replaces Microsoft?", "en", "nothing in it points back"),
        ("Does Microsoft host it?", "en", "it names what it is about"),
        ("How long, costly, hard, slow is it?", "en", "it has four telling words"),
    ],
)
def test_other_questions_stand_alone(text: str, lang: Lang, because: str) -> None:
    assert not leans(Question(text, lang), NAMES), because


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("le calendrier", True),
        ("le calendrier, la loi, le prix", True),
        ("le calendrier, la loi, le prix, le serveur", False),
        ("le calendrier de Microsoft", False),
        ("le calendrier d'Éole", False),
        ("", True),
    ],
)
def test_a_short_question_without_names_may_lean(text: str, may: bool) -> None:
    assert may_lean(Question(text, "fr"), NAMES) is may


# After others


@pytest.mark.parametrize(
    ("earlier", "text", "full"),
    [
        ([], "Et quand ?", "Et quand ?"),
        ([HOST], "Et quand ?", f"{HOST} Et quand ?"),
        ([HOST, LAW], "Et quand ?", f"{LAW} Et quand ?"),
        ([HOST, "Et quand ?"], "Et pourquoi ?", f"{HOST} Et quand ? Et pourquoi ?"),
        ([LAW, HOST, "Et quand ?"], "Et pourquoi ?", f"{HOST} Et quand ? Et pourquoi ?"),
        ([HOST, "C'est long ?", "Et quand ?"], "Pourquoi ?", f"{HOST} C'est long ? Et quand ? Pourquoi ?"),
        ([HOST], "et pour Visio ?", "Qui remplace ? et pour Visio ?"),
        (["Le serveur d'Éole, qui paie"], "et Visio ?", "Le serveur d', qui paie et Visio ?"),
        ([HOST, "Et Visio ?"], "Et quand ?", "Qui remplace ? Et Visio ? Et quand ?"),
        ([HOST, "Et Visio ?"], "Et la CNIL ?", "Qui remplace ? Et ? Et la CNIL ?"),
        (["Et quand ?"], "Et pourquoi ?", "Et quand ? Et pourquoi ?"),
    ],
)
def test_a_question_is_read_after_the_one_that_it_goes_on_from(earlier: list[str], text: str, full: str) -> None:
    questions = [Question(one, "fr") for one in earlier]
    assert in_full(Question(text, "fr"), questions, NAMES) == full


# In the product


@pytest.mark.parametrize(
    ("question", "lang", "previous", "full"),
    [
        ("Et quand ?", "fr", [HOST], f"{HOST} Et quand ?"),
        ("C'est pour bientôt ?", "fr", [HOST], f"{HOST} C'est pour bientôt ?"),
        ("Et la CNIL ?", "fr", [HOST], "Qui remplace ? Et la CNIL ?"),
        ("Et pourquoi ?", "fr", [LAW, HOST, "Et quand ?"], f"{HOST} Et quand ? Et pourquoi ?"),
        ("And when?", "en", ["Who replaces Microsoft?"], "Who replaces Microsoft? And when?"),
    ],
)
def test_a_follow_up_is_understood_and_told_as_it_was_read(
    toy_faq: Faq, question: str, lang: Lang, previous: list[str], full: str
) -> None:
    answer = toy_faq.ask(question, lang, previous)
    assert (answer.question, answer.read_as, answer.lang) == (question, full, lang)
    assert replace(answer, question=full, read_as=None) == toy_faq.ask(full, lang)


def test_a_follow_up_finds_what_it_would_not_find_alone(toy_faq: Faq) -> None:
    assert toy_faq.ask("Pourquoi lui ?", "fr").outcome is not Outcome.ANSWERED
    assert toy_faq.ask("Pourquoi lui ?", "fr", [HOST]).passages[0].url == "/hebergeur/#host"


@pytest.mark.parametrize(
    ("question", "lang", "previous"),
    [
        (HOST, "fr", ["Quelle est la recette des tomates farcies ?"]),
        (HOST, "fr", [LAW]),
        ("De quoi parle vraiment ce petit site jouet ?", "fr", [HOST, "Et quand ?"]),
        ("Quelle loi américaine permet à un juge d'exiger des données ?", "fr", [HOST]),
        ("Who replaces Microsoft?", "en", ["What does US law allow?"]),
        ("Which data can a US judge demand from an American company?", "en", ["Who replaces Microsoft?"]),
        ("Combien de buts a marqués cette équipe de football ?", "fr", [HOST]),
    ],
)
def test_a_full_question_after_an_unrelated_one_is_answered_as_alone(
    toy_faq: Faq, question: str, lang: Lang, previous: list[str]
) -> None:
    assert toy_faq.ask(question, lang, previous) == toy_faq.ask(question, lang)


REFUSED = {
    "personal data": f"{HOST} jean.dupont@example.org",
    "phone": "06 12 34 56 78",
    "too long": "Qui remplace Microsoft ? " * 100,
    "greeting": "Bonjour !",
    "empty": "?",
    "other language": "Wer wird in Zukunft die französischen Gesundheitsdaten speichern und verarbeiten?",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refused_earlier_question_is_neither_searched_nor_joined(toy_index: Index, kind: str) -> None:
    assert searched(toy_index, "Et quand ?", "fr", [REFUSED[kind]]) == ["Et quand ?"]
    assert searched(toy_index, "Et quand ?", "fr", [HOST, REFUSED[kind]]) == [f"{HOST} Et quand ?"]
    assert searched(toy_index, "la bascule", "fr", [REFUSED[kind]]) == ["la bascule"]


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refused_question_is_not_searched_after_others_either(toy_index: Index, kind: str) -> None:
    assert searched(toy_index, REFUSED[kind], "fr", [HOST]) == []


def test_at_most_three_earlier_questions_are_looked_at(toy_index: Index) -> None:
    chain = ["Et alors ?", "Et puis ?", "Et donc ?"]
    assert searched(toy_index, "Et sinon ?", "fr", [HOST, *chain[:2]]) == [f"{HOST} Et alors ? Et puis ? Et sinon ?"]
    assert searched(toy_index, "Et sinon ?", "fr", [HOST, *chain]) == ["Et alors ? Et puis ? Et donc ? Et sinon ?"]


@pytest.mark.parametrize(
    ("question", "previous", "texts"),
    [
        ("la bascule", [HOST], ["la bascule", f"{HOST} la bascule"]),
        ("la bascule", [], ["la bascule"]),
        ("la CNIL", [HOST], ["la CNIL"]),
        ("le calendrier", [HOST], ["le calendrier"]),
        ("la bascule des données de Scaleway en avril", [HOST], ["la bascule des données de Scaleway en avril"]),
    ],
)
def test_a_short_question_of_known_words_without_names_is_searched_both_ways(
    toy_index: Index, question: str, previous: list[str], texts: list[str]
) -> None:
    # No page says "calendrier": what the site does not know is not made better by what was asked before.
    assert searched(toy_index, question, "fr", previous) == texts


@pytest.mark.parametrize(
    ("weight", "read_as"), [(1.0, f"{HOST} la bascule"), (-1.0, None), (0.0, None)], ids=["more", "less", "equally"]
)
def test_of_both_ways_the_one_that_is_answered_more_surely_is_taken(
    toy_index: Index, weight: float, read_as: str | None
) -> None:
    # A regression that only counts words makes the longer text the surer one, or the shorter.
    ranking = replace(toy_index.manifest.ranking, site={"bias": 0.0, "terms": weight})
    index = replace(toy_index, manifest=replace(toy_index.manifest, ranking=ranking))
    assert Faq(index, FakeEmbedder()).ask("la bascule", "fr", [HOST]).read_as == read_as
