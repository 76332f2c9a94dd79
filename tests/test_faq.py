"""The product in one object: every outcome, verbatim passages, one language, highlights, suggestions, threads."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import RANKING, FakeEmbedder, ListeningEmbedder, faq_with
from hdh_faq.answer import MAX_PASSAGES, MAX_SUGGESTIONS, MESSAGES, Answer, Outcome
from hdh_faq.cutting import sentence_spans
from hdh_faq.errors import IndexDamagedError
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.index_files import save
from hdh_faq.indexing import build
from hdh_faq.languages import LANGUAGES, Lang
from hdh_faq.passage import Passage
from hdh_faq.ranking import Ranking
from hdh_faq.settings import Settings

GERMAN = "Wer wird in Zukunft die französischen Gesundheitsdaten speichern und verarbeiten?"
REFUSED = {
    "": Outcome.TOO_SHORT,
    "   \n\t ": Outcome.TOO_SHORT,
    "?": Outcome.TOO_SHORT,
    "a": Outcome.TOO_SHORT,
    "\u200b\u200b\ufeff": Outcome.TOO_SHORT,
    "!!! ??? …": Outcome.TOO_SHORT,
    "🙂🙂🙂": Outcome.TOO_SHORT,
    "x" * 1001: Outcome.TOO_LONG,
    "Qui remplace Microsoft ? " * 100: Outcome.TOO_LONG,
    "Bonjour !": Outcome.GREETING,
    "hello": Outcome.GREETING,
    "merci beaucoup": Outcome.GREETING,
    "Thank you": Outcome.GREETING,
    GERMAN: Outcome.OTHER_LANGUAGE,
    "¿Quién va a alojar los datos de salud de los franceses el próximo año?": Outcome.OTHER_LANGUAGE,
    "谁将托管法国的健康数据？": Outcome.OTHER_LANGUAGE,
    "Qui remplace Microsoft ? jean.dupont@example.org": Outcome.PERSONAL_DATA,
    "Mon numéro est 2 84 05 88 123 456 78, qui lit mon dossier ?": Outcome.PERSONAL_DATA,
    "Call me on 06 12 34 56 78: who replaces Microsoft?": Outcome.PERSONAL_DATA,
    "bonjour +33 6 12 34 56 78": Outcome.PERSONAL_DATA,
}
SECRETS = ("jean.dupont@example.org", "84 05 88 123", "12 34 56 78")


def carried(index: Index) -> list[tuple[Passage, str]]:
    return [(passage, question) for passage in index.passages for question in passage.questions]


def ask_everything(faq: Faq) -> list[Answer]:
    """Answers to every carried question, and to some words of every passage."""
    questions = [question for _, question in carried(faq.index)]
    questions += [" ".join(passage.text.split()[:6]) for passage in faq.index.passages]
    return [faq.ask(question, lang) for question in questions for lang in (None, "fr", "en")]


def published(site: Path, url: str) -> str:
    """The article a reader sees at this address, without its footnote marks, as a browser spaces it."""
    tree = LexborHTMLParser((site / url.partition("#")[0].strip("/") / "index.html").read_bytes())
    article = tree.css_first("article")
    assert article is not None
    for mark in article.css("sup[id^=fnref]"):
        mark.decompose()
    return re.sub(r"[ \t\n]+", " ", article.text())


# Outcomes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_near_but_not_sure_is_shown_without_a_promise(toy_index: Index, lang: Lang) -> None:
    question = {"fr": "Qui remplace Microsoft ?", "en": "Who replaces Microsoft?"}[lang]
    near = faq_with(toy_index, replace(RANKING, answer_from=1.1)).ask(question, lang)
    sure = faq_with(toy_index).ask(question, lang)
    assert near.outcome is Outcome.RELATED
    assert near.abstained
    assert near.passages == sure.passages
    assert near.message == MESSAGES[Outcome.RELATED][lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_carried_question_is_answered_by_its_section(toy_faq: Faq, lang: Lang) -> None:
    own = [(passage, question) for passage, question in carried(toy_faq.index) if passage.lang == lang]
    assert own
    for passage, question in own:
        answer = toy_faq.ask(question, lang)
        assert answer.outcome is Outcome.ANSWERED, question
        assert answer.passages[0].text == passage.text
        assert answer.message == MESSAGES[Outcome.ANSWERED][lang]


@pytest.mark.parametrize(("question", "outcome"), REFUSED.items(), ids=lambda value: str(value)[:24])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_question_that_cannot_be_searched_gets_its_reserved_outcome(
    toy_faq: Faq, question: str, outcome: Outcome, lang: Lang
) -> None:
    answer = toy_faq.ask(question, lang)
    assert answer.outcome is outcome
    assert answer.abstained
    assert answer.passages == ()
    assert answer.confidence == 0
    assert answer.message == toy_faq.index.manifest.about.sentence(outcome, answer.lang, 1000)


@pytest.mark.parametrize("question", REFUSED, ids=lambda value: str(value)[:24])
def test_a_refused_question_is_never_searched(toy_index: Index, question: str) -> None:
    embedder = ListeningEmbedder()
    Faq(toy_index, embedder).ask(question)
    assert embedder.asked == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "question", ["zzz yyy xxx", "recette tomates farine sucre four", "best pizza downtown tonight"]
)
def test_another_subject_is_out_of_scope(toy_faq: Faq, question: str, lang: Lang) -> None:
    answer = toy_faq.ask(question, lang)
    assert answer.outcome is Outcome.OUT_OF_SCOPE
    assert answer.passages == ()
    assert answer.message == toy_faq.index.manifest.about.sentence("out_of_scope", answer.lang)


@pytest.mark.parametrize(
    ("question", "lang"), [("Qui remplace Microsoft ?", "fr"), ("Who replaces Microsoft?", "en")]
)
def test_in_our_subject_but_not_sure_enough_is_no_answer(toy_index: Index, question: str, lang: Lang) -> None:
    answer = faq_with(toy_index, replace(RANKING, answer_from=1.1, related_from=1.1)).ask(question, lang)
    assert answer.outcome is Outcome.NO_ANSWER
    assert answer.passages == ()
    assert answer.message == MESSAGES[Outcome.NO_ANSWER][lang]
    assert 0 < answer.confidence <= 1


def test_thresholds_leave_room_for_every_outcome() -> None:
    packaged = Ranking.packaged()
    assert 0 < packaged.answer_from < 1
    assert 0 < packaged.in_scope_from < 1


def test_the_longest_allowed_question_is_not_too_long(toy_index: Index) -> None:
    faq = faq_with(toy_index, settings=Settings(max_question_chars=24))
    assert faq.ask("Qui remplace Microsoft ?").outcome is Outcome.ANSWERED
    assert faq.ask("Qui remplace Microsoft ??").outcome is Outcome.TOO_LONG


def test_the_limit_is_the_settings_and_is_named(toy_index: Index) -> None:
    faq = faq_with(toy_index, settings=Settings(max_question_chars=10))
    answer = faq.ask("Qui remplace Microsoft ?", "fr")
    assert answer.outcome is Outcome.TOO_LONG
    assert "10" in answer.message


def test_spaces_and_invisible_characters_do_not_count_as_length(toy_index: Index) -> None:
    faq = faq_with(toy_index, settings=Settings(max_question_chars=24))
    assert faq.ask("Qui  \n remplace\u200b\u200b Microsoft ? \t\t").outcome is Outcome.ANSWERED


@pytest.mark.parametrize("question", [question for question, o in REFUSED.items() if o is Outcome.PERSONAL_DATA])
@pytest.mark.parametrize("padding", ["", " mot" * 400])
def test_personal_data_is_nowhere_in_the_answer(toy_faq: Faq, question: str, padding: str) -> None:
    said = json.dumps(toy_faq.ask(question + padding).to_dict(), ensure_ascii=False)
    assert "masqué" in said
    assert not [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize("question", ["Qui remplace Microsoft ?", "zzz yyy xxx", "", GERMAN])
def test_confidence_is_a_probability_and_decides(toy_faq: Faq, question: str) -> None:
    answer = toy_faq.ask(question)
    assert 0 <= answer.confidence <= 1
    assert (answer.confidence >= RANKING.answer_from) is (not answer.abstained)


HOSTILE = [
    "\x00\x01\x02", "\ud800 Qui remplace Microsoft ?", "'; DROP TABLE passages; --", "<script>alert(1)</script>",
    "{limit} {0} %s", "../../etc/passwd", "Qui remplace Microsoft ?" + "\u0301" * 50, "ﷺ" * 300, "\u202eMicrosoft",
    "Ｗｈｏ ｒｅｐｌａｃｅｓ Ｍｉｃｒｏｓｏｆｔ？",
    "1234567890", "le la les de du des", "of the and to", "\\", "$$$ 12", "a b c d e",
]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE, ids=ascii)
@pytest.mark.parametrize("lang", [None, *LANGUAGES])
def test_odd_input_gets_an_answer_that_json_can_hold(toy_faq: Faq, question: str, lang: Lang | None) -> None:
    answer = toy_faq.ask(question, lang)
    json.dumps(answer.to_dict(), ensure_ascii=False, allow_nan=False).encode("utf-8")
    assert answer.outcome in Outcome


# Language


def test_a_question_is_answered_in_its_own_language_whatever_the_page(toy_faq: Faq) -> None:
    for page_lang in (None, "fr", "en"):
        assert toy_faq.ask("Quand les données quitteront-elles Azure ?", page_lang).lang == "fr"
        assert toy_faq.ask("When will the data leave Azure?", page_lang).lang == "en"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", ["Microsoft", "CLOUD Act", "Scaleway", "2026"])
def test_the_page_decides_where_the_words_do_not(toy_faq: Faq, question: str, lang: Lang) -> None:
    assert toy_faq.ask(question, lang).lang == lang


def test_passages_suggestions_and_message_are_never_of_another_language(toy_faq: Faq) -> None:
    carriers = {(question, passage.url): passage.lang for passage, question in carried(toy_faq.index)}
    for answer in ask_everything(toy_faq):
        assert {passage.lang for passage in answer.passages} <= {answer.lang}, answer.question
        assert {carriers[s.question, s.url] for s in answer.suggestions} <= {answer.lang}, answer.question
        assert answer.message == toy_faq.index.manifest.about.sentence(answer.outcome, answer.lang, 1000)


def one_sided(site: Path, folder: Path, lang: str) -> Faq:
    """The toy FAQ with a page that only one language has; numbers, so that the page's language decides."""
    copy = Path(shutil.copytree(site, folder / "site"))
    page = copy / ("en" if lang == "en" else "") / "numbers" / "index.html"
    page.parent.mkdir()
    page.write_text(
        f'<html lang="{lang}"><body><article><h1 id="overview">4242 7373</h1>'
        "<p>4242 7373 9191.</p></article></body></html>",
        encoding="utf-8",
    )
    return faq_with(build(copy, FakeEmbedder()))


