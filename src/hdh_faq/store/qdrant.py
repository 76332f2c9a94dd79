"""The store in a Qdrant engine: a point for each passage, with a vector for each signal. It is sent numbers only.

The questions about a passage are a multivector, of which the best one counts: so the engine names as many passages as
it is asked for, however many questions each has. BM25 is an inner product with weights that were fixed when the index
was built: no engine's own analyser or statistics take part.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from hdh_faq.index import Index
from hdh_faq.store import Probe, Rows
from hdh_faq.store.engine import SECONDS, EngineStore, Found, no_answer, no_index, short_digest

NAME = "hdh-faq"


class QdrantStore(EngineStore):
    """The passages of one language, in the collection of its index. Safe to share between threads."""

    def __init__(self, client: QdrantClient, index: Index, lang: str) -> None:
        """Ask ``client`` for the passages of ``lang``."""
        super().__init__(index.rows(lang))
        self._client, self._collection = client, collection(index)
        self._lang = models.FieldCondition(key="lang", match=models.MatchValue(value=lang))
        self._words = {"bm25_text": index.fields[lang], "bm25_asked": index.asked_fields[lang]}

    def ask(self, probe: Probe, limit: int, rows: Rows | None, *, exact: bool) -> dict[str, Found]:
        """For each signal the best rows, of these or of all, and their values; none where nothing is shared."""
        answers = dict.fromkeys(probe.signals, (np.zeros(0, np.int64), np.zeros(0, np.float32)))
        wanted = self._lang if rows is None else models.HasIdCondition(has_id=self.rows[rows].tolist())
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
            found = np.searchsorted(self.rows, np.asarray([point.id for point in response.points], dtype=np.int64))
            answers[name] = found, np.asarray([point.score for point in response.points], dtype=np.float32)
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
    return f"{NAME}-{short_digest(index)}"


def check(client: QdrantClient, index: Index) -> None:
    """Raise `StoreError` unless the engine answers and holds all of this index."""
    with talking():
        whole = holds(client, index)
    if not whole:
        raise no_index()


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
        raise no_answer(error) from error
