"""What the theme adds to each page, and what its styles promise to eyes and to paper."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import PROJECT, one
from hdh_faq.pages import read_page

STYLES = (PROJECT / "theme" / "assets" / "css" / "site.css").read_text(encoding="utf-8")
PAPER = STYLES.partition("@media print")[2]


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
    assert "L’hébergeur" in one(tree, ".md-nav--primary").text()
    assert "'" not in one(tree, ".md-nav--primary").text()


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
    head = one(read(toy_site, "droit"), ".md-banner .faq-printed").text()
    assert head == "Jouet — http://127.0.0.1:8000/droit/"
    assert re.search(r"cite\.source a\[href\^=\"http\"\]::after \{ content: \" <\" attr\(href\) \">\"", PAPER)
    assert ".md-banner { display: block; }" in PAPER
    hidden = re.search(r"([^{}]*)\{ display: none; \}", PAPER)
    assert hidden
    assert ".faq-answers" in hidden[1]
    assert ".faq-cite" not in hidden[1]


def test_links_are_underlined_and_terms_have_dots() -> None:
    links = re.search(r"\.md-typeset a:not\(([^)]*)\) \{ text-decoration: underline;", STYLES)
    assert links
    # Marks stand in brackets, and signs are no words: neither is told by its colour alone.
    assert {name.strip() for name in links[1].split(",")} == {
        ".headerlink", ".footnote-ref", ".footnote-backref", ".md-content__button", ".md-button"
    }  # fmt: skip
    assert re.search(r"\.md-typeset abbr \{[^}]*underline dotted", STYLES)


def luminance(color: list[float]) -> float:
    parts = [part / 255 for part in color]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_quiet_text_has_contrast_on_the_tinted_ground_too() -> None:
    quiet = re.search(r'scheme="default"\] \{ --md-default-fg-color--light: #000000(\w\w); \}', STYLES)
    tint = re.search(r"--faq-tint: #(\w\w)(\w\w)(\w\w);", STYLES)
    assert quiet
    assert tint
    ground = [float(int(part, 16)) for part in tint.groups()]
    text = [part * (1 - int(quiet[1], 16) / 255) for part in ground]
    assert (luminance(ground) + 0.05) / (luminance(text) + 0.05) >= 4.5
    assert ".md-copyright, .md-footer-meta.md-typeset a { color: var(--md-footer-fg-color--light); }" in STYLES