@pytest.mark.parametrize(("asked", "written"), [("fr", "en"), ("en", "fr")])
def test_a_page_without_a_twin_answers_across_and_says_its_language(
    toy_site: Path, tmp_path: Path, asked: Lang, written: str
) -> None:
    answer = one_sided(toy_site, tmp_path, written).ask("4242 7373 9191", asked)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.passages[0].text == "4242 7373 9191."
    assert answer.passages[0].lang == written
    assert answer.message == MESSAGES[Outcome.ANSWERED][answer.lang]


@pytest.mark.parametrize(("asked", "written"), [("fr", "en"), ("en", "fr")])
def test_answering_across_never_brings_pages_that_have_a_twin(
    toy_site: Path, tmp_path: Path, asked: Lang, written: str
) -> None:
    answer = one_sided(toy_site, tmp_path, written).ask("4242 7373 9191", asked)
    assert answer.lang == asked
    others = [passage.url for passage in answer.passages if passage.lang != asked]
    assert {url for url in others if "numbers" not in url} == set()


# Passages


def test_every_passage_stands_word_for_word_on_its_page(toy_faq: Faq, toy_site: Path) -> None:
    shown = {(passage.url, passage.text) for answer in ask_everything(toy_faq) for passage in answer.passages}
    assert len(shown) == len(toy_faq.index.passages)
    for url, text in shown:
        page = published(toy_site, url)
        for block in re.split(r"[\n\t]", text):
            assert block in page, url


