"""JSON-LD for search engines (https://schema.org): what a page is, when it was checked, what it rests on.

It stands at the end of the page, beside the notes that it repeats: there it compresses to little, and no text waits
for it. It is data, which no browser runs, so the content security policy need not name it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hdh_faq.languages import LANGUAGES, Lang
from hdh_faq.site.built_page import BuiltPage, Cited
from hdh_faq.site.cards import CARD
from hdh_faq.site.feed import plain_text
from hdh_faq.site.llms import INDEPENDENT

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FAQ = "faq/"
"""The page of questions and answers."""
OPEN, CLOSE = '<script type="application/ld+json">', "</script>"
# Seen beside an answer, but no part of it.
BESIDE_ANSWERS = "sup[id^=fnref], .headerlink, summary, [data-faq=skip]"
Json = dict[str, Any]


def write_structured(pages: Sequence[BuiltPage], base_url: str) -> None:
    """Put its description into every page.

    Args:
        pages: all pages of the site.
        base_url: its public address, with a slash at the end.
    """
    for page in pages:
        # A "<" could end the script.
        data = json.dumps(described(page, base_url), ensure_ascii=False, separators=(",", ":")).replace(
            "<", "\\u003c"
        )
        before, end, after = page.path.read_text(encoding="utf-8").rpartition("</body>")
        page.path.write_text(f"{before}{OPEN}{data}{CLOSE}{end}{after}", encoding="utf-8")


def described(page: BuiltPage, base_url: str) -> Json:
    """All that is said of a page."""
    return {"@context": CONTEXT, "@graph": [_page(page, base_url), *_breadcrumbs(page, base_url)]}


def questions(article: LexborNode) -> Iterator[tuple[str, str]]:
    """Questions and answers of a page, as plain text: each heading of level three and what stands under it."""
    root = LexborHTMLParser(article.html or "").css_first("article")
    if root is None:
        return
    while beside := root.css_first(BESIDE_ANSWERS):
        beside.decompose()
    for heading in root.css("h3[id]"):
        paragraphs, below = [], heading.next
        while below is not None and below.tag not in ("h1", "h2", "h3"):
            paragraphs.append(plain_text(below) if below.tag != "-text" else below.text().strip())
            below = below.next
        yield plain_text(heading), "\n".join(text for text in paragraphs if text)


def _page(page: BuiltPage, base_url: str) -> Json:
    address = base_url + page.address
    asked = list(questions(page.article)) if page.name == FAQ else []
    kind = "FAQPage" if asked else "Article" if page.kind == "article" else "WebPage"
    data: Json = {
        "@type": kind,
        "@id": f"{address}#page",
        "url": address,
        "name": page.title,
        "description": page.description,
        "inLanguage": page.lang,
        "isAccessibleForFree": True,
        "license": LICENCE,
        "image": f"{address}{CARD}",
        "isPartOf": {"@type": "WebSite", "name": page.site, "url": base_url + _root(page.lang)},
        "publisher": _publisher(page, base_url),
    }
    if kind == "Article":
        data |= {"headline": page.title, "mainEntityOfPage": address, "author": data["publisher"]}
    if page.checked:
        data["dateModified"] = page.checked
    # Not beside the answers, which are many, too: the page would weigh half as much again.
    if page.cited and not asked:
        data["citation"] = [_citation(cited, page.lang) for cited in page.cited]
    if asked:
        data["mainEntity"] = [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in asked
        ]
    return {name: value for name, value in data.items() if value != ""}


def _publisher(page: BuiltPage, base_url: str) -> Json:
    """Nobody but the people who write the site, said as its pages say it."""
    about = f"{base_url}{_root(page.lang)}a-propos/"
    return {"@type": "Organization", "name": page.site, "description": INDEPENDENT[page.lang], "url": about}


def _citation(cited: Cited, lang: Lang) -> Json:
    data = {
        "@type": "CreativeWork",
        "name": cited.title,
        "url": cited.url,
        "datePublished": cited.date,
        "inLanguage": cited.lang or lang,
        "publisher": {"@type": "Organization", "name": cited.publisher} if cited.publisher else "",
    }
    return {name: value for name, value in data.items() if value != ""}


def _breadcrumbs(page: BuiltPage, base_url: str) -> Iterator[Json]:
    """The way from the home page, which itself needs none. Groups of the navigation have no page to lead to."""
    if page.name:
        steps = ((page.site, _root(page.lang)), (page.title, page.address))
        yield {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": base_url + address}
                for position, (name, address) in enumerate(steps, 1)
            ],
        }


def _root(lang: Lang) -> str:
    return "" if lang == LANGUAGES[0] else f"{lang}/"
