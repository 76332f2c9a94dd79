"""The full-page Gradio chat."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import PROJECT, NewVisitor, Visitor
from hdh_faq.about import read_about
from hdh_faq.answer import MESSAGES, Outcome
from hdh_faq.languages import Lang

CHATS: list[tuple[Lang, str]] = [("fr", "/chat/"), ("en", "/en/chat/")]
NOTE = {"fr": "Recherche automatique, pas une personne.", "en": "An automatic search, not a person."}
FAR_AWAY = {"fr": "Comment changer un pneu de vélo ?", "en": "How do I change a bicycle tyre?"}


def out_of_scope(lang: Lang) -> str:
    return read_about(PROJECT / "site").sentence(Outcome.OUT_OF_SCOPE, lang)


def ask(page: Page, question: str) -> None:
    page.locator("textarea").fill(question)
    page.locator("button.submit-button").click()


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_chat_says_that_it_is_automatic_and_no_person(visitor: Visitor, lang: Lang, path: str) -> None:
    expect(visitor.go(path).get_by_text(NOTE[lang])).to_be_visible()


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_starter_gives_an_answer_that_links_to_a_section(
    visitor: Visitor, new_visitor: NewVisitor, lang: Lang, path: str
) -> None:
    page = visitor.go(path)
    page.locator("button.example").first.click()
    answer = page.locator(".faq-answer")
    expect(answer).to_be_visible()
    expect(answer).to_contain_text(MESSAGES[Outcome.ANSWERED][lang])
    expect(answer.locator("blockquote").first).to_be_visible()
    urls = answer.locator(".place a").evaluate_all("(links) => links.map((link) => link.href)")
    assert 1 <= len(urls) <= 3
    reader = new_visitor()
    for url in urls:
        assert url.startswith(visitor.base)
        assert urlsplit(url).fragment
        target = reader.go(urlsplit(url).path)
        expect(target.locator(f"[id='{urlsplit(url).fragment}']")).to_have_count(1)
    assert visitor.foreign == []


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_question_out_of_scope_gets_the_sentence(visitor: Visitor, lang: Lang, path: str) -> None:
    page = visitor.go(path)
    ask(page, FAR_AWAY[lang])
    answer = page.locator(".faq-answer")
    expect(answer).to_contain_text(out_of_scope(lang))
    expect(answer.locator("blockquote")).to_have_count(0)
    expect(answer.locator("ul a").first).to_be_visible()
    assert visitor.foreign == []


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_question_of_markup_runs_no_script(visitor: Visitor, lang: Lang, path: str) -> None:
    page = visitor.go(path)
    ask(page, "<img src=x onerror=alert(1)><script>alert(2)</script>")
    expect(page.locator(".faq-answer")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.locator("[onerror]").count() == 0
    assert visitor.dialogs == []


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_question_is_shown_as_it_was_typed(visitor: Visitor, lang: Lang, path: str) -> None:
    page = visitor.go(path)
    ask(page, "<b>SecNumCloud</b> *quoi* ?")
    expect(page.locator(".faq-answer")).to_be_visible()
    expect(page.locator(".message.user")).to_contain_text("<b>SecNumCloud</b> *quoi* ?")


def test_chat_answers_one_question_after_another(visitor: Visitor) -> None:
    page = visitor.go("/chat/")
    ask(page, "bonjour")
    expect(page.locator(".faq-answer")).to_have_count(1)
    ask(page, FAR_AWAY["fr"])
    expect(page.locator(".faq-answer")).to_have_count(2)
    expect(page.locator(".faq-answer").last).to_contain_text(out_of_scope("fr"))


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_page_goes_to_the_latest_question_and_leaves_the_reader_there(
    visitor: Visitor, lang: Lang, path: str
) -> None:
    page = visitor.go(path)
    for question in ("SecNumCloud ?", "Microsoft Azure ?"):
        before = page.locator(".faq-answer").count()
        ask(page, question)
        expect(page.locator(".faq-answer")).to_have_count(before + 1)
    page.wait_for_timeout(1_800)
    assert 0 <= page.locator("#faq-log .user-row").last.evaluate("(row) => row.getBoundingClientRect().top") <= 120
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(300)
    left = page.evaluate("scrollY")
    page.wait_for_timeout(1_000)
    assert page.evaluate("scrollY") == left
    expect(
        page.get_by_role("log", name={"fr": "Questions et réponses", "en": "Questions and answers"}[lang])
    ).to_be_visible()
    assert visitor.complaints == []