def test_passages_carry_what_the_page_says_of_them(toy_faq: Faq) -> None:
    shown = toy_faq.ask("Qui remplace Microsoft ?", "fr").passages[0]
    assert (shown.page, shown.heading) == ("L’hébergeur des données", "Qui remplace Microsoft\u202f?")
    assert (shown.url, shown.lang, shown.as_of) == ("/hebergeur/#host", "fr", "2026-04-23")
    assert [source.key for source in shown.sources] == ["press-2026-choice", "cnil-2020-avis"]
    assert shown.sources[1].url == "https://example.org/avis"


def test_hidden_text_is_never_shown(toy_faq: Faq) -> None:
    said = json.dumps([answer.to_dict() for answer in ask_everything(toy_faq)], ensure_ascii=False)
    assert "Texte caché" not in said
    assert "Hidden text" not in said


def test_addresses_lead_to_an_anchor_of_a_page(toy_faq: Faq, toy_site: Path) -> None:
    for answer in ask_everything(toy_faq):
        for url in [passage.url for passage in answer.passages] + [s.url for s in answer.suggestions]:
            page, _, anchor = url.partition("#")
            tree = LexborHTMLParser((toy_site / page.strip("/") / "index.html").read_bytes())
            assert tree.css_first(f"#{anchor}") is not None


