"""Where the question stands in a text that tells a story."""

import pytest

from conftest import ListeningEmbedder
from hdh_faq.dictionary import Dictionary
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.languages import Lang
from hdh_faq.story import Told, told

STORY = "Je tiens une pharmacie dans le Jura depuis vingt ans, et ma femme est souvent malade."


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("Qui remplace Microsoft ?", "fr", []),
        (f"{STORY} Qui remplace Microsoft ?", "fr", [Told("Qui remplace Microsoft ?", STORY, "Jura")]),
        (f"Bonjour ! {STORY} Qui remplace Microsoft", "fr", [Told("Qui remplace Microsoft", STORY, "Jura")]),
        (
            f"{STORY} Qui remplace Microsoft. Merci d'avance pour votre réponse !",
            "fr",
            [Told("Qui remplace Microsoft.", STORY, "Jura")],
        ),
        # The last question, wherever it stands.
        (f"Alors ? Qui remplace Microsoft ? {STORY}", "fr", [Told("Qui remplace Microsoft ?", "Alors ?")]),
        (f"Qui remplace Microsoft ? {STORY}", "fr", [Told("Qui remplace Microsoft ?")]),
        (
            "my wife fell ill last spring and now she worries about everything can she refuse that research",
            "en",
            [Told("can she refuse that research")],
        ),
        (
            "jai accouché en janvier et la carte vitale du petit est arrivée, je peux refuser la recherche pour lui",
            "fr",
            [Told("je peux refuser la recherche pour lui")],
        ),
        # What asks from its first word, or after another word that asks, is one question.
        ("How does the service that the State has chosen compare with what other countries of Europe do", "en", []),
        (
            "I run a small bakery in a village of the Jura and wonder how do they compare with the others",
            "en",
            [Told("how do they compare with the others", names="Jura")],
        ),
        # What has one telling word asks nothing, if nothing named before it is meant.
        (
            "on a parlé du SNDS et du Cloud Act hier soir à la télévision chez nous, c'est quoi exactement ?",
            "fr",
            [Told("c'est quoi exactement ?", names="SNDS Cloud Act")],
        ),
        ("I moved from Dublin to Toulouse two years ago with my three cats and my dog, you see", "en", []),
        ("Le service 3.2 est cité dans un article de la page que ma femme lisait hier soir à table", "fr", []),
    ],
)
def test_the_question_is_found_in_a_long_text(text: str, lang: Lang, found: list[Told]) -> None:
    dictionary = Dictionary({}, {"cloudact": "cloud act"}, frozenset({"jura", "snds", "service", "act"}))
    assert told(text, dictionary, lang) == found


def test_the_part_that_asks_is_searched_and_shown(toy_index: Index) -> None:
    embedder = ListeningEmbedder()
    answer = Faq(toy_index, embedder).ask(f"{STORY} Qui remplace Microsoft ?", "fr")
    assert embedder.asked == [f"{STORY} Qui remplace Microsoft ?", "Qui remplace Microsoft ?"]
    assert answer.read_as == "Qui remplace Microsoft ?"


def test_a_part_that_points_back_is_read_after_its_sentence(toy_index: Index) -> None:
    embedder = ListeningEmbedder()
    answer = Faq(toy_index, embedder).ask(f"{STORY} Elle peut refuser ?", "fr")
    assert embedder.asked[1] == f"{STORY} Elle peut refuser ?"
    assert answer.read_as is None


def test_a_part_that_points_back_is_read_after_the_names_before_it(toy_index: Index) -> None:
    embedder = ListeningEmbedder()
    told = "On en a parlé hier soir à la télévision chez nous, on parlait de la CNIL, c'est quoi ?"
    Faq(toy_index, embedder).ask(told, "fr")
    assert embedder.asked[-1] == "CNIL c'est quoi ?"


@pytest.mark.parametrize("question", ["C'est vrai ?", "Vous pouvez résumer ?"])
def test_a_part_that_asks_of_all_that_was_said_is_never_read_after_a_name_alone(
    toy_index: Index, question: str
) -> None:
    embedder = ListeningEmbedder()
    said = "On m'a dit que Microsoft garderait nos données pendant dix ans encore, et la CNIL aussi."
    Faq(toy_index, embedder).ask(f"Bonjour, je suis journaliste. {said} {question}", "fr")
    assert embedder.asked[1:] == [f"{said} {question}"]


def test_a_long_sentence_that_is_answered_is_read_as_it_is(toy_index: Index) -> None:
    embedder = ListeningEmbedder()
    question = "Qui remplace Microsoft, " * 5 + "qui remplace Microsoft ?"
    assert Faq(toy_index, embedder).ask(question, "fr").read_as is None
    assert embedder.asked == [question]
