"""How a reader searches and asks, for the tests of the panel."""

from typing import Any

from playwright.sync_api import Locator, Route, expect

from browser.conftest import Visitor

PATHS = {"fr": "/cnil/", "en": "/en/cnil/"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def open_panel(visitor: Visitor, path: str) -> Locator:
    """The panel, opened from the header and ready to type."""
    page = visitor.go(path)
    page.locator(".faq-open").click()
    panel = page.locator("dialog.faq-panel")
    expect(panel).to_be_visible()
    expect(field(panel)).to_be_focused()
    return panel


def field(box: Locator) -> Locator:
    """Where one types."""
    return box.get_by_role("combobox")


def ask(box: Locator, question: str) -> Locator:
    """Ask, and wait for what is shown: the latest turn."""
    field(box).fill(question)
    field(box).press("Enter")
    return answered(box)


def answered(box: Locator) -> Locator:
    """The latest turn, once it is there."""
    turn = box.locator(".faq-turn").first
    expect(turn).to_be_visible()
    expect(box.locator(".faq-replies")).to_have_attribute("aria-busy", "false")
    return turn


def type_words(box: Locator, words: str) -> Locator:
    """Type words to search for; the pages that are shown."""
    field(box).press_sequentially(words)
    options = box.get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def without_engine(visitor: Visitor) -> None:
    """The browser's own engine cannot be loaded."""
    visitor.page.route("**/assets/faq/bundle**", lambda route: route.abort())


def hear(box: Locator) -> None:
    """Note from now on every text that appears in a live region, in ``window.heard``."""
    box.evaluate(
        """(box) => {
            window.heard = [];
            for (const region of box.querySelectorAll("[role=status]")) {
                new MutationObserver(() => region.textContent && window.heard.push(region.textContent))
                    .observe(region, { childList: true, characterData: true, subtree: true });
            }
        }"""
    )


WAITING = ("Recherche en cours…", "Searching…")


def heard(box: Locator, count: int) -> list[str]:
    """What was given to say since :func:`hear`, once it is that much, but for the wait."""
    for _ in range(50):
        texts: list[str] = [text for text in box.evaluate("() => window.heard") if text not in WAITING]
        if len(texts) >= count:
            break
        box.page.wait_for_timeout(100)
    assert len(texts) == count, texts
    return texts


def answer_with(passages: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """An answer, shaped as the server shapes it."""
    return {
        "question": "?",
        "read_as": None,
        "lang": "fr",
        "outcome": "answered",
        "abstained": False,
        "confidence": 0.9,
        "message": "Voici.",
        "passages": passages,
        "suggestions": [],
        **changes,
    }


def passage(text: str, highlights: list[list[int]], **changes: Any) -> dict[str, Any]:
    """A passage of an answer."""
    return {
        "text": text,
        "page": "Page",
        "heading": "Rubrique",
        "url": "/cnil/#two-risks",
        "lang": "fr",
        "as_of": "2026-04-01",
        "score": 1,
        "highlights": highlights,
        "sources": [],
        **changes,
    }


def reply(visitor: Visitor, answer: dict[str, Any]) -> None:
    """Let the server say this, whatever it is asked."""

    def fulfill(route: Route) -> None:
        route.fulfill(json=answer)

    visitor.page.route("**/api/ask", fulfill)
