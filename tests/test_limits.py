"""Limits of one client: how much it may ask, who counts as one, and how little of it is remembered."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from hdh_faq.answer import MESSAGES, Outcome
from hdh_faq.faq import Faq
from hdh_faq.limits import MOST_CLIENTS, SECONDS, Limits, client_of
from hdh_faq.server import create_app
from hdh_faq.settings import Settings

QUESTION = {"question": "Qui remplace Microsoft ?"}
LONG = {"question": "why " * 300, "lang": "en"}


class Clock:
    """Goes when told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minute_of_questions_may_be_asked_at_once_and_then_one_by_one(clock: Clock) -> None:
    limits = Limits(6, clock)
    assert [limits.wait("192.0.2.1") for _ in range(7)] == [0] * 6 + [10]
    clock.now += 9.9
    assert limits.wait("192.0.2.1") == 1
    clock.now += 0.1
    assert [limits.wait("192.0.2.1"), limits.wait("192.0.2.1")] == [0, 10]
    assert limits.refused == 3


def test_whoever_waits_as_long_as_told_is_let_in(clock: Clock) -> None:
    limits = Limits(7, clock)
    for _ in range(50):
        wait = limits.wait("192.0.2.1")
        clock.now += wait
        assert not wait or limits.wait("192.0.2.1") == 0


def test_one_client_takes_nothing_from_another(clock: Clock) -> None:
    limits = Limits(1, clock)
    assert [limits.wait(f"192.0.2.{number}") for number in range(20)] == [0] * 20
    assert limits.wait("192.0.2.0") > 0


def test_no_limit_is_no_limit(clock: Clock) -> None:
    limits = Limits(0, clock)
    assert [limits.wait("192.0.2.1") for _ in range(1000)] == [0] * 1000
    assert len(limits) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::1"),
        ("192.0.2.7", "::ffff:192.0.2.7"),
    ],
)
def test_addresses_of_one_client_share_its_limit(one: str, other: str) -> None:
    assert client_of(one) == client_of(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("192.0.2.1", "192.0.2.2"), ("::ffff:192.0.2.1", "::ffff:192.0.2.2")],
)
def test_addresses_of_two_clients_do_not(one: str, other: str) -> None:
    assert client_of(one) != client_of(other)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_no_limit_for_it_may_be_a_proxy_nobody_named(address: str) -> None:
    limits = Limits(1)
    assert [limits.wait(address) for _ in range(10)] == [0] * 10


@pytest.mark.parametrize("address", ["", "unix:", "testclient"])
def test_a_proxy_over_a_local_socket_has_none_either(address: str) -> None:
    limits = Limits(1)
    assert [limits.wait(address) for _ in range(10)] == [0] * 10


def test_an_address_with_a_zone_is_an_address() -> None:
    limits = Limits(1)
    assert limits.wait("fe80::1%eth0") == 0
    assert limits.wait("fe80::2%eth0") > 0


def test_a_client_is_forgotten_after_a_minute(clock: Clock) -> None:
    limits = Limits(5, clock)
    for number in range(100):
        limits.wait(f"192.0.2.{number}")
    clock.now += SECONDS
    limits.wait("198.51.100.1")
    assert len(limits) == 1


def test_memory_is_bounded_whatever_addresses_come(clock: Clock) -> None:
    limits = Limits(5, clock)
    for number in range(MOST_CLIENTS + 500):
        limits.wait(f"2001:db8:{number:x}::1")
    assert len(limits) == MOST_CLIENTS


# At the server: one for all, and each test comes from an address of its own


@pytest.fixture(scope="module")
def app(toy_faq: Faq, toy_site: Path) -> FastAPI:
    return create_app(toy_faq, Settings(site_dir=toy_site, per_minute=2))


@pytest.mark.parametrize(("lang", "network"), [("fr", "192.0.2"), ("en", "198.51.100")])
def test_too_many_questions_of_one_client_are_busy_in_its_language_and_told_when_to_come_back(
    app: FastAPI, lang: str, network: str
) -> None:
    client = TestClient(app, client=(f"{network}.1", 1))
    other = TestClient(app, client=(f"{network}.2", 1))
    body = {**QUESTION, "lang": lang}
    assert [client.post("/api/ask", json=body).status_code for _ in range(2)] == [200, 200]
    refused = client.post("/api/ask", json=body)
    assert refused.status_code == 429
    assert (refused.json()["outcome"], refused.json()["message"]) == ("busy", MESSAGES[Outcome.BUSY][lang])
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert other.post("/api/ask", json=body).status_code == 200
    assert client.get("/").status_code == 200


def test_questions_that_are_refused_count_too(app: FastAPI) -> None:
    client = TestClient(app, client=("192.0.2.3", 1))
    assert client.post("/api/ask", json=LONG).status_code == 413
    assert client.post("/api/ask", content=b"{").status_code == 400
    assert client.post("/api/ask", json=QUESTION).status_code == 429


@pytest.mark.parametrize(
    ("header", "address"),
    [("x-forwarded-for", "203.0.113.1"), ("forwarded", "203.0.113.2"), ("x-real-ip", "203.0.113.3")],
)
def test_a_client_cannot_say_that_it_is_another(app: FastAPI, header: str, address: str) -> None:
    client = TestClient(app, client=(address, 1))
    found = [client.post("/api/ask", json=QUESTION, headers={header: f"192.0.2.{n}"}).status_code for n in (5, 6, 7)]
    assert found == [200, 200, 429]
