"""The ask box and the panel behind the button."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from browser.conftest import NewVisitor, Visitor, collapse
from hdh_faq.answer import MESSAGES, Outcome
from hdh_faq.pages import read_pages

HOMES = {"fr": "/", "en": "/en/"}
OFFLINE = {"fr": "Le chat n'est pas joignable", "en": "The chat cannot be reached"}
SEARCH = {"fr": "Chercher ces mots dans le site", "en": "Search the site for these words"}
HOSTILE = "<img src=x onerror=alert(1)>"


def open_panel(visitor: Visitor, path: str) -> Locator:
    page = visitor.go(path)
    page.locator(".faq-open").click()
    panel = page.locator("dialog.faq-panel")
    expect(panel).to_be_visible()
    return panel


def ask(box: Locator, question: str) -> None:
    box.locator("input[name=question]").fill(question)
    box.locator(".faq-form button").click()
    expect(box.locator("[aria-busy]")).to_have_attribute("aria-busy", "false")
    expect(box.locator(".faq-answer p").first).to_be_visible()


def carries(request: Request, words: str) -> bool:
    """Whether a request tells anybody one of these words."""
    sent = f"{unquote_plus(request.url)} {request.post_data or ''}".casefold()
    return any(word.casefold() in sent for word in words.split())


def assert_leads_to_a_heading(visitor: Visitor, url: str) -> None:
    address = urlsplit(url)
    assert address.fragment, f"{url} names no section"
    page = visitor.go(address.path)
    tag = page.evaluate("(id) => document.getElementById(id)?.tagName", address.fragment)
    assert tag in {"H1", "H2", "H3", "H4", "H5", "H6"}, f"{url} leads to {tag}"


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_button_opens_the_panel_ready_to_type(visitor: Visitor, path: str) -> None:
    panel = open_panel(visitor, path)
    expect(panel.locator("input[name=question]")).to_be_focused()
    assert panel.get_attribute("aria-label")
    panel.locator(".faq-panel__close").click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/en/", "/demander/", "/en/demander/"])
def test_page_with_an_ask_box_of_its_own_has_no_button(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    expect(page.locator("[data-faq-ask] input[name=question]")).to_be_visible()
    expect(page.locator(".faq-open")).to_have_count(0)


@pytest.mark.parametrize("path", ["/a-propos/", "/en/a-propos/"])
def test_keyboard_alone_opens_asks_and_closes(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    button = page.locator(".faq-open")
    for _ in range(400):
        if button.evaluate("(button) => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.locator("dialog.faq-panel")
    expect(panel.locator("input[name=question]")).to_be_focused()
    page.keyboard.type("SecNumCloud ?")
    page.keyboard.press("Enter")
    expect(panel.locator(".faq-answer__message")).to_be_visible()
    # Every stop on the way round is inside the panel (or the browser's own bar, where nothing has the focus).
    for _ in range(5):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog.faq-panel')"
        )
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_starter_of_the_panel_shows_passages_that_lead_to_their_headings(visitor: Visitor, path: str) -> None:
    panel = open_panel(visitor, path)
    starter = panel.locator(".faq-starters button").first
    question = starter.inner_text()
    starter.click()
    passages = panel.locator(".faq-passage")
    expect(passages.first).to_be_visible()
    expect(panel.locator("input[name=question]")).to_have_value(question)
    assert 1 <= passages.count() <= 3
    urls = panel.locator("a.faq-passage__place").evaluate_all("(links) => links.map((link) => link.href)")
    assert len(urls) == passages.count()
    for url in urls:
        assert url.startswith(visitor.base)
        assert_leads_to_a_heading(visitor, url)


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_passage_stands_word_for_word_on_the_page_it_links_to(
    visitor: Visitor, new_visitor: NewVisitor, real_site: Path, lang: str, number: int
) -> None:
    question = read_pages(real_site).starters[lang][number]
    box = visitor.go(HOMES[lang]).locator("[data-faq-ask]")
    box.get_by_role("button", name=question).click()
    expect(box.locator(".faq-answer__message")).to_have_text(MESSAGES[Outcome.ANSWERED][lang])
    shown: list[list[str]] = box.locator(".faq-passage").evaluate_all(
        """(passages) => passages.map((passage) => [
            passage.querySelector("a.faq-passage__place").href,
            [...passage.querySelectorAll(":scope > p, td")].map((e) => e.innerText).join("\\n"),
        ])"""
    )
    assert shown
    reader = new_visitor()
    for url, text in shown:
        page = reader.go(urlsplit(url).path)
        assert len(text) > 40
        assert collapse(text) in published_text(page), f"{url} does not say: {text}"


def published_text(page: Page) -> str:
    """Text of the article without its footnote marks."""
    text: str = page.evaluate(
        """() => {
            document.querySelectorAll("article sup[id^=fnref]").forEach((mark) => mark.remove());
            return document.querySelector("article").innerText;
        }"""
    )
    return collapse(text)


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_question_of_markup_makes_no_element(visitor: Visitor, path: str) -> None:
    panel = open_panel(visitor, path)
    ask(panel, HOSTILE)
    expect(panel.locator("img")).to_have_count(0)
    visitor.page.wait_for_timeout(300)
    assert visitor.dialogs == []


def answer_with(text: str, url: str) -> dict[str, Any]:
    """An answer, shaped as the server shapes it, that says ``text`` wherever a text can stand."""
    source = {"key": "k", "publisher": text, "title": text, "date": "2026-04", "url": "https://example.org/"}
    passage = {
        "text": f"{text}\n{text}\t{text}",
        "page": text,
        "heading": text,
        "url": url,
        "lang": "fr",
        "as_of": "2026-11-24",
        "score": 1,
        "highlights": [[5, 10], [30, 40]],
        "sources": [source],
    }
    return {
        "question": text,
        "lang": "fr",
        "outcome": "no_answer",
        "abstained": True,
        "confidence": 0.1,
        "message": text,
        "passages": [passage],
        "suggestions": [{"question": text, "url": url}],
    }


def test_answer_of_markup_is_shown_as_text(visitor: Visitor) -> None:
    answer = answer_with(HOSTILE, "/cnil/#overview")
    visitor.page.route("**/api/ask", lambda route: route.fulfill(json=answer))
    panel = open_panel(visitor, "/cnil/")
    ask(panel, "Qui ?")
    expect(panel.locator(".faq-answer__message")).to_have_text(HOSTILE)
    expect(panel.locator(".faq-passage__place")).to_have_text(HOSTILE)
    expect(panel.locator(".faq-passage > p")).to_have_text(HOSTILE)
    expect(panel.locator(".faq-passage td")).to_have_text([HOSTILE, HOSTILE])
    expect(panel.locator("ul a").last).to_have_text(HOSTILE)
    expect(panel.locator("mark")).to_have_count(2)
    expect(panel.locator("img")).to_have_count(0)
    assert visitor.dialogs == []


def test_passage_in_the_other_language_leads_to_its_own_page(visitor: Visitor) -> None:
    page = visitor.page
    answer = answer_with("SecNumCloud", "/en/visio/#overview")
    page.route("**/api/ask", lambda route: route.fulfill(json=answer))
    panel = open_panel(visitor, "/cnil/")
    ask(panel, "Qui ?")
    panel.locator(".faq-passage__place").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(f"{visitor.base}/en/visio/#overview")


@pytest.mark.parametrize(("lang", "path"), [("fr", "/"), ("en", "/en/"), ("fr", "/cnil/"), ("en", "/en/cnil/")])
def test_unreachable_server_is_said_and_the_search_takes_over(visitor: Visitor, lang: str, path: str) -> None:
    words = "Scaleway SecNumCloud"
    page = visitor.page
    page.route("**/api/ask", lambda route: route.abort())
    box = visitor.go(path).locator("[data-faq-ask]") if path == HOMES[lang] else open_panel(visitor, path)
    ask(box, f"  {words} ")
    expect(box.locator(".faq-answer")).to_contain_text(OFFLINE[lang])
    asked = len(visitor.requests)
    box.get_by_role("link", name=SEARCH[lang]).click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#__search")).to_be_checked()
    expect(page.locator("[data-md-component=search-query]")).to_have_value(words)
    expect(page.locator("[data-md-component=search-query]")).to_be_focused()
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    assert [request.url for request in visitor.requests[asked:] if carries(request, words)] == []


@pytest.mark.parametrize(("path", "word"), [("/cnil/", "remboursements"), ("/en/cnil/", "reimbursements")])
def test_following_a_search_result_tells_the_server_none_of_the_words(visitor: Visitor, path: str, word: str) -> None:
    page = visitor.page
    page.route("**/api/ask", lambda route: route.abort())
    panel = open_panel(visitor, path)
    ask(panel, word)
    asked = len(visitor.requests)
    panel.get_by_role("link", name=SEARCH["en" if "/en/" in path else "fr"]).click()
    results = page.locator(".md-search-result__item a")
    expect(results.first).to_be_visible()
    links = [link.get_attribute("href") or "" for link in results.all()]
    assert [link for link in links if word[:7] in link] == []
    with page.expect_navigation():
        results.first.click()
    assert [request.url for request in visitor.requests[asked:] if carries(request, word[:7])] == []


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 200, "body": "<html>a proxy's page</html>", "content_type": "text/html"},
        {"status": 404, "body": '{"detail": "Not Found"}', "content_type": "application/json"},
        {"status": 502, "body": "", "content_type": "text/plain"},
        {"status": 200, "body": "null", "content_type": "application/json"},
        {"status": 200, "body": '{"outcome": "answered"}', "content_type": "application/json"},
    ],
    ids=["html", "not-found", "bad-gateway", "null", "half-an-answer"],
)
def test_reply_that_is_no_answer_counts_as_unreachable(visitor: Visitor, reply: dict[str, Any]) -> None:
    visitor.page.route("**/api/ask", lambda route: route.fulfill(**reply))
    panel = open_panel(visitor, "/cnil/")
    ask(panel, "Qui héberge ?")
    expect(panel.locator(".faq-answer")).to_contain_text(OFFLINE["fr"])


def test_later_question_is_not_overwritten_by_the_earlier_ones_answer(visitor: Visitor) -> None:
    page = visitor.page
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.fallback()
        else:
            held.append(route)

    page.route("**/api/ask", hold_the_first)
    panel = open_panel(visitor, "/cnil/")
    panel.locator("input[name=question]").fill("Première question, lente ?")
    panel.locator(".faq-form button").click()
    panel.locator("input[name=question]").fill("bonjour")
    panel.locator(".faq-form button").click()
    message = panel.locator(".faq-answer__message")
    expect(message).to_have_text(MESSAGES[Outcome.GREETING]["fr"])
    late = {"outcome": "no_answer", "abstained": True, "message": "trop tard", "passages": [], "suggestions": []}
    with page.expect_response("**/api/ask"):
        held[0].fulfill(body=json.dumps(late), content_type="application/json")
    page.wait_for_timeout(200)
    expect(message).to_have_text(MESSAGES[Outcome.GREETING]["fr"])


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_empty_question_asks_nobody(visitor: Visitor, path: str) -> None:
    panel = open_panel(visitor, path)
    ask(panel, "   ")
    assert [request.url for request in visitor.requests if "/api/ask" in request.url] == []
    expect(panel.locator("input[name=question]")).to_be_focused()


@pytest.mark.parametrize(
    ("lang", "question"), [("fr", "Comment changer un pneu de vélo ?"), ("en", "How do I change a bicycle tyre?")]
)
def test_abstention_offers_questions_that_the_site_answers(visitor: Visitor, lang: str, question: str) -> None:
    box = visitor.go(HOMES[lang]).locator("[data-faq-ask]")
    ask(box, question)
    expect(box.locator(".faq-answer__message")).to_have_text(MESSAGES[Outcome.OUT_OF_SCOPE][lang])
    expect(box.locator(".faq-passage")).to_have_count(0)
    urls = box.locator(".faq-answer ul a").evaluate_all("(links) => links.map((link) => link.href)")
    assert 1 <= len(urls) <= 3
    assert_leads_to_a_heading(visitor, urls[0])
