"""Hybrid ranking: dense and lexical signals over a passage's text and its carried questions, fused.

Each signal is standardised over the passages of one language (z-score) and the signals are added with a few
weights. Score fusion beat rank fusion in nearly every trial of our feasibility study.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

import faiss
import numpy as np
from numpy.typing import NDArray

from hdh_faq.embedding import Vectors
from hdh_faq.index import Index
from hdh_faq.lexical import terms
from hdh_faq.pages import Passage

Scores = NDArray[np.float32]

NEIGHBOURS = 3
SIGNALS = ("dense_text", "dense_questions", "bm25_text", "bm25_questions")


@dataclass(frozen=True)
class Hit:
    """A ranked passage.

    Attributes:
        score: fused score, in standard deviations over the passages of the language.
        signals: the raw value of each signal: cosines and BM25 scores.
        coverage: share (0..1) of the question's terms, by inverse document frequency, that the passage or its
            carried questions contain.
        near_unanswered: how near the question is to ones in our subject that no page answers (mean cosine of the
            `NEIGHBOURS` nearest).
        near_outside: the same for questions outside our subject.
        terms: how many terms the question has.
    """

    passage: Passage
    score: float
    signals: dict[str, float]
    coverage: float
    near_unanswered: float
    near_outside: float
    terms: int


class Searcher:
    """Ranks the passages of one language."""

    def __init__(self, index: Index, lang: str) -> None:
        """Take the rows of ``lang`` out of ``index``; an index without that language ranks nothing."""
        self.lang = lang
        rows = index.rows(lang)
        self.passages = [index.passages[row] for row in rows]
        position = {int(row): i for i, row in enumerate(rows)}
        carried = np.flatnonzero(np.isin(index.question_owners, rows))
        self._question_owners = np.asarray([position[int(row)] for row in index.question_owners[carried]], np.int32)
        self._text_vectors = _exact_index(index.vectors[rows])
        self._question_vectors = _exact_index(index.question_vectors[carried])
        self._unanswered, self._outside = index.unanswered_as("no_answer"), index.unanswered_as("out_of_scope")
        self._text = index.fields[lang, "text"]
        self._questions = index.fields[lang, "questions"]

    def signals(self, asked: list[str], vector: Vectors, names: tuple[str, ...]) -> dict[str, Scores]:
        """Raw value of each named signal for each passage, given the question's terms and vector."""
        size = len(self.passages)
        compute = {
            "dense_text": lambda: _all_cosines(self._text_vectors, vector),
            "dense_questions": lambda: self._best_question(vector),
            "bm25_text": lambda: self._text.scores(asked, size),
            "bm25_questions": lambda: self._questions.scores(asked, size),
        }
        return {name: compute[name]() for name in names}

    def rank(self, question: str, vector: Vectors, count: int, weights: Mapping[str, float]) -> list[Hit]:
        """The ``count`` best passages, best first, by the signals that ``weights`` names."""
        if not self.passages:
            return []
        asked = terms(question, self.lang)
        signals = self.signals(asked, vector, tuple(weights))
        fused = np.sum([weight * standardise(signals[name]) for name, weight in weights.items()], axis=0)
        best = np.argsort(-fused, kind="stable")[:count]
        rarity = self._text.weight(asked)
        near_unanswered, near_outside = (_nearness(own, vector) for own in (self._unanswered, self._outside))
        return [
            Hit(
                passage=self.passages[i],
                score=float(fused[i]),
                signals={name: float(values[i]) for name, values in signals.items()},
                coverage=_share(rarity, passage_terms(self.passages[i])),
                near_unanswered=near_unanswered,
                near_outside=near_outside,
                terms=len(asked),
            )
            for i in best
        ]

    def _best_question(self, vector: Vectors) -> Scores:
        best = np.zeros(len(self.passages), dtype=np.float32)
        if self._question_vectors.ntotal:
            np.maximum.at(best, self._question_owners, _all_cosines(self._question_vectors, vector))
        return best


def _share(weights: Mapping[str, float], chosen: AbstractSet[str]) -> float:
    """Share of the weights of the terms that are ``chosen``."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in chosen) / total if total else 0.0


def _nearness(vectors: Vectors, vector: Vectors) -> float:
    """Mean cosine of the nearest few; 0 where there are none."""
    return float(np.sort(vectors @ vector)[-NEIGHBOURS:].mean()) if len(vectors) else 0.0


@cache
def passage_terms(passage: Passage) -> frozenset[str]:
    """Terms of a passage, its headings and its carried questions."""
    return frozenset(terms("\n".join((*passage.headings, passage.text, *passage.questions)), passage.lang))


def standardise(values: Scores) -> Scores:
    """Z-scores; all zero where the values do not differ."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)


def _exact_index(vectors: Vectors) -> "faiss.IndexFlatIP":
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    return index


def _all_cosines(index: "faiss.IndexFlatIP", vector: Vectors) -> Scores:
    scores, rows = index.search(vector[None, :], index.ntotal)
    ordered = np.empty(index.ntotal, dtype=np.float32)
    ordered[rows[0]] = scores[0]
    return ordered
