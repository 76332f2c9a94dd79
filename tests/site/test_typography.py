"""French spacing: no-break spaces where the reader expects them, and nothing else touched."""

import re

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from hdh_faq.lexical import terms
from hdh_faq.pages import read_page
from hdh_faq.site.typography import NARROW, NO_BREAK, french, french_spaces

# In expected texts, _ is a no-break space and ~ a narrow one.
TEXTS = {
    "": "",
    "Qui ?": "Qui~?",
    "Quoi ?!": "Quoi~?!",
    "Non !": "Non~!",
    "d'abord ; ensuite": "d'abord~; ensuite",
    "ceci : cela": "ceci_: cela",
    "« oui »": "«_oui_»",
    "en 2026 100 000 lits": "en 2026 100~000 lits",
    "de 2025 à 2026 100 lits": "de 2025 à 2026 100 lits",
    "1 234 567,5": "1~234~567,5",
    "« Qui ? » : elle": "«_Qui~?_»_: elle",
    "1 000": "1~000",
    "67 000 000 de Français": "67~000~000 de Français",
    "1 234,5": "1~234,5",
    "12 %": "12~%",
    "3 millions": "3_millions",
    "1 million": "1_million",
    "2 milliards d'euros": "2_milliards d'euros",
    "5 €": "5_€",
    "10 000 €": "10~000_€",
    "Qui ? Quoi ?": "Qui~? Quoi~?",
}
UNTOUCHED = [
    "Un texte ordinaire, sans rien.",
    "Qui?",
    "ceci: cela",
    "http://example.org/a?b=1;c",
    "à 10:30",
    "articles 1 2 et 3",
    "loi 78 17",
    "12 3456",
    "3 millionnaires",
    "v 2 0",
    "déjà\u00a0: fait\u202f?",
    "🙂 oui",
]


def spaced(text: str) -> str:
    return text.replace("_", NO_BREAK).replace("~", NARROW)


def convert(text: str, lang: str = "fr") -> str:
    return Markdown(
        extensions=["attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences", "hdh_faq.site.typography"],
        extension_configs={"hdh_faq.site.typography": {"lang": lang}},
    ).convert(text)


@pytest.mark.parametrize(("typed", "printed"), TEXTS.items())
def test_spaces_become_no_break_spaces(typed: str, printed: str) -> None:
    assert french_spaces(typed) == spaced(printed)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_other_text_is_left_alone(text: str) -> None:
    assert french_spaces(text) == text


@pytest.mark.parametrize("text", [*TEXTS, *UNTOUCHED])
def test_spacing_twice_changes_nothing_more(text: str) -> None:
    once = french_spaces(text)
    assert french_spaces(once) == once


@pytest.mark.parametrize("text", [*TEXTS, *UNTOUCHED])
def test_only_spaces_change(text: str) -> None:
    assert re.sub(f"[{NO_BREAK}{NARROW}]", " ", french_spaces(text)) == re.sub(f"[{NO_BREAK}{NARROW}]", " ", text)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Qui ?", "Qui~?"),
        ("**Qui** ?", "Qui~?"),
        ("« *mot* »", "«_mot_»"),
        ("*Ceci* : [cela](a.md) ; fin", "Ceci_: cela~; fin"),
        ("## Pourquoi partir ? {#why}", "Pourquoi partir~?"),
        ("- un ;\n- deux !", "un~;\ndeux~!"),
        ("| Qui ? |\n| --- |\n| 12 % |", "Qui~?\n12~%"),
        ("> Il a dit : « non »", "Il a dit_: «_non_»"),
        ("<span>Qui ?</span> Lui !", "Qui~? Lui~!"),
        ("A &amp; B ?", "A & B~?"),
        ("L'État, l'*EMC2*, d'[ailleurs](a.md), aujourd'hui", "L’État, l’EMC2, d’ailleurs, aujourd’hui"),
        ("## L'été ? {#x}", "L’été~?"),
        ("| L'un |\n| --- |\n| l'autre |", "L’un\nl’autre"),
    ],
)
def test_every_kind_of_text_on_a_page_is_spaced(markdown: str, text: str) -> None:
    page = LexborHTMLParser(convert(markdown))
    assert page.body is not None
    assert re.sub(r"\n+", "\n", page.body.text()).strip() == spaced(text)


