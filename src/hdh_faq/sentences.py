"""The sentences of a passage and the stems of their words: known when the index is built, used at every question."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from hdh_faq.cutting import sentence_spans
from hdh_faq.languages import searched_as
from hdh_faq.lexical import terms
from hdh_faq.passage import Passage


@dataclass(frozen=True)
class Sentences:
    """What a passage says, sentence by sentence.

    Attributes:
        spans: [start, end) of each sentence in the passage's text, in code points; of a table, of each row.
        terms: stems of each sentence.
        around: stems of the passage's headings and its table's, of what it is about and of its carried questions.
    """

    spans: tuple[tuple[int, int], ...]
    terms: tuple[frozenset[str], ...]
    around: frozenset[str]

    @classmethod
    def of(cls, passage: Passage) -> "Sentences":
        """Cut and stem a passage."""
        lang = searched_as(passage.lang)
        spans = tuple(_spans(passage.text))
        stems = tuple(frozenset(terms(passage.text[start:end], lang)) for start, end in spans)
        heads = (line for line, is_head in _lines(passage.text) if is_head)
        around = "\n".join((*passage.headings, *heads, passage.about, *passage.questions))
        return cls(spans, stems, frozenset(terms(around, lang)))

    @cached_property
    def all_terms(self) -> frozenset[str]:
        """Stems of the passage, its headings and its carried questions."""
        return self.around.union(*self.terms)

    def to_json(self) -> str:
        """One line of JSON, the same whatever the order in memory."""
        stems = [sorted(own) for own in self.terms]
        data = {"spans": self.spans, "terms": stems, "around": sorted(self.around)}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> "Sentences":
        """Read what `to_json` wrote."""
        data = json.loads(line)
        spans = tuple((start, end) for start, end in data["spans"])
        return cls(spans, tuple(frozenset(own) for own in data["terms"]), frozenset(data["around"]))


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line of a text, and whether it is the heading row of a table."""
    above = ""
    for line in text.split("\n"):
        yield line, "\t" in line and "\t" not in above
        above = line


def _spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of what may answer: each sentence, and each row of a table, whose headings alone say nothing."""
    spans, at = [], 0
    for line, is_head in _lines(text):
        if "\t" not in line:
            spans += [(at + start, at + end) for start, end in sentence_spans(line)]
        elif not is_head and line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans or sentence_spans(text)
