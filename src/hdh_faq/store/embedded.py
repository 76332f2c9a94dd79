"""The store in the process itself: FAISS holds the vectors, and is asked for its best few."""

from collections.abc import Mapping

import faiss
import numpy as np

from hdh_faq.bags import EmbeddingBags
from hdh_faq.embedding import Vectors
from hdh_faq.index import NO_TWIN, Index
from hdh_faq.store import Probe, Rows, Scores


class EmbeddedStore:
    """The passages of one language of an index. Safe to share between threads: only what is remembered changes."""

    def __init__(self, index: Index, lang: str) -> None:
        """Take the rows of ``lang`` out of ``index``; an index without that language finds nothing."""
        # A search here takes a fraction of a millisecond: handing it to threads takes longer.
        faiss.omp_set_num_threads(1)
        rows = index.rows(lang)
        self._size = len(rows)
        self._text, self._text_vectors = _flat(index.vectors[rows].vectors())
        self._questions = {
            "dense_questions": _about(index, {row: place for place, row in enumerate(rows)}),
            "dense_twin": _about(index, {index.twins[row]: place for place, row in enumerate(rows)}),
        }
        self._words = {"bm25_text": index.fields[lang], "bm25_asked": index.asked_fields[lang]}
        self._last: tuple[Probe | None, dict[str, Scores]] = (None, {})

    def nearest(self, probe: Probe, depth: int) -> Rows:
        """Rows, ascending, that hold at least the best ``depth`` passages of each signal."""
        if depth >= self._size:
            return np.arange(self._size)
        found: list[Rows] = []
        for name in probe.signals:
            if name == "dense_text":
                found.append(_best(self._text, probe.vector, depth))
            else:
                found.append(np.argpartition(-self._signal(name, probe), depth)[:depth])
        return np.unique(np.concatenate(found))

    def scores(self, probe: Probe, rows: Rows) -> dict[str, Scores]:
        """Each signal's exact value for these rows: cosines, and BM25 scores (0 where no term is shared)."""
        return {name: self._values(name, probe, rows) for name in probe.signals}

    def _values(self, name: str, probe: Probe, rows: Rows) -> Scores:
        if name == "dense_text" and len(rows) < self._size:
            cosines: Scores = self._text_vectors[rows] @ probe.vector
            return cosines
        return self._signal(name, probe)[rows]

    def _signal(self, name: str, probe: Probe) -> Scores:
        """Of every row. The last ones are remembered: a ranking asks which are nearest, then what they are worth."""
        last = self._last
        if last[0] is not probe:
            last = self._last = (probe, {})
        if name not in last[1]:
            last[1][name] = self._computed(name, probe)
        return last[1][name]

    def _computed(self, name: str, probe: Probe) -> Scores:
        if name == "dense_text":
            cosines: Scores = self._text_vectors @ probe.vector
            return cosines
        if name in self._questions:
            return self._questions[name].best(probe.vector, self._size)
        return self._words[name].scores(probe.terms)


class _Questions:
    """Questions that speak for passages; those of a passage stand together."""

    def __init__(self, bags: EmbeddingBags, owners: Rows) -> None:
        self._bags = bags
        self._asked, self._starts = np.unique(owners, return_index=True)

    def best(self, vector: Vectors, size: int) -> Scores:
        """The best cosine of each passage's questions; 0 where it has none, or none is near."""
        best = np.zeros(size, dtype=np.float32)
        if len(self._asked):
            best[self._asked] = np.maximum.reduceat(self._bags @ vector, self._starts)
        return np.maximum(best, 0)


def _about(index: Index, places: Mapping[int, int]) -> _Questions:
    """The questions about the passages of these rows, each to count for the place named beside the row."""
    owner = np.full(len(index.passages) + 1, -1)
    owner[list(places)] = list(places.values())
    owner[NO_TWIN] = -1
    places_of = owner[index.question_owners]
    chosen = np.flatnonzero(places_of >= 0)
    # Texts of one length beside each other are summed in half the time: where a sum ends can be foreseen.
    lengths = np.diff(index.question_vectors.shares.indptr)[chosen]
    chosen = chosen[np.lexsort((lengths, places_of[chosen]))]
    return _Questions(index.question_vectors[chosen], places_of[chosen])


def _flat(vectors: Vectors) -> "tuple[faiss.IndexFlatIP, Vectors]":
    """An exact index, and its own memory as an array: no vector is held twice."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    held = faiss.rev_swig_ptr(index.get_xb(), vectors.size) if len(vectors) else np.zeros(0, np.float32)
    return index, held.reshape(vectors.shape)


def _best(index: "faiss.IndexFlatIP", vector: Vectors, count: int) -> Rows:
    if not index.ntotal:
        return np.zeros(0, dtype=np.int64)
    _, rows = index.search(vector[None, :], min(count, index.ntotal))
    best: Rows = rows[0]
    return best