def test_best_passage_comes_first_and_none_twice(toy_faq: Faq) -> None:
    for answer in ask_everything(toy_faq):
        scores = [passage.score for passage in answer.passages]
        assert scores == sorted(scores, reverse=True)
        assert len({passage.text for passage in answer.passages}) == len(scores) <= MAX_PASSAGES


def test_a_page_that_only_repeats_another_is_not_shown_beside_it(toy_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(toy_site, tmp_path / "site"))
    shutil.copytree(site / "droit", site / "droit-bis")
    answer = faq_with(build(site, FakeEmbedder())).ask("Que permet la loi américaine ?", "fr")
    assert [passage.url.startswith("/droit") for passage in answer.passages].count(True) == 1


def test_the_public_address_comes_before_every_link(toy_index: Index) -> None:
    for public in ("https://example.org/hdh", "https://example.org/hdh/"):
        answer = faq_with(toy_index, settings=Settings(public_url=public)).ask("Qui remplace Microsoft ?", "fr")
        assert answer.passages[0].url == "https://example.org/hdh/hebergeur/#host"
        assert answer.suggestions
        assert all(suggestion.url.startswith("https://example.org/hdh/") for suggestion in answer.suggestions)
        assert "//" not in answer.passages[0].url.removeprefix("https://")


# Highlights


def test_highlights_are_one_to_three_sentences_within_the_text(toy_faq: Faq) -> None:
    for answer in ask_everything(toy_faq):
        for passage in answer.passages:
            assert 1 <= len(passage.highlights) <= 3
            sentences = {passage.text[start:end] for start, end in sentence_spans(passage.text)}
            rows = {line for line in passage.text.split("\n") if "\t" in line}
            assert {passage.text[start:end] for start, end in passage.highlights} <= sentences | rows
            places = [place for span in passage.highlights for place in span]
            assert places == sorted(places)
            assert 0 <= places[0] < places[-1] <= len(passage.text)


