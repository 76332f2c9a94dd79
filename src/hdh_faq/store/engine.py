"""What stores in an engine have in common: how the best and given rows are asked for, and the words for failures."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hdh_faq.errors import StoreError
from hdh_faq.index import Index
from hdh_faq.store import Probe, Rows, Scores

SECONDS = 3
"""How long an engine may take over a question."""
KEPT = 2
"""Editions in an engine: the last one, and the one before it, for servers that still show that."""
Found = tuple[Rows, Scores]
"""Rows of a language and their values, neither in any order."""


class EngineStore(ABC):
    """The passages of one language, in an engine."""

    def __init__(self, rows: NDArray[np.int32]) -> None:
        """Those of these rows of the index."""
        self.rows = rows

    @abstractmethod
    def ask(self, probe: Probe, limit: int, rows: Rows | None, *, exact: bool) -> Mapping[str, Found]:
        """For each signal the best rows, of these or of all, and their values; none where nothing is shared."""

    def nearest(self, probe: Probe, depth: int) -> Rows:
        """Rows, ascending, that hold at least the best ``depth`` passages of each signal."""
        if depth >= len(self.rows):
            return np.arange(len(self.rows))
        found = [best for best, _ in self.ask(probe, depth, None, exact=False).values()]
        if min(map(len, found)) < depth:
            # Few share anything with the question; to that signal all others are worth the same.
            found.append(np.arange(depth))
        return np.unique(np.concatenate(found))

    def scores(self, probe: Probe, rows: Rows) -> dict[str, Scores]:
        """Each signal's exact value for these rows: cosines, and BM25 scores (0 where no term is shared)."""
        values = {name: np.zeros(len(rows), dtype=np.float32) for name in probe.signals}
        wanted = None if len(rows) == len(self.rows) else rows
        for name, (found, scores) in self.ask(probe, len(rows), wanted, exact=True).items():
            values[name][np.searchsorted(rows, found)] = scores
        # Questions that speak against a passage do not count; a text's own cosine does.
        return {name: own if name == "dense_text" else np.maximum(own, 0) for name, own in values.items()}


def short_digest(index: Index) -> str:
    """What tells an index from others in an engine."""
    return index.manifest.digest[:16]


def no_answer(error: Exception) -> StoreError:
    """An engine cannot be asked. Only the kind of the error is told: its words may name addresses and users."""
    return StoreError(f"The engine that HDH_FAQ_STORE names gives no answer ({type(error).__name__}).")


def no_index() -> StoreError:
    """An engine lacks an index, or a part of it."""
    return StoreError("The engine that HDH_FAQ_STORE names does not hold this index: run `hdh-faq publish`.")
