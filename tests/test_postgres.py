"""What only the PostgreSQL store can do or suffer; what every store must do stands in test_store.py."""

from dataclasses import replace

import anyio
import psycopg
import pytest

from conftest import faq_with
from hdh_faq.answer import Outcome
from hdh_faq.asker import Asker
from hdh_faq.errors import SettingError, StoreError
from hdh_faq.index import Index
from hdh_faq.settings import Settings
from hdh_faq.store import opening, postgres_publishing
from hdh_faq.store.opening import open_stores
from hdh_faq.store.postgres import schema
from hdh_faq.store.postgres_publishing import publish
from postgres_server import address_of_server, start

QUESTION = "Qui remplace Microsoft ?"
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname ~ '^hdh_faq_[0-9a-f]{16}$'"
NOBODY = "postgresql:///postgres?host=/nobody/listens/here"


@pytest.fixture
def address() -> str:
    """Of the server, without anything of ours."""
    with psycopg.connect(address_of_server(), autocommit=True) as connection:
        for name in schemas():
            connection.execute(f"DROP SCHEMA {name} CASCADE")
        connection.execute("DROP TABLE IF EXISTS hdh_faq_published")
    return address_of_server()


def edition(index: Index, number: int) -> Index:
    return replace(index, manifest=replace(index.manifest, site_digest=str(number)))


def schemas() -> set[str]:
    with psycopg.connect(address_of_server()) as connection:
        return {name for (name,) in connection.execute(SCHEMAS).fetchall()}


def test_an_index_is_published_beside_the_one_it_follows_and_older_ones_go(address: str, toy_index: Index) -> None:
    indexes = [edition(toy_index, number) for number in range(3)]
    names = [publish(address, index) for index in indexes]
    assert names == [schema(index) for index in indexes]
    assert schemas() == {*names[1:]}
    assert open_stores(address, indexes[1])
    with pytest.raises(StoreError, match="does not hold this index: run `hdh-faq publish`"):
        open_stores(address, indexes[0])
    # Twice is once, and the way back is open.
    publish(address, indexes[2])
    publish(address, indexes[1])
    assert schemas() == {*names[1:]}
    assert open_stores(address, indexes[1])


def test_a_server_that_never_held_an_index_says_what_to_run(address: str, toy_index: Index) -> None:
    with pytest.raises(StoreError, match="run `hdh-faq publish`"):
        open_stores(address, toy_index)


def test_what_fails_half_way_leaves_what_was_there(
    address: str, toy_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = publish(address, edition(toy_index, 1))
    monkeypatch.setattr(postgres_publishing, "INDEXES", "SELECT 1 / 0")
    with pytest.raises(StoreError, match="DivisionByZero"):
        publish(address, edition(toy_index, 2))
    assert schemas() == {name}
    assert open_stores(address, edition(toy_index, 1))


def test_an_index_that_lost_a_passage_is_not_asked_and_is_written_again(address: str, toy_index: Index) -> None:
    name = publish(address, toy_index)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DELETE FROM {name}.passage WHERE row = 0")  # noqa: S608 - a name of ours
    with pytest.raises(StoreError, match="run `hdh-faq publish`"):
        open_stores(address, toy_index)
    publish(address, toy_index)
    assert open_stores(address, toy_index)


def test_the_server_is_sent_no_text(address: str, toy_index: Index) -> None:
    name = publish(address, toy_index)
    columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND data_type = 'text'"
    with psycopg.connect(address) as connection:
        assert connection.execute(columns, [name]).fetchall() == [("lang",)]


def test_while_the_server_is_down_every_answer_is_busy_then_right_again(address: str, toy_index: Index) -> None:
    publish(address, faq_with(toy_index).index)
    faq = faq_with(toy_index, settings=Settings(store=address))
    asker, server = Asker(lambda: faq, 1, 0), start()
    right = faq.ask(QUESTION, "fr")
    assert right.outcome is Outcome.ANSWERED

    async def outage() -> None:
        assert await asker(QUESTION, "fr") == right
        server.stop()
        try:
            assert [(await asker(QUESTION, "fr")).outcome for _ in range(3)] == [Outcome.BUSY] * 3
        finally:
            server.start()
        # The connection that broke is not tried again.
        assert await asker(QUESTION, "fr") == right

    anyio.run(outage)


def test_after_a_restart_nobody_is_refused_for_a_connection_that_broke(address: str, toy_index: Index) -> None:
    publish(address, faq_with(toy_index).index)
    faq, server = faq_with(toy_index, settings=Settings(store=address)), start()
    right = faq.ask(QUESTION, "fr")
    server.stop()
    server.start()
    assert faq.ask(QUESTION, "fr") == right


def test_a_process_that_was_to_ask_a_server_does_not_start_without_it(toy_index: Index) -> None:
    with pytest.raises(StoreError, match="gives no answer"):
        open_stores(NOBODY, toy_index)
    with pytest.raises(StoreError, match="gives no answer"):
        opening.publish(NOBODY, toy_index)


def test_without_its_library_the_setting_is_refused(toy_index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _name: None)
    for call in (open_stores, opening.publish):
        with pytest.raises(SettingError, match=r"install hdh-faq\[postgres\]"):
            call(NOBODY, toy_index)
