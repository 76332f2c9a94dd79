"""The site on a host without a server: the reader's own browser answers, and nothing is sent anywhere."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, Route, expect

from browser.asking import ask, field, open_panel
from browser.conftest import Visitor
from hdh_faq.cli import main
from hdh_faq.faq import Faq

QUESTIONS = {"fr": "Qui remplace Microsoft ?", "en": "Who replaces Microsoft?"}
PATHS = {"fr": "/cnil/", "en": "/en/cnil/"}
BY_WORDS = {"fr": "par les mots :", "en": "by words:"}
BY_MEANING = {"fr": "par le sens et par les mots", "en": "by meaning and by words"}


@pytest.fixture
def reader(browser: Browser, static_site: str) -> Iterator[Visitor]:
    page = browser.new_page()
    # As `HDH_FAQ_API_URL = ""` builds the pages; all else of them is the same.
    page.route("**/", _without_server)
    yield Visitor(page, static_site)
    page.close()


def _without_server(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace('"api":"/api/ask"', '"api":""'))


def found_by(panel: Locator, text: str) -> None:
    expect(panel.locator(".faq-turn").first.locator("> .faq-note").last).to_contain_text(text, timeout=30_000)


def first_answer(panel: Locator) -> str:
    return panel.locator(".faq-turn").first.locator(".faq-place a").first.get_attribute("href") or ""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_words_answer_first_and_meaning_after_a_click(reader: Visitor, real_faq: Faq, lang: str) -> None:
    panel = open_panel(reader, PATHS[lang])
    ask(panel, QUESTIONS[lang])
    found_by(panel, BY_WORDS[lang])
    more = panel.locator(".faq-load")
    expect(more).to_contain_text("4")
    more.click()
    found_by(panel, BY_MEANING[lang])
    expected = real_faq.ask(QUESTIONS[lang], lang=lang)  # type: ignore[arg-type]
    assert first_answer(panel).endswith(expected.passages[0].url)
    expect(more).to_have_count(0)
    assert reader.foreign == []
    assert reader.complaints == []
    assert {request.method for request in reader.requests} == {"GET"}
    assert not [request.url for request in reader.requests if "Microsoft" in request.url]


def test_nothing_of_the_engine_is_loaded_before_the_box_is_touched(reader: Visitor) -> None:
    reader.go("/cnil/")
    reader.look_around()
    assert not [request.url for request in reader.requests if "/engine" in request.url or "bundle" in request.url]


def test_the_network_may_be_cut_once_the_engine_is_there(reader: Visitor) -> None:
    panel = open_panel(reader, "/cnil/")
    ask(panel, QUESTIONS["fr"])
    reader.page.context.set_offline(True)
    turn = ask(panel, "C'est quoi SecNumCloud ?")
    expect(turn).to_contain_text("SecNumCloud")
    found_by(panel, BY_WORDS["fr"])


def test_a_question_in_the_other_language_is_answered_in_it(reader: Visitor) -> None:
    panel = open_panel(reader, "/cnil/")
    ask(panel, "Who will host the health data now that Microsoft leaves?")
    assert "/en/" in first_answer(panel)


def test_who_saves_data_is_asked_before_anything_is_loaded(reader: Visitor) -> None:
    reader.page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    panel = open_panel(reader, "/cnil/")
    ask(panel, QUESTIONS["fr"])
    assert not [request.url for request in reader.requests if request.url.endswith(".bin")]
    panel.locator(".faq-load").click()
    found_by(panel, BY_WORDS["fr"])


@pytest.mark.parametrize("harm", ["damaged", "missing"])
def test_what_is_not_what_was_published_answers_nothing(reader: Visitor, harm: str) -> None:
    def spoil(route: Route) -> None:
        if harm == "missing":
            route.fulfill(status=404)
            return
        body = bytearray(route.fetch().body())
        body[-9] ^= 1
        route.fulfill(body=bytes(body))

    reader.page.route("**/shared.*.bin", spoil)
    panel = open_panel(reader, "/cnil/")
    turn = ask(panel, QUESTIONS["fr"])
    expect(turn).to_contain_text("Aucun moteur ne répond ici")
    expect(turn.locator("li a").first).to_be_visible()


def test_the_browser_takes_over_when_the_server_dies_in_the_middle_of_a_question(visitor: Visitor) -> None:
    panel = open_panel(visitor, "/cnil/")
    ask(panel, QUESTIONS["fr"])
    found_by(panel, "Réponse du serveur")
    visitor.page.route("**/api/ask", lambda route: route.abort())
    ask(panel, "C'est quoi SecNumCloud ?")
    found_by(panel, "par les mots, faute de réponse du serveur")  # to which the question was sent, all the same
    expect(panel).not_to_contain_text("rien n’a été envoyé")


def test_a_follow_up_is_understood_and_the_conversation_stays_in_the_tab(reader: Visitor) -> None:
    panel = open_panel(reader, "/cnil/")
    ask(panel, QUESTIONS["fr"])
    turn = ask(panel, "et quand ?")
    expect(turn.locator(".faq-read")).to_contain_text("Qui remplace Microsoft ? et quand ?")
    kept = reader.page.evaluate("() => [localStorage.length, sessionStorage.length > 0]")
    assert kept == [0, True]


def test_typing_while_the_engine_loads_loses_nothing(reader: Visitor) -> None:
    page: Page = reader.go("/cnil/")
    page.locator(".faq-open").click()
    box = page.locator("dialog.faq-panel")
    field(box).fill(QUESTIONS["fr"])
    field(box).press("Enter")
    expect(box.locator(".faq-turn").first).to_contain_text("Scaleway", timeout=30_000)


def test_the_form_of_another_site_asks_here(reader: Visitor) -> None:
    form = CliRunner().invoke(main, ["widget", "--site", reader.base]).stdout
    reader.page.set_content(f"<!doctype html><title>Elsewhere</title>{form}")
    reader.page.get_by_label("Votre question").fill(QUESTIONS["fr"])
    reader.page.get_by_role("button", name="Demander").click()
    expect(reader.page.locator(".faq-turn").first).to_contain_text("Scaleway", timeout=30_000)
