"""Published HTML → passages: all that a reader sees and nothing else, cut without loss, whatever made the page."""

import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from hdh_faq.beside import BESIDE
from hdh_faq.cutting import MAX_PASSAGE_CHARS, MIN_PASSAGE_CHARS
from hdh_faq.errors import FaqError, SiteMissingError
from hdh_faq.pages import read_page, read_pages, site_digest
from hdh_faq.passage import CitedSource, Passage

MARK = '<sup id="fnref:{key}"><a class="footnote-ref" href="#fn:{key}">1</a></sup>'


def page(body: str, lang: str = "fr", data: object = None) -> bytes:
    """A page as our theme publishes it: one article that starts with its title."""
    script = f'<script id="faq-page" type="application/json">{json.dumps(data)}</script>' if data is not None else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><title>X</title>{script}</head>'
        f'<body><main><article><h1 id="top">Titre</h1>{body}</article></main></body></html>'
    ).encode()


def texts(html: bytes) -> list[str]:
    return [passage.text for passage in read_page(html, "/")]


def only(html: bytes, address: str = "/") -> Passage:
    (passage,) = read_page(html, address)
    return passage


# The toy site


def test_the_toy_page_becomes_its_sections(toy_site: Path) -> None:
    folder = toy_site / "hebergeur"
    beside = (folder / BESIDE).read_bytes()
    passages = read_page((folder / "index.html").read_bytes(), "/hebergeur/", beside)
    assert [(p.url, p.headings, p.position) for p in passages] == [
        ("/hebergeur/#overview", ("L’hébergeur des données",), 0),
        ("/hebergeur/#host", ("L’hébergeur des données", "Qui remplace Microsoft\u202f?"), 0),
        ("/hebergeur/#when", ("L’hébergeur des données", "Quand\u202f?"), 0),
    ]
    host = passages[1]
    assert host.text == (
        "Scaleway, filiale d’Iliad, remplace Microsoft depuis le choix du 23 avril 2026. La CNIL demandait "
        "«\u00a0un hébergeur européen\u00a0»\u00a0: elle l’a dit en 2020.\n"
        "Deux acteurs comptent\u00a0:\n"
        "Scaleway, l’hébergeur choisi\u202f;\n"
        "Microsoft, l’hébergeur sortant."
    )
    assert passages[2].text == "Étape\tDate\nChoix\t23 avril 2026\nBascule\tfin 2026"
    assert host.questions == (
        "Qui remplace Microsoft ?",
        "nouvel hebergeur scaleway",
        "Chez qui partent nos dossiers ?",
    )
    assert {(p.page, p.lang, p.as_of) for p in passages} == {("L’hébergeur des données", "fr", "2026-04-23")}
    assert host.heading == "Qui remplace Microsoft\u202f?"


def test_sources_of_a_passage_are_those_of_its_own_footnotes_in_order(toy_site: Path) -> None:
    host, when = read_page((toy_site / "hebergeur" / "index.html").read_bytes(), "/hebergeur/")[1:]
    assert [source.key for source in host.sources] == ["press-2026-choice", "cnil-2020-avis"]
    assert when.sources == (
        CitedSource(
            "press-2026-choice", "Le Journal", "Scaleway succède à Microsoft", "2026-04", "https://example.org/choix"
        ),
    )


def test_a_source_without_address_or_date_says_so(toy_site: Path) -> None:
    passage = only((toy_site / "en" / "droit" / "index.html").read_bytes(), "/en/droit/")
    assert passage.lang == "en"
    assert passage.sources == (CitedSource("law-2018-cloud", "US Congress", "CLOUD Act", "", ""),)
    assert "Hidden" not in passage.text


def test_every_line_of_a_passage_stands_on_its_page(toy_site: Path) -> None:
    passages = read_pages(toy_site).passages
    assert {passage.lang for passage in passages} == {"fr", "en"}
    for passage in passages:
        folder = passage.url.partition("#")[0].strip("/")
        tree = LexborHTMLParser((toy_site / folder / "index.html").read_bytes())
        for mark in tree.css("article sup"):
            mark.decompose()
        article = tree.css_first("article")
        assert article is not None
        for line in passage.text.replace("\t", "\n").split("\n"):
            assert line in article.text()


def test_every_address_leads_to_a_heading(toy_site: Path) -> None:
    for passage in read_pages(toy_site).passages:
        path, _, anchor = passage.url.partition("#")
        tree = LexborHTMLParser((toy_site / path.strip("/") / "index.html").read_bytes())
        heading = tree.css_first(f"#{anchor}")
        assert heading is not None
        assert heading.text().removesuffix("¶") == passage.heading