@pytest.mark.parametrize(
    "markdown",
    [
        "`a ? b : c`",
        "``1 000 ; 2``",
        "```\na ? b : « c »\n```",
        "    a ? b : c",
        "<pre>a ? b</pre>",
        "`l'un`",
        "    l'un",
        "<https://example.org/l'un>",
        "https://example.org/l'un",
        '<a href="/l\'un" title="l\'un">lien</a>',
        "<script>a ? b : c</script>",
        "<style>a : b</style>",
        '<a href="/x ? y" title="a : b">lien</a>',
    ],
)
def test_code_addresses_and_markup_by_hand_are_left_alone(markdown: str) -> None:
    html = convert(markdown)
    assert NO_BREAK not in html
    assert NARROW not in html
    assert "’" not in html


@pytest.mark.parametrize("markdown", ["![l'un : a](x.png)", "[lien](/l'un \"l'un : a\")"])
def test_what_is_read_aloud_or_shown_on_pointing_is_printed_as_the_text_is(markdown: str) -> None:
    assert f'"l’un{NO_BREAK}: a"' in convert(markdown)
    assert "l'un : a" in convert(markdown, "en")


def test_text_after_code_is_spaced() -> None:
    assert convert("`a ? b` ?") == spaced("<p><code>a ? b</code>~?</p>")


def test_an_explicit_anchor_stays() -> None:
    assert 'id="why-leave"' in convert("## Pourquoi partir ? {#why-leave}")


@pytest.mark.parametrize("text", TEXTS)
def test_pages_in_english_are_left_alone(text: str) -> None:
    html = convert(text, "en")
    assert NO_BREAK not in html
    assert NARROW not in html


def test_french_is_the_default() -> None:
    assert NARROW in Markdown(extensions=["hdh_faq.site.typography"]).convert("Qui ?")


@pytest.mark.parametrize("text", ["5' 30", "'cité'", "rock 'n' roll"])
def test_a_sign_that_follows_no_letter_is_no_apostrophe(text: str) -> None:
    assert french(text).count("'") >= 1


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Le 1er mars et le 1er mai ?", f"<p>Le 1<sup>er</sup> mars et le 1<sup>er</sup> mai{NARROW}?</p>"),
        ("**Le 1er** mars, la 1re fois", "<p><strong>Le 1<sup>er</sup></strong> mars, la 1<sup>re</sup> fois</p>"),
        ("Un [lien](a.md) du 1er *mars*", '<p>Un <a href="a.md">lien</a> du 1<sup>er</sup> <em>mars</em></p>'),
        ("Le 11er, 1ers, `1er`", "<p>Le 11er, 1ers, <code>1er</code></p>"),
    ],
)
def test_the_letters_of_an_ordinal_are_raised(markdown: str, html: str) -> None:
    assert convert(markdown) == html


def test_a_passage_keeps_the_meaning_of_an_ordinal() -> None:
    (passage,) = read_page(f"<main>{convert('Le 1er mars.')}</main>".encode(), "/")
    assert passage.text == "Le 1er mars."


def test_the_table_of_contents_breaks_before_no_sign_either() -> None:
    markdown = Markdown(extensions=["attr_list", "toc", "hdh_faq.site.typography"])
    markdown.convert("# Qui l'a dit : « lui » ? {#a}\n\n## Quand ? {#b}")
    (top,) = markdown.toc_tokens  # type: ignore[attr-defined]
    assert top["name"] == spaced("Qui l’a dit_: «_lui_»~?")
    assert top["children"][0]["name"] == spaced("Quand~?")
    assert [top["id"], top["children"][0]["id"]] == ["a", "b"]


def test_words_are_found_whichever_apostrophe_stands_before_them() -> None:
    assert terms("l’hébergement d'Azure", "fr") == terms("l'hébergement d’Azure", "fr")
