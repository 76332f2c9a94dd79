"""The panel: how it opens and closes, and what an answer looks like on the screen."""

import gzip
import json
import re
import shutil
from pathlib import Path
from urllib.parse import quote, unquote_plus, urlsplit

import pytest
from playwright.sync_api import Request, Route, expect
from selectolax.lexbor import LexborHTMLParser

from browser.asking import (
    PATHS,
    PHONE,
    WAITING,
    answer_with,
    answered,
    ask,
    field,
    hear,
    heard,
    open_panel,
    passage,
    reply,
    type_words,
    without_engine,
)
from browser.conftest import PROJECT, NewVisitor, Visitor
from conftest import one
from hdh_faq.about import read_about
from hdh_faq.answer import Outcome
from hdh_faq.pages import read_pages
from hdh_faq.site.joining import join_modules

BOTH = pytest.mark.parametrize("lang", ["fr", "en"])
HOMES = {"fr": "/", "en": "/en/"}
ASK_PAGES = {"fr": "/demander/", "en": "/en/demander/"}
QUESTIONS = {"fr": "Qui hébergera les données ?", "en": "Who will host the data?"}
OFF_SUBJECT = {"fr": "Comment changer un pneu de vélo ?", "en": "How do I change a bicycle tyre?"}
UNAVAILABLE = {"fr": "Aucun moteur ne répond ici", "en": "No engine answers questions here"}
HOSTILE = "<img src=x onerror=alert(1)>"
LONG_ANSWER = "C'est quoi l'espace européen des données de santé ?"
LONG = "Un mot de plus. " * 40 + "Fin."
"""With this at its end, no passage is short."""


def said(outcome: Outcome, lang: str) -> str:
    return read_about(PROJECT / "site").sentence(outcome, lang)


def scripts(requests: list[Request]) -> set[str]:
    return {urlsplit(one.url).path for one in requests if re.search(r"/assets/faq/.*\.(js|json)$", one.url)}


# Opening and closing


@BOTH
def test_before_the_first_touch_only_a_small_loader_is_fetched(visitor: Visitor, real_site: Path, lang: str) -> None:
    page = visitor.go(PATHS[lang])
    visitor.look_around()
    assert {path.rpartition("/")[2] for path in scripts(visitor.requests)} == {"page.js"}
    before = set(scripts(visitor.requests))
    page.locator(".faq-open").click()
    panel = page.locator("dialog.faq-panel")
    type_words(panel, "azure")
    ask(panel, QUESTIONS[lang])
    loaded = [path for path in scripts(visitor.requests) - before if path.endswith(".js")]
    sizes = {path: len(gzip.compress((real_site / path[1:]).read_bytes())) for path in [*before, *loaded]}
    assert sum(sizes[path] for path in before) <= 1_500
    assert {path.rpartition("/")[2] for path in loaded} == {"start.js"}
    engine = len(gzip.compress((real_site / "assets/faq/engine/worker.js").read_bytes()))
    assert sum(sizes[path] for path in loaded) + engine <= 30_000
    assert visitor.complaints == visitor.foreign == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@BOTH
def test_button_in_words_is_among_the_first_five_tab_stops(new_visitor: NewVisitor, lang: str, width: int) -> None:
    page = new_visitor(viewport={"width": width, "height": 800}).go(PATHS[lang])
    button = page.get_by_role("button", name={"fr": "Chercher ou demander", "en": "Search or ask"}[lang], exact=True)
    expect(button).to_be_in_viewport(ratio=1)
    for _ in range(5):
        page.keyboard.press("Tab")
        if button.evaluate("(button) => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Space")
    expect(field(page.locator("dialog.faq-panel"))).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("keys", ["/", "s", "Control+k", "Meta+k"])
@BOTH
def test_keys_open_it_and_are_not_typed_into_it(visitor: Visitor, lang: str, keys: str) -> None:
    page = visitor.go(PATHS[lang])
    page.keyboard.press(keys)
    box = field(page.locator("dialog.faq-panel"))
    expect(box).to_be_focused()
    page.keyboard.type("s/")
    expect(box).to_have_value("s/")