def test_passages_survive_json(toy_site: Path) -> None:
    for passage in read_pages(toy_site).passages:
        line = passage.to_json()
        assert "\n" not in line
        assert Passage.from_json(line) == passage


def test_odd_text_survives_json() -> None:
    odd = replace(only(page("<p>x</p>")), text='a\n"b"\t\u2028 🙂 \u202f</script>', questions=("é", ""))
    assert Passage.from_json(odd.to_json()) == odd


# Blocks


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Un.</p><p>Deux.</p>", "Un.\nDeux."),
        ("<p>  Un\n   mot   long </p>", "Un mot long"),
        ("<p>Un<br>deux</p>", "Un deux"),
        ("<p>Un <b>mot</b>, <a href='#'>un lien</a>.</p>", "Un mot, un lien."),
        ("<p>1&nbsp;000&#8239;€</p>", "1\u00a0000\u202f€"),
        ("<p>&lt;script&gt; &amp;amp; &quot;</p>", '<script> &amp; "'),
        ("<p></p><p> </p><p>Un.</p>", "Un."),
        ("<ul><li>A</li><li>B</li></ul>", "A\nB"),
        ("<ol><li>A</li><li>B</li></ol>", "A\nB"),
        ("<ul><li>A<ul><li>B<ol><li>C</li></ol></li></ul></li><li>D</li></ul>", "A\nB\nC\nD"),
        ("<ul><li><p>A</p><ul><li>B</li></ul></li><li>C</li></ul>", "A\nB\nC"),
        ("<ul><li>A<ul><li><p>B</p></li><li><p>C</p></li></ul></li></ul>", "A\nB\nC"),
        ("<ul><li><p>A</p><p>A bis</p></li></ul>", "A\nA bis"),
        ("<dl><dt>Mot</dt><dd>Sens</dd><dd><p>Autre</p></dd></dl>", "Mot\nSens\nAutre"),
        ("<blockquote><p>Cité</p></blockquote>", "Cité"),
        ("<details><summary>Titre</summary><p>Dedans</p></details>", "Titre\nDedans"),
        ("<figure><img alt='x'><figcaption>Légende</figcaption></figure>", "Légende"),
        ("<div class='admonition'><p class='admonition-title'>Note</p><p>Texte</p></div>", "Note\nTexte"),
        ("<pre><code>a  =  1\n\n  b</code></pre>", "a  =  1\n\n  b"),
        ("<p>E = mc<sup>2</sup>, H<sub>2</sub>O</p>", "E = mc², H₂O"),
        ("<section><div><div><p>Profond</p></div></div></section>", "Profond"),
    ],
)  # fmt: skip
def test_blocks_read_as_a_browser_lays_them_out(body: str, text: str) -> None:
    assert texts(page(body)) == [text]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>", "A\tB\n1\t2"),
        ("<thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody>", "A\n1"),
        ("<tr><td>A</td><td></td><td>C</td></tr>", "A\t\tC"),
        ("<tr><th></th><th>2024</th></tr><tr><td>A</td><td>10</td></tr>", "\t2024\nA\t10"),
        ("<tr><td></td><td>B</td><td></td></tr>", "\tB\t"),
        ("<tr><td><img alt='oui'></td><td>B</td></tr>", "oui\tB"),
        ("<tr><th rowspan=2>A</th><th colspan=2>B</th></tr><tr><th>C</th><th>D</th></tr>", "A\tB\t\n\tC\tD"),
        ("<tr><td>A<br>bis</td><td> B  b </td></tr>", "A bis\tB b"),
        ("<caption>Tableau</caption><tr><td>A</td></tr>", "Tableau\nA"),
        ("<tr><td><a href='#'>A</a></td><td><b>B</b></td></tr>", "A\tB"),
        ("<tr>\n  <td>A</td>\n  <td>B</td>\n</tr>", "A\tB"),
        ("<tr>\n\t<td>A</td>\n\t<td>B</td>\n</tr>", "A\tB"),
        ("<tr><td>A\tbis</td><td>B</td></tr>", "A bis\tB"),
    ],
)
def test_a_table_row_is_a_line_with_a_tab_between_its_cells(table: str, text: str) -> None:
    assert texts(page(f"<table>{table}</table>")) == [text]


