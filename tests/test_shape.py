"""Pages as others' generators publish them: text, title, addresses and language are found, and nothing around them.

The pages under `generators/` are small ones in the form that each generator writes: Sphinx's and VitePress's are
their own output, cut down; the others were written after published pages.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PROJECT
from hdh_faq.languages import LANGUAGES
from hdh_faq.pages import read_page, read_pages
from hdh_faq.passage import Passage

GENERATORS = sorted((PROJECT / "tests" / "generators").glob("*.html"))
TABS = {"docusaurus": ["npm", "Yarn"], "vitepress": ["npm", "Yarn"]}
SECOND = {"docusaurus": ["yarn museum --open"], "vitepress": ["yarn museum --open"]}


def passages(path: Path) -> list[Passage]:
    return read_page(path.read_bytes(), "/visiting")


@pytest.mark.parametrize("path", GENERATORS, ids=lambda path: path.stem)
def test_all_that_a_generator_publishes_is_read_and_nothing_around_it(path: Path) -> None:
    found = passages(path)
    assert [own.headings for own in found] == [("Visiting",), ("Visiting", "Opening hours")]
    assert found[0].text.startswith("The museum opens at ten")
    assert "\n" not in found[0].text
    assert [line.strip() for line in found[1].text.split("\n")] == [
        "Open from ten to six.", "Note", "Closed on Mondays.", "Day\tHours", "Friday\t10–21",
        *TABS.get(path.stem, []), "museum --open", *SECOND.get(path.stem, []),
    ]  # fmt: skip


@pytest.mark.parametrize("path", GENERATORS, ids=lambda path: path.stem)
def test_a_section_has_its_page_its_language_and_an_address(path: Path) -> None:
    found = passages(path)
    assert {own.page for own in found} == {"Visiting"}
    assert {own.lang for own in found} == {"en"}
    assert found[1].url == "/visiting#hours"


@pytest.mark.parametrize("name", ["furo", "readthedocs", "alabaster"])
def test_a_note_of_sphinx_is_a_source(name: str) -> None:
    section = passages(PROJECT / "tests" / "generators" / f"{name}.html")[1]
    assert [source.title for source in section.sources] == ["Or nine in summer."]


BODY = '<html lang="en"><body><main><h1>Museum</h1>{}</main></body></html>'


def read(body: str) -> list[Passage]:
    return read_page(BODY.format(body).encode(), "/")


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ('<h2 id="a">Tram</h2>', "#a"),
        ('<h2><a id="a"></a>Tram</h2>', "#a"),
        ('<h2><a name="a"></a>Tram</h2>', "#a"),
        ('<h2>Tram<span><a class="mark" href="#a" id="a">#</a></span></h2>', "#a"),
        ('<a id="a"></a>\n<h2>Tram</h2>', "#a"),
        ('<section id="a"><h2>Tram</h2></section>', "#a"),
        ('<div id="a"><div><div><h2>Tram</h2></div></div><p>x</p></div>', "#a"),
        ('<div id="a"><h2>Bus</h2><p>x</p><h2>Tram</h2></div>', ""),
        ('<p><a id="a">Elsewhere</a></p><h2>Tram</h2>', ""),
        ("<h2>Tram</h2>", ""),
    ],
)
def test_the_address_of_a_heading_is_its_own_or_that_of_its_section(heading: str, anchor: str) -> None:
    urls = [own.url for own in read(heading.replace("</h2>", "</h2><p>Line 2.</p>")) if own.heading == "Tram"]
    assert urls == [f"/{anchor}"]


def test_a_term_with_an_address_is_a_section_and_what_follows_its_list_is_not() -> None:
    found = read(
        '<h2 id="api">Calls</h2><dl><dt id="enter">enter(ticket)</dt><dd><p>Let in.</p>'
        '<dl><dt id="twice">twice</dt><dd>Again.</dd></dl></dd><dt id="leave">leave()</dt><dd>Let out.</dd></dl>'
        "<p>That is all.</p>"
    )
    assert [(own.url, own.headings[2:], own.text, own.position) for own in found] == [
        ("/#enter", ("enter(ticket)",), "enter(ticket)\nLet in.", 0),
        ("/#twice", ("enter(ticket)", "twice"), "twice\nAgain.", 0),
        ("/#leave", ("leave()",), "leave()\nLet out.", 0),
        ("/#api", (), "That is all.", 0),
    ]


def test_terms_explained_together_are_one_section() -> None:
    (found,) = read('<dl><dt id="a">-a</dt><dt id="b">--all</dt><dd>Everything.</dd></dl>')
    assert found.text == "-a\n--all\nEverything."
    assert found.url == "/#a"


@pytest.mark.parametrize("name", ["search.html", "genindex.html", "genindex-A.html", "py-modindex.html", "print.html",
                                  "bookindex.html", "_modules/a.html", "tags/index.html", "404.html"])  # fmt: skip
def test_lists_of_pages_are_left_out(tmp_path: Path, name: str) -> None:
    for place in ("index.html", name):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(BODY.format("<p>Text.</p>"), encoding="utf-8")
    assert [own.url for own in read_pages(tmp_path).passages] == ["/"]


def test_a_page_that_sends_elsewhere_is_left_out() -> None:
    page = '<html><head><meta http-equiv="refresh" content="0; url=/b/"></head><body><p>You are sent on.</p></body>'
    assert read_page(page.encode(), "/") == []


def test_a_page_of_many_articles_is_read_whole() -> None:
    found = read("<article><h2>One</h2><p>First.</p></article><article><h2>Two</h2><p>Second.</p></article>")
    assert [own.text for own in found] == ["First.", "Second."]


GERMAN = "<p>Das Museum ist am Montag nicht offen, und es wird auch am Abend von uns zu einer Stunde geschlossen.</p>"
FRENCH = "<p>Le musée ouvre à dix heures et ferme le soir, mais il est fermé le lundi pour les visiteurs du soir.</p>"


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        (f'<html lang="fr-CA"><body>{GERMAN}', "fr"),
        (f'<html xml:lang="de"><body>{FRENCH}', "de"),
        (f"<body>{GERMAN}", "de"),
        (f"<body>{FRENCH}", "fr"),
        ("<body><p>The museum is open to all of us, and there is a tram from the town to it at ten.</p>", "en"),
        (f'<body><div lang="de">{GERMAN}</div>', "de"),
        (f'<html lang="en"><body><div lang="de">{GERMAN}</div>', "de"),
        (f'<html lang="en"><body><blockquote lang="de">{GERMAN}</blockquote>{FRENCH}{FRENCH}', "en"),
    ],
)
def test_the_language_is_what_the_page_says_or_else_what_its_words_tell(html: str, lang: str) -> None:
    assert {own.lang for own in read_page(html.encode(), "/")} == {lang}


def test_what_no_page_tells_is_what_most_pages_tell(tmp_path: Path) -> None:
    for name, body in (("a", f"<html lang='de'><body>{GERMAN}"), ("b", "<body><p>Tram 2.</p>")):
        (tmp_path / f"{name}.html").write_text(body, encoding="utf-8")
    assert {own.lang for own in read_pages(tmp_path).passages} == {"de"}


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """Write pages with these titles; the first is the home page."""

    def write(*titles: str) -> Path:
        for number, title in enumerate(titles):
            page = f"<html lang='en'><head><title>{title}</title></head><body><p>Text {number}.</p></body>"
            (tmp_path / (f"p{number}.html" if number else "index.html")).write_text(page, encoding="utf-8")
        return tmp_path

    return write


def test_a_site_is_called_what_its_titles_share_and_its_pages_are_called_without_it(
    site: Callable[..., Path],
) -> None:
    pages = read_pages(site("Home - Town museum", "Tram - Town museum", "Old - new - Town museum"))
    assert pages.about.name == dict.fromkeys(LANGUAGES, "Town museum")
    assert [own.page for own in pages.passages] == ["Home", "Tram", "Old - new"]


def test_a_site_whose_titles_share_nothing_is_called_like_its_home_page(site: Callable[..., Path]) -> None:
    pages = read_pages(site("The town museum", "Tram", "Bus"))
    assert pages.about.name == dict.fromkeys(LANGUAGES, "The town museum")
    assert [own.page for own in pages.passages] == ["The town museum", "Tram", "Bus"]


def test_code_too_long_for_a_passage_is_cut_at_its_blank_lines() -> None:
    code = "\n\n".join(f"line {number} " + "x" * 300 for number in range(9))
    found = read(f"<pre>{code}</pre>")
    assert len(found) > 2
    assert [line for own in found for line in own.text.split("\n")] == code.split("\n\n")


def test_a_name_that_would_end_an_address_is_written_otherwise(tmp_path: Path) -> None:
    (tmp_path / "c#-100%?.html").write_text(BODY.format("<p>Text.</p>"), encoding="utf-8")
    assert [own.url for own in read_pages(tmp_path).passages] == ["/c%23-100%25%3F.html"]
