"""The full-page Gradio chat."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from selectolax.lexbor import LexborHTMLParser

from browser.asking import PHONE
from browser.conftest import PROJECT, NewVisitor, Visitor
from hdh_faq.about import read_about
from hdh_faq.answer import MESSAGES, Outcome
from hdh_faq.chat_first import WORDS
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
def test_starter_gives_an_answer_that_links_to_a_section(visitor: Visitor, lang: Lang, path: str) -> None:
    page = visitor.go(path)
    page.locator("button.example").first.click()
    answer = page.locator(".faq-answer")
    expect(answer).to_be_visible()
    expect(answer).to_contain_text(MESSAGES[Outcome.ANSWERED][lang])
    expect(answer.locator("blockquote").first).to_be_visible()
    urls = answer.locator(".place a").evaluate_all("(links) => links.map((link) => link.href)")
    assert 1 <= len(urls) <= 3
    for url in urls:
        assert url.startswith(visitor.base)
        assert urlsplit(url).fragment
        target = LexborHTMLParser(page.request.get(url).text())
        assert len(target.css(f"[id='{urlsplit(url).fragment}']")) == 1
    assert visitor.foreign == []


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_chat_says_that_it_is_no_person_and_a_question_out_of_scope_gets_the_sentence(
    visitor: Visitor, lang: Lang, path: str
) -> None:
    page = visitor.go(path)
    expect(page.get_by_text(NOTE[lang])).to_be_visible()
    ask(page, FAR_AWAY[lang])
    answer = page.locator(".faq-answer")
    expect(answer).to_contain_text(out_of_scope(lang))
    expect(answer.locator("blockquote")).to_have_count(0)
    expect(answer.locator("ul a").first).to_be_visible()
    assert visitor.foreign == []


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_question_of_markup_is_shown_as_it_was_typed_and_runs_no_script(
    visitor: Visitor, lang: Lang, path: str
) -> None:
    page = visitor.go(path)
    for number, markup in enumerate(
        ("<img src=x onerror=alert(1)><script>alert(2)</script>", "<b>SecNumCloud</b> *quoi* ?")
    ):
        ask(page, markup)
        expect(page.locator(".faq-answer")).to_have_count(number + 1)
        expect(page.locator(".message.user").last).to_contain_text(markup)
    page.wait_for_timeout(300)
    assert page.locator("[onerror]").count() == 0
    assert visitor.dialogs == []


def test_one_question_after_another_is_answered_and_personal_data_is_shown_masked(visitor: Visitor) -> None:
    page = visitor.go("/chat/")
    ask(page, "Mon numéro est 1 85 05 78 006 084 36, que faire ?")
    expect(page.locator(".faq-question")).to_have_text("Mon numéro est [numéro masqué], que faire ?")
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


def test_a_table_on_a_telephone_breaks_no_word(new_visitor: NewVisitor) -> None:
    page = new_visitor(**PHONE).go("/chat/")
    ask(page, "SecNumCloud ?")
    words = ("Réglementation", "Réponse", "Qualification", "SecNumCloud", "remboursements")
    row = "".join(f"<td>{word}</td>" for word in words)
    page.locator("#faq-log blockquote").first.evaluate(f"(quote) => {{ quote.innerHTML = '<table><tr>{row}' }}")
    heights = page.locator("#faq-log td").evaluate_all("(cells) => cells.map((cell) => cell.clientHeight)")
    assert max(heights) <= 40
    assert page.evaluate("document.documentElement.scrollWidth === innerWidth")


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_links_of_the_header_fit_one_line_of_a_telephone(new_visitor: NewVisitor, lang: Lang, path: str) -> None:
    tabs = new_visitor(**PHONE).go(path).locator(".faq-tabs a")
    assert len(set(tabs.evaluate_all("(links) => links.map((link) => link.getBoundingClientRect().top)"))) == 1


# Before Gradio is there

BEGUN = 30_000
"""Milliseconds in which a busy machine has begun Gradio."""
AT_ONCE = (".faq-empty", ".example", ".example:last-child", "label", "input", ".submit-button")
LATER = (
    ".placeholder p",
    ".example",
    ".example:last-child",
    "[data-testid=block-info]",
    "textarea",
    ".submit-button",
)
PLACES = """(parts) => parts.map((part) => {
    const node = document.querySelector(part), box = node.getBoundingClientRect();
    const inner = node.matches(".faq-empty") ? 12 : 0;
    return [box.x, box.y + inner, box.height - 2 * inner, node.matches("p") ? 0 : box.width].map(Math.round);
})"""
SHIFTS = """new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifted += one.value })
    .observe({ type: "layout-shift", buffered: true }); window.shifted = 0"""


def arrive(visitor: Visitor, path: str) -> Page:
    """Open the chat and touch nothing."""
    visitor.page.goto(visitor.base + path, wait_until="load")
    return visitor.page


def scripts(visitor: Visitor) -> list[str]:
    return [request.url for request in visitor.requests if request.resource_type == "script"]


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_reader_who_touches_nothing_yet_sees_the_chat_and_loads_no_script(
    visitor: Visitor, lang: Lang, path: str
) -> None:
    page = arrive(visitor, path)
    page.wait_for_timeout(2_000)
    assert scripts(visitor) == []
    assert page.locator("main").count() == 1
    expect(page.get_by_role("textbox", name=WORDS[lang]["question"])).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(5)
    page.mouse.move(100, 100)
    expect(page.locator("textarea")).to_be_visible(timeout=BEGUN)
    assert scripts(visitor)
    assert visitor.complaints == []


def test_chat_begins_by_itself_when_nothing_is_touched(visitor: Visitor) -> None:
    page = arrive(visitor, "/chat/")
    expect(page.locator("textarea")).to_be_visible(timeout=BEGUN)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("options", [PHONE, {}])
@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_nothing_moves_when_gradio_takes_the_place_of_what_was_there_at_once(
    new_visitor: NewVisitor, lang: Lang, path: str, options: dict[str, object], *, late: bool
) -> None:
    visitor = new_visitor(**options)
    if late:
        visitor.delay_fonts()
    visitor.page.add_init_script(SHIFTS)
    page = arrive(visitor, path)
    before = page.evaluate(PLACES, ["h1", *(f"#faq-first {part}" for part in AT_ONCE)])
    page.keyboard.press("Shift")
    expect(page.locator("textarea")).to_be_visible(timeout=BEGUN)
    expect(page.locator("#faq-first")).to_have_count(0)
    page.wait_for_timeout(500)
    after = page.evaluate(PLACES, ["h1", *(f":is(#faq-log, #faq-ask) {part}" for part in LATER)])
    assert after == before
    assert page.evaluate("window.shifted") == 0


def test_what_was_typed_before_stays_typed_and_the_cursor_too(visitor: Visitor) -> None:
    page = arrive(visitor, "/chat/")
    page.locator("#faq-typed").press_sequentially("Qui Microsoft ?")
    for _ in "Microsoft ?":
        page.keyboard.press("ArrowLeft")
    expect(page.locator("textarea")).to_be_focused(timeout=BEGUN)
    page.keyboard.type("remplace ")
    expect(page.locator("textarea")).to_have_value("Qui remplace Microsoft ?")
    page.keyboard.press("Enter")
    expect(page.locator(".faq-question")).to_have_text("Qui remplace Microsoft ?")


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_question_asked_before_is_answered(visitor: Visitor, lang: Lang, path: str) -> None:
    page = arrive(visitor, path)
    page.locator("#faq-typed").fill(FAR_AWAY[lang])
    page.keyboard.press("Enter")
    expect(page.locator(".faq-question")).to_have_text(FAR_AWAY[lang], timeout=BEGUN)
    expect(page.locator(".faq-answer")).to_contain_text(out_of_scope(lang))
    expect(page.locator("textarea")).to_have_value("")


def test_starter_chosen_before_is_answered_once(visitor: Visitor) -> None:
    page = arrive(visitor, "/chat/")
    starter = page.locator("#faq-first .example").nth(1)
    wanted = starter.inner_text()
    starter.click()
    expect(page.locator(".faq-answer")).to_contain_text(MESSAGES[Outcome.ANSWERED]["fr"], timeout=BEGUN)
    assert page.locator(".faq-question").all_inner_texts() == [wanted.replace("\u202f", " ").replace("’", "'")]


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_reader_is_told_when_the_chat_cannot_be_loaded(visitor: Visitor, lang: Lang, path: str) -> None:
    page = arrive(visitor, path)
    page.route("**/assets/*.js", lambda route: route.abort())
    page.locator("#faq-first .example").first.click()
    expect(page.locator("#faq-first").get_by_role("status")).to_have_text(WORDS[lang]["failed"])


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_reader_is_told_in_the_pages_language_that_the_server_is_gone(
    visitor: Visitor, lang: Lang, path: str
) -> None:
    page = visitor.go(path)
    page.route("**/gradio_api/**", lambda route: route.abort())
    ask(page, "Azure ?")
    expect(page.locator("[data-testid=toast-text]")).to_have_text(WORDS[lang]["lost"])
    expect(page.locator(".toast-title")).to_have_text(WORDS[lang]["trouble"])
    close = page.get_by_role("button", name=WORDS[lang]["close"], exact=True)
    expect(close).to_be_visible()
    box = close.bounding_box()
    assert box
    assert box["height"] <= 40
    page.reload()
    expect(page.locator("#faq-typed")).to_have_value("Azure ?")
    page.reload()
    expect(page.locator("#faq-typed")).to_have_value("")


# After a reload


def said(page: Page) -> list[str]:
    return page.locator("#faq-before .faq-question").all_inner_texts()


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_what_was_said_is_shown_again_after_a_reload_until_it_is_erased(
    visitor: Visitor, lang: Lang, path: str
) -> None:
    page = visitor.go(path)
    expect(page.locator("#faq-before")).to_be_hidden()
    for number, question in enumerate((FAR_AWAY[lang], "SecNumCloud ?"), 1):
        ask(page, question)
        expect(page.locator(".faq-answer")).to_have_count(number)
    answers = page.locator("#faq-log .faq-answer").all_inner_texts()
    page.reload()
    before = page.get_by_role("region", name=WORDS[lang]["before"])
    expect(before).to_contain_text(WORDS[lang]["anew"])
    assert said(page) == [FAR_AWAY[lang], "SecNumCloud ?"]
    assert [text.split() for text in before.locator(".faq-answer").all_inner_texts()] == [
        text.split() for text in answers
    ]
    visitor.go(path)
    ask(page, "Microsoft Azure ?")
    expect(page.locator("#faq-log .faq-answer")).to_have_count(1)
    page.reload()
    assert said(page) == [FAR_AWAY[lang], "SecNumCloud ?", "Microsoft Azure ?"]
    page.get_by_role("button", name=WORDS[lang]["forget"]).click()
    expect(before).to_be_hidden()
    expect(page.get_by_role("textbox")).to_be_focused()
    page.reload()
    assert said(page) == []


def test_conversation_that_is_cleared_does_not_come_back(visitor: Visitor) -> None:
    page = visitor.go("/chat/")
    ask(page, FAR_AWAY["fr"])
    expect(page.locator(".faq-answer")).to_have_count(1)
    page.reload()
    visitor.go("/chat/")
    ask(page, "SecNumCloud ?")
    expect(page.locator("#faq-log .faq-answer")).to_have_count(1)
    page.get_by_role("button", name="Effacer la conversation").click()
    expect(page.locator(".faq-question")).to_have_count(0)
    page.reload()
    assert said(page) == []


def test_what_the_tab_keeps_may_be_answers_only(visitor: Visitor) -> None:
    page = visitor.go("/chat/")
    page.evaluate(
        """() => addEventListener("visibilitychange", () => sessionStorage.setItem("faq-said-fr", `
            <div class="faq-answer" style="position:fixed" onclick="alert(1)"><img src=x onerror="alert(2)">
            <a href="javascript:alert(3)">one</a> <a href="/cnil/">two</a><script>alert(4)</script>
            <form action="/x"><input name="x"></form><svg><a href="/x"></a></svg></div>`))"""
    )
    page.reload()
    answer = page.locator("#faq-before .faq-answer")
    answer.click()
    assert answer.evaluate("(box) => [...box.querySelectorAll('*')].map((part) => part.outerHTML)") == [
        "<a>one</a>",
        '<a href="/cnil/">two</a>',
    ]
    assert answer.evaluate("(box) => box.getAttributeNames()") == ["class"]
    assert visitor.dialogs == []
    assert visitor.complaints == []


def test_personal_data_is_kept_masked(visitor: Visitor) -> None:
    page = visitor.go("/chat/")
    ask(page, "Mon numéro est 1 85 05 78 006 084 36, que faire ?")
    expect(page.locator(".faq-answer")).to_be_visible()
    page.reload()
    assert said(page) == ["Mon numéro est [numéro masqué], que faire ?"]
    assert "006" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_question_that_the_server_left_stands_in_sight_under_what_was_said(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(**PHONE)
    page = visitor.go("/chat/")
    ask(page, "SecNumCloud ?")
    expect(page.locator(".faq-answer")).to_have_count(1)
    page.route("**/gradio_api/**", lambda route: route.abort())
    ask(page, "Azure ?")
    expect(page.locator("[data-testid=toast-text]")).to_be_visible()
    page.reload()
    expect(page.locator("#faq-typed")).to_have_value("Azure ?")
    expect(page.locator("#faq-typed")).to_be_in_viewport()


@pytest.mark.parametrize(("lang", "path"), CHATS)
def test_answer_is_copied_as_words_with_its_addresses(visitor: Visitor, lang: Lang, path: str) -> None:
    visitor.page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    page = visitor.go(path)
    ask(page, "SecNumCloud ?")
    place = page.locator("#faq-log .place a").first
    page.locator("#faq-log .message-buttons-left button").first.click()
    expect(page.get_by_role("button", name=WORDS[lang]["copied"])).to_be_visible()
    copied: str = page.evaluate("window.copied")
    assert copied.startswith(MESSAGES[Outcome.ANSWERED][lang] + "\n")
    assert f"{place.inner_text()} <{place.evaluate('(link) => link.href')}>" in copied
    assert page.locator("#faq-log mark").first.inner_text() in copied
    assert "</" not in copied


def test_chat_without_scripts_leads_to_the_page_that_does_without(new_visitor: NewVisitor) -> None:
    page = arrive(new_visitor(java_script_enabled=False), "/chat/")
    expect(page.locator("#faq-first")).to_be_hidden()
    expect(page.get_by_role("link", name="Poser une question")).to_be_visible()
