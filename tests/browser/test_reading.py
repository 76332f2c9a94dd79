"""What a reader does with the pages: change the language, the colours, follow a footnote, on any screen."""

import re
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import PROJECT, NewVisitor, Visitor

NAMES = sorted(path.stem for path in (PROJECT / "docs" / "fr").glob("*.md"))
PATHS = ["" if name == "index" else f"{name}/" for name in NAMES]


@pytest.mark.parametrize("path", ["", "cnil/", "demander/", "sources/"])
def test_language_switch_stays_on_the_page_in_both_directions(visitor: Visitor, path: str) -> None:
    page = visitor.go(f"/{path}")
    for folder, lang in (("en/", "en"), ("", "fr")):
        page.locator("a.faq-language").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        asked = "" if folder or path else "?lang=fr"  # whatever the browser's language is
        expect(page).to_have_url(f"{visitor.base}/{folder}{path}{asked}")
        expect(page.locator("article h1")).to_be_visible()


# Material takes over clicks on links to the other language once it has read a sitemap.
def test_no_sitemap_is_asked_for(visitor: Visitor) -> None:
    visitor.go("/cnil/")
    visitor.look_around()
    assert [request.url for request in visitor.requests if "sitemap" in request.url] == []


@pytest.mark.parametrize(
    ("path", "heading", "twin"), [("/rien/", "Page introuvable", "/en/"), ("/en/a/b/", "Page not found", "/?lang=fr")]
)
def test_what_is_not_found_has_a_page_that_works(visitor: Visitor, path: str, heading: str, twin: str) -> None:
    page = visitor.page
    response = page.goto(visitor.base + path)
    assert response is not None
    assert response.status == HTTPStatus.NOT_FOUND
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator(".faq-open")).to_be_visible()
    page.locator("a.faq-language").click()
    expect(page).to_have_url(visitor.base + twin)
    assert [said for said in visitor.complaints if path not in said] == []
    assert visitor.foreign == []


def test_a_table_is_sorted_by_the_button_in_a_heading(visitor: Visitor) -> None:
    page = visitor.go("/prestataires/")
    table = page.locator(".faq-sortable table").first
    owner = table.get_by_role("columnheader", name="Propriétaire")
    services = table.locator("tbody td:nth-child(2)")
    before = services.all_inner_texts()
    owner.get_by_role("button").press("Enter")
    expect(owner).to_have_attribute("aria-sort", "ascending")
    assert services.all_inner_texts() == sorted(before, key=str.casefold)
    owner.get_by_role("button").press("Enter")
    expect(owner).to_have_attribute("aria-sort", "descending")
    assert services.all_inner_texts() == sorted(before, key=str.casefold, reverse=True)
    until = table.get_by_role("columnheader", name="Jusqu’au")
    until.get_by_role("button").click()
    days = table.locator("tbody td:nth-child(4)").all_inner_texts()
    assert days == sorted(days)
    expect(table.locator("th[aria-sort]")).to_have_count(1)


def test_chat_leads_to_the_chat_in_the_other_language(visitor: Visitor) -> None:
    page = visitor.go("/chat/")
    assert page.get_by_role("link", name="English").get_attribute("href") == "/en/chat/"
    page = visitor.go("/en/chat/")
    assert page.get_by_role("link", name="Français").get_attribute("href") == "/chat/"


@pytest.mark.parametrize(("path", "lang", "locale"), [("/chat/", "fr", "en-US"), ("/en/chat/", "en", "fr-FR")])
def test_chat_says_its_own_language_whatever_the_browsers(
    new_visitor: NewVisitor, path: str, lang: str, locale: str
) -> None:
    page = new_visitor(locale=locale).go(path)
    expect(page.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize(
    ("preferred", "first", "second"), [("light", "default", "slate"), ("dark", "slate", "default")]
)
def test_toggle_changes_the_scheme_and_the_site_remembers(
    new_visitor: NewVisitor, preferred: str, first: str, second: str
) -> None:
    visitor = new_visitor(color_scheme=preferred)
    page = visitor.go("/cnil/")
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", first)
    before = _background(page)
    page.locator("form[data-md-component=palette] label:visible").click()
    expect(body).to_have_attribute("data-md-color-scheme", second)
    assert _background(page) != before
    expect(visitor.go("/visio/").locator("body")).to_have_attribute("data-md-color-scheme", second)


def _background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_scrolls_sideways_on_a_telephone(new_visitor: NewVisitor, lang: str) -> None:
    visitor = new_visitor(viewport={"width": 390, "height": 844})
    folder = "/" if lang == "fr" else "/en/"
    wide = []
    for path in [*PATHS, "chat/"]:
        page = visitor.go(folder + path)
        width, shifted = page.evaluate(
            "() => { scrollTo(999, 0); return [document.documentElement.scrollWidth, Math.round(scrollX)]; }"
        )
        if width > 390 or shifted:
            wide.append((folder + path, width))
    assert wide == []


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_footnote_tooltip_shows_the_source_on_hover(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    mark = page.locator("article a.footnote-ref").first
    note = (mark.get_attribute("href") or "").removeprefix("#")
    publisher = page.locator(f"li[id='{note}'] [data-publisher]").text_content() or ""
    assert publisher
    tooltip = page.locator(".md-tooltip2--active")
    expect(tooltip).to_have_count(0)
    mark.scroll_into_view_if_needed()
    mark.hover()
    expect(tooltip).to_be_visible()
    expect(tooltip).to_contain_text(publisher)


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_page_says_when_it_was_checked_and_that_it_is_independent(visitor: Visitor, path: str) -> None:
    banner = visitor.go(path).locator(".md-banner")
    expect(banner.locator("time")).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\d$"))
    expect(banner).to_contain_text("independent" if "/en/" in path else "indépendant", ignore_case=True)
