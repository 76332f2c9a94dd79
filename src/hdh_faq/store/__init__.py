"""Where passages are looked up by a question's vector and terms: one interface, one module an engine.

An engine is sent numbers and names of terms, never text, and gives raw signals. What they are worth is decided by
`hdh_faq.search`, so every engine ranks alike. Tests of the interface run on every engine.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hdh_faq.embedding import Vectors

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
SIGNALS = ("dense_text", "dense_questions", "dense_twin", "bm25_text", "bm25_asked")
"""Nearness in meaning to a passage's text, to questions about it and to those about its twin; words shared with the
text, and with the text and the questions that it carries (for a search by words alone)."""


@dataclass(frozen=True)
class Probe:
    """A question as an engine sees it.

    Attributes:
        vector: unit vector, shape (dimension,).
        terms: stems of its words, each as often as it was asked.
        signals: which of `SIGNALS` are wanted.
    """

    vector: Vectors
    terms: tuple[str, ...]
    signals: tuple[str, ...] = SIGNALS


class Store(Protocol):
    """The passages of one language, by row."""

    def nearest(self, probe: Probe, depth: int) -> Rows:
        """Rows, ascending, that hold at least the best ``depth`` passages of each signal."""
        ...

    def scores(self, probe: Probe, rows: Rows) -> dict[str, Scores]:
        """Each signal's exact value for these rows: cosines, and BM25 scores (0 where no term is shared)."""
        ...
