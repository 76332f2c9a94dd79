"""The sentences of a passage and the stems of their words: known when the index is built, used at every question."""

import json
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
        spans: [start, end) of each sentence in the passage's text, in code points.
        terms: stems of each sentence.
        around: stems of the passage's headings, of what it is about and of its carried questions.
    """

    spans: tuple[tuple[int, int], ...]
    terms: tuple[frozenset[str], ...]
    around: frozenset[str]

    @classmethod
    def of(cls, passage: Passage) -> "Sentences":
        """Cut and stem a passage."""
        lang = searched_as(passage.lang)
        spans = tuple(sentence_spans(passage.text))
        stems = tuple(frozenset(terms(passage.text[start:end], lang)) for start, end in spans)
        around = "\n".join((*passage.headings, passage.about, *passage.questions))
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