@pytest.mark.parametrize("cell", ["<p>Un</p><p>deux</p>", "<ul><li>Un</li><li>deux</li></ul>"])
def test_a_table_cell_with_blocks_holds_no_control_character(cell: str) -> None:
    (text,) = texts(page(f"<table><tr><td>{cell}</td><td>B</td></tr></table>"))
    assert "Un" in text
    assert "deux" in text
    assert "\0" not in text


STEPS = (
    "<ol><li><p>Un</p><p>Suite</p></li><li>Deux<ul><li>Point</li></ul></li><li value='7'>Sept</li><li>Huit</li></ol>"
)


def test_lines_that_open_a_step_know_its_number_and_the_text_stays_as_it_is() -> None:
    (passage,) = read_page(page("<p>Voici.</p>" + STEPS), "/")
    assert passage.text.split("\n") == ["Voici.", "Un", "Suite", "Deux", "Point", "Sept", "Huit"]
    assert passage.numbers == (0, 1, 0, 2, 0, 7, 8)
    assert only(page("<ol start='3'><li>Trois</li></ol>")).numbers == (3,)
    assert only(page("<ul><li>Un</li><li>Deux</li></ul>")).numbers == ()


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li>Perdu<p>Suite</p></li></ul>",
        "<ul><li>Perdu<pre>code</pre></li></ul>",
        "<dl><dd>Perdu<p>Suite</p></dd></dl>",
        "<div>Perdu</div><p>Suite</p>",
        "<div>Perdu<p>Suite</p></div>",
        "<blockquote>Perdu</blockquote>",
        "<section>Perdu</section>",
    ],
)
def test_text_outside_a_paragraph_is_read_too(body: str) -> None:
    assert "Perdu" in "\n".join(texts(page(body)))


# What a reader does not see


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Caché</p>",
        "<p hidden=''>Caché</p>",
        "<div hidden><p>Caché</p></div>",
        "<div hidden><p hidden>Caché</p><div aria-hidden='true'><script>Caché</script></div></div>",
        "<p aria-hidden='true'>Caché</p>",
        "<p style='display:none'>Caché</p>",
        "<p style='color: red; display: none;'>Caché</p>",
        "<p style='visibility:hidden'>Caché</p>",
        "<p style='visibility: hidden'>Caché</p>",
        "<p style='DISPLAY:NONE'>Caché</p>",
        "<p data-faq='skip'>Caché</p>",
        "<script>document.write('<p>Caché</p>')</script>",
        "<style>p::after { content: 'Caché' }</style>",
        "<template><p>Caché</p></template>",
        "<noscript><p>Caché</p></noscript>",
        "<nav><ul><li>Caché</li></ul></nav>",
        "<button><p>Caché</p></button>",
        "<form><p>Caché</p></form>",
        "<svg><text>Caché</text></svg>",
        "<!-- <p>Caché</p> -->",
        "<h2 hidden id='x'>Caché</h2>",
        "<p>Visible.<span hidden>Caché</span></p>",
    ],
)
def test_hidden_text_is_no_part_of_the_corpus(hidden: str) -> None:
    passages = read_page(page(f"<p>Visible.</p>{hidden}"), "/")
    assert {line for p in passages for line in p.text.split("\n")} == {"Visible."}
    assert "Caché" not in "".join(heading for p in passages for heading in p.headings)


def test_navigation_around_the_article_is_left_out() -> None:
    html = (
        "<html lang='fr'><header><p>Enseigne</p></header><nav><p>Menu</p></nav><main><aside><p>À côté</p></aside>"
        "<article><h1 id='t'>T</h1><p>Texte.</p></article></main><footer><p>Bas</p></footer></html>"
    )
    assert texts(html.encode()) == ["Texte."]


def test_the_permalink_is_no_part_of_a_heading() -> None:
    html = page('<h2 id="a">Quand&nbsp;?<a class="headerlink" href="#a" title="Lien">¶</a></h2><p>Demain.</p>')
    assert only(html).heading == "Quand\u00a0?"


def test_a_page_that_opts_out_has_no_passage() -> None:
    assert read_page(page("<p>Texte.</p>", data={"corpus": False}), "/") == []
    assert len(read_page(page("<p>Texte.</p>", data={"corpus": True}), "/")) == 1


# Sections


def test_headings_lead_from_the_title_down_to_the_section() -> None:
    body = (
        '<p>a</p><h3 id="c">C</h3><p>c</p><h2 id="b">B</h2><p>b</p><h4 id="d">D</h4><p>d</p><h3 id="e">E</h3><p>e</p>'
        '<h2 id="f">F</h2><p>f</p>'
    )
    assert [(p.text, p.headings) for p in read_page(page(body), "/")] == [
        ("a", ("Titre",)),
        ("c", ("Titre", "C")),
        ("b", ("Titre", "B")),
        ("d", ("Titre", "B", "D")),
        ("e", ("Titre", "B", "E")),
        ("f", ("Titre", "F")),
    ]