def test_the_sentence_that_answers_is_highlighted(toy_faq: Faq) -> None:
    passage = toy_faq.ask("Qui remplace Microsoft ?", "fr").passages[0]
    marked = [passage.text[start:end] for start, end in passage.highlights]
    assert "Scaleway, filiale d’Iliad, remplace Microsoft depuis le choix du 23 avril 2026." in marked


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Une phrase.", ["Une phrase."]),
        ("Une phrase. Une autre ! Et une question ?", ["Une phrase.", "Une autre !", "Et une question ?"]),
        ("Étape\tDate\nChoix\t23 avril 2026", ["Étape", "Date", "Choix", "23 avril 2026"]),
        ("Le taux est de 3.5 pour cent. Fin.", ["Le taux est de 3.5 pour cent.", "Fin."]),
        ("Il a dit « oui. » Puis non.", ["Il a dit « oui. »", "Puis non."]),
        ("Il a dit «\u00a0oui.\u00a0» Puis non.", ["Il a dit «\u00a0oui.\u00a0»", "Puis non."]),
        ("Une autre\u202f! Et une question\u202f?", ["Une autre\u202f!", "Et une question\u202f?"]),
        ("It said “no.” Then yes.", ["It said “no.”", "Then yes."]),
        ("L'art. 28 du RGPD dit tout. Voilà.", ["L'art. 28 du RGPD dit tout.", "Voilà."]),
        ("Selon l'article L. 1111-8 du code. Puis.", ["Selon l'article L. 1111-8 du code.", "Puis."]),
        ("Decree no. 2026-272 applies. It is new.", ["Decree no. 2026-272 applies.", "It is new."]),
        ("M. Dupont parle. Mme Martin écoute.", ["M. Dupont parle.", "Mme Martin écoute."]),
        ("Voir p. 12 et D. 4. Fin.", ["Voir p. 12 et D. 4.", "Fin."]),
        ("Le niveau C. 12 services y sont.", None),
        ("Sans point final", ["Sans point final"]),
        ("Premier point ;\nsecond point.", ["Premier point ;", "second point."]),
        ("Vide.\n\n\nPlein.", ["Vide.", "Plein."]),
        ("", []),
        ("\n\t\n", []),
    ],
)
def test_text_is_cut_at_sentences_cells_and_items(text: str, sentences: list[str] | None) -> None:
    spans = sentence_spans(text)
    if sentences is not None:
        assert [text[start:end].strip() for start, end in spans] == sentences
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


# Suggestions


def test_suggestions_are_questions_that_their_section_carries(toy_faq: Faq) -> None:
    carriers = {(question, passage.url) for passage, question in carried(toy_faq.index)}
    for answer in ask_everything(toy_faq):
        assert len(answer.suggestions) <= MAX_SUGGESTIONS
        assert {(s.question, s.url) for s in answer.suggestions} <= carriers
        assert len({s.url for s in answer.suggestions}) == len(answer.suggestions)


@pytest.mark.parametrize("question", [*REFUSED, "zzz yyy xxx"], ids=lambda value: str(value)[:24])
def test_abstaining_still_offers_where_to_begin(toy_faq: Faq, question: str) -> None:
    answer = toy_faq.ask(question, "fr")
    assert answer.abstained
    assert answer.suggestions == toy_faq.starters("en" if answer.lang == "en" else "fr")
    assert answer.suggestions


def test_no_answer_suggests_the_nearest_sections(toy_index: Index) -> None:
    silent = faq_with(toy_index, replace(RANKING, answer_from=1.1, related_from=1.1))
    answer = silent.ask("Qui remplace Microsoft ?", "fr")
    assert answer.suggestions[0].url == "/hebergeur/#host"
    assert 1 <= len(answer.suggestions) <= MAX_SUGGESTIONS


@pytest.mark.parametrize("question", ["", "bonjour", "zzz yyy xxx", GERMAN])
def test_no_more_than_three_suggestions_however_many_starters(toy_index: Index, question: str) -> None:
    every: dict[str, tuple[tuple[str, str], ...]] = {
        lang: tuple((q, p.url) for p, q in carried(toy_index) if p.lang == lang) for lang in LANGUAGES
    }
    faq = faq_with(replace(toy_index, manifest=replace(toy_index.manifest, starters=every)))
    assert 1 <= len(faq.ask(question, "fr").suggestions) <= MAX_SUGGESTIONS


def test_an_answer_does_not_suggest_what_it_shows(toy_faq: Faq, toy_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(toy_site, tmp_path / "site"))
    shutil.copytree(site / "droit", site / "droit-bis")
    for faq in (toy_faq, faq_with(build(site, FakeEmbedder()))):
        for answer in ask_everything(faq):
            shown = {passage.url for passage in answer.passages}
            assert shown.isdisjoint(suggestion.url for suggestion in answer.suggestions), answer.question