@BOTH
def test_keys_of_one_letter_can_be_switched_off_for_good(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    switch = panel.get_by_role("checkbox", name={"fr": "Les touches", "en": "The keys"}[lang])
    expect(switch).to_be_checked()
    switch.press("Space")
    expect(switch).not_to_be_checked()
    visitor.page.keyboard.press("Escape")  # or the next page opens it again
    page = visitor.go(PATHS[lang])
    for key in ("s", "/"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    expect(page.locator("dialog.faq-panel[open]")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(field(panel)).to_be_focused()
    panel.get_by_role("checkbox", name={"fr": "Les touches", "en": "The keys"}[lang]).press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(panel).to_be_visible()


@BOTH
def test_escape_closes_the_list_then_the_panel_and_the_focus_returns(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    type_words(panel, "azure")
    visitor.page.keyboard.press("Escape")
    expect(panel.get_by_role("listbox")).to_be_hidden()
    expect(panel).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(visitor.page.locator(".faq-open")).to_be_focused()


@BOTH
def test_on_a_wide_screen_the_page_beside_it_stays_in_use(visitor: Visitor, lang: str) -> None:
    top = "document.querySelector('h1').getBoundingClientRect().top"
    before = visitor.go(PATHS[lang]).evaluate(top)
    panel = open_panel(visitor, PATHS[lang])
    assert visitor.page.evaluate(top) == before
    assert not panel.evaluate("(dialog) => dialog.matches(':modal')")
    text = visitor.page.locator("article").bounding_box()
    beside = panel.bounding_box()
    assert text
    assert beside
    assert text["x"] + text["width"] <= beside["x"]
    visitor.page.locator("article h2 .headerlink").first.click(force=True)
    assert urlsplit(visitor.page.url).fragment
    expect(panel).to_be_visible()


@BOTH
def test_on_a_telephone_it_is_a_sheet_over_the_page(new_visitor: NewVisitor, lang: str) -> None:
    visitor = new_visitor(**PHONE)
    panel = open_panel(visitor, PATHS[lang])
    assert panel.evaluate("(dialog) => dialog.matches(':modal')")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    visitor.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(visitor.page.locator(".faq-open")).to_be_focused()


@pytest.mark.parametrize("path", [*HOMES.values(), *ASK_PAGES.values()])
def test_page_with_a_box_of_its_own_opens_that_one(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    page.locator(".faq-open").click()
    expect(page.locator("[data-faq-ask] #faq-question")).to_be_focused()
    expect(page.locator("dialog")).to_have_count(0)


@BOTH
def test_without_javascript_the_button_leads_to_a_page_that_says_what_can_be_done(
    new_visitor: NewVisitor, lang: str
) -> None:
    page = new_visitor(java_script_enabled=False).go(PATHS[lang])
    page.locator(".faq-open").click()
    expect(page).to_have_url(re.compile(ASK_PAGES[lang] + "$"))
    expect(page.locator(".faq-no-script")).to_contain_text(
        {"fr": "Sans JavaScript", "en": "Without JavaScript"}[lang]
    )
    expect(page.locator(".faq-no-script a")).to_have_count(3)
    expect(page.locator("#faq-question")).to_be_hidden()


# The answer


@BOTH
def test_answer_begins_with_the_paragraphs_that_answer_and_folds_the_rest(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    with visitor.page.expect_response("**/api/ask") as got:
        turn = ask(panel, {"fr": LONG_ANSWER, "en": "What is the European Health Data Space?"}[lang])
    first = got.value.json()["passages"][0]
    marked = {first["text"][start:end] for start, end in first["highlights"]}
    assert set(turn.locator(".faq-lead mark").all_inner_texts()) == marked
    holding = [line for line in first["text"].split("\n") if any(said in line for said in marked)]
    assert len(holding) < len(first["text"].split("\n"))
    assert bare(turn.locator(".faq-lead").inner_text()) == bare("".join(holding))
    order = turn.evaluate(
        "(turn) => [...turn.querySelectorAll('.faq-lead, .faq-whole, .faq-place, ol')].map((e) => e.tagName)"
    )
    assert order[:4] == ["DIV", "DETAILS", "P", "OL"]
    assert not turn.locator(".faq-whole").evaluate("(details) => details.open")
    assert turn.locator(".faq-more").evaluate_all("(all) => all.map((one) => one.open)") == [False, False]
    for line in turn.locator(".faq-more").all():
        box = line.bounding_box()
        assert box
        assert box["height"] <= 65
    fits = "(all) => all.every((line) => line.scrollWidth <= line.clientWidth)"
    assert turn.locator(".faq-more > summary").evaluate_all(fits)
    titles = turn.locator(".faq-passage").first.locator("ol li a")
    assert titles.first.inner_text() == first["sources"][0]["title"]
    expect(field(panel)).to_be_focused()


@pytest.mark.parametrize("number", range(4))
@BOTH
def test_whole_first_answer_fits_a_telephone_and_stands_on_the_page_it_names(
    new_visitor: NewVisitor, real_site: Path, lang: str, number: int
) -> None:
    question = read_pages(real_site).starters[lang][number]
    visitor = new_visitor(**PHONE)
    page = visitor.go(HOMES[lang])
    page.locator(".faq-starters a").nth(number).tap()
    box = page.locator("[data-faq-ask]")
    turn = answered(box)
    expect(field(box)).to_have_value(question)
    expect(field(box)).not_to_be_focused()  # the keyboard would hide the answer
    top = turn.bounding_box()
    end = turn.locator(".faq-more").last.bounding_box()
    assert top
    assert end
    assert end["y"] + end["height"] - top["y"] <= 650
    assert top["y"] < 200
    assert "'" not in turn.locator("summary :is(h2, h3)").inner_text()
    shown: list[list[str]] = turn.locator(".faq-passage").evaluate_all(
        """(passages) => passages.map((passage) => {
            const text = passage.querySelector(".faq-whole") ?? passage;
            return [passage.querySelector(".faq-place a").href,
                [...text.querySelectorAll("p:not(.faq-place), td, th")].map((e) => e.textContent).join("\\n")];
        })"""
    )
    assert len(shown) == 3
    for url, text in shown:
        read = LexborHTMLParser(page.request.get(url).text())
        assert one(read, f"[id='{urlsplit(url).fragment or 'overview'}']").tag in {"h1", "h2", "h3"}
        assert len(text) > 40
        assert bare(text) in bare(published_text(read)), f"{url} does not say: {text}"


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def published_text(page: LexborHTMLParser) -> str:
    """Text of the article without its footnote marks."""
    for mark in page.css("article sup[id^=fnref]"):
        mark.decompose()
    return one(page, "article").text()


def test_table_keeps_its_grid_and_headings_and_shows_the_rows_that_answer(visitor: Visitor) -> None:
    text = f"Voici les délais.\nÉtape\tDélai\nDemande\tun mois\nRéponse 😀\tdeux mois\n{LONG}"
    start = text.index("Réponse")
    reply(visitor, answer_with([passage(text, [[start, start + len("Réponse 😀\tdeux mois")]])]))
    turn = ask(open_panel(visitor, "/cnil/"), "Quels délais ?")
    lead = turn.locator(".faq-lead table")
    assert lead.locator("th[scope=col]").all_inner_texts() == ["Étape", "Délai"]
    assert lead.locator("td").all_inner_texts() == ["Réponse 😀", "deux mois"]
    turn.locator(".faq-whole > summary").click()
    whole = turn.locator(".faq-whole")
    assert whole.locator("tbody tr").count() == 2
    assert whole.locator("mark").all_inner_texts() == ["Réponse 😀", "deux mois"]


def test_highlights_count_characters_not_units(visitor: Visitor) -> None:
    text = "😀😀 Avant. La réponse. Après."
    start = text.index("La")
    reply(visitor, answer_with([passage(text, [[start, start + 11]])]))
    turn = ask(open_panel(visitor, "/cnil/"), "Quoi donc ?")
    expect(turn.locator(".faq-lead mark")).to_have_text("La réponse.")


@pytest.mark.parametrize(
    ("text", "lead", "marks"),
    [
        ("Un. Deux.\nTrois.", ["Un. Deux.", "Trois."], ["Un."]),
        (f"Un. Deux.\nTrois.\n{LONG}", ["Un. Deux."], ["Un."]),
        (f"Un.\nDeux.\n{LONG}", ["Un."], []),
        ("Un.", ["Un."], []),
    ],
    ids=["short: whole", "long: its paragraph", "nothing else there", "all of it answers"],
)
def test_what_answers_is_marked_where_there_is_anything_else(
    visitor: Visitor, text: str, lead: list[str], marks: list[str]
) -> None:
    reply(visitor, answer_with([passage(text, [[0, 3]])]))
    turn = ask(open_panel(visitor, "/cnil/"), "Quoi donc ?")
    assert turn.locator(".faq-lead p").all_inner_texts() == lead
    assert turn.locator(".faq-lead mark").all_inner_texts() == marks
    expect(turn.locator(".faq-whole")).to_have_count(int(text.endswith(LONG)))


def test_no_more_paragraphs_are_shown_than_a_telephone_has_room_for(visitor: Visitor) -> None:
    lines = ["Un." + "a " * 150, "Deux." + "b " * 150, "Trois.", LONG]
    text = "\n".join(lines)
    reply(visitor, answer_with([passage(text, [[text.index(line), text.index(line) + 3] for line in lines[:3]])]))
    turn = ask(open_panel(visitor, "/cnil/"), "Quoi donc ?")
    assert [line[:3] for line in turn.locator(".faq-lead p").all_inner_texts()] == ["Un.", "Tro"]
    expect(turn.locator(".faq-whole p")).to_have_count(4)


def test_steps_keep_their_numbers(visitor: Visitor) -> None:
    text = "1. Écrire.\n2. Garder une copie."
    reply(visitor, answer_with([passage(text, [[0, len(text)]])]))
    turn = ask(open_panel(visitor, "/cnil/"), "Comment faire ?")
    assert turn.locator(".faq-lead p").all_inner_texts() == ["1. Écrire.", "2. Garder une copie."]


def test_passages_that_are_only_near_stay_folded(visitor: Visitor) -> None:
    near = [passage("Un passage.", [[0, 11]]), passage("Un autre.", [[0, 9]])]
    reply(visitor, answer_with(near, outcome="related", abstained=True, message="Rien de sûr."))
    panel = open_panel(visitor, "/cnil/")
    hear(panel)
    turn = ask(panel, "Quoi donc ?")
    expect(turn.locator(".faq-message")).to_have_text("Rien de sûr.")
    expect(turn.locator(".faq-lead")).to_have_count(0)
    expect(turn.locator(".faq-passage").first).to_be_hidden()
    assert heard(panel, 1) == ["Rien de sûr."]


@BOTH
def test_answer_is_announced_by_its_number_of_passages_alone(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    hear(panel)
    ask(panel, QUESTIONS[lang])
    said = {"fr": "Réponse trouvée, 3 passages.", "en": "Answer found, 3 passages."}[lang]
    assert heard(panel, 1) == [said]


@BOTH
def test_an_answer_that_takes_its_time_is_heard_to_be_on_its_way(visitor: Visitor, lang: str) -> None:
    def late(route: Route) -> None:
        visitor.page.wait_for_timeout(1_500)
        route.fulfill(json=answer_with([passage("Un passage.", [[0, 11]])]))

    visitor.page.route("**/api/ask", late)
    panel = open_panel(visitor, PATHS[lang])
    hear(panel)
    ask(panel, QUESTIONS[lang])
    found = {"fr": "Réponse trouvée, 1 passage.", "en": "Answer found, 1 passage."}[lang]
    assert heard(panel, 1) == [found]
    assert panel.evaluate("() => window.heard") == [{"fr": WAITING[0], "en": WAITING[1]}[lang], found]


@BOTH
def test_what_the_question_was_taken_for_is_shown_and_can_be_undone(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    typed = {"fr": "Qui est scalewy ?", "en": "Who is scalewy?"}[lang]
    turn = ask(panel, typed)
    expect(turn.locator(".faq-read q")).to_contain_text("scaleway", ignore_case=True)
    field(panel).fill("")
    turn.locator(".faq-read button").click()
    expect(field(panel)).to_have_value(typed)
    expect(field(panel)).to_be_focused()


@BOTH
def test_answer_is_copied_with_its_source_and_address_and_has_a_link(new_visitor: NewVisitor, lang: str) -> None:
    visitor = new_visitor(permissions=["clipboard-write"])
    panel = open_panel(visitor, PATHS[lang])
    turn = ask(panel, QUESTIONS[lang])
    turn.get_by_role("button", name={"fr": "Copier la réponse", "en": "Copy the answer"}[lang]).click()
    expect(turn.locator(".faq-tools")).to_contain_text({"fr": "copiée", "en": "copied"}[lang])
    # Our policy lets no page read the clipboard: it is pasted, as a reader would.
    visitor.page.evaluate("document.body.append(document.createElement('textarea'))")
    visitor.page.locator("textarea").press("Control+V")
    copied = visitor.page.locator("textarea").input_value()
    assert copied.startswith(turn.locator(".faq-lead").inner_text())
    assert (turn.locator(".faq-place a").first.get_attribute("href") or "no link") in copied
    assert (turn.locator("ol li a").first.get_attribute("href") or "no link") in copied
    link = turn.get_by_role("link", name={"fr": "Lien vers cette réponse", "en": "Link to this answer"}[lang])
    address = link.get_attribute("href")
    assert address
    assert address.startswith(visitor.base + HOMES[lang])
    other = new_visitor()
    page = other.go(address.removeprefix(visitor.base))
    expect(answered(page.locator("[data-faq-ask]")).locator(".faq-lead")).to_have_text(
        turn.locator(".faq-lead").inner_text()
    )


@BOTH
def test_address_that_asks_opens_the_panel_with_the_answer(visitor: Visitor, lang: str) -> None:
    page = visitor.go(f"{PATHS[lang]}?ask={quote(QUESTIONS[lang])}")
    expect(answered(page.locator("dialog.faq-panel")).locator(".faq-lead")).to_be_visible()
    page.reload()
    expect(page.locator("dialog.faq-panel .faq-lead")).to_be_visible()
    assert len([one for one in visitor.requests if "/api/ask" in one.url]) == 1


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "telephone"])
@BOTH
def test_back_and_reload_keep_the_conversation(
    new_visitor: NewVisitor, lang: str, options: dict[str, object]
) -> None:
    visitor = new_visitor(**options)
    panel = open_panel(visitor, PATHS[lang])
    lead = ask(panel, QUESTIONS[lang]).locator(".faq-lead").inner_text()
    page = visitor.page
    page.reload()
    expect(panel.locator(".faq-lead")).to_have_text(lead)
    with page.expect_navigation():
        panel.locator(".faq-place a").first.click()
    page.go_back()
    expect(panel.locator(".faq-lead")).to_have_text(lead)
    assert len([one for one in visitor.requests if "/api/ask" in one.url]) == 1
    forget = {"fr": "Effacer ces questions", "en": "Erase these questions"}[lang]
    panel.get_by_role("button", name=forget).click()
    expect(panel.locator(".faq-turn")).to_have_count(0)
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('faq-turns'))") == []
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('faq'))") == []
    assert visitor.complaints == visitor.foreign == []


def test_personal_data_is_kept_and_shown_masked_and_not_sent_again(visitor: Visitor) -> None:
    number = "1 85 05 78 006 084 36"
    panel = open_panel(visitor, "/cnil/")
    turn = ask(panel, f"Mon numéro est {number}, que faire ?")
    expect(turn.locator("summary")).to_have_text("Mon numéro est [numéro masqué], que faire\u202f?")
    expect(turn.locator(".faq-note")).to_have_count(0)  # it was not looked for
    assert number not in json.dumps(visitor.page.evaluate("({ ...sessionStorage })"))
    with visitor.page.expect_request("**/api/ask") as sent:
        ask(panel, QUESTIONS["fr"])
    assert number not in (sent.value.post_data or "")


def test_steps_of_a_list_keep_their_numbers(visitor: Visitor) -> None:
    steps = passage(f"Voici.\nUn.\nSuite.\nDeux.\n{LONG}", [[0, 6], [7, 10]], numbers=[0, 1, 0, 2, 0])
    reply(visitor, answer_with([steps]))
    turn = ask(open_panel(visitor, "/cnil/"), "?")
    shown = "(all) => all.map((e) => [e.textContent, getComputedStyle(e, '::before').content])"
    assert turn.locator(".faq-lead p").evaluate_all(shown) == [["Voici.", "none"], ["Un.", '"1."']]
    whole = [["Voici.", "none"], ["Un.", '"1."'], ["Suite.", "none"], ["Deux.", '"2."'], [LONG, "none"]]
    assert turn.locator(".faq-whole p").evaluate_all(shown) == whole


def test_a_long_story_leaves_room_for_its_answer(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(**PHONE)
    reply(visitor, answer_with([passage("Un passage.", [[0, 11]])], read_as="qu'est-ce qui change ?"))
    turn = ask(open_panel(visitor, "/cnil/"), "Je suis suivie depuis dix ans à l'hôpital. " * 12)
    box = turn.locator("summary").first.bounding_box()
    assert box
    assert box["height"] <= 90
    expect(turn.locator(".faq-read q")).to_have_text("qu’est-ce qui change\u202f?")


def test_whoever_types_on_under_an_answer_sees_the_whole_field(new_visitor: NewVisitor) -> None:
    panel = open_panel(new_visitor(viewport={"width": 1280, "height": 500}), "/cnil/")
    ask(panel, QUESTIONS["fr"])
    panel.evaluate("(panel) => panel.scrollTo(0, 1000)")
    panel.page.keyboard.type("Et ")
    label, head = panel.locator("label").first.bounding_box(), panel.locator(".faq-panel__head").bounding_box()
    assert label
    assert head
    assert label["y"] >= head["y"] + head["height"]


def test_a_question_to_go_on_with_opens_elsewhere_where_the_reader_wants_that(visitor: Visitor) -> None:
    turn = ask(open_panel(visitor, "/cnil/"), QUESTIONS["fr"])
    with visitor.page.context.expect_page() as opened:
        turn.locator(".faq-next a").first.click(modifiers=["ControlOrMeta"])
    assert "?ask=" in opened.value.url
    expect(visitor.page.locator(".faq-turn")).to_have_count(1)


def test_three_questions_before_are_sent_with_the_next(visitor: Visitor) -> None:
    panel = open_panel(visitor, "/cnil/")
    sent: list[dict[str, object]] = []
    visitor.page.on(
        "request", lambda one: sent.append(json.loads(one.post_data or "{}")) if "/api/ask" in one.url else None
    )
    for number in range(5):
        ask(panel, f"Qui est le numéro {number} ?")
        expect(panel.locator(".faq-turn").first).to_contain_text(f"numéro {number}")
    assert [len(one["previous"]) for one in sent] == [0, 1, 2, 3, 3]  # type: ignore[arg-type]
    assert sent[-1]["previous"] == [f"Qui est le numéro {number} ?" for number in (1, 2, 3)]


@BOTH
def test_starters_are_questions_of_the_page_in_full_and_well_set(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    offers = panel.locator(".faq-starters a").all_inner_texts()
    assert len(offers) == 3
    assert [offer for offer in offers if not offer.endswith("?") or (lang == "fr" and "'" in offer)] == []
    panel.locator(".faq-starters a").first.click()
    turn = answered(panel)
    expect(turn.locator("summary :is(h2, h3)")).to_have_text(offers[0])
    expect(panel.locator(".faq-starters")).to_be_hidden()
    following = turn.locator(".faq-next a")
    assert 1 <= following.count() <= 3
    wanted = following.first.inner_text()
    following.first.click()
    expect(panel.locator(".faq-turn").first.locator("summary :is(h2, h3)")).to_have_text(wanted)


@BOTH
def test_silence_offers_questions_that_the_site_answers(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    turn = ask(panel, OFF_SUBJECT[lang])
    expect(turn.locator(".faq-message")).to_have_text(said(Outcome.OUT_OF_SCOPE, lang))
    expect(turn.locator(".faq-passage")).to_have_count(0)
    assert 1 <= turn.locator(".faq-next a").count() <= 3
    turn.locator(".faq-next a").first.click()
    expect(panel.locator(".faq-lead")).to_be_visible()


@BOTH
def test_it_says_by_what_the_answer_was_found(visitor: Visitor, lang: str) -> None:
    turn = ask(open_panel(visitor, PATHS[lang]), QUESTIONS[lang])
    expect(turn).to_contain_text({"fr": "Réponse du serveur", "en": "Answered by the server"}[lang])


# What goes wrong


@BOTH
def test_question_of_markup_makes_no_element(visitor: Visitor, lang: str) -> None:
    source = {"key": "k", "publisher": HOSTILE, "title": HOSTILE, "date": "2026-04", "url": "https://example.org/"}
    hostile = passage(f"{HOSTILE}\n{HOSTILE}\t{HOSTILE}", [[5, 10], [30, 40]], page=HOSTILE, sources=[source])
    next_one = [{"question": HOSTILE, "url": "/"}]
    reply(visitor, answer_with([hostile] * 3, message=HOSTILE, read_as=HOSTILE, suggestions=next_one))
    panel = open_panel(visitor, PATHS[lang])
    ask(panel, HOSTILE)
    expect(panel.locator("img")).to_have_count(0)
    visitor.page.wait_for_timeout(300)
    assert visitor.dialogs == []


@BOTH
def test_when_nothing_answers_it_says_so_and_shows_pages(visitor: Visitor, lang: str) -> None:
    visitor.page.route("**/api/ask", lambda route: route.abort())
    without_engine(visitor)
    panel = open_panel(visitor, PATHS[lang])
    turn = ask(panel, "scaleway")
    expect(turn).to_contain_text(UNAVAILABLE[lang])
    assert turn.locator("li a").count() == 5
    with visitor.page.expect_navigation():
        turn.locator("li a").first.click()
    sent = [unquote_plus(one.url) for one in visitor.requests if "/api/ask" not in one.url]
    assert [url for url in sent if "scaleway" in url.partition("#")[0]] == []


@BOTH
def test_site_with_neither_server_nor_engine_says_so_before_one_types(visitor: Visitor, lang: str) -> None:
    def without_api(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('"api":"/api/ask"', '"api":""'))

    visitor.page.route(f"**{PATHS[lang]}", without_api)
    without_engine(visitor)
    panel = open_panel(visitor, PATHS[lang])
    expect(panel.locator(".faq-state")).to_contain_text(UNAVAILABLE[lang])
    expect(type_words(panel, "cloudact").first).to_contain_text("CLOUD Act")


OFFLINE = {"fr": "Vérifiez votre connexion", "en": "Check your connection"}


@BOTH
def test_where_nothing_loads_nothing_is_said_of_the_pages(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    visitor.page.context.set_offline(offline=True)
    field(panel).fill("CLOUD Act")
    field(panel).press("Enter")
    turn = panel.locator(".faq-turn")
    expect(turn).to_contain_text(OFFLINE[lang])
    expect(turn.locator("p")).to_have_count(1)
    expect(turn).not_to_contain_text(UNAVAILABLE[lang])


def test_passages_under_the_same_heading_are_told_apart_by_their_pages(visitor: Visitor) -> None:
    headings = [("Une", "Qui est-ce ?"), ("Deux", "Quand ?"), ("Trois", "Qui est-ce ?")]
    passages = [passage("Oui.", [[0, 4]], page=page, heading=heading) for page, heading in headings]
    reply(visitor, answer_with(passages))
    turn = ask(open_panel(visitor, "/cnil/"), "Qui ?")
    assert turn.locator(".faq-more > summary").all_inner_texts() == ["Quand ?", "Trois › Qui est-ce ?"]


def test_a_day_stays_on_the_line_of_its_month(visitor: Visitor) -> None:
    reply(visitor, answer_with([passage("Oui.", [[0, 4]], as_of="2026-04-23")]))
    turn = ask(open_panel(visitor, "/cnil/"), "Quand ?")
    assert "23\u00a0avril 2026" in (turn.locator(".faq-place").first.text_content() or "")


@pytest.mark.parametrize(
    "bad",
    [
        {"status": 200, "body": "<html>a proxy's page</html>", "content_type": "text/html"},
        {"status": 404, "body": '{"detail": "Not Found"}', "content_type": "application/json"},
        {"status": 502, "body": "", "content_type": "text/plain"},
        {"status": 200, "body": "null", "content_type": "application/json"},
        {"status": 200, "body": '{"outcome": "answered"}', "content_type": "application/json"},
    ],
    ids=["html", "not-found", "bad-gateway", "null", "half-an-answer"],
)
def test_a_reply_that_is_no_answer_leaves_the_browser_to_answer(visitor: Visitor, bad: dict[str, str]) -> None:
    visitor.page.route("**/api/ask", lambda route: route.fulfill(**bad))
    panel = open_panel(visitor, "/cnil/")
    expect(ask(panel, "Qui héberge ?")).to_contain_text("dans votre navigateur")


def test_of_two_questions_asked_fast_only_the_last_is_answered(visitor: Visitor) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.fallback()
        else:
            held.append(route)

    visitor.page.route("**/api/ask", hold_the_first)
    panel = open_panel(visitor, "/cnil/")
    field(panel).fill("Première question, lente ?")
    field(panel).press("Enter")
    turn = ask(panel, "bonjour")
    expect(turn.locator(".faq-message")).to_have_text(said(Outcome.GREETING, "fr"))
    with visitor.page.expect_response("**/api/ask"):
        held[0].fulfill(json=answer_with([], message="trop tard"))
    visitor.page.wait_for_timeout(200)
    expect(panel.locator(".faq-turn")).to_have_count(1)
    expect(turn.locator(".faq-message")).to_have_text(said(Outcome.GREETING, "fr"))


@BOTH
def test_empty_question_asks_nobody(visitor: Visitor, lang: str) -> None:
    panel = open_panel(visitor, PATHS[lang])
    field(panel).fill("   ")
    panel.get_by_role("button", name={"fr": "Demander", "en": "Ask"}[lang], exact=True).click()
    box = field(panel)
    expect(panel.locator(".faq-state")).to_be_visible()
    expect(box).to_be_focused()
    assert [one.url for one in visitor.requests if "/api/ask" in one.url] == []
    # What is wrong is tied to the field, until it is mended.
    told = {"fr": "Écrivez d’abord une question.", "en": "Please write a question first."}[lang]
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile(re.escape(told)))
    box.press_sequentially("a")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(box).not_to_have_accessible_description(re.compile(re.escape(told)))
    expect(panel.locator(".faq-state")).to_be_hidden()


# Any engine: what the panel asks of it


ENGINE = """
export class Unavailable extends Error {}
export const createEngine = () => {
  const engine = {
    more: null,
    prepare(onState) { onState({ state: "loading", loaded: 1.2e6, total: 4.1e6 }); },
    async ask(question, lang, previous) {
      const by = engine.loaded ? "meaning" : "words";
      engine.more = engine.loaded ? null : { bytes: 4.1e6 };
      return { by, answer: { ...ANSWER, message: `${by} after ${previous.length}` } };
    },
    async loadMore(onProgress) { onProgress(4.1e6, 4.1e6); engine.loaded = true; },
  };
  return engine;
};
"""


@BOTH
def test_answer_by_words_alone_offers_to_load_the_meaning_and_asks_again(
    visitor: Visitor, tmp_path: Path, lang: str
) -> None:
    answer = answer_with([passage("Un passage.", [[0, 11]])])
    scripts = shutil.copytree(PROJECT / "theme" / "assets" / "faq", tmp_path / "faq")
    (scripts / "engine.js").write_text(ENGINE.replace("ANSWER", json.dumps(answer)), encoding="utf-8")
    join_modules(scripts)
    visitor.page.route("**/faq/start.js", lambda route: route.fulfill(path=scripts / "start.js"))
    panel = open_panel(visitor, PATHS[lang])
    progress = {"fr": "Chargement : 1,2 Mo sur 4,1", "en": "Loading: 1.2 MB of 4.1"}[lang]
    expect(panel.locator(".faq-state")).to_have_text(progress)
    turn = ask(panel, QUESTIONS[lang])
    more = {"fr": "Chercher aussi par le sens (4,1 Mo)", "en": "Search by meaning, too (4.1 MB)"}[lang]
    turn.get_by_role("button", name=more).click()
    expect(panel.locator(".faq-turn")).to_contain_text("meaning after 0")
    expect(panel.locator(".faq-turn")).to_have_count(1)
    expect(panel.get_by_role("button", name=more)).to_have_count(0)
    expect(panel.locator(".faq-turn")).to_contain_text({"fr": "rien n’a été envoyé", "en": "nothing was sent"}[lang])
