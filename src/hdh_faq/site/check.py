"""Content rules that a page must keep, each finding with file, line, what is wrong and what to do."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import yaml
from selectolax.lexbor import LexborHTMLParser

from hdh_faq.errors import SiteMissingError
from hdh_faq.lexical import fold
from hdh_faq.pages import LANGUAGES
from hdh_faq.settings import Settings
from hdh_faq.site.bibliography import DatesAsText, load_sources
from hdh_faq.site.citations import cited_keys, citing_pages
from hdh_faq.site.glossary import read_glossary

MAX_BLOG_SHARE = 0.15
"""Share of all citations that may rest on blogs and law-firm notes."""
UNCITED_WORDS, SPOKEN_WORDS = 40, 8
"""A section of more words than the first must cite a source; one with a number in it, of more than the second."""
QUESTIONS = range(3, 9)
"""How many carried questions a heading should have."""
# Pages about the site itself state no fact that needs a source; their sections may go without.
UNCITED_PAGES = {
    "a-propos.md",
    "accessibilite.md",
    "confidentialite.md",
    "contribuer.md",
    "demander.md",
    "journal.md",
    "mentions-legales.md",
    "methode.md",
    "qualite.md",
    "sources.md",
}
HEADING = re.compile(r"^(#{1,6}) (.*?)\s*(?:\{#([\w-]+)\})?\s*$")

# What is said, in the language of the page that is wrong.
RULES = {
    "front_matter": {
        "fr": "l'en-tête est illisible ({detail}) : il doit commencer et finir par « --- » et être du YAML valable.",
        "en": "the front matter cannot be read ({detail}): it must start and end with “---” and be valid YAML.",
    },
    "missing_field": {
        "fr": "le champ « {detail} » manque dans l'en-tête : ajoutez-le.",
        "en": "the field “{detail}” is missing in the front matter: add it.",
    },
    "twin_missing": {
        "fr": "la page jumelle {detail} manque : traduisez la page sous le même nom.",
        "en": "the twin page {detail} is missing: translate the page under the same name.",
    },
    "twin_headings": {
        "fr": "il manque ici un titre de la page jumelle ({detail}) : mêmes identifiants, même ordre.",
        "en": "a heading of the twin page is missing here ({detail}): same ids, same order.",
    },
    "twin_citations": {
        "fr": "la section « {detail} » ne cite pas les mêmes sources que sa jumelle.",
        "en": "section “{detail}” does not cite the same sources as its twin.",
    },
    "heading_id": {
        "fr": "le titre « {detail} » n'a pas d'identifiant : ajoutez {{#mot-anglais}} à la fin.",
        "en": "heading “{detail}” has no id: add {{#english-words}} at its end.",
    },
    "uncited": {
        "fr": "la section « {detail} » ne cite aucune source : ajoutez [^clé] après le fait.",
        "en": "section “{detail}” cites no source: add [^key] after the fact.",
    },
    "unknown_key": {
        "fr": "source inconnue « {detail} » : ajoutez-la à docs/sources.yml ou corrigez la clé.",
        "en": "unknown source “{detail}”: add it to docs/sources.yml or correct the key.",
    },
    "hidden_character": {
        "fr": "caractère invisible {detail} : supprimez-le.",
        "en": "invisible character {detail}: remove it.",
    },
    "unknown_anchor": {
        "fr": "« questions » nomme le titre « {detail} », qui n'existe pas dans la page.",
        "en": "“questions” names heading “{detail}”, which the page does not have.",
    },
    "question_count": {
        "fr": "le titre « {detail} » : donnez de 3 à 8 questions.",
        "en": "heading “{detail}”: give 3 to 8 questions.",
    },
    "no_date": {
        "fr": "as_of vaut « {detail} » : écrivez une date comme 2026-04-23.",
        "en": "as_of is “{detail}”: write a date such as 2026-04-23.",
    },
    "question_shape": {
        "fr": "« questions » doit donner, pour chaque identifiant de titre, une liste de textes (entre guillemets "
        "s'ils contiennent « : »).",
        "en": "“questions” must give, for each heading id, a list of texts (in quotes if they hold “: ”).",
    },
    "too_old": {
        "fr": "la page a été vérifiée avant le {detail} : relisez-la, puis changez as_of.",
        "en": "the page was checked before {detail}: read it again, then change as_of.",
    },
    "starter": {
        "fr": "la question de départ « {detail} » n'est portée par aucune section.",
        "en": "the starter question “{detail}” is carried by no section.",
    },
    "dead_link": {
        "fr": "le lien {detail} ne mène nulle part : corrigez l'adresse ou l'ancre.",
        "en": "the link {detail} leads nowhere: correct the address or the anchor.",
    },
    "undated_status": {
        "fr": "la ligne d'état « {detail} » n'est pas datée : mettez la date dans sa dernière case.",
        "en": "the status line “{detail}” has no date: put the date into its last cell.",
    },
    "unused_term": {
        "fr": "aucune autre page n'emploie le terme « {detail} » du glossaire.",
        "en": "no other page uses the glossary's term “{detail}”.",
    },
    "blogs": {
        "fr": "{detail} % des citations reposent sur des blogs : préférez un texte officiel ou la presse.",
        "en": "{detail} % of the citations rest on blogs: prefer an official text or the press.",
    },
    "unused_source": {
        "fr": "aucune page ne cite la source « {detail} ».",
        "en": "no page cites source “{detail}”.",
    },
}
WARNINGS = {"too_old", "unused_source", "unused_term", "question_count"}


@dataclass(frozen=True, order=True)
class Finding:
    """Something a contributor should mend (an error) or look at (a warning)."""

    file: str
    line: int
    rule: str
    lang: str
    detail: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the build may go on all the same."""
        return self.rule in WARNINGS

    def __str__(self) -> str:
        kind = (
            {"fr": "attention", "en": "warning"}[self.lang]
            if self.is_warning
            else "error"
            if self.lang == "en"
            else "erreur"
        )
        return f"{self.file}:{self.line}: {kind}: {RULES[self.rule][self.lang].format(detail=self.detail)}"


