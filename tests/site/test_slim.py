"""Built pages lose what no browser shows, and nothing else."""

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from hdh_faq.beside import BESIDE
from hdh_faq.pages import read_page
from hdh_faq.site.slim import set_aside, slim, slim_scripts


@pytest.mark.parametrize(
    ("html", "slimmer"),
    [
        ("<div>\n  <p> Un   fait.  </p>\n</div>\n", "<div><p>Un fait.</div>"),
        ("<p>Un <b>mot</b> <i>dit</i> ici.</p>", "<p>Un <b>mot</b> <i>dit</i> ici.</p>"),
        ("<p><a> Lien</a> <b> gras</b></p>", "<p><a>Lien</a> <b> gras</b></p>"),
        ("<p>Une\u00a0espace\u202f?\u00a0</p>", "<p>Une\u00a0espace\u202f?\u00a0</p>"),
        ("<p>Points :\n- un\n  - deux</p>", "<p>Points :\n- un\n- deux</p>"),
        ("<pre>a\n  b</pre>  <p>c</p>", "<pre>a\n  b</pre><p>c</p>"),
        ("<script>a;\n\n  b</script>", "<script>a;\n\n  b</script>"),
        ('<script type="application/json">{"a": "\\u00e9 \\u003c/script>"}</script>',
         '<script type="application/json">{"a":"é \\u003c/script>"}</script>'),
        ("<ul><li>\n<p>Un</p>\n</li>\n<li>Deux</li></ul>", "<ul><li><p>Un<li>Deux</ul>"),
        ("a&#8617;&#160;&#91;b&#93;&para;&#60;&amp;", "a↩\u00a0[b]¶&#60;&amp;"),
        ('<a title="a > b"> c</a>', '<a title="a > b">c</a>'),
    ],
)  # fmt: skip
def test_spaces_that_are_not_shown_are_left_out(html: str, slimmer: str) -> None:
    assert slim(html).rstrip("\n") == slimmer


def test_a_slim_page_stays_as_it_is(toy_site: Path) -> None:
    for page in toy_site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert slim(html) == html, page


def test_passages_are_the_same_with_and_without_spaces() -> None:
    html = (
        "<html lang='fr'><article>\n <h1 id='a'> Titre\n</h1>\n\n<p> Un\n fait <b> sûr </b> .\n</p>\n"
        "<ul>\n<li>\n<p>Un</p>\n</li>\n<li> Deux </li>\n</ul>"
        "<table><tr> <td> a </td>\n<td>b</td></tr></table></article>"
    )
    assert read_page(slim(html).encode(), "/") == read_page(html.encode(), "/")


def test_what_only_the_index_reads_stands_beside_the_page(toy_site: Path) -> None:
    page = toy_site / "droit" / "index.html"
    node = LexborHTMLParser(page.read_bytes()).css_first("script#faq-page")
    assert node is not None
    assert "questions" not in json.loads(node.text())
    beside = json.loads((page.parent / BESIDE).read_text(encoding="utf-8"))
    assert "cloud act donnees sante" in [question for asked in beside["questions"].values() for question in asked]


def test_a_page_without_data_has_nothing_set_aside() -> None:
    assert set_aside("<p>Rien") == ("<p>Rien", {})
    html = '<script id="faq-page" type="application/json">{"questions":{},"lang":"fr"}</script>'
    assert set_aside(html)[1] == {}


# Scripts


def test_scripts_lose_their_comments_and_keep_their_texts(tmp_path: Path) -> None:
    folder = tmp_path / "assets" / "faq"
    folder.mkdir(parents=True)
    code = '/** Why. */\nconst url = "https://x/*y*/"; // note\nexport const text = `a  // b`;\n'
    (folder / "x.js").write_text(code, encoding="utf-8")
    slim_scripts(tmp_path)
    assert (folder / "x.js").read_text("utf-8") == 'const url="https://x/*y*/";export const text=`a  // b`'


def test_what_the_parent_theme_brings_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    for name in ("javascripts/workers/search.js", "stylesheets/main.css", "images/favicon.png", "faq/x.js", "a.txt"):
        file = tmp_path / "assets" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    slim_scripts(tmp_path)
    assert {path.name for path in (tmp_path / "assets").rglob("*") if path.is_file()} == {"x.js", "a.txt"}