@pytest.mark.parametrize(("lang", "question", "url"), [
    ("fr", "Qui remplace Microsoft ?", "/hebergeur/#host"), ("en", "Who replaces Microsoft?", "/en/hebergeur/#host"),
])  # fmt: skip
def test_starters_are_those_of_the_home_page(toy_faq: Faq, lang: Lang, question: str, url: str) -> None:
    assert [(s.question, s.url) for s in toy_faq.starters(lang)] == [(question, url)]


def test_a_starter_that_no_section_carries_is_left_out(toy_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(toy_site, tmp_path / "site"))
    for page, question in (("index.html", "Qui remplace Microsoft ?"), ("en/index.html", "Who replaces Microsoft?")):
        html = (site / page).read_text(encoding="utf-8")
        assert question in html
        (site / page).write_text(html.replace(question, "Personne ne porte ceci ?"), encoding="utf-8")
    faq = faq_with(build(site, FakeEmbedder()))
    assert faq.starters("fr") == faq.starters("en") == ()


# Threads


def test_eight_threads_get_the_answers_that_one_gets(toy_index: Index) -> None:
    questions = [question for _, question in carried(toy_index)] + list(REFUSED) + ["zzz yyy xxx", "Microsoft"]
    expected = [faq_with(toy_index).ask(question, "fr") for question in questions]
    shared = faq_with(toy_index)

    def ask_all(start: int) -> list[Answer]:
        turned = questions[start:] + questions[:start]
        answers = [shared.ask(question, "fr") for question in turned]
        return answers[len(questions) - start :] + answers[: len(questions) - start]

    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(ask_all, [0, 5, 10, 15, 20, 25, 30, 35]):
            assert answers == expected


def test_asking_twice_gives_the_same_answer(toy_faq: Faq) -> None:
    assert ask_everything(toy_faq) == ask_everything(toy_faq)


# Ranking and loading


def test_rank_gives_the_hits_behind_an_answer(toy_faq: Faq) -> None:
    hits = toy_faq.rank(toy_faq.search("Qui remplace Microsoft ?", "fr"), "fr", 2)
    assert len(hits) == 2
    assert hits[0].passage.text == toy_faq.ask("Qui remplace Microsoft ?", "fr").passages[0].text


def test_an_index_of_another_model_is_refused(toy_index: Index, tmp_path: Path) -> None:
    save(toy_index, tmp_path / "index")
    with pytest.raises(IndexDamagedError, match="another embedding model"):
        Faq.load(tmp_path / "index", Settings())


def test_a_missing_index_is_refused_before_the_model_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match="There is no index"):
        Faq.load(tmp_path, Settings(model=str(tmp_path / "no" / "model")))


def test_a_site_in_one_language_still_answers_both(toy_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(toy_site, tmp_path / "site"))
    shutil.rmtree(site / "en")
    faq = faq_with(build(site, FakeEmbedder()))
    assert faq.ask("Qui remplace Microsoft ?", "fr").outcome is Outcome.ANSWERED
    english = faq.ask("Who will win the next football match?", "en")
    assert english.outcome is Outcome.OUT_OF_SCOPE
    assert english.lang == "en"


def test_the_reader_is_told_what_the_first_passage_lacks(real_faq: Faq) -> None:
    french = real_faq.ask("Qu'est-ce que le CLOUD Act en 1997 ?", "fr")
    assert french.outcome is Outcome.RELATED
    assert french.message == f"{MESSAGES[Outcome.RELATED]['fr']} Le premier passage ne contient pas « 1997 »."
    english = real_faq.ask("What did Microsoft admit to the Senate about Oracle?", "en")
    assert english.outcome is Outcome.ANSWERED
    assert english.message == f"{MESSAGES[Outcome.ANSWERED]['en']} The first passage does not contain “Oracle”."


def test_what_was_mended_is_shown_but_not_another_form_of_a_word(toy_faq: Faq) -> None:
    assert toy_faq.ask("Qui remplacera Microsoft et ses filial ?", "fr").read_as is None
    assert toy_faq.ask("Qui remplacera Microsft ?", "fr").read_as == "Qui remplacera Microsoft ?"
