"""What a reader does with the pages: change the language, the colours, follow a footnote, on any screen."""

import re
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, Request, expect

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


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("path", "label"), [("/prestataires/", "Trier par"), ("/en/prestataires/", "Sort by")])
def test_each_column_of_a_sortable_table_has_its_own_heading(
    new_visitor: NewVisitor, path: str, label: str, width: int
) -> None:
    page = new_visitor(viewport={"width": width, "height": 800}).go(path)
    tables = page.locator(".faq-sortable table")
    expect(tables.first.get_by_role("button").first).to_be_visible()
    for table in tables.all():
        cells: list[int] = table.evaluate("(table) => [...table.rows].map((row) => row.cells.length)")
        assert len(set(cells)) == 1
        headings = table.get_by_role("columnheader")
        assert headings.count() == cells[0]
        assert all(name.strip() for name in headings.all_inner_texts())
    shown = tables.first.locator("thead tr").evaluate("(row) => getComputedStyle(row, '::before').content")
    assert ("attr(data-label)" in shown or label in shown) == (width == 320)
    expect(tables.first.locator("thead tr")).to_have_attribute("data-label", label)


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


@pytest.mark.parametrize(("preferred", "chosen"), [("light", "dark"), ("dark", "light")])
def test_toggle_changes_the_scheme_and_the_site_remembers(
    new_visitor: NewVisitor, preferred: str, chosen: str
) -> None:
    visitor = new_visitor(color_scheme=preferred)
    page = visitor.go("/cnil/")
    before = _background(page)
    page.locator(".faq-scheme").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", chosen)
    after = _background(page)
    assert after != before
    # In the other language and in the chat, too.
    for path in ("/en/visio/", "/chat/"):
        assert _background(visitor.go(path)) == after


