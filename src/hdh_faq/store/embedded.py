"""The store in the process itself: FAISS holds the vectors, and is asked for its best few."""

import faiss
import numpy as np

from hdh_faq.embedding import Vectors
from hdh_faq.index import Index
from hdh_faq.store import Probe, Rows, Scores


class EmbeddedStore:
    """The passages of one language of an index. Safe to share between threads: nothing in it changes."""

    def __init__(self, index: Index, lang: str) -> None:
        """Take the rows of ``lang`` out of ``index``; an index without that language finds nothing."""
        # A search here takes a fraction of a millisecond: handing it to threads takes longer.
        faiss.omp_set_num_threads(1)
        rows = index.rows(lang)
        carried = np.flatnonzero(np.isin(index.question_owners, rows))
        self._size = len(rows)
        self._owners = np.searchsorted(rows, index.question_owners[carried])
        self._asked, self._starts = np.unique(self._owners, return_index=True)
        self._most_questions = int(np.bincount(self._owners).max(initial=1))
        self._text, self._text_vectors = _flat(index.vectors[rows])
        self._questions, self._question_vectors = _flat(index.question_vectors[carried])
        self._fields = {"bm25_text": index.fields[lang, "text"], "bm25_questions": index.fields[lang, "questions"]}

    def nearest(self, probe: Probe, depth: int) -> Rows:
        """Rows, ascending, that hold at least the best ``depth`` passages of each signal."""
        if depth >= self._size:
            return np.arange(self._size)
        found: list[Rows] = []
        for name in probe.signals:
            if name == "dense_text":
                found.append(_best(self._text, probe.vector, depth))
            elif name == "dense_questions":
                # So many questions hold those of ``depth`` passages, however they are shared out.
                best = _best(self._questions, probe.vector, depth * self._most_questions)
                found.append(self._owners[best])
            else:
                scores = self._fields[name].scores(probe.terms, self._size)
                found.append(np.argpartition(-scores, depth)[:depth])
        return np.unique(np.concatenate(found))

    def scores(self, probe: Probe, rows: Rows) -> dict[str, Scores]:
        """Each signal's exact value for these rows: cosines, and BM25 scores (0 where no term is shared)."""
        return {name: self._signal(name, probe)[rows] for name in probe.signals}

    def _signal(self, name: str, probe: Probe) -> Scores:
        if name == "dense_text":
            cosines: Scores = self._text_vectors @ probe.vector
            return cosines
        if name == "dense_questions":
            best = np.zeros(self._size, dtype=np.float32)
            if len(self._asked):
                # The questions of a passage stand together, so its best is the maximum of a stretch.
                best[self._asked] = np.maximum.reduceat(self._question_vectors @ probe.vector, self._starts)
            return np.maximum(best, 0)
        return self._fields[name].scores(probe.terms, self._size)


def _flat(vectors: Vectors) -> "tuple[faiss.IndexFlatIP, Vectors]":
    """An exact index, and its own memory as an array: no vector is held twice."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    held = faiss.rev_swig_ptr(index.get_xb(), vectors.size) if len(vectors) else np.zeros(0, np.float32)
    return index, held.reshape(vectors.shape)


def _best(index: "faiss.IndexFlatIP", vector: Vectors, count: int) -> Rows:
    _, rows = index.search(vector[None, :], min(count, index.ntotal))
    best: Rows = rows[0]
    return best
