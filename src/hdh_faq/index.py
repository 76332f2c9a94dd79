"""The index: passages, and all that is known of them before a question comes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hdh_faq.bags import EmbeddingBags, Table
from hdh_faq.dictionary import Dictionary
from hdh_faq.languages import searched_as, twin
from hdh_faq.lexical import LexicalField
from hdh_faq.manifest import Manifest
from hdh_faq.passage import Passage
from hdh_faq.sentences import Sentences

NO_TWIN = -1
UNANSWERED = "unanswered.jsonl"


@dataclass(frozen=True)
class Index:
    """Everything a question is compared with.

    Attributes:
        table: what all vectors are made of.
        passages: in the order of ``vectors``.
        sentences: of each passage.
        vectors: unit vectors of headings and text.
        questions: those that the passages carry, then those asked of them by strangers.
        question_owners: row of the passage that each is about; ``question_vectors`` are their unit vectors.
        sentence_vectors: unit vectors of all sentences, passage after passage.
        unanswered: questions that no page answers, as JSON lines; likeness to them speaks for silence.
        unanswered_vectors: their unit vectors, line by line.
        fields: for a language, the words of its passages; in ``asked_fields`` also those of their carried questions.
        dictionaries: for a language, what its passages say, word by word.
    """

    table: Table
    passages: tuple[Passage, ...]
    sentences: tuple[Sentences, ...]
    vectors: EmbeddingBags
    questions: tuple[str, ...]
    question_owners: NDArray[np.int32]
    question_vectors: EmbeddingBags
    sentence_vectors: EmbeddingBags
    unanswered: str
    unanswered_vectors: EmbeddingBags
    fields: Mapping[str, LexicalField]
    asked_fields: Mapping[str, LexicalField]
    dictionaries: Mapping[str, Dictionary]
    manifest: Manifest

    @cached_property
    def sentence_starts(self) -> NDArray[np.int64]:
        """First row in ``sentence_vectors`` of each passage, and the end of the last."""
        return np.cumsum([0, *(len(own.spans) for own in self.sentences)])

    @cached_property
    def twinless(self) -> frozenset[int]:
        """Rows of the passages whose section has no twin in the other language."""
        urls = {passage.url for passage in self.passages}
        return frozenset(row for row, passage in enumerate(self.passages) if twin(passage.url) not in urls)

    @cached_property
    def twins(self) -> NDArray[np.int64]:
        """Row of each passage's twin, at the same place of the twin section; `NO_TWIN` if there is none."""
        places = {(passage.url, passage.position): row for row, passage in enumerate(self.passages)}
        return np.asarray([places.get((twin(p.url), p.position), NO_TWIN) for p in self.passages], dtype=np.int64)

    def unanswered_as(self, expect: str) -> EmbeddingBags:
        """Vectors of the unanswered questions to which ``expect`` is the right reply."""
        right = [json.loads(line)["expect"] == expect for line in self.unanswered.splitlines()]
        return self.unanswered_vectors[np.asarray(right, dtype=bool)]

    def rows(self, lang: str) -> NDArray[np.int32]:
        """Rows of the passages that are searched in ``lang``, ascending."""
        return np.asarray([i for i, p in enumerate(self.passages) if searched_as(p.lang) == lang], dtype=np.int32)


def unanswered_questions(unanswered: str) -> list[str]:
    """The questions of the JSON lines ``unanswered``: the texts of ``unanswered_vectors``."""
    return [json.loads(line)["q"] for line in unanswered.splitlines()]


def sentence_texts(passages: Sequence[Passage], sentences: Sequence[Sentences]) -> list[str]:
    """All sentences, passage after passage: the texts of ``sentence_vectors``."""
    pairs = zip(passages, sentences, strict=True)
    return [passage.text[start:end] for passage, own in pairs for start, end in own.spans]