def _background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/", "/chat/", "/en/chat/"])
def test_strip_takes_one_line_on_a_telephone(new_visitor: NewVisitor, path: str) -> None:
    page = new_visitor(viewport={"width": 390, "height": 844}).go(path)
    said = page.locator(".faq-strip > p")
    assert said.evaluate("(p) => p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight)") < 1.5
    assert re.fullmatch(
        "Indépendant de l’État et du Health Data Hub.|Independent of the .* the Hub.", said.inner_text()
    )


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_scrolls_sideways_on_a_small_telephone(new_visitor: NewVisitor, lang: str) -> None:
    visitor = new_visitor(viewport={"width": 320, "height": 640})
    folder = "/" if lang == "fr" else "/en/"
    wide = []
    for path in [*PATHS, "chat/"]:
        page = visitor.go(folder + path)
        width, shifted = page.evaluate(
            "() => { scrollTo(999, 0); return [document.documentElement.scrollWidth, Math.round(scrollX)]; }"
        )
        if width > 320 or shifted:
            wide.append((folder + path, width))
    assert wide == []


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_footnote_tooltip_shows_the_source_on_hover(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    mark = page.locator("article a.footnote-ref").first
    note = (mark.get_attribute("href") or "").removeprefix("#")
    publisher = page.locator(f"li[id='{note}'] [data-publisher]").text_content() or ""
    assert publisher
    tooltip = page.locator(".faq-tip")
    expect(tooltip).to_be_hidden()
    mark.scroll_into_view_if_needed()
    mark.hover()
    expect(tooltip).to_be_visible()
    expect(tooltip).to_contain_text(publisher)
    page.keyboard.press("Escape")
    expect(tooltip).to_be_hidden()


def test_a_mark_is_described_by_its_source_whose_link_the_next_tab_reaches(visitor: Visitor) -> None:
    page = visitor.go("/cnil/")
    mark = page.locator("article a.footnote-ref").first
    page.keyboard.press("Tab")  # what is focused from now on is so by keyboard
    mark.focus()
    tip = page.get_by_role("note")
    expect(tip).to_be_visible()
    publisher = tip.locator("[data-publisher]").text_content() or "?"
    expect(mark).to_have_accessible_description(re.compile(re.escape(publisher)))
    page.keyboard.press("Tab")
    link = tip.get_by_role("link").first
    expect(link).to_be_focused()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(mark).to_be_focused()
    page.keyboard.press("Tab")
    expect(tip).to_be_hidden()


def test_a_tip_stays_while_the_pointer_is_in_it_and_goes_with_it(visitor: Visitor) -> None:
    page = visitor.go("/cnil/")
    mark = page.locator("article a.footnote-ref").first
    mark.scroll_into_view_if_needed()
    mark.hover()
    tip = page.locator(".faq-tip")
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.mouse.move(1, 1)
    expect(tip).to_be_hidden()
    expect(mark).not_to_have_attribute("aria-describedby", "faq-tip")


def test_a_finger_on_a_mark_shows_the_source_and_does_not_leave_the_place(new_visitor: NewVisitor) -> None:
    page = new_visitor(viewport={"width": 390, "height": 844}, has_touch=True).go("/cnil/")
    page.locator("article a.footnote-ref").first.tap()
    expect(page.locator(".faq-tip cite")).to_be_visible()
    assert "#fn" not in page.url


def test_what_a_term_means_is_shown_from_the_keyboard(visitor: Visitor) -> None:
    page = visitor.go("/cnil/")
    term = page.locator("article abbr").first
    meaning = term.get_attribute("title") or ""
    assert meaning
    page.keyboard.press("Tab")  # what is focused from now on is so by keyboard
    term.focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_have_text(meaning)
    expect(term).to_have_accessible_description(meaning)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    # Whoever listens finds the meaning there, too, once it has been shown.
    term.blur()
    expect(term).to_have_attribute("title", meaning)


@pytest.mark.parametrize(
    ("path", "copied"), [("/vos-droits/", "Lettre copiée"), ("/en/vos-droits/", "Letter copied")]
)
def test_a_letter_that_was_copied_is_announced_by_a_region_that_was_there(
    new_visitor: NewVisitor, path: str, copied: str
) -> None:
    page = new_visitor(permissions=["clipboard-write"]).go(path)
    button = page.locator(".faq-copy").first
    region = button.locator("+ [role=status]")
    expect(region).to_have_text("")
    button.press("Enter")
    expect(region).to_have_text(copied)
    expect(button).to_have_text(copied)


@pytest.mark.parametrize("path", ["/cnil/", "/en/cnil/"])
def test_page_says_when_it_was_checked_and_that_it_is_independent(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    expect(page.locator(".faq-checked time")).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\d$"))
    word = "independent" if "/en/" in path else "indépendant"
    expect(page.locator(".faq-strip")).to_contain_text(word, ignore_case=True)


READ = ["", "choix-hebergeur/", "faq/", "vos-droits/", "sources/", "prestataires/", "demander/"]
"""A page of each kind; in the chat nothing moves either, says a test of its own."""


@pytest.mark.parametrize("path", ["/", "/en/", "/faq/", "/chat/", "/en/chat/"])
def test_the_sites_name_is_whole_on_a_telephone(new_visitor: NewVisitor, path: str) -> None:
    page = new_visitor(viewport={"width": 390, "height": 700}).go(path)
    name = page.locator(".faq-name")
    expect(name).to_contain_text("Health Data Hub")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 700})
        cut = name.evaluate(
            "(e) => [e, ...e.querySelectorAll('*')].filter((n) => n.scrollWidth > n.clientWidth && n.clientWidth)"
        )
        assert cut == []
        box = name.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_lines_of_text_hold_75_signs_at_most(visitor: Visitor) -> None:
    long = {}
    for path in READ:
        page = visitor.go(f"/{path}")
        for width in (800, 1100, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            lines: list[int] = page.evaluate(LINES)
            assert lines
            # Of a hundred lines, five may be of narrow letters.
            long[path, width] = sorted(lines)[int(len(lines) * 0.95)]
    assert {place: signs for place, signs in long.items() if signs > 75} == {}


LINES = """() => [...document.querySelectorAll("article :is(p, li)")].flatMap((e) => {
    const lines = new Map(), range = document.createRange();
    const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
        if (node.parentElement.closest("sup") || node.parentElement.closest("p, li") !== e) continue;
        for (let at = 0; at < node.data.length; at += 1) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getClientRects()[0];
            if (box?.width) lines.set(Math.round(box.bottom / 9), (lines.get(Math.round(box.bottom / 9)) ?? 0) + 1);
        }
    }
    return [...lines.values()].slice(0, -1);
})"""


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_moves_under_the_readers_eyes(new_visitor: NewVisitor, lang: str, width: int, *, late: bool) -> None:
    visitor = new_visitor(viewport={"width": width, "height": 844})
    if late:
        visitor.delay_fonts()
    visitor.page.add_init_script(SHIFTS)
    folder = "/" if lang == "fr" else "/en/"
    moved = {path: visitor.go(folder + path).evaluate("shifts") for path in READ}
    assert {path: shifts for path, shifts in moved.items() if shifts} == {}


SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true })"""


@pytest.mark.parametrize("path", ["/choix-hebergeur/", "/sources/", "/en/sources/"])
def test_a_page_weighs_little(visitor: Visitor, path: str) -> None:
    sizes: list[int] = []

    def weigh(request: Request) -> None:
        # Without headers: each response repeats them, and HTTP/2, which hosts speak, sends that in a few bytes.
        sizes.append(request.sizes()["responseBodySize"])

    visitor.page.on("requestfinished", weigh)
    visitor.go(path)
    visitor.look_around()
    assert 20_000 < sum(sizes) <= 110_000


@pytest.mark.parametrize("path", ["/", "/cnil/"])
def test_menu_on_a_telephone_opens_and_closes_from_the_keyboard(new_visitor: NewVisitor, path: str) -> None:
    page = new_visitor(viewport={"width": 390, "height": 844}).go(path)
    menu = page.get_by_role("navigation", name="Toutes les pages")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(menu.get_by_role("link", name="Glossaire")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


@pytest.mark.parametrize(("path", "ask"), [("/chat/", "/demander/"), ("/en/chat/", "/en/demander/")])
def test_chat_without_scripts_leads_to_the_ask_page(new_visitor: NewVisitor, path: str, ask: str) -> None:
    page = new_visitor(java_script_enabled=False).page
    page.goto(new_visitor().base + path)
    expect(page.locator("noscript a")).to_have_attribute("href", ask)
    expect(page.locator("noscript a")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_key_of_a_source_breaks_only_where_it_is_longer_than_the_line(new_visitor: NewVisitor, width: int) -> None:
    page = new_visitor(viewport={"width": width, "height": 844}).go("/en/sources/")
    keys = page.locator("cite + small code")
    rows = keys.evaluate_all(
        """(keys) => keys.map((key) => {
            key.closest("li").style.contentVisibility = "visible";
            const line = parseFloat(getComputedStyle(key).fontSize) * 2.4;
            return [key.getBoundingClientRect().height < line, key.textContent.length];
        })"""
    )
    assert len(rows) > 100
    assert all(whole for whole, length in rows if length < 30)
