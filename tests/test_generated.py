"""Questions made up from a site's own words, and the numbers that are fitted to them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conftest import FakeEmbedder
from hdh_faq.about import TUNED
from hdh_faq.answer import Outcome
from hdh_faq.decision import SHOWS
from hdh_faq.embedding import load_embedder
from hdh_faq.errors import FaqError
from hdh_faq.faq import Faq
from hdh_faq.fitting import regression
from hdh_faq.generated import WEIGHTS, WORDS_ALONE, fitted, made_up, with_usual
from hdh_faq.index import Index
from hdh_faq.indexing import build
from hdh_faq.lexical import WORD, fold
from hdh_faq.ranking import Ranking
from hdh_faq.refresh import refresh, with_numbers
from hdh_faq.settings import Settings
from hdh_faq.tuning import tune_site

ROOMS = {
    "Tram": "The tram of line two leaves from the station every seven minutes and stops at the gate of the house.",
    "Tickets": "A ticket costs nine coins for grown people, and children under twelve enter without paying.",
    "Paintings": "Three hundred paintings of the last century hang in the northern wing, most by local artists.",
    "Restaurant": "The restaurant under the roof serves soup, bread and cake from noon until evening.",
    "Library": "Readers may borrow two books a week from the library when they show a card with their picture.",
    "Garden": "In the garden grow old roses, herbs against coughs, and a lime tree as old as the house.",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in one language, not about our subject."""
    folder = tmp_path_factory.mktemp("museum")
    for name, text in ROOMS.items():
        title = f"<title>{name} - Town museum</title>"
        page = f"<html lang='en'><head>{title}</head><body><h1>{name}</h1><p>{text}</p></body>"
        (folder / f"{name.lower()}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """A larger one, of rooms that differ by their names and things."""
    folder = tmp_path_factory.mktemp("town")
    for number in range(60):
        room, thing = (chr(97 + number % 26) * 3 + word + str(number) for word in ("room", "thing"))
        text = (
            f"The {thing} stands in the {room}, behind a curtain made of {thing}wool, and visitors love to paint it."
        )
        page = f"<html lang='en'><body><h1>{room}</h1><p>{text}</p></body>"
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
    return build(folder, FakeEmbedder())


@pytest.fixture(scope="module")
def faq(site: Path) -> Faq:
    """The site, read with the packaged model and numbers fitted to it."""
    embedder = load_embedder(Settings())
    return Faq(with_numbers(build(site, embedder), site, embedder), embedder)


def test_questions_are_made_of_words_of_a_passage_or_answered_by_none(town: Index) -> None:
    made = made_up(town, "en")
    texts = {passage.text: passage.document for passage in town.passages}
    answered = [one for one in made if one.answerable]
    assert 2 * len(answered) == len(made)
    for one in answered:
        assert one.is_answered_by(one.text)
        assert set(WORD.findall(fold(one.question))) & set(WORD.findall(fold(texts[one.text])))
    assert {one.expect for one in made} == {"answered", "no_answer", "out_of_scope"}
    assert not any(one.is_answered_by(text) for one in made if not one.answerable for text in texts)


def test_the_same_pages_make_the_same_questions_and_none_are_made_of_a_few(town: Index, site: Path) -> None:
    assert made_up(town, "en") == made_up(town, "en")
    assert made_up(town, "fr") == []
    assert made_up(build(site, FakeEmbedder()), "en") == []


def test_fitted_numbers_answer_a_site_by_its_words_and_keep_silent_without(town: Index) -> None:
    numbers = fitted(town, FakeEmbedder())
    assert numbers != with_usual(town, FakeEmbedder()).ranking
    faq = Faq(replace(town, manifest=replace(town.manifest, ranking=numbers)), FakeEmbedder())
    assert faq.ask("aaathing0 curtain in aaaroom0", "en").outcome is Outcome.ANSWERED
    assert faq.ask("price of a licence for windows", "en").outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("How much does a ticket cost?", "Tickets"),
        ("which tram goes to the museum", "Tram"),
        ("when is soup served", "Restaurant"),
        ("may I borrow books", "Library"),
        ("which flowers grow in the garden", "Garden"),
    ],
)
def test_a_site_of_others_answers_in_one_language(faq: Faq, question: str, heading: str) -> None:
    answer = faq.ask(question, "en")
    assert answer.outcome in SHOWS
    assert heading in [passage.heading for passage in answer.passages]


def test_a_question_in_the_other_language_is_answered_from_the_pages_that_there_are(faq: Faq) -> None:
    answer = faq.ask("Combien coûte un ticket ?", "fr")
    assert answer.lang == "fr"
    assert answer.passages[0].heading == "Tickets"


@pytest.mark.parametrize(
    "question", ["How do I renew my passport?", "Who hosts the Health Data Hub?", "cloud act azure"]
)
def test_a_site_of_others_is_silent_on_what_it_does_not_say_and_names_its_own_subject(
    faq: Faq, question: str
) -> None:
    answer = faq.ask(question, "en")
    assert answer.outcome is not Outcome.ANSWERED
    assert "Azure" not in answer.message
    assert "Health Data Hub" not in answer.message


def test_our_unanswered_questions_are_no_part_of_a_site_of_others(faq: Faq) -> None:
    assert faq.index.unanswered == ""
    assert len(faq.index.unanswered_vectors) == 0


def test_a_site_too_small_to_make_questions_of_is_read_with_what_is_usual(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html lang='en'><body><p>Open at ten.</p></body>", encoding="utf-8")
    index = build(tmp_path, FakeEmbedder())
    assert fitted(index, FakeEmbedder()) == with_usual(index, FakeEmbedder()).ranking


def german(folder: Path) -> Path:
    text = "Das Museum ist am Montag nicht offen, und die Straßenbahn der Linie zwei hält vor dem Tor."
    page = f"<html lang='de'><body><h1>Besuch</h1><p>{text}</p></body>"
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder


def test_pages_in_a_third_language_are_found_by_their_words_and_it_is_said(tmp_path: Path) -> None:
    told: list[str] = []
    site = tmp_path / "site"
    site.mkdir()
    index, _ = refresh(german(site), tmp_path / "index", Settings(), told.append)
    assert index.manifest.languages == {"de": 1}
    assert index.manifest.ranking.weights == WORDS_ALONE
    assert any("de: 1" in line and "not by meaning" in line for line in told)
    answer = Faq(index, load_embedder(Settings())).ask("Wann ist das Museum nicht offen und wo hält die Straßenbahn?")
    assert answer.lang == "en"
    assert [passage.lang for passage in answer.passages] == ["de"]


def test_a_third_language_is_still_refused_where_no_page_is_in_it(faq: Faq) -> None:
    assert faq.ask("Wann ist das Museum nicht offen und wo ist es?").outcome is Outcome.OTHER_LANGUAGE


def test_numbers_are_tuned_to_questions_and_taken_up(site: Path, tmp_path: Path) -> None:
    rows = [
        '{"id": "1", "q": "price of entry", "lang": "en", "expect": "answered", "key": [["nine coins"]]}',
        '{"id": "2", "q": "who directs it", "lang": "en", "expect": "no_answer", "key": []}',
    ]
    questions = tmp_path / "q.jsonl"
    questions.write_text("\n".join(rows), encoding="utf-8")
    place = tune_site(site, questions, Settings())
    try:
        index = build(site, FakeEmbedder())
        assert index.manifest.about.ranking == "tuned"
        assert with_numbers(index, site, FakeEmbedder()).manifest.ranking == Ranking.read(site / TUNED)
        place.write_text("{}", encoding="utf-8")
        with pytest.raises(FaqError, match=r"faq-ranking\.json” cannot be used"):
            with_numbers(index, site, FakeEmbedder())
    finally:
        place.unlink()


def test_our_own_site_keeps_the_packaged_numbers(toy_index: Index, tmp_path: Path) -> None:
    about = replace(toy_index.manifest.about, ranking="packaged")
    ours = replace(toy_index, manifest=replace(toy_index.manifest, about=about))
    assert with_numbers(ours, tmp_path, FakeEmbedder()) == ours


def test_weights_of_made_up_questions_do_not_speak_for_words_alone() -> None:
    assert WEIGHTS["dense_text"] > WEIGHTS["bm25_text"] > 0


def test_a_regression_gives_the_log_odds_that_were_put_in() -> None:
    rng = np.random.default_rng(0)
    values = rng.standard_normal((20_000, 2))
    labels = rng.random(20_000) < 1 / (1 + np.exp(-(0.5 + values @ [2.0, -1.0])))
    assert regression(values, labels, np.ones(20_000)) == pytest.approx([0.5, 2.0, -1.0], abs=0.1)
