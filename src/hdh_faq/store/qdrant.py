"""The store in a Qdrant engine: a point for each passage, with a vector for each signal. It is sent numbers only.

The questions about a passage are a multivector, of which the best one counts: so the engine names as many passages as
it is asked for, however many questions each has. BM25 is an inner product with weights that were fixed when the index
was built: no engine's own analyser or statistics take part.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from hdh_faq.errors import StoreError
from hdh_faq.index import Index
from hdh_faq.store import Probe, Rows, Scores

NAME = "hdh-faq"
SECONDS = 3
"""How long an engine may take over a question."""


class QdrantStore:
    """The passages of one language, in the collection of its index. Safe to share between threads."""

    def __init__(self, client: QdrantClient, index: Index, lang: str) -> None:
        """Ask ``client`` for the passages of ``lang``."""
        self._client, self._collection = client, collection(index)
        self._rows = index.rows(lang)
        self._lang = models.FieldCondition(key="lang", match=models.MatchValue(value=lang))
        self._words = {"bm25_text": index.fields[lang], "bm25_asked": index.asked_fields[lang]}

    def nearest(self, probe: Probe, depth: int) -> Rows:
        """Rows, ascending, that hold at least the best ``depth`` passages of each signal."""
        if depth >= len(self._rows):
            return np.arange(len(self._rows))
        found = [best for best, _ in self._ask(probe, self._lang, depth, exact=False).values()]
        if min(map(len, found)) < depth:
            # Few share anything with the question; to that signal all others are worth the same.
            found.append(np.arange(depth))
        return np.unique(np.concatenate(found))

    def scores(self, probe: Probe, rows: Rows) -> dict[str, Scores]:
        """Each signal's exact value for these rows: cosines, and BM25 scores (0 where no term is shared)."""
        values = {name: np.zeros(len(rows), dtype=np.float32) for name in probe.signals}
        everything = len(rows) == len(self._rows)
        wanted = self._lang if everything else models.HasIdCondition(has_id=self._rows[rows].tolist())
        for name, (found, scores) in self._ask(probe, wanted, len(rows), exact=True).items():
            values[name][np.searchsorted(rows, found)] = scores
        # Questions that speak against a passage do not count; a text's own cosine does.
        return {name: own if name == "dense_text" else np.maximum(own, 0) for name, own in values.items()}

    def _ask(
        self, probe: Probe, wanted: models.Condition, limit: int, *, exact: bool
    ) -> Mapping[str, tuple[Rows, Scores]]:
        """For each signal the best rows and their values; none where the question has no word of it."""
        answers = dict.fromkeys(probe.signals, (np.zeros(0, np.int64), np.zeros(0, np.float32)))
        queries = {name: query for name in probe.signals if (query := self._query(name, probe))}
        requests = [
            models.QueryRequest(
                query=query,
                using=name,
                filter=models.Filter(must=[wanted]),
                limit=limit,
                params=models.SearchParams(exact=exact),
            )
            for name, query in queries.items()
        ]
        if not limit or not requests:
            return answers
        with talking():
            responses = self._client.query_batch_points(self._collection, requests)
        for name, response in zip(queries, responses, strict=True):
            rows = np.searchsorted(self._rows, np.asarray([point.id for point in response.points], dtype=np.int64))
            answers[name] = rows, np.asarray([point.score for point in response.points], dtype=np.float32)
        return answers

    def _query(self, name: str, probe: Probe) -> models.NearestQuery | None:
        if name not in self._words:
            vector = probe.vector.tolist()
            return models.NearestQuery(nearest=vector if name == "dense_text" else [vector])
        asked = self._words[name].numbers(probe.terms)
        vector = models.SparseVector(indices=list(asked), values=list(map(float, asked.values())))
        return models.NearestQuery(nearest=vector) if asked else None


def connect(address: str, seconds: int = SECONDS) -> QdrantClient:
    """A client of the engine at an address; whether it answers shows when it is asked."""
    return QdrantClient(url=address, timeout=seconds, check_compatibility=False)


def collection(index: Index) -> str:
    """The name of an index in an engine."""
    return f"{NAME}-{index.manifest.digest[:16]}"


def check(client: QdrantClient, index: Index) -> None:
    """Raise `StoreError` unless the engine answers and holds all of this index."""
    with talking():
        whole = holds(client, index)
    if not whole:
        raise StoreError("The engine that HDH_FAQ_STORE names does not hold this index: run `hdh-faq publish`.")


def holds(client: QdrantClient, index: Index) -> bool:
    """Whether the engine has every passage of this index."""
    name = collection(index)
    return client.collection_exists(name) and client.count(name, exact=True).count == len(index.passages)


@contextmanager
def talking() -> Iterator[None]:
    """Say in our words that the engine cannot be asked."""
    try:
        yield
    except (ApiException, QdrantException) as error:
        raise StoreError(f"The engine that HDH_FAQ_STORE names gives no answer ({type(error).__name__}).") from error