def test_a_section_without_text_gives_no_passage_but_stays_in_the_path() -> None:
    body = '<h2 id="group">Groupe</h2><h3 id="one">Un</h3><p>Texte.</p><h2 id="empty">Vide</h2>'
    assert only(page(body)).headings == ("Titre", "Groupe", "Un")


def test_a_heading_without_id_is_reached_by_its_page() -> None:
    assert only(page("<h2>Sans</h2><p>Texte.</p>"), "/x/").url == "/x/"


def test_text_before_the_first_heading_belongs_to_the_page() -> None:
    passages = read_page(b"<html lang='fr'><body><p>Avant.</p><h2 id='a'>A</h2><p>Apres.</p></body></html>", "/x/")
    assert [(p.text, p.url) for p in passages] == [("Avant.", "/x/"), ("Apres.", "/x/#a")]


@pytest.mark.parametrize("html", ["<p>Seul.</p>", "<html><body><p>Seul.</p></body></html>", "<main><p>Seul.</main>"])
def test_a_page_without_headings_is_still_read(html: str) -> None:
    passage = only(html.encode(), "/x.html")
    assert (passage.text, passage.page, passage.heading, passage.url) == ("Seul.", "", "", "/x.html")


# Cutting


@pytest.mark.parametrize(
    "lengths",
    [
        [850, 100],
        [2000, 5],
        [850, 850, 100],
        [850, 850, 850, 100],
        [850, 850, 850, 850, 199],
        [850, 850, 300],
        [5, 2000, 5],
        [400, 400, 400, 400, 10],
        [900, 900],
        [1] * 2000,
        [3000],
    ],
    ids=lambda lengths: f"{len(lengths)} blocks, {sum(lengths)} characters",
)
def test_cutting_keeps_every_block_once_and_in_order(lengths: list[int]) -> None:
    blocks = [chr(ord("a") + number % 26) * length for number, length in enumerate(lengths)]
    passages = read_page(page("".join(f"<p>{block}</p>" for block in blocks)), "/")
    assert "\n".join(passage.text for passage in passages) == "\n".join(blocks)
    assert [passage.position for passage in passages] == list(range(len(passages)))


@pytest.mark.parametrize("seed", range(20))
def test_cutting_random_sections_loses_nothing_and_leaves_no_crumb(seed: int) -> None:
    draw = random.Random(seed)
    blocks = [f"{number}:" + "x" * draw.choice([3, 50, 150, 400, 880, 1500]) for number in range(draw.randint(2, 12))]
    found = texts(page("".join(f"<p>{block}</p>" for block in blocks)))
    assert "\n".join(found) == "\n".join(blocks)
    assert len(found) == 1 or len(found[-1]) >= MIN_PASSAGE_CHARS - 1
    for text in found[:-1]:
        assert len(text) <= MAX_PASSAGE_CHARS or "\n" not in text


def test_a_passage_keeps_to_the_limit_where_blocks_allow() -> None:
    found = texts(page(f"<p>{'mot ' * 50}</p>" * 20))
    assert len(found) > 1
    assert max(map(len, found)) <= MAX_PASSAGE_CHARS


def test_a_long_block_stays_whole() -> None:
    assert texts(page(f"<p>{'x' * 5000}</p>")) == ["x" * 5000]


def test_sections_are_never_joined() -> None:
    assert texts(page("".join(f"<h2 id='h{n}'>H</h2><p>{n}</p>" for n in range(5)))) == list("01234")


def test_each_cut_passage_keeps_its_own_sources() -> None:
    notes = "".join(f'<li id="fn:{key}"><p>Note {key}</p></li>' for key in "ab")
    body = "".join(f"<p>{'x' * 850}{MARK.format(key=key)}</p>" for key in "ab")
    passages = read_page(page(f'{body}<div class="footnote"><ol>{notes}</ol></div>'), "/")
    assert [[source.key for source in passage.sources] for passage in passages] == [["a"], ["b"]]


# Footnotes


def footnotes(*notes: str) -> str:
    return f'<div class="footnote"><hr><ol>{"".join(notes)}</ol></div>'


BACK = '<a class="footnote-backref" href="#fnref:n" title="Retour">&#8617;</a>'


