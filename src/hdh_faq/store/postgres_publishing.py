"""An index goes to a PostgreSQL server in one transaction: until its end nobody sees any of it."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import LiteralString

import numpy as np
import psycopg
from psycopg import sql

from hdh_faq.bags import EmbeddingBags
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.store.engine import KEPT, no_answer
from hdh_faq.store.postgres import Connection, connect, schema

BEGIN: LiteralString = """
    SELECT pg_advisory_xact_lock(hashtext('hdh_faq'));
    CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
    CREATE TABLE IF NOT EXISTS public.hdh_faq_published (schema text PRIMARY KEY, turn serial);
"""
TABLES: LiteralString = """
    DROP SCHEMA IF EXISTS {schema} CASCADE;
    CREATE SCHEMA {schema};
    CREATE TABLE passage (row int PRIMARY KEY, lang text, twin int, vector vector);
    CREATE TABLE question (owner int, vector vector);
    CREATE TABLE bm25_text (term int, row int, weight real);
    CREATE TABLE bm25_asked (term int, row int, weight real);
"""
INDEXES: LiteralString = """
    CREATE INDEX ON question (owner);
    CREATE INDEX ON bm25_text (term);
    CREATE INDEX ON bm25_asked (term);
    ANALYZE passage, question, bm25_text, bm25_asked;
"""
PUBLISHED: LiteralString = """
    INSERT INTO public.hdh_faq_published VALUES (%s) ON CONFLICT (schema) DO UPDATE SET turn = DEFAULT
"""
FORMER: LiteralString = """
    DELETE FROM public.hdh_faq_published WHERE schema NOT IN
        (SELECT schema FROM public.hdh_faq_published ORDER BY turn DESC LIMIT %s) RETURNING schema
"""
SLICE = 10_000
"""Vectors written out in full at a time."""


def publish(address: str, index: Index) -> str:
    """Write an index beside what is there; the name of its schema.

    The one published before it is kept, for servers that still show it; older ones of ours are removed.

    Raises:
        StoreError: the server gives no answer, or refuses; it then holds what it held before.
    """
    name = schema(index)
    try:
        with connect(address, name, 0) as connection, connection.transaction():
            connection.execute(BEGIN)
            if not _holds(connection, index):
                _write(connection, index)
            connection.execute(PUBLISHED, [name])
            for (former,) in connection.execute(FORMER, [KEPT]).fetchall():
                connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(former)))
    except psycopg.Error as error:
        raise no_answer(error) from error
    return name


def _holds(connection: Connection, index: Index) -> bool:
    there = connection.execute("SELECT to_regclass(%s)", [f"{schema(index)}.passage"]).fetchone() != (None,)
    return there and connection.execute("SELECT count(*) FROM passage").fetchone() == (len(index.passages),)


def _write(connection: Connection, index: Index) -> None:
    connection.execute(sql.SQL(TABLES).format(schema=sql.Identifier(schema(index))))
    langs = [passage.lang for passage in index.passages]
    passages = zip(range(len(langs)), langs, index.twins.tolist(), _packed(index.vectors), strict=True)
    _copy(connection, "passage", "int4 text int4 bytea", passages)
    # Those of a passage side by side: few pages are read for few passages.
    order = np.argsort(index.question_owners, kind="stable")
    questions = zip(index.question_owners[order].tolist(), _packed(index.question_vectors[order]), strict=True)
    _copy(connection, "question", "int4 bytea", questions)
    for table, fields in (("bm25_text", index.fields), ("bm25_asked", index.asked_fields)):
        for lang in LANGUAGES:
            weights = fields[lang].weights().tocoo()
            rows = index.rows(lang)[weights.row]
            words = zip(weights.col.tolist(), rows.tolist(), weights.data.tolist(), strict=True)
            _copy(connection, table, "int4 int4 float4", words)
    connection.execute(INDEXES)


def _copy(connection: Connection, table: str, types: str, rows: Iterable[Sequence[object]]) -> None:
    copying = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        copy.set_types(types.split())
        for row in rows:
            copy.write_row(row)


def _packed(bags: EmbeddingBags) -> Iterator[bytes]:
    """Each vector as pgvector reads it in binary: its length, a zero, and its numbers, the high byte first."""
    for start in range(0, len(bags), SLICE):
        for vector in bags[start : start + SLICE].vectors():
            yield struct.pack(">hh", len(vector), 0) + vector.astype(">f4").tobytes()