@dataclass
class Section:
    """A heading of a Markdown page and what stands under it."""

    anchor: str
    title: str
    line: int
    text: str = ""

    @property
    def keys(self) -> set[str]:
        """Keys that it cites."""
        return set(cited_keys(self.text))


@dataclass
class MarkdownPage:
    """A page as its author wrote it."""

    path: Path
    lang: str
    meta: dict[str, Any] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    problem: str = ""

    def line_of(self, text: str) -> int:
        """First line that holds ``text``, or 1."""
        return next((number for number, line in enumerate(self.lines, 1) if text in line), 1)


def read_markdown(path: Path, lang: str) -> MarkdownPage:
    """Read front matter and sections; what cannot be read is named in ``problem``."""
    page = MarkdownPage(path, lang)
    try:
        # Not splitlines(): a form feed is a character to be found, not the end of a line.
        lines = page.lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        page.problem = "UTF-8"
        return page
    end = next((i for i, line in enumerate(lines[1:], 1) if line == "---"), 0)
    if lines[0] != "---" or not end:
        page.problem = "---"
        return page
    try:
        meta = yaml.load("\n".join(lines[1:end]), Loader=DatesAsText)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        page.problem = " ".join(str(error).split())
        return page
    page.meta = meta if isinstance(meta, dict) else {}
    page.sections = _read_sections(lines, end + 1)
    return page