@pytest.mark.parametrize(
    ("note", "source"),
    [
        (
            (
                '<cite class="source" data-key="k"><span data-publisher>P</span>, '
                '<a data-title href="https://e.org/a?b=1&amp;c=2">T &amp; U</a>, '
                f'<time datetime="2026">en 2026</time></cite> {BACK}'
            ),
            CitedSource("k", "P", "T & U", "2026", "https://e.org/a?b=1&c=2"),
        ),
        (
            f'<cite class="source"><span data-publisher>P</span>, <span data-title>T</span></cite> {BACK}',
            CitedSource("n", "P", "T", "", ""),
        ),
        (f'<cite class="source">P, T</cite> {BACK}', CitedSource("n", "", "", "", "")),
        (
            f'Voir <a href="https://e.org/x">le  rapport</a>, 2020. {BACK}',
            CitedSource("n", "", "Voir le rapport, 2020.", "", "https://e.org/x"),
        ),
        (f"Une simple remarque. {BACK}", CitedSource("n", "", "Une simple remarque.", "", "")),
        (f'<a href="/interne/">Ici</a> {BACK}', CitedSource("n", "", "Ici", "", "")),
        (f'<a href="javascript:alert(1)">Non</a> {BACK}', CitedSource("n", "", "Non", "", "")),
    ],
)
def test_footnotes_are_read_with_and_without_our_marks(note: str, source: CitedSource) -> None:
    passage = only(page(f"<p>Fait.{MARK.format(key='n')}</p>" + footnotes(f'<li id="fn:n"><p>{note}</p></li>')))
    assert passage.text == "Fait."
    assert passage.sources == (source,)


def test_a_footnote_marked_twice_is_one_source() -> None:
    again = MARK.format(key="n").replace("fnref:", "fnref2:")
    body = f"<p>Un{MARK.format(key='n')} et deux{again}.</p>" + footnotes('<li id="fn:n"><p>N</p></li>')
    passage = only(page(body))
    assert passage.text == "Un et deux."
    assert [source.key for source in passage.sources] == ["n"]


def test_a_mark_without_its_footnote_is_no_source() -> None:
    passage = only(page(f"<p>Fait.{MARK.format(key='gone')}</p>"))
    assert (passage.text, passage.sources) == ("Fait.", ())


def test_a_footnote_that_nothing_marks_is_no_source_and_no_text() -> None:
    passage = only(page("<p>Fait.</p>" + footnotes('<li id="fn:n"><p>Orpheline</p></li>')))
    assert (passage.text, passage.sources) == ("Fait.", ())


@pytest.mark.parametrize("body", ["<ul><li>Fait.{0}</li></ul>", "<table><tr><td>Fait.{0}</td></tr></table>"])
def test_marks_in_lists_and_tables_count(body: str) -> None:
    html = page(body.format(MARK.format(key="n")) + footnotes('<li id="fn:n"><p>N</p></li>'))
    passage = only(html)
    assert (passage.text, [source.key for source in passage.sources]) == ("Fait.", ["n"])


def test_a_source_cited_by_a_heading_is_that_of_the_first_passage_under_it() -> None:
    notes = footnotes('<li id="fn:n"><p>N</p></li>')
    body = f'<p>Avant.</p><h2 id="cost">Coût{MARK.format(key="n")}</h2><p>Dix.</p><h2 id="end">Fin</h2><p>Rien.</p>'
    passages = read_page(page(body + notes), "/")
    assert [(p.text, [source.key for source in p.sources]) for p in passages] == [
        ("Avant.", []),
        ("Dix.", ["n"]),
        ("Rien.", []),
    ]
    assert passages[1].headings[-1] == "Coût"


# What a page says of itself


def test_front_matter_reaches_each_section() -> None:
    data = {"as_of": "2026-11-23", "corpus": True, "questions": {"a": ["Quand ?", "date"], "other": ["Non"]}}
    first, second = read_page(page('<p>x</p><h2 id="a">A</h2><p>y</p>', data=data), "/")
    assert (first.as_of, first.questions) == ("2026-11-23", ())
    assert (second.as_of, second.questions) == ("2026-11-23", ("Quand ?", "date"))


@pytest.mark.parametrize(
    "data",
    [None, {}, {"as_of": None, "questions": None}, {"questions": {"top": None}}, {"questions": {"top": []}},
     {"as_of": "", "questions": {}, "starters": []}],
)  # fmt: skip
def test_a_page_may_say_nothing_of_itself(data: object) -> None:
    passage = only(page("<p>x</p>", data=data))
    assert (passage.as_of, passage.questions) == ("", ())


