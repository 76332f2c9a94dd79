"""Pages and headings found while one types: what is found, how it is chosen, and how it is spoken."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.asking import PATHS, PHONE, field, hear, heard, open_panel, type_words
from browser.conftest import PROJECT, NewVisitor, Visitor

SEARCHES = [
    json.loads(line) for line in (PROJECT / "evaluation" / "searches.jsonl").read_text(encoding="utf-8").splitlines()
]
BOTH = pytest.mark.parametrize("lang", ["fr", "en"])


def is_right(url: str, wanted: list[str]) -> bool:
    """An address without an anchor stands for the page and all its headings."""
    return any(url == one or ("#" not in one and url.partition("#")[0] == one) for one in wanted)


def firsts(visitor: Visitor, lang: str, queries: list[str]) -> list[str]:
    """The address of each query's first result, with the script and the list that readers get."""
    home = {"fr": "/", "en": "/en/"}[lang]
    # On the site it is a part of a larger file.
    source = PROJECT / "theme" / "assets" / "faq" / "search.js"
    visitor.page.route("**/faq/search.js", lambda route: route.fulfill(path=source, content_type="text/javascript"))
    found: list[str] = visitor.go(home).evaluate(
        """async ([home, queries]) => {
            const { readPages, search } = await import(home + "assets/faq/search.js");
            const entries = readPages(await (await fetch(home + "assets/faq/headings.json")).json());
            return queries.map((query) => home + (search(entries, query)[0]?.url ?? "nothing"));
        }""",
        [home, queries],
    )
    return found


def test_first_result_is_right_for_nine_searches_in_ten(visitor: Visitor) -> None:
    wrong = []
    for lang in ("fr", "en"):
        items = [item for item in SEARCHES if item["lang"] == lang]
        found = firsts(visitor, lang, [item["q"] for item in items])
        wrong += [(item["q"], url) for item, url in zip(items, found, strict=True) if not is_right(url, item["want"])]
    assert len(wrong) <= 0.1 * len(SEARCHES), wrong


def test_accents_elisions_beginnings_and_spacing_do_not_matter(visitor: Visitor) -> None:
    wanted = {
        "hebergeur": "/choix-hebergeur/",
        "HÉBERGEUR": "/choix-hebergeur/",
        "l'hebergeur": "/choix-hebergeur/",
        "l’hébergeur": "/choix-hebergeur/",
        "glossai": "/glossaire/",
        "secnum cloud": "/secnumcloud/",
        "secnumcloud": "/secnumcloud/",
        "chrono": "/chronologie/",
    }
    found = [url.partition("#")[0] for url in firsts(visitor, "fr", [*wanted])]
    assert dict(zip(wanted, found, strict=True)) == wanted


def test_a_name_is_found_in_any_spacing(visitor: Visitor) -> None:
    names = ["cloudact", "cloud act", "CLOUD Act", "cloud  act "]
    found = [url.partition("#")[0] for url in firsts(visitor, "en", names)]
    assert found == ["/en/droit-americain/"] * len(names)


@pytest.mark.parametrize("lang", ["", "en"])
def test_list_of_headings_names_addresses_that_are_there(real_site: Path, lang: str) -> None:
    pages = json.loads((real_site / lang / "assets" / "faq" / "headings.json").read_text(encoding="utf-8"))
    assert len(pages) > 30
    for path, _, _, headings in pages:
        html = (real_site / lang / path / "index.html").read_text(encoding="utf-8")
        assert [
            anchor for anchor, _, _ in headings if f'id="{anchor}"' not in html and f"id={anchor}" not in html
        ] == []


