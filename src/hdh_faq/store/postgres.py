"""The store in a PostgreSQL server with pgvector: a schema for each index. It is sent numbers only.

Every passage is looked at, by no approximate graph, so its best are those of the process itself. BM25 is a sum of
weights that were fixed when the index was built.
"""

import threading
from collections.abc import Mapping
from typing import Any, LiteralString

import numpy as np
import psycopg

from hdh_faq.index import Index
from hdh_faq.store import Probe, Rows
from hdh_faq.store.engine import SECONDS, EngineStore, Found, no_answer, no_index, short_digest

QUESTIONS: LiteralString = "max(-(q.vector <#> %(vector)s::vector)) FROM passage p JOIN question q ON q.owner = p."
WORDS: LiteralString = (
    "sum(w.weight * asked.times) FROM unnest(%(terms)s::int[], %(times)s::float8[]) asked (term, times)"
)
SIGNALS: dict[str, LiteralString] = {
    "dense_text": "-(p.vector <#> %(vector)s::vector) FROM passage p",
    "dense_questions": QUESTIONS + "row",
    "dense_twin": QUESTIONS + "twin",
    "bm25_text": WORDS + " JOIN bm25_text w USING (term) JOIN passage p USING (row)",
    "bm25_asked": WORDS + " JOIN bm25_asked w USING (term) JOIN passage p USING (row)",
}
"""What each signal is worth, and the tables that say so."""
SOME: LiteralString = " WHERE p.row = ANY(%(rows)s::int[]) GROUP BY p.row"
BEST: LiteralString = " WHERE p.lang = %(lang)s GROUP BY p.row ORDER BY 2 DESC LIMIT %(limit)s"


Connection = psycopg.Connection[tuple[Any, ...]]


class Engine:
    """A server, asked about one index. Each thread has a connection of its own, made anew once it broke."""

    def __init__(self, address: str, index: Index) -> None:
        """Whether it answers shows when it is asked."""
        self._address, self._schema, self._own = address, schema(index), threading.local()

    def rows(self, query: LiteralString, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What a query gives.

        Raises:
            StoreError: the server does not hold the index, or gives no answer, or none in time.
        """
        try:
            kept: Connection | None = getattr(self._own, "connection", None)
            try:
                connection = kept or self._connect()
                return connection.execute(query, values).fetchall()
            except psycopg.OperationalError:
                if kept is None or not kept.closed:
                    raise
                # It broke since the last question: the server may have been started anew.
                return self._connect().execute(query, values).fetchall()
        except psycopg.errors.UndefinedTable:
            raise no_index() from None
        except psycopg.Error as error:
            raise no_answer(error) from error

    def _connect(self) -> Connection:
        self._own.connection = None
        connection = connect(self._address, self._schema, SECONDS)
        self._own.connection = connection
        return connection


class PostgresStore(EngineStore):
    """The passages of one language, in the schema of their index. Safe to share between threads."""

    def __init__(self, engine: Engine, index: Index, lang: str) -> None:
        """Ask ``engine`` for the passages of ``lang``."""
        super().__init__(index.rows(lang))
        self._engine, self._lang = engine, lang
        self._words = {"bm25_text": index.fields[lang], "bm25_asked": index.asked_fields[lang]}

    def ask(self, probe: Probe, limit: int, rows: Rows | None, *, exact: bool) -> dict[str, Found]:  # noqa: ARG002
        """For each signal the best rows, of these or of all, and their values, which are always exact."""
        values: dict[str, Any] = {"vector": str(probe.vector.tolist()), "lang": self._lang, "limit": limit}
        values["rows"] = None if rows is None else self.rows[rows].tolist()
        answers = {}
        for name in probe.signals:
            asked = self._words[name].numbers(probe.terms) if name in self._words else {}
            query = "SELECT p.row, " + SIGNALS[name] + (BEST if rows is None else SOME)
            found = self._engine.rows(query, {**values, "terms": [*asked], "times": [*asked.values()]})
            numbers, scores = np.asarray(found, dtype=np.float64).reshape(-1, 2).T
            answers[name] = np.searchsorted(self.rows, numbers), scores.astype(np.float32)
        return answers


def connect(address: str, schema: str, seconds: int) -> Connection:
    """A connection that looks into one schema, and waits so many seconds for an answer; 0 is for ever."""
    return psycopg.connect(
        address,
        autocommit=True,
        connect_timeout=SECONDS,
        tcp_user_timeout=1000 * seconds,
        options=f"-c search_path={schema},public -c statement_timeout={seconds}s",
    )


def schema(index: Index) -> str:
    """The name of an index in a server."""
    return f"hdh_faq_{short_digest(index)}"


def check(engine: Engine, index: Index) -> None:
    """Raise `StoreError` unless the server answers and holds all of this index."""
    if engine.rows("SELECT count(*) FROM passage") != [(len(index.passages),)]:
        raise no_index()