def test_one_question_written_without_its_dash_is_not_cut_into_letters() -> None:
    passage = only(page("<p>x</p>", data={"questions": {"top": "Qui est là ?"}}))
    assert passage.questions in ((), ("Qui est là ?",))


@pytest.mark.parametrize("data", [{"questions": ["Qui ?"]}, {"questions": "Qui ?"}, [], ["a"], "text", 5])
def test_unusable_page_data_does_not_stop_the_reading(data: object) -> None:
    assert only(page("<p>x</p>", data=data)).text == "x"


def test_page_data_that_is_no_json_does_not_stop_the_reading() -> None:
    html = page("<p>x</p>", data={}).replace(b"{}", b"{oops")
    assert only(html).text == "x"


@pytest.mark.parametrize(
    ("lang", "expected"), [("fr", "fr"), ("en", "en"), ("fr-FR", "fr"), ("en-GB", "en"), ("", "fr"), ("EN", "en")]
)
def test_the_language_is_that_of_the_page(lang: str, expected: str) -> None:
    assert only(page("<p>x</p>", lang)).lang == expected


def test_a_page_without_a_language_is_french() -> None:
    assert only(b"<p>x</p>").lang == "fr"


# Any other site

SPHINX = """<html lang="en"><body class="wy-body-for-nav"><nav class="wy-nav-side"><p>Menu</p></nav>
<div role="main" class="document"><div class="body" role="main"><section id="install"><h1>Install<a class="headerlink"
href="#install">¶</a></h1><p>Run it.</p><div class="highlight"><pre><span></span>pip install x
</pre></div></section></div></div></body></html>"""
HUGO = """<!doctype html><html lang=fr><body><header><h1>Blog</h1></header><main><article><header><h1>Billet</h1>
<time>2026</time></header><div class=content><p>Premier.<p>Second.<h2 id=suite>Suite</h2><ul><li>A<li>B</ul></div>
</article></main></body></html>"""
BARE = "<title>Vieux</title><center><h1>Vieux site</h1><p>Texte<p>Encore</p><table><tr><td>1<td>2</table></center>"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (SPHINX, [("Run it.\npip install x", "Install")]),
        (HUGO, [("2026\nPremier.\nSecond.", "Billet"), ("A\nB", "Suite")]),
        (BARE, [("Texte\nEncore\n1\t2", "Vieux site")]),
    ],
    ids=["sphinx", "hugo", "bare"],
)
def test_pages_of_other_generators_are_read(html: str, found: list[tuple[str, str]]) -> None:
    assert [(p.text, p.heading) for p in read_page(html.encode(), "/")] == found


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b" ",
        b"\xff\xfe\x00",
        b"\x00\x00\x00",
        b"<",
        b"<html></html>",
        b"<html><body></body></html>",
        b"<frameset><frame src=x></frameset>",
        b"<!doctype html><title>Redirecting</title><meta http-equiv=refresh content='0; url=/'>",
        b"<main hidden><p>x</p></main>",
        b"<article aria-hidden=true><p>x</p></article>",
        b"<h1>Seul</h1>",
        b'{"not": "html", "at": "all"}',
        b"%PDF-1.7\n\x93\x8c\x8b\x9e",
    ],
)
def test_a_page_without_readable_text_has_no_passage(html: bytes) -> None:
    assert read_page(html, "/") == []


@pytest.mark.parametrize(
    "html", [b"<p>Ouvert", b"<div><p>Ouvert</div></p></b>", b"<p>Ouvert</main></html><p>", b"<p id=x id=y>Ouvert"]
)
def test_broken_markup_is_read_as_a_browser_would(html: bytes) -> None:
    assert texts(html) == ["Ouvert"]


def test_a_site_that_hides_its_body_until_scripts_run_is_read() -> None:
    assert texts(b"<html><body style='display:none'><p>x</p></body></html>") == ["x"]


def test_reading_a_page_twice_gives_the_same(toy_site: Path) -> None:
    html = (toy_site / "index.html").read_bytes()
    assert read_page(html, "/") == read_page(html, "/")


# A site