@BOTH
def test_arrows_choose_and_enter_opens_the_page(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    options = type_words(panel, "scaleway")
    box = field(panel)
    box.press("ArrowDown")
    first = options.first
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    box.press("ArrowDown")
    assert first.get_attribute("aria-selected") == "false"
    box.press("ArrowUp")
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == options.last.get_attribute("id")
    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = first.get_attribute("href")
    with visitor.page.expect_navigation():
        box.press("Enter")
    assert visitor.page.url == chosen
    assert [request.url for request in visitor.requests if "/api/ask" in request.url] == []
    assert visitor.complaints == visitor.foreign == []


@BOTH
def test_mouse_opens_the_page(visitor: Visitor, lang: str) -> None:
    options = type_words(open_panel(visitor, PATHS[lang]), "scaleway")
    chosen = options.first.get_attribute("href")
    with visitor.page.expect_navigation():
        options.first.click()
    assert visitor.page.url == chosen


@BOTH
def test_touch_opens_the_page(new_visitor: NewVisitor, lang: str) -> None:
    visitor = new_visitor(**PHONE)
    options = type_words(open_panel(visitor, PATHS[lang]), "scaleway")
    chosen = options.first.get_attribute("href")
    with visitor.page.expect_navigation():
        options.first.tap()
    assert visitor.page.url == chosen


def test_words_typed_to_search_are_sent_nowhere(visitor: Visitor) -> None:
    panel = open_panel(visitor, "/cnil/")
    options = type_words(panel, "remboursements")
    with visitor.page.expect_navigation():
        options.first.click()
    sent = [f"{request.url} {request.post_data or ''}" for request in visitor.requests]
    assert [text for text in sent if "remboursements" in text and "#" not in text] == []


@BOTH
def test_address_with_q_opens_the_search(visitor: Visitor, lang: str) -> None:
    page = visitor.go(f"{PATHS[lang]}?q=cloudact")
    panel = page.locator("dialog.faq-panel")
    expect(field(panel)).to_have_value("cloudact")
    expect(field(panel)).to_be_focused()
    expect(panel.get_by_role("option").first).to_be_visible()


@BOTH
def test_search_works_in_the_page_s_own_box_too(visitor: Visitor, lang: str) -> None:
    page = visitor.go({"fr": "/demander/", "en": "/en/demander/"}[lang])
    box = page.locator("[data-faq-ask]")
    box.locator("#faq-question").click()
    expect(field(box)).to_be_focused()
    expect(type_words(box, "cloudact").first).to_contain_text("CLOUD Act")


@BOTH
def test_what_is_typed_before_the_scripts_are_there_is_searched_too(visitor: Visitor, lang: str) -> None:
    box = visitor.go({"fr": "/", "en": "/en/"}[lang]).locator("[data-faq-ask]")
    box.locator("#faq-question").fill("cloudact")  # focus and text in one step
    expect(box.get_by_role("option").first).to_contain_text("CLOUD Act")


# The acceptance criteria of alphagov/accessible-autocomplete, by number; 1, 2, 11, 12, 16 and 17 are above or follow.


@BOTH
def test_criteria_1_to_6_the_field_is_focusable_editable_named_and_explained(visitor: Visitor, lang: str) -> None:
    box = field(open_panel(visitor, PATHS[lang]))
    state: dict[str, Any] = box.evaluate(
        """(field) => ({
            outline: parseFloat(getComputedStyle(field).outlineWidth),
            editable: field.tagName === "INPUT" && !field.readOnly,
            autocomplete: field.getAttribute("aria-autocomplete"),
            hint: document.getElementById(field.getAttribute("aria-describedby")).textContent,
        })"""
    )
    assert state["outline"] >= 2
    assert state["editable"]
    assert state["autocomplete"] == "list"
    assert ("flèches" if lang == "fr" else "arrows") in state["hint"]


@BOTH
def test_criteria_7_to_10_expansion_and_number_of_matches_are_told(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    expect(field(panel)).to_have_attribute("aria-expanded", "false")
    options = type_words(panel, "scaleway")
    expect(field(panel)).to_have_attribute("aria-expanded", "true")
    expect(panel.get_by_role("status").filter(has_text=str(options.count()))).to_have_count(1)
    field(panel).fill("zzzzzz")
    expect(options).to_have_count(0)
    expect(field(panel)).to_have_attribute("aria-expanded", "false")
    nothing = {"fr": "Aucune page trouvée", "en": "No page found"}[lang]
    expect(panel.get_by_role("status").filter(has_text=nothing)).to_have_count(1)


@BOTH
def test_criteria_13_to_15_a_match_says_that_it_is_chosen_and_which_it_is(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    options = type_words(panel, "scaleway")
    assert options.evaluate_all("(all) => all.filter((one) => one.ariaSelected === 'true').length") == 0
    field(panel).press("ArrowDown")
    places = options.evaluate_all("(all) => all.map((one) => [one.ariaPosInSet, one.ariaSetSize])")
    assert places == [[str(at + 1), str(len(places))] for at in range(len(places))]
    assert options.evaluate_all("(all) => all.map((one) => one.ariaSelected)")[0] == "true"


@BOTH
def test_criterion_18_focus_stays_in_the_field_when_a_heading_of_this_page_is_chosen(
    visitor: Visitor, lang: str
) -> None:
    panel = open_panel(visitor, PATHS[lang])
    type_words(panel, "cnil azure")
    field(panel).fill({"fr": "deux risques serveurs europe", "en": "servers in europe cnil"}[lang])
    expect(panel.get_by_role("option").first).to_be_visible()
    field(panel).press("ArrowDown")
    field(panel).press("Enter")
    expect(panel.get_by_role("listbox")).to_be_hidden()


# What an audit found in another search dialog: suitenumerique/docs, by number of the issue.


@BOTH
def test_finding_2012_the_dialog_is_named_by_its_heading(visitor: Visitor, lang: str) -> None:
    open_panel(visitor, PATHS[lang])
    name = {"fr": "Chercher ou demander", "en": "Search or ask"}[lang]
    expect(visitor.page.get_by_role("dialog", name=name, exact=True)).to_be_visible()
    expect(visitor.page.get_by_role("heading", name=name, exact=True)).to_be_visible()


@BOTH
def test_findings_2040_and_2041_the_field_has_a_visible_label_that_stays(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    field(panel).fill("azure")
    label = {"fr": "Votre question, ou des mots à chercher", "en": "Your question, or words to look for"}[lang]
    expect(panel.get_by_text(label, exact=True)).to_be_visible()
    expect(panel.get_by_role("combobox", name=label, exact=True)).to_be_visible()
    assert field(panel).get_attribute("placeholder") is None


@BOTH
def test_findings_2042_and_2044_clearing_is_named_and_keeps_the_focus_in_the_field(
    visitor: Visitor, lang: str
) -> None:
    panel = open_panel(visitor, PATHS[lang])
    type_words(panel, "azure")
    clear = panel.get_by_role("button", name={"fr": "Effacer la question", "en": "Clear the question"}[lang])
    clear.focus()
    clear.press("Enter")
    expect(field(panel)).to_have_value("")
    expect(field(panel)).to_be_focused()
    expect(panel.get_by_role("listbox")).to_be_hidden()
    expect(clear).to_be_hidden()


@BOTH
def test_finding_2043_matches_are_spoken_while_the_focus_stays_in_the_field(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    hear(panel)
    type_words(panel, "azure")
    assert {"fr": "pages ou rubriques", "en": "pages or sections"}[lang] in heard(panel, 1)[0]
    expect(field(panel)).to_be_focused()


@BOTH
def test_finding_2066_no_two_matches_have_the_same_name(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    names = type_words(panel, {"fr": "ce que l'on ne sait pas", "en": "what is not known"}[lang]).all_inner_texts()
    assert len(names) > 2
    assert len(set(names)) == len(names)


@BOTH
def test_finding_2082_the_button_that_closes_says_what_it_closes(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    panel.get_by_role("button", name={"fr": "Fermer la recherche", "en": "Close the search"}[lang]).click()
    expect(panel).to_be_hidden()
    expect(visitor.page.locator(".faq-open")).to_be_focused()


def test_the_same_message_twice_is_spoken_twice(visitor: Visitor) -> None:
    panel = open_panel(visitor, "/cnil/")
    hear(panel)
    for _ in range(2):
        field(panel).press("Enter")  # an empty question
    first, second = heard(panel, 2)
    assert first == second
    assert panel.locator("[role=status]:empty").count() == 1
