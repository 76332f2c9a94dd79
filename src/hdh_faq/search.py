"""Hybrid ranking: dense and lexical signals over a passage's text and its carried questions, fused.

A store names the best few of each signal and gives their exact values. These are standardised (z-score) by a panel
of the language's passages, all of them up to a size, and added with a few weights. Score fusion beat rank fusion in
nearly every trial of our feasibility study.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from hdh_faq.embedding import Vectors
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import terms
from hdh_faq.passage import Passage
from hdh_faq.sentences import Sentences
from hdh_faq.store import SIGNALS, Probe, Rows, Scores, Store
from hdh_faq.store.embedded import EmbeddedStore

__all__ = ["SIGNALS", "Hit", "Search", "Searcher", "distinct", "panel", "standardise"]

DEPTH = 200
"""Passages that a store names for each signal; a hundred lost nothing among 10,000 passages."""
PANEL = 2000
SAME_TEXT = 0.8
"""Share of common terms from which a passage only repeats one already shown."""


@dataclass(frozen=True)
class Search:
    """A question as it is searched.

    Attributes:
        text: its words: mended, after those of an earlier question where it goes on from one.
        vector: their unit vector, shape (dimension,).
        terms: their stems, in each language.
        guessed: folded words that were put in the place of misspelt ones.
        part: it is only the part of what was typed that asks.
    """

    text: str
    vector: Vectors
    terms: Mapping[str, tuple[str, ...]]
    guessed: frozenset[str] = frozenset()
    part: bool = False

    @classmethod
    def of(cls, text: str, vector: Vectors, guessed: frozenset[str] = frozenset()) -> "Search":
        """Stem the text in each language."""
        return cls(text, vector, {lang: tuple(terms(text, lang)) for lang in LANGUAGES}, guessed)


@dataclass(frozen=True)
class Hit:
    """A ranked passage.

    Attributes:
        row: of the passage in the index.
        score: fused score, in standard deviations over the passages of the language.
        signals: the raw value of each signal: cosines and BM25 scores.
        coverage: share (0..1) of the question's terms, by inverse document frequency, that the passage or its
            carried questions contain.
    """

    row: int
    passage: Passage
    sentences: Sentences
    score: float
    signals: dict[str, float]
    coverage: float


class Searcher:
    """Ranks the passages of one language."""

    def __init__(self, index: Index, lang: str, store: Store | None = None) -> None:
        """Search the passages of ``lang``, in ``store`` or, without one, in the process."""
        self._index, self._lang = index, lang
        self._rows = index.rows(lang)
        self._store = store or EmbeddedStore(index, lang)
        self._panel = panel(len(self._rows))
        self._text = index.fields[lang]

    def rank(self, search: Search, count: int, weights: Mapping[str, float]) -> list[Hit]:
        """The ``count`` best passages, best first, by the signals that ``weights`` names."""
        if not len(self._rows):
            return []
        asked = search.terms[self._lang]
        probe = Probe(search.vector, asked, tuple(weights))
        # All of them, where all are looked at anyway for the scale.
        everything = len(self._panel) == len(self._rows)
        candidates = self._panel if everything else self._store.nearest(probe, max(DEPTH, count))
        rows = self._panel if everything else np.union1d(candidates, self._panel)
        scores = self._store.scores(probe, rows)
        signals = np.stack([scores[name] for name in weights])
        scale = signals if everything else signals[:, np.searchsorted(rows, self._panel)]
        found = signals if everything else signals[:, np.searchsorted(rows, candidates)]
        fused = np.asarray(tuple(weights.values()), dtype=np.float32) @ standardise(found, scale)
        best = np.argsort(-fused, kind="stable")[:count]
        rarity = self._text.weight(asked)
        return [
            Hit(
                row=row,
                passage=self._index.passages[row],
                sentences=self._index.sentences[row],
                score=score,
                signals=dict(zip(weights, values, strict=True)),
                coverage=_share(rarity, self._index.sentences[row].all_terms),
            )
            for row, score, values in zip(
                self._rows[candidates[best]].tolist(), fused[best].tolist(), found[:, best].T.tolist(), strict=True
            )
        ]


def distinct(hits: Sequence[Hit], most: int) -> list[Hit]:
    """The ``most`` best passages that do not only repeat a better one."""
    kept: list[Hit] = []
    for hit in hits:
        if len(kept) == most:
            break
        own = hit.sentences.all_terms
        others = [other.sentences.all_terms for other in kept]
        if all(len(own & other) < SAME_TEXT * min(len(own), len(other)) for other in others):
            kept.append(hit)
    return kept


def panel(size: int) -> Rows:
    """Rows whose values give a signal its mean and spread: all, or so many of a large language, always the same."""
    if size <= PANEL:
        return np.arange(size)
    return np.sort(np.random.default_rng(0).choice(size, PANEL, replace=False))


def _share(weights: Mapping[str, float], chosen: AbstractSet[str]) -> float:
    """Share of the weights of the terms that are ``chosen``."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in chosen) / total if total else 0.0


def standardise(values: Scores, scale: Scores | None = None) -> Scores:
    """Z-scores along the last axis, by the mean and spread of ``scale`` (the values themselves).

    They are all zero where that does not differ.
    """
    scale = values if scale is None else scale
    mean, spread = scale.mean(axis=-1, keepdims=True), scale.std(axis=-1, keepdims=True)
    scores: Scores = np.divide(values - mean, spread, out=np.zeros_like(values), where=spread > 0)
    return scores
