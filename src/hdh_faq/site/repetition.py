"""How much of a page stands on another page too, and which terms a page explains more than once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hdh_faq.site.markdown_page import MarkdownPage
from hdh_faq.site.rules import Finding, found
from hdh_faq.site.uncoded import uncoded

WORDS = 6
"""Words in a row that are no coincidence."""
MAX_SHARE, MAX_FAQ_SHARE = 0.08, 0.12
"""Share of a page's sequences of words that may stand on other pages; the questions and answers repeat more."""
MIN_SEQUENCES = 100
"""A shorter page is not judged: a sentence is a large share of it."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
MARKUP = re.compile(r"\[\^[^\]]*\]|\]\([^)]*\)|<[^>]*>|https?://\S+|\{[^}]*\}")
LONG_WORD, STEM, SHARED_STEMS = 5, 5, 2
"""What follows a term is a gloss of it if it shares two long words with its definition, by their first letters."""


def prose_lines(page: MarkdownPage) -> Iterator[tuple[int, str]]:
    """Each line of the text with its number; no heading, no code, no markup."""
    kept = set(uncoded("\n".join(page.lines)).split("\n"))
    for section in page.sections:
        for number, line in enumerate(section.text.split("\n"), section.line + 1):
            # Inline code changes a line, and is kept: a line is dropped only where it is code as a whole.
            if line in kept or "`" in line:
                yield number, MARKUP.sub(" ", line)


def sequences(page: MarkdownPage) -> list[tuple[str, ...]]:
    """Every six words in a row of each paragraph."""
    paragraphs = ([word.casefold().replace("’", "'") for word in WORD.findall(line)] for _, line in prose_lines(page))
    return [tuple(words[at : at + WORDS]) for words in paragraphs for at in range(len(words) - WORDS + 1)]


def repeated_shares(pages: Sequence[MarkdownPage]) -> list[float]:
    """For each of the pages of one language, the share of its sequences that another one has."""
    own = [sequences(page) for page in pages]
    holders = Counter(sequence for found_here in own for sequence in set(found_here))
    return [sum(holders[sequence] > 1 for sequence in mine) / max(len(mine), 1) for mine in own]


def limit(page: MarkdownPage) -> float:
    """Share that a page may repeat."""
    return MAX_FAQ_SHARE if page.path.name == "faq.md" else MAX_SHARE


def repetitions(pages: Sequence[MarkdownPage]) -> Iterator[Finding]:
    """Pages of one language that repeat too much of each other."""
    for page, share in zip(pages, repeated_shares(pages), strict=True):
        if share > limit(page) and len(sequences(page)) >= MIN_SEQUENCES:
            yield found(page, "repetition", detail=f"{100 * share:.0f}")


def repeated_glosses(page: MarkdownPage, glossary: Mapping[str, str]) -> Iterator[Finding]:
    """Terms of the glossary, by term and definition, that a page explains a second time, at that place."""
    text, lines = "\n".join(page.lines), list(prose_lines(page))
    for term, definition in glossary.items():
        if term not in text:
            continue
        long_form = definition.partition(" : ")[0] if " : " in definition else ""
        places = [number for number, line in lines for _ in range(_glosses(line, term, long_form, definition))]
        if len(places) > 1:
            yield found(page, "repeated_gloss", places[1], term)


def _glosses(line: str, term: str, long_form: str, definition: str) -> int:
    """How often a line explains a term: “TERM, what it is,” or “TERM (what it is)” or “long form (TERM)”."""
    # The English glossary puts the French name after the term; a long form may have a second acronym.
    name = re.escape(long_form.partition(",")[0])
    count = len(re.findall(rf"{name} \({re.escape(term)}\)", line, re.IGNORECASE)) if name else 0
    for gloss in re.findall(rf"\b{re.escape(term)}(?:, | \()([^,.;:()]{{12,120}})(?=[,.;:)])", line):
        count += len(_stems(gloss) & _stems(definition)) >= SHARED_STEMS
    return count


def _stems(text: str) -> set[str]:
    return {word.casefold()[:STEM] for word in re.findall(r"[^\W\d_]+", text) if len(word) >= LONG_WORD}
