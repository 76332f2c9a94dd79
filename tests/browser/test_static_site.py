"""The site on a static host, with its strictest headers: everything that a page does is allowed, and works."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from browser.asking import ask, type_words
from browser.conftest import Visitor


@pytest.fixture
def reader(browser: Browser, static_site: str) -> Iterator[Visitor]:
    """A tab whose browser prefers English."""
    page = browser.new_page(locale="en-GB")
    yield Visitor(page, static_site)
    page.close()


@pytest.mark.parametrize(
    "path", ["/?lang=fr", "/en/", "/cnil/", "/en/choix-hebergeur/", "/chronologie/", "/demander/"]
)
def test_the_policy_stops_nothing_that_a_page_does(reader: Visitor, path: str) -> None:
    page = reader.go(path)
    reader.look_around()
    page.locator(".faq-open").click()
    type_words(page.locator("[data-faq-ask], dialog.faq-panel").last, "Scaleway")
    assert reader.complaints == []
    assert reader.foreign == []


def test_the_meaning_is_offered_where_a_question_was_looked_for_and_not_for_a_greeting(reader: Visitor) -> None:
    reader.go("/en/visio/").locator(".faq-open").click()
    panel = reader.page.locator("dialog.faq-panel")
    ask(panel, "hello")
    expect(panel.locator(".faq-load")).to_have_count(0)
    ask(panel, "Who will host the data?")
    expect(panel.locator(".faq-load")).to_have_count(1)


def test_an_english_reader_is_led_to_english_and_may_leave_it(reader: Visitor) -> None:
    page = reader.go("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("a.faq-language").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