@pytest.fixture
def site(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    """Write a site of the given pages."""

    def write(pages: dict[str, bytes]) -> Path:
        for name, html in pages.items():
            path = tmp_path / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(html)
        return tmp_path / "site"

    return write


def test_addresses_are_those_a_visitor_types(site: Callable[[dict[str, bytes]], Path]) -> None:
    names = ["index.html", "a/index.html", "en/b/index.html", "c.html", "d/e.html", "myindex.html", "a b/index.html"]
    folder = site(dict.fromkeys(names, b"<p>x</p>"))
    assert {p.url for p in read_pages(folder).passages} == {
        "/", "/a/", "/en/b/", "/c.html", "/d/e.html", "/myindex.html", "/a b/",
    }  # fmt: skip


def test_pages_come_in_a_fixed_order(site: Callable[[dict[str, bytes]], Path]) -> None:
    folder = site({f"{name}/index.html": b"<p>x</p>" for name in "cab"})
    assert [p.url for p in read_pages(folder).passages] == ["/a/", "/b/", "/c/"]


def test_error_pages_and_other_files_are_not_read(site: Callable[[dict[str, bytes]], Path]) -> None:
    pages = dict.fromkeys(("404.html", "en/404.html", "a.txt", "b.htm.bak", "search.json"), b"<p>no</p>")
    folder = site({**pages, "index.html": b"<p>yes</p>"})
    assert [p.text for p in read_pages(folder).passages] == ["yes"]


def test_what_only_looks_like_a_page_of_the_site_is_not_read(
    site: Callable[[dict[str, bytes]], Path], tmp_path: Path
) -> None:
    folder = site({"index.html": b"<p>yes</p>", "folder.html/index.html": b"<p>also</p>"})
    digest = site_digest(folder)
    (tmp_path / "secret.html").write_bytes(b"<p>secret</p>")
    (folder / "out.html").symlink_to(tmp_path / "secret.html")
    (folder / "gone.html").symlink_to(tmp_path / "none.html")
    os.mkfifo(folder / "pipe.html")
    assert [p.text for p in read_pages(folder).passages] == ["also", "yes"]
    assert site_digest(folder) == digest


@pytest.mark.parametrize("element", ["ul><li", "table><tr><td", "b", "div", "section"])
def test_a_page_without_a_bottom_is_one_sentence_that_names_it(
    site: Callable[[dict[str, bytes]], Path], element: str
) -> None:
    folder = site({"deep.html": b"<p>x</p>" + f"<{element}>".encode() * 5000 + b"x"})
    with pytest.raises(FaqError, match=r"deep\.html” cannot be read: its elements stand too deep"):
        read_pages(folder)


def test_what_is_no_date_is_none(site: Callable[[dict[str, bytes]], Path]) -> None:
    note = '<div class="footnote"><ol><li id="fn:x"><cite class="source"><time datetime="&lt;b&gt;">x</time></cite>'
    text = page(f'<p>x<sup id="fnref:x"><a href="#fn:x">1</a></sup></p>{note}', data={"as_of": "<img src=x>"})
    (passage,) = read_pages(site({"index.html": text})).passages
    assert (passage.as_of, [source.date for source in passage.sources]) == ("", [""])


def test_a_missing_or_empty_site_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    for name in ("none", "file", "empty"):
        with pytest.raises(SiteMissingError) as caught:
            read_pages(tmp_path / name)
        assert str(tmp_path / name) in caught.value.message


@pytest.mark.parametrize(
    "pages",
    [
        {"index.html": b""},
        {"index.html": b"<h1>Titre</h1>"},
        {"404.html": b"<p>x</p>"},
        {"index.html": page("<p>x</p>", data={"corpus": False})},
    ],
)
def test_a_site_without_text_is_refused(site: Callable[[dict[str, bytes]], Path], pages: dict[str, bytes]) -> None:
    with pytest.raises(SiteMissingError):
        read_pages(site(pages))


def test_starters_are_kept_by_language_once_each(site: Callable[[dict[str, bytes]], Path]) -> None:
    def home(lang: str, *starters: str) -> bytes:
        return page("<p>x</p>", lang, {"lang": lang, "starters": starters})

    folder = site(
        {
            "index.html": home("fr", "Qui ?", "Quand ?", "Qui ?"),
            "en/index.html": home("en", "Who?"),
            "a/index.html": home("fr", "Quand ?", "Où ?"),
            "b/index.html": page("<p>x</p>"),
            "c/index.html": home("fr"),
        }
    )
    starters = read_pages(folder).starters
    assert sorted(starters["fr"]) == ["Où ?", "Quand ?", "Qui ?"]
    assert starters["en"] == ("Who?",)
    assert set(starters) == {"fr", "en"}


def test_starters_of_the_toy_site_are_those_of_its_home_pages(toy_site: Path) -> None:
    assert read_pages(toy_site).starters == {
        "fr": ("Qui remplace Microsoft ?",),
        "en": ("Who replaces Microsoft?",),
    }


def test_a_site_without_starters_has_none(site: Callable[[dict[str, bytes]], Path]) -> None:
    assert read_pages(site({"index.html": b"<p>x</p>"})).starters == {}


# The digest


def test_a_copy_has_the_same_digest(toy_site: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(toy_site, tmp_path / "copy"))
    assert site_digest(copy) == site_digest(toy_site)


def _edit(site: Path) -> None:
    path = site / "droit" / "index.html"
    path.write_bytes(path.read_bytes() + b" ")


def _rename(site: Path) -> None:
    (site / "droit").rename(site / "loi")


def _remove(site: Path) -> None:
    (site / "droit" / "index.html").unlink()


def _add(site: Path) -> None:
    (site / "new.html").write_bytes(b"")


def _swap(site: Path) -> None:
    one, other = site / "droit" / "index.html", site / "hebergeur" / "index.html"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


@pytest.mark.parametrize("change", [_edit, _rename, _remove, _add, _swap])
def test_any_change_of_a_page_changes_the_digest(
    toy_site: Path, tmp_path: Path, change: Callable[[Path], Any]
) -> None:
    copy = Path(shutil.copytree(toy_site, tmp_path / "copy"))
    before = site_digest(copy)
    change(copy)
    assert site_digest(copy) != before


def test_files_that_are_no_pages_do_not_change_the_digest(toy_site: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(toy_site, tmp_path / "copy"))
    before = site_digest(copy)
    (copy / "assets" / "new.css").write_text("x", encoding="utf-8")
    assert site_digest(copy) == before


def test_the_published_site_is_read_whole(real_site: Path) -> None:
    passages = read_pages(real_site).passages
    assert {passage.lang for passage in passages} == {"fr", "en"}
    assert len({(passage.url, passage.position) for passage in passages}) == len(passages)
    assert len({(passage.url, passage.text) for passage in passages}) == len(passages)
    assert all("\0" not in passage.text and passage.text.strip() for passage in passages)


def test_a_section_cut_in_two_shares_out_its_questions() -> None:
    blocks = "".join(f"<p>{word} {'mot ' * 150}</p>" for word in ("Scaleway", "Microsoft"))
    questions = ["Que fait Microsoft ?", "Que fait Scaleway ?", "Autre chose ?"]
    first, second = read_page(page(blocks, data={"questions": {"top": questions}}), "/")
    assert first.questions == ("Que fait Scaleway ?", "Autre chose ?")
    assert second.questions == ("Que fait Microsoft ?",)


def test_the_entry_of_a_glossary_has_the_question_about_its_term() -> None:
    entries = "".join(f"<li>{term} : comme SecNumCloud {'mot ' * 120}</li>" for term in ("C5", "SecNumCloud"))
    first, second = read_page(page(f"<ul>{entries}</ul>", data={"questions": {"top": ["SecNumCloud ?"]}}), "/")
    assert (first.questions, second.questions) == ((), ("SecNumCloud ?",))


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ("10<sup>9</sup> lignes", "10⁹ lignes"),
        ("le 1<sup>er</sup> mars", "le 1er mars"),
        ("H<sub>2</sub>O", "H₂O"),
        ("en 2020<sup><a href='#note-1'>1</a></sup> déjà", "en 2020 déjà"),
        (
            "2020<sup id='fnref:a'><a href='#fn:a'>[1]</a></sup><sup id='fnref:b'><a href='#fn:b'>[2]</a></sup>",
            "2020",
        ),
        ("30<sup><a href='#fn-1'>[1]</a></sup><sup><a href='#fn-2'>(2)</a></sup> millions", "30 millions"),
        ("en 2020<sup class='footnote-ref'><a href='#fn1'>[1]</a></sup> déjà", "en 2020 déjà"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1/2"),
        ("30 <del>40</del> millions", "30 millions"),
    ],
)
def test_no_mark_or_exponent_joins_a_number(inline: str, text: str) -> None:
    assert texts(page(f"<p>{inline}</p>")) == [text]


def test_each_part_of_a_long_table_begins_with_its_heading_row() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>{'mot ' * 30}</td></tr>" for n in range(20))
    found = texts(page(f"<table><tr><th>Nombre</th><th>Mots</th></tr>{rows}</table>"))
    assert len(found) > 1
    assert all(text.startswith("Nombre\tMots\n") for text in found)
    assert sum(text.count("\n") for text in found) == 20
