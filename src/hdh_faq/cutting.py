"""Blocks of a section → passages, sentences of a passage, and each passage's share of the section's questions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hdh_faq.lexical import terms

MAX_PASSAGE_CHARS = 900
"""A passage is closed before a block that would make it longer than this; one long block stays whole."""
MIN_PASSAGE_CHARS = 200
"""A shorter rest of a section stays with the passage before it."""
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
SENTENCE_GAP = re.compile(r"(?<=[.!?…])\s+(?=[^\sa-zà-ÿ»”])|(?<=[.!?…][»”])\s+|(?<=[.!?…]\s[»”])\s+|[\n\t]+")
# What legal writing shortens before a number ("article L. 1111-8", "Decree no. 2026-272"), and titles before a name.
SHORTENED = re.compile(
    r"(?:^|[\s(«“’'])(?:(?:[LRDAC]|art|arts|al|chap|fig|n|no|nos|num|p|pp|par|sect|v|vol)\.\s+\d"
    r"|(?:M|MM|Mr|Mrs|Ms|Dr|Pr|cf)\.\s+\S)$", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A line of text as a page shows it.

    Attributes:
        keys: keys of the sources that it cites.
        head: of a row of a table, the table's heading row, which is repeated where the table is cut.
        number: of what opens an item of a numbered list, the number that a browser sets before it; else 0.
    """

    text: str
    keys: tuple[str, ...] = ()
    head: str = ""
    number: int = 0


def cut(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """Join consecutive blocks into passages of at most `MAX_PASSAGE_CHARS`, but leave no crumb alone."""
    parts: list[list[Block]] = []
    for block in blocks:
        if not parts or _length(parts[-1]) + len(block.text) > MAX_PASSAGE_CHARS:
            cut_in_table = parts and block.head and parts[-1][-1].head == block.head
            parts.append([Block(block.head)] if cut_in_table else [])
        parts[-1].append(block)
    if len(parts) > 1 and _length(parts[-1]) < MIN_PASSAGE_CHARS:
        crumb = parts.pop()
        repeated = crumb[0].text == crumb[-1].head and parts[-1][-1].head == crumb[-1].head
        parts[-1] += crumb[repeated:]
    return [tuple(part) for part in parts]


def code_blocks(text: str) -> list[Block]:
    """Preformatted text as one block; too long for a passage, cut at its blank lines."""
    parts: list[str] = []
    start = 0
    if len(text) > MAX_PASSAGE_CHARS:
        for gap in BLANK_LINES.finditer(text):
            if gap.end() - start > MIN_PASSAGE_CHARS:
                parts.append(text[start : gap.start()])
                start = gap.end()
    return [Block(part) for part in (*parts, text[start:]) if part.strip()]


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) + 1 for block in blocks)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of each sentence, table cell or list item of a passage's text, in code points."""
    spans, start = [], 0
    for gap in SENTENCE_GAP.finditer(text):
        if not _ends_shortened(text, gap):
            spans.append((start, gap.start()))
            start = gap.end()
    spans.append((start, len(text)))
    return [(start, end) for start, end in spans if text[start:end].strip()]


def _ends_shortened(text: str, gap: re.Match[str]) -> bool:
    """Whether an abbreviation stands before ``gap``, so that no sentence ends there."""
    # A few characters before hold every abbreviation; one after tells whether a number follows.
    return "\n" not in gap[0] and bool(SHORTENED.search(text[max(gap.start() - 8, 0) : gap.end() + 1]))


def shared_out(questions: tuple[str, ...], parts: Sequence[str], lang: str) -> Iterator[tuple[str, ...]]:
    """For each part of a section its questions: those whose words, rare ones first, it holds more of than others.

    A word that opens a line, as the term of a glossary does, counts twice.
    """
    if len(parts) == 1 or not questions:
        yield from (questions for _ in parts)
        return
    held = [set(terms(part, lang)) for part in parts]
    opening = [{term for line in part.split("\n") for term in terms(line, lang)[:1]} for part in parts]
    shares: list[list[str]] = [[] for _ in parts]
    for question in questions:
        asked = {term: sum(term in own for own in held) for term in terms(question, lang)}
        scores = [
            sum((1 + (term in first)) / count for term, count in asked.items() if term in own)
            for own, first in zip(held, opening, strict=True)
        ]
        shares[scores.index(max(scores))].append(question)
    yield from (tuple(share) for share in shares)
