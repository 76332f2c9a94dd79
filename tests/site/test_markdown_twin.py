"""A page as Markdown says what the page says: read back, it is the same text."""

import re
from pathlib import Path

import pytest
from markdown import markdown
from selectolax.lexbor import LexborHTMLParser, LexborNode

from conftest import one
from hdh_faq.site.built_page import BuiltPage, built_pages
from hdh_faq.site.markdown_twin import FRAME, MarkdownTwin

ADDRESS = "https://x.example/hub/a/"


def twin(html: str) -> str:
    return MarkdownTwin(ADDRESS).of(one(LexborHTMLParser(f"<article>{html}</article>"), "article")).rstrip("\n")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2 id='a'>A<a class='headerlink' href='#a'>¶</a></h2><p>B", "## A\n\nB"),
        ("<p>A <strong>b </strong><em>c</em>.", "A **b** *c*."),
        ("<p>A<sup id='fnref2:3'><a class='footnote-ref' href='#fn:3'>[3]</a></sup>.", "A[^3]."),
        ("<p>10<sup>9</sup>", "10<sup>9</sup>"),
        ("<p>See <a href='../b/#c'>b</a>.", "See [b](<https://x.example/hub/b/#c>)."),
        ("<p>See <a href='#c'>c</a>.", "See [c](<https://x.example/hub/a/#c>)."),
        ("<p>The <abbr title='x'>CNIL</abbr>", "The CNIL"),
        ("<ul><li>A<ul><li>B</li></ul><li><p>C</p><p>D</p></ul>", "- A\n\n    - B\n- C\n\n    D"),
        ("<ol start=3><li>A<li>B</ol>", "3. A\n4. B"),
        ("<p>1. no list", "1\\. no list"),
        ("<p># no heading", "\\# no heading"),
        ("<p>- no list", "\\- no list"),
        ("<p>a_b *c* [d] `e` &lt;f>", "a\\_b \\*c\\* \\[d\\] \\`e\\` &lt;f>"),
        ("<p><code>a`b</code>", "``a`b``"),
        ("<pre><code>a\n  b\n</code></pre>", "```\na\n  b\n```"),
        ("<table><thead><tr><th>A<th>B</thead><tr><td>c<br>d<td>e|f</table>",
         "| A | B |\n| --- | --- |\n| c<br>d | e\\|f |"),
        ("<table><tr><td>a<td>b</table>", "|  |  |\n| --- | --- |\n| a | b |"),
        ("<blockquote><p>A<p>B</blockquote>", "> A\n>\n> B"),
        ("<details><summary>More</summary><p>A</details>", "**More**\n\nA"),
        ("<figure><figcaption>What</figcaption><svg><text>x</text></svg></figure>", "*What*"),
        ("<p>A<!-- no --><script>no()</script><button>no</button>", "A"),
        ("<p>&amp;lt; is a sign", "&amp;lt; is a sign"),
        ("<div data-x>loose <b>text</b><p>A</div>", "loose **text**\n\nA"),
    ],
)  # fmt: skip
def test_markup_becomes_its_markdown(html: str, expected: str) -> None:
    assert twin(html) == expected


def words(node: LexborNode) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"<[^>]*>", " ", node.html or ""))


def read_back(page: BuiltPage) -> tuple[LexborNode, LexborNode]:
    """What a reader of Markdown that is not ours makes of the twin, and the page; both without marks of notes."""
    root = one(LexborHTMLParser(page.article.html or ""), "article")
    for node in [*root.css(FRAME), *root.css("sup[id^=fnref]")]:
        node.decompose()
    text = re.sub(r"\[\^\d+\]", "", MarkdownTwin(ADDRESS).of(page.article))
    return one(LexborHTMLParser(markdown(text, extensions=["tables", "fenced_code"])), "body"), root


def test_every_page_reads_back_as_the_same_text(real_site: Path) -> None:
    pages = list(built_pages(real_site))
    assert len(pages) > 70
    for page in pages:
        back, root = read_back(page)
        assert words(back) == words(root), page.address


def test_every_page_reads_back_with_the_same_lists_tables_and_links(real_site: Path) -> None:
    for page in built_pages(real_site):
        back, root = read_back(page)
        # Markdown heads no rows. The corner of a table heads nothing: the page has a cell, Markdown an empty heading.
        for tag in ("h1", "h2", "h3", "li", "tbody :is(td, th)", "thead th:not(:empty)", "a[href]", "code"):
            assert len(back.css(tag)) == len(root.css(tag)), (page.address, tag)


def test_nothing_of_our_own_syntax_is_left(real_site: Path) -> None:
    pages = [page for page in built_pages(real_site) if not page.name.startswith("contribuer")]
    for page in pages:
        text = page.path.with_name("index.md").read_text(encoding="utf-8")
        assert not text.startswith("---"), page.address
        assert not re.search(r"\{[:#.][^}]*\}|^\?\?\?|^!!!|as_of:|markdown=", text, re.MULTILINE), page.address
