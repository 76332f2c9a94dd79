"""What the theme adds to each page, and what its styles promise to eyes and to paper."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import fonts
from conftest import PROJECT, one
from hdh_faq.pages import read_page

ASSETS = PROJECT / "theme" / "assets"
STYLES = (ASSETS / "css" / "base.css").read_text(encoding="utf-8")
PAPER = (ASSETS / "css" / "print.css").read_text(encoding="utf-8")


def read(site: Path, address: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / address / "index.html").read_bytes())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "droit",
            (
                "Comment citer cette page «\u00a0Le droit américain\u00a0», Jouet, page vérifiée le 23 avril 2026, "
                "http://127.0.0.1:8000/droit/ Prochaine relecture prévue avant le 22 juillet 2026."
            ),
        ),
        (
            "en/droit",
            (
                "How to cite this page “US law”, Toy, page checked on 23 April 2026, "
                "http://127.0.0.1:8000/en/droit/ Next review due by 22 July 2026."
            ),
        ),
    ],
)
def test_each_page_says_how_to_cite_it(toy_site: Path, address: str, said: str) -> None:
    block = one(read(toy_site, address), "article aside.faq-cite")
    lines = " ".join(line.text() for line in block.css("p"))
    assert re.sub(r"[ \n]+", " ", lines).strip() == said
    assert block.attributes["aria-labelledby"] == "faq-cite-title"
    assert [time.attributes["datetime"] for time in block.css("time")] == ["2026-04-23", "2026-07-22"]


def test_how_to_cite_a_page_is_no_part_of_what_it_says(toy_site: Path) -> None:
    passages = read_page((toy_site / "droit" / "index.html").read_bytes(), "/droit/")
    assert not [passage for passage in passages if "citer" in passage.text]


def test_titles_of_the_front_matter_are_printed_as_the_text_is(toy_site: Path) -> None:
    tree = read(toy_site, "hebergeur")
    assert "«\u00a0L’hébergeur\u00a0»" in one(tree, ".faq-cite").text()
    assert one(tree, ".faq-answers li").text() == "Qui est l’hébergeur\u202f?"
    assert "L’hébergeur" in one(tree, ".faq-menu").text()
    assert "'" not in one(tree, ".faq-menu").text()


@pytest.mark.parametrize(
    ("name", "heading", "twin", "home"),
    [
        ("404.html", "Page introuvable", "/en/", "/"),
        ("en/404.html", "Page not found", "/en/../?lang=fr", "/en/"),
    ],
)
def test_what_is_not_found_says_so_in_its_language(
    toy_site: Path, name: str, heading: str, twin: str, home: str
) -> None:
    tree = LexborHTMLParser((toy_site / name).read_bytes())
    assert one(tree, "article h1").text() == heading
    assert heading in one(tree, "title").text()
    assert one(tree, "a.faq-language").attributes["href"] == twin
    assert one(tree, "article li a").attributes["href"] == home
    # It stands for pages at any depth, so that nothing may be named from where it is itself.
    local = [node.attributes.get("href") or node.attributes.get("src") or "" for node in tree.css("[href], [src]")]
    assert [address for address in local if not address.startswith(("/", "#", "https://", "http://", "data:"))] == []
    assert [address for address in local if address.startswith("//")] == []


def test_paper_shows_where_the_page_and_its_sources_stand(toy_site: Path) -> None:
    head = one(read(toy_site, "droit"), ".faq-checked .faq-printed").text()
    assert head == "Jouet — http://127.0.0.1:8000/droit/"
    assert 'cite.source a[href^="http"]::after { content: " <" attr(href) ">"' in PAPER
    assert ".faq-printed { display: block;" in PAPER
    hidden = re.search(r"([^{}]*)\{ display: none; \}", PAPER)
    assert hidden
    assert ".faq-answers" in hidden[1]
    assert ".faq-cite" not in hidden[1]


@pytest.mark.parametrize(
    ("address", "said"), [("droit", "Page vérifiée le 23 avril 2026"), ("en/droit", "Page checked on 23 April 2026")]
)
def test_page_says_under_its_title_when_it_was_checked(toy_site: Path, address: str, said: str) -> None:
    checked = one(read(toy_site, address), "h1 + .faq-checked [data-verified-on]")
    assert checked.text() == said
    assert one(checked, "time").attributes["datetime"] == "2026-04-23"


def test_links_are_underlined_and_terms_are_not() -> None:
    plain = {rule for rule, does in re.findall(r"([^{}]+)\{([^{}]*)\}", STYLES) if "text-decoration: none" in does}
    # Marks stand in brackets, and signs are no words: neither is told by its colour alone.
    assert {part.strip() for rule in plain for part in rule.split("*/")[-1].split(",")} == {
        "abbr[title]", "abbr[data-title]", ".headerlink", ".footnote-ref", ".footnote-backref"
    }  # fmt: skip


def test_fonts_are_our_own_light_and_licensed() -> None:
    fonts = sorted((ASSETS / "fonts").glob("*.woff2"))
    assert [f"../fonts/{font.name}" for font in fonts] == sorted(re.findall(r'url\("([^"]+)"\)', STYLES))
    assert sum(font.stat().st_size for font in fonts) <= 60_000
    for name in ("source-sans", "source-serif"):
        assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts" / f"LICENSE-{name}.md").read_text(encoding="utf-8")


def test_fonts_hold_every_sign_of_the_pages(real_site: Path) -> None:
    held = {chr(code) for first, last in fonts.RANGES for code in range(first, last + 1)} | set("\n\t")
    unheld = {
        sign
        for page in real_site.rglob("*.html")
        for node in LexborHTMLParser(page.read_bytes()).css("h1, h2, h3, p, li, td, th, summary, figcaption")
        for sign in node.text()
    } - held
    # The arrow back from a note is every system's.
    assert unheld <= {"\u21a9", "\ufe0e"}


@pytest.mark.parametrize("address", ["", "droit", "en/droit"])
def test_a_page_asks_first_for_its_fonts_and_for_nothing_of_another_theme(toy_site: Path, address: str) -> None:
    tree = read(toy_site, address)
    ahead = [node.attributes["href"] or "" for node in tree.css("link[rel=preload]")]
    assert [Path(name).name for name in ahead] == ["faq-text.woff2", "faq-heading.woff2"]
    loaded = [node.attributes.get("src") or "" for node in tree.css("script[src]")]
    assert {Path(name).name for name in loaded} == {"page.js"}
    for home in (toy_site, toy_site / "en"):
        assert {path.name for path in (home / "assets").iterdir()} == {"css", "faq", "fonts"}