def _read_sections(lines: list[str], start: int) -> list[Section]:
    sections: list[Section] = []
    fence = ""
    for number, line in enumerate(lines[start:], start + 1):
        mark = re.match(r" {0,3}(`{3,}|~{3,})(.*)", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        heading = None if fence else HEADING.match(line)
        if heading:
            sections.append(Section(heading[3] or "", heading[2], number))
        elif sections:
            sections[-1].text += line + "\n"
    return sections


def carried_questions(page: MarkdownPage) -> dict[str, list[str]] | None:
    """The front matter's ``questions``, or None where they are not lists of texts by heading id."""
    questions = page.meta.get("questions") or {}
    if not isinstance(questions, dict):
        return None
    lists = {anchor: asked or [] for anchor, asked in questions.items()}
    well_formed = all(isinstance(asked, list) and all(isinstance(q, str) for q in asked) for asked in lists.values())
    return lists if well_formed else None


def check_project(project: Path, settings: Settings, today: dt.date | None = None) -> list[Finding]:
    """All findings in the pages and in the built site, sorted by file and line.

    Raises:
        SiteMissingError: the site has not been built.
        CitationError: the bibliography itself is broken.
    """
    docs = project / "docs"
    pages = {
        lang: {path.name: read_markdown(path, lang) for path in sorted((docs / lang).glob("*.md"))}
        for lang in LANGUAGES
    }
    sources = load_sources(docs / "sources.yml")
    today = today or dt.datetime.now(tz=dt.UTC).date()
    findings = [
        finding
        for lang in LANGUAGES
        for page in pages[lang].values()
        for finding in (
            *_page(page, set(sources), today - dt.timedelta(days=settings.max_age_days)),
            *_twin(page, pages["en" if lang == "fr" else "fr"]),
        )
    ]
    findings += _starters(pages)
    findings += _glossary(pages)
    used = set().union(*(citing_pages(docs / lang) for lang in LANGUAGES))
    findings += [
        Finding(str(docs / "sources.yml"), source.line, "unused_source", "en", key)
        for key, source in sources.items()
        if key not in used
    ]
    cited = [
        key for own in pages.values() for page in own.values() for s in page.sections for key in cited_keys(s.text)
    ]
    blogs = sum(key in sources and sources[key].kind == "blog" for key in cited)
    if blogs > MAX_BLOG_SHARE * len(cited):
        share = f"{100 * blogs / len(cited):.0f}"
        findings.append(Finding(str(docs / "sources.yml"), 1, "blogs", "en", share))
    findings += check_links(project / settings.site_dir)
    return sorted(findings)


def reading_levels(project: Path) -> list[tuple[str, float]]:
    """LIX readability of each page (Björnsson 1968): below 40 is easy, 50 is a newspaper's, 60 is hard.

    It counts long words and long sentences only, so that both languages are measured alike.
    """
    import textstat  # noqa: PLC0415 - slow to import, and of use here only

    levels = []
    for lang in LANGUAGES:
        textstat.set_lang(lang)
        for path in sorted((project / "docs" / lang).glob("*.md")):
            sections = read_markdown(path, lang).sections
            # Tables and lists are no sentences; citations and addresses are no words.
            prose = "\n".join(
                line for s in sections for line in s.text.splitlines() if line and line[0] not in "|-<#`"
            )
            prose = re.sub(r"\[\^[^\]]*\]|\]\([^)]*\)|[\[*`]", "", prose)
            if prose.strip():
                levels.append((str(path.relative_to(project)), float(textstat.lix(prose))))
    return levels


def _page(page: MarkdownPage, known: set[str], oldest: dt.date) -> Iterator[Finding]:
    def finding(rule: str, line: int = 1, detail: str = "") -> Finding:
        return Finding(str(page.path), line, rule, page.lang, detail)

    if page.problem:
        yield finding("front_matter", detail=page.problem)
        return
    for number, line in enumerate(page.lines, 1):
        for char in line:
            if char not in "\t\u00ad" and unicodedata.category(char) in ("Cf", "Cc", "Co", "Cn"):
                yield finding("hidden_character", number, f"U+{ord(char):04X}")
    is_corpus = page.meta.get("corpus", True)
    for name in ("title", "description", "as_of", "questions") if is_corpus else ("title",):
        if not page.meta.get(name):
            yield finding("missing_field", detail=name)
    if page.meta.get("as_of"):
        yield from _age(
            str(page.meta["as_of"]), oldest, lambda rule, detail: finding(rule, page.line_of("as_of:"), detail)
        )
    for number, label in _status_lines(page):
        yield finding("undated_status", number, label)
    yield from _sections(page, known, finding)


def _age(as_of: str, oldest: dt.date, finding: Callable[[str, str], Finding]) -> Iterator[Finding]:
    try:
        if dt.date.fromisoformat(as_of) < oldest:
            yield finding("too_old", oldest.isoformat())
    except ValueError:
        yield finding("no_date", as_of)


def _sections(page: MarkdownPage, known: set[str], finding: Any) -> Iterator[Finding]:  # noqa: ANN401
    questions = carried_questions(page)
    if questions is None:
        yield finding("question_shape", page.line_of("questions:"))
        questions = {}
    anchors = [section.anchor for section in page.sections]
    for section in page.sections:
        if not section.anchor:
            yield finding("heading_id", section.line, section.title)
        for key in sorted(section.keys - known):
            yield finding("unknown_key", page.line_of(f"[^{key}]"), key)
        # What a section says in words of its own: links that lead elsewhere and tags state nothing.
        prose = "" if 'data-faq="skip"' in section.text[:80] else section.text
        prose = re.sub(r"`[^`]*`|\[[^\]]*\]\([^)]*\)|<[^>]+>|[-*#|>]", "", prose)
        words = len(prose.split())
        states = words > UNCITED_WORDS or (words > SPOKEN_WORDS and bool(re.search(r"(?<!\w)\d", prose)))
        if page.path.name not in UNCITED_PAGES and states and not section.keys:
            yield finding("uncited", section.line, section.title)
        asked_for = (
            section.anchor and page.meta.get("corpus", True) and (words > SPOKEN_WORDS or section.anchor in questions)
        )
        if asked_for and len(questions.get(section.anchor) or ()) not in QUESTIONS:
            yield finding("question_count", section.line, section.anchor)
    for anchor in questions:
        if anchor not in anchors:
            yield finding("unknown_anchor", page.line_of(f"  {anchor}:"), anchor)


def _twin(page: MarkdownPage, others: dict[str, MarkdownPage]) -> Iterator[Finding]:
    other = others.get(page.path.name)
    if other is None:
        folder = "en" if page.lang == "fr" else "fr"
        yield Finding(str(page.path), 1, "twin_missing", page.lang, f"docs/{folder}/{page.path.name}")
        return
    if page.problem or other.problem:
        return
    own, theirs = ([section.anchor for section in p.sections] for p in (page, other))
    if own != theirs:
        lacking = sorted({anchor for anchor in set(theirs) - set(own) if anchor})
        if not lacking and set(own) != set(theirs):
            return  # the twin lacks something, and says so itself
        odd = lacking or ["ordre" if page.lang == "fr" else "order"]
        yield Finding(str(page.path), 1, "twin_headings", page.lang, ", ".join(odd))
        return
    for section, twin in zip(page.sections, other.sections, strict=True):
        if section.keys != twin.keys:
            yield Finding(str(page.path), section.line, "twin_citations", page.lang, section.anchor)


def _status_lines(page: MarkdownPage) -> Iterator[tuple[int, str]]:
    """Rows of the status board whose last cell names no year."""
    inside = False
    for number, line in enumerate(page.lines, 1):
        inside = (inside or 'class="faq-status"' in line) and "</div>" not in line
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        is_row = inside and line.startswith("|") and not set(line) <= set("|- :")
        # The heading row has no citation.
        if is_row and "[^" in line and not re.search(r"\b20\d\d\b", cells[-1]):
            yield number, cells[0]


def _glossary(pages: dict[str, dict[str, MarkdownPage]]) -> Iterator[Finding]:
    for lang, own in pages.items():
        page = own.get("glossaire.md")
        if page is None:
            continue
        text = fold("\n".join("\n".join(other.lines) for name, other in own.items() if name != page.path.name))
        for term in read_glossary(page.path):
            # “Schrems I et Schrems II” is used where one of them is.
            if not any(fold(part) in text for part in re.split(r", | et | and | à | to ", term)):
                yield Finding(str(page.path), page.line_of(f"**{term}"), "unused_term", lang, term)


def _starters(pages: dict[str, dict[str, MarkdownPage]]) -> Iterator[Finding]:
    for lang, own in pages.items():
        carried = {q for page in own.values() for asked in (carried_questions(page) or {}).values() for q in asked}
        for page in own.values():
            for question in page.meta.get("starters") or ():
                if question not in carried:
                    yield Finding(str(page.path), page.line_of(question), "starter", lang, question)


def check_links(site: Path) -> list[Finding]:
    """Links and anchors within the built site that lead nowhere.

    Raises:
        SiteMissingError: there is no built site.
    """
    pages = {"/" + path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    if not pages:
        raise SiteMissingError(f"No built site in “{site}”. Run `hdh-faq build` first.")
    trees = {address: LexborHTMLParser(path.read_bytes()) for address, path in pages.items()}
    anchors = {address: {node.attributes.get("id") for node in tree.css("[id]")} for address, tree in trees.items()}
    findings = []
    for address, tree in trees.items():
        if address == "/404.html" or address.endswith("/404.html"):
            continue  # served at any address: its links are absolute and are those of every page
        lang = "en" if address.startswith("/en/") else "fr"
        for href in _internal_links(tree):
            target, anchor = urldefrag(urljoin(address, href))
            target = target.partition("?")[0]
            file = unquote(target) + ("index.html" if target.endswith("/") else "")
            exists = file in pages or (site / file.lstrip("/")).is_file()
            if not exists or (anchor and file in anchors and unquote(anchor) not in anchors[file]):
                findings.append(Finding(f"site{address}", 1, "dead_link", lang, href))
    return findings


def _internal_links(tree: LexborHTMLParser) -> Iterable[str]:
    hrefs = {node.attributes.get("href") or "" for node in tree.css("a[href]")}
    return sorted(href for href in hrefs if href and not re.match(r"[a-z][a-z0-9+.-]*:|//", href, re.IGNORECASE))
