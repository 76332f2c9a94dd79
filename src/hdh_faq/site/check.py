"""Content rules that a page must keep, each finding with file, line, what is wrong and what to do."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import fold
from hdh_faq.settings import Settings
from hdh_faq.site import glossary
from hdh_faq.site.bibliography import Source, load_sources
from hdh_faq.site.citations import cited_keys, citing_pages
from hdh_faq.site.freshness import due
from hdh_faq.site.front_matter import front_matter
from hdh_faq.site.links import check_links
from hdh_faq.site.markdown_page import MarkdownPage, Section, read_markdown
from hdh_faq.site.published import check_published
from hdh_faq.site.repetition import repeated_glosses, repetitions
from hdh_faq.site.rules import Finding, found

MAX_BLOG_SHARE = 0.15
"""Share of all citations that may rest on blogs and law-firm notes."""
UNCITED_WORDS, SPOKEN_WORDS = 40, 8
"""A section of more words than the first must cite a source; one with a number in it, of more than the second."""
QUESTIONS = range(3, 25)
"""How many carried questions a heading should have: a few, and up to these where everybody asks."""

QUOTED = re.compile(r"«\s?([^«»]*?)\s?»|“([^“”]*)”")
QUOTED_WORDS = 6
"""Words between quotation marks from which on they are a quotation, rather than a name or a term."""

EMOJI_JOINER = re.compile(
    "(?<=[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
)
"""The zero-width joiner that makes several emoji one."""

Pages = Mapping[str, Mapping[str, MarkdownPage]]
"""Pages by language and file name."""


def check_project(project: Path, settings: Settings, today: dt.date | None = None) -> list[Finding]:
    """All findings in the pages and in the built site, sorted by file and line.

    Raises:
        SiteMissingError: the site has not been built.
        CitationError: the bibliography itself is broken.
    """
    docs = project / "docs"
    pages: dict[str, dict[str, MarkdownPage]] = {
        lang: {path.name: read_markdown(path, lang) for path in sorted((docs / lang).glob("*.md"))}
        for lang in LANGUAGES
    }
    sources = load_sources(docs / "sources.yml")
    today = today or dt.datetime.now(tz=dt.UTC).date()
    findings = [*_starters(pages), *_glossary(pages), *_bibliography(docs, sources, pages)]
    for page in (page for own in pages.values() for page in own.values()):
        findings += _page(page, set(sources), today, settings.max_age_days)
        findings += _twin(page, pages["en" if page.lang == "fr" else "fr"])
    for own in pages.values():
        findings += repetitions(list(own.values()))
    site = project / settings.site_dir
    return sorted([*findings, *check_links(site), *check_published(site, docs)])


def _page(page: MarkdownPage, known: set[str], today: dt.date, max_age_days: int) -> Iterator[Finding]:
    yield from front_matter(page)
    if page.problem:
        return
    for number, line in enumerate(page.lines, 1):
        for char in EMOJI_JOINER.sub("", line):
            if char not in "\t\u00ad" and unicodedata.category(char) in ("Cf", "Cc", "Co", "Cn"):
                yield found(page, "hidden_character", number, f"U+{ord(char):04X}")
    for name in ("title", "description", "as_of", "questions") if page.in_corpus else ("title",):
        if not page.meta.get(name):
            yield found(page, "missing_field", detail=name)
    yield from due(page, today, max_age_days)
    yield from _status_board(page)
    yield from _carried_questions(page)
    for section in page.sections:
        yield from _section(page, section, known)


def _status_board(page: MarkdownPage) -> Iterator[Finding]:
    """Rows of the status board whose last cell names no year."""
    inside = False
    for number, line in enumerate(page.lines, 1):
        inside = (inside or 'class="faq-status"' in line) and "</div>" not in line
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        is_row = inside and line.startswith("|") and not set(line) <= set("|- :")
        # The heading row has no citation.
        if is_row and "[^" in line and not re.search(r"\b20\d\d\b", cells[-1]):
            yield found(page, "undated_status", number, cells[0])


def _carried_questions(page: MarkdownPage) -> Iterator[Finding]:
    anchors = {section.anchor for section in page.sections}
    for anchor in page.questions or ():
        if anchor not in anchors:
            yield found(page, "unknown_anchor", page.line_of(f"  {anchor}:"), anchor)


def _section(page: MarkdownPage, section: Section, known: set[str]) -> Iterator[Finding]:
    if not section.anchor:
        yield found(page, "heading_id", section.line, section.title)
    for key in sorted(section.keys - known):
        yield found(page, "unknown_key", page.line_of(f"[^{key}]"), key)
    # What a section says in words of its own: links that lead elsewhere and tags state nothing.
    prose = "" if 'data-faq="skip"' in section.text[:80] else section.text
    # What is not said: code, links, the names of folds, tags and signs.
    prose = re.sub(r"`[^`]*`|<summary.*?</summary>|\[[^\]]*\]\([^)]*\)|<[^>]+>|[-*#|>]", "", prose)
    words = len(prose.split())
    states = words > UNCITED_WORDS or (words > SPOKEN_WORDS and bool(re.search(r"(?<!\w)\d", prose)))
    if states and not section.keys and not page.meta.get("about_site"):
        yield found(page, "uncited", section.line, section.title)
    yield from _quotations(page, section)
    questions = (page.questions or {}).get(section.anchor)
    asked_for = section.anchor and page.in_corpus and (words > SPOKEN_WORDS or questions is not None)
    if asked_for and len(questions or ()) not in QUESTIONS:
        yield found(page, "question_count", section.line, section.anchor)


def _quotations(page: MarkdownPage, section: Section) -> Iterator[Finding]:
    """Quotations that only their marks tell, which a screen reader may not say."""
    for number, line in enumerate(section.text.split("\n"), section.line + 1):
        for match in QUOTED.finditer(re.sub(r"`[^`]*`", "", line)):
            quoted = match[1] or match[2] or ""
            # A link is the name of a page.
            if len(quoted.split()) >= QUOTED_WORDS and "<q" not in quoted and not quoted.startswith("["):
                yield found(page, "unmarked_quotation", number, quoted[:60])


def _twin(page: MarkdownPage, others: Mapping[str, MarkdownPage]) -> Iterator[Finding]:
    other = others.get(page.path.name)
    if other is None:
        folder = "en" if page.lang == "fr" else "fr"
        yield found(page, "twin_missing", detail=f"docs/{folder}/{page.path.name}")
        return
    if page.problem or other.problem:
        return
    own, theirs = ([section.anchor for section in p.sections] for p in (page, other))
    if own != theirs:
        lacking = sorted({anchor for anchor in set(theirs) - set(own) if anchor})
        if not lacking and set(own) != set(theirs):
            return  # the twin lacks something, and says so itself
        odd = lacking or ["ordre" if page.lang == "fr" else "order"]
        yield found(page, "twin_headings", detail=", ".join(odd))
        return
    for section, twin in zip(page.sections, other.sections, strict=True):
        if section.keys != twin.keys:
            yield found(page, "twin_citations", section.line, section.anchor)


def _starters(pages: Pages) -> Iterator[Finding]:
    for own in pages.values():
        carried = {q for page in own.values() for asked in (page.questions or {}).values() for q in asked}
        for page in own.values():
            starters = page.meta.get("starters")
            for question in starters if isinstance(starters, list) else ():
                if isinstance(question, str) and question not in carried:
                    yield found(page, "starter", page.line_of(question), question)


def _glossary(pages: Pages) -> Iterator[Finding]:
    for own in pages.values():
        page = own.get(glossary.PAGE)
        if page is None or page.problem:
            continue
        text = fold("\n".join("\n".join(other.lines) for other in own.values() if other is not page))
        terms = glossary.read_glossary(page.path)
        for other in own.values():
            if other is not page:
                yield from repeated_glosses(other, terms)
        for term in terms:
            # “Schrems I et Schrems II” is used where one of them is.
            if not any(fold(part) in text for part in re.split(r", | et | and | à | to ", term)):
                yield found(page, "unused_term", page.line_of(f"**{term}"), term)


def _bibliography(docs: Path, sources: Mapping[str, Source], pages: Pages) -> Iterator[Finding]:
    path = str(docs / "sources.yml")
    used = {key for lang in LANGUAGES for key in citing_pages(docs / lang)}
    for key in sources.keys() - used:
        yield Finding(path, sources[key].line, "unused_source", "en", key)
    texts = [section.text for own in pages.values() for page in own.values() for section in page.sections]
    cited = [key for text in texts for key in cited_keys(text)]
    blogs = sum(key in sources and sources[key].kind == "blog" for key in cited)
    if blogs > MAX_BLOG_SHARE * len(cited):
        yield Finding(path, 1, "blogs", "en", f"{100 * blogs / len(cited):.0f}")
