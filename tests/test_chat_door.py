"""The chat is loaded while the server already answers; who comes to it meanwhile waits, and nobody else does."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaitingError
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from conftest import served
from hdh_faq import chat
from hdh_faq.chat_door import PATHS, Chat, chat_at
from hdh_faq.faq import Faq
from hdh_faq.settings import Settings

CHATS = sorted(PATHS.values())
QUESTION = {"question": "Qui remplace Microsoft ?"}
UNUSED = "gradio_api/file=/etc/passwd"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A chat that is loaded no sooner than this is set."""
    there, load = threading.Event(), chat.load

    def load_late(*given: object) -> Chat:
        there.wait(20)
        return load(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(chat, "load", load_late)
    yield there
    there.set()


@pytest.mark.parametrize(
    ("path", "chat"),
    [("/chat", "/chat"), ("/chat/x", "/chat"), ("/en/chat/", "/en/chat"), ("/chats/", None), ("/fr/chat/", None)],
)
def test_an_address_belongs_to_one_chat_or_none(path: str, chat: str | None) -> None:
    assert chat_at(path) == chat


@pytest.mark.parametrize("path", CHATS)
def test_pages_and_answers_do_not_wait_for_the_chat_and_its_visitors_do(
    toy_faq: Faq, toy_site: Path, library: threading.Event, path: str
) -> None:
    with served(toy_faq, Settings(site_dir=toy_site)) as address, ThreadPoolExecutor() as visitors:
        visit = visitors.submit(httpx.get, f"{address}{path}/", timeout=20)
        with suppress(httpx.ReadTimeout):  # who goes away takes it from nobody else
            httpx.get(f"{address}{path}/", timeout=0.2)
        assert httpx.get(f"{address}/").status_code == 200
        assert httpx.post(f"{address}/api/ask", json=QUESTION).json()["outcome"] == "answered"
        assert httpx.get(f"{address}{path}").headers["location"] == f"{path}/"
        assert httpx.get(f"{address}{path}/{UNUSED}").status_code == 404
        with pytest.raises(StillWaitingError):
            visit.result(timeout=0.1)
        library.set()
        assert "gradio-app" in visit.result(timeout=20).text


@pytest.mark.parametrize("path", CHATS)
def test_a_chat_that_cannot_be_loaded_takes_nothing_else_with_it(
    toy_faq: Faq, toy_site: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    def fail(*_given: object) -> Chat:
        raise ImportError("no such part")

    monkeypatch.setattr(chat, "load", fail)
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        missing = httpx.get(f"{address}{path}/")
        assert (missing.status_code, missing.text) == (503, "The chat could not be loaded.\n")
        assert httpx.post(f"{address}/api/ask", json=QUESTION).json()["outcome"] == "answered"
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in told] == ["No chat: its library fails (ImportError: no such part)."]
    assert told[0].exc_info is None


def test_a_server_may_be_stopped_before_its_chat_is_there(
    toy_faq: Faq, toy_site: Path, library: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        assert httpx.get(f"{address}/").status_code == 200
        library.set()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
