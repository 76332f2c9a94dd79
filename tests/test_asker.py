"""One asker for all faces: its kill switch, its limit, who is told of answers, and what is never kept."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.testclient import TestClient

from conftest import served
from hdh_faq import indexing
from hdh_faq.answer import MESSAGES, Answer, Outcome
from hdh_faq.asker import Asker
from hdh_faq.chat_door import PATHS
from hdh_faq.embedding import load_embedder
from hdh_faq.faq import Faq
from hdh_faq.index_files import save
from hdh_faq.refusal import BREATH_SECONDS
from hdh_faq.server import create_app
from hdh_faq.settings import Settings

QUESTION = {"question": "Qui remplace Microsoft ?", "lang": "fr"}
REASON = "une erreur est en cours de correction <b>sur</b> la page Visio, retour à 18 h."
CANARY = "ornithorynque4711"


def chat_answer(url: str, path: str, question: str, address: str = "") -> dict[str, Any]:
    """What the chat's own API answers."""
    headers = {"x-forwarded-for": address} if address else {}
    with httpx.Client(base_url=f"{url}{path}/gradio_api/call/ask", headers=headers, timeout=20) as web:
        event = web.post("", json={"data": [question]}).json()["event_id"]
        last = web.get(f"/{event}").text.strip().splitlines()[-1]
    answer: dict[str, Any] = json.loads(last.removeprefix("data: "))[0]
    return answer


# The kill switch


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_switched_off_no_question_is_answered_and_the_reader_sees_why(
    toy_faq: Faq, toy_site: Path, lang: str
) -> None:
    client = TestClient(create_app(toy_faq, Settings(site_dir=toy_site, off=REASON)))
    response = client.post("/api/ask", json={**QUESTION, "lang": lang})
    assert response.status_code == 503
    answer = response.json()
    assert (answer["outcome"], answer["abstained"], answer["passages"]) == ("off", True, [])
    assert answer["message"] == MESSAGES[Outcome.OFF][lang].format(reason=REASON)
    assert client.get("/hebergeur/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_switched_off_nothing_is_searched() -> None:
    def nothing() -> Faq:
        pytest.fail("it was searched")

    ask = Asker(nothing, 0, 16, off=REASON)
    assert anyio.run(ask, "Qui remplace Microsoft ?").outcome is Outcome.OFF


@pytest.mark.parametrize("path", sorted(PATHS.values()))
def test_the_chat_is_switched_off_too(toy_faq: Faq, toy_site: Path, path: str) -> None:
    with served(toy_faq, Settings(site_dir=toy_site, off=REASON)) as url:
        answer = chat_answer(url, path, "Qui remplace Microsoft ?")
    assert answer["outcome"] == "off"
    assert REASON in answer["message"]


# Limits behind a proxy


@pytest.fixture(scope="module")
def proxied(toy_faq: Faq, toy_site: Path) -> Iterator[str]:
    """A server whose proxy, on this machine, is believed."""
    settings = Settings(site_dir=toy_site, per_minute=2, trusted_proxies="127.0.0.1")
    with served(toy_faq, settings) as url:
        yield url


def statuses(url: str, addresses: list[str]) -> list[int]:
    with httpx.Client(base_url=url, timeout=20) as web:
        return [
            web.post("/api/ask", json=QUESTION, headers={"x-forwarded-for": one}).status_code for one in addresses
        ]


def test_behind_a_named_proxy_each_visitor_has_a_limit(proxied: str) -> None:
    assert statuses(proxied, ["192.0.2.1"] * 3 + ["192.0.2.2"]) == [200, 200, 429, 200]
    # What a visitor says of itself stands before what the proxy adds.
    assert statuses(proxied, ["198.51.100.9, 192.0.2.1", "198.51.100.8, 192.0.2.1"]) == [429, 429]


def test_behind_a_proxy_nobody_named_no_visitor_pays_for_another(toy_faq: Faq, toy_site: Path) -> None:
    with served(toy_faq, Settings(site_dir=toy_site, per_minute=1)) as url:
        assert statuses(url, ["192.0.2.1"] * 3) == [200] * 3


def test_in_the_chat_one_who_asks_too_much_is_told_in_its_language(proxied: str) -> None:
    found = [chat_answer(proxied, "/en/chat", "Who replaces Microsoft?", "192.0.2.77") for _ in range(3)]
    assert [answer["outcome"] for answer in found] == ["answered", "answered", "busy"]
    assert found[-1]["message"] == MESSAGES[Outcome.BUSY]["en"]


def test_who_asks_again_at_once_after_a_refusal_is_read_a_moment_later(toy_faq: Faq, toy_site: Path) -> None:
    settings = Settings(site_dir=toy_site, per_minute=1, trusted_proxies="127.0.0.1")
    headers = {"x-forwarded-for": "192.0.2.1"}
    with served(toy_faq, settings) as url, httpx.Client(base_url=url, headers=headers, timeout=20) as client:
        client.post("/api/ask", json=QUESTION)
        refused = client.post("/api/ask", json=QUESTION)
        started = time.perf_counter()
        assert client.get("/healthz").status_code == 200
        waited = time.perf_counter() - started
    assert (refused.status_code, refused.json()["outcome"]) == (429, "busy")
    assert waited > BREATH_SECONDS / 2


# Who is told


def test_who_watches_is_told_each_answer_and_its_time(toy_faq: Faq) -> None:
    told: list[tuple[Answer, float]] = []
    ask = Asker(lambda: toy_faq, 0, 16)
    ask.watchers.append(lambda answer, seconds: told.append((answer, seconds)))
    answer = anyio.run(ask, "Qui remplace Microsoft ?", "fr")
    assert [one for one, _ in told] == [answer]
    assert 0 < told[0][1] < 20


# Nothing typed is kept


def test_nothing_that_is_asked_through_any_door_is_written_anywhere(toy_site: Path, tmp_path: Path) -> None:
    """A real process asked well and ill through the API, the chat and the agents' door; then all it wrote is read."""
    gaps, temporary = tmp_path / "gaps.json", tmp_path / "tmp"
    temporary.mkdir()
    save(indexing.build(toy_site, load_embedder(Settings())), tmp_path / "index")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HDH_FAQ_")},
        "HDH_FAQ_SITE_DIR": str(toy_site),
        "HDH_FAQ_INDEX_DIR": str(tmp_path / "index"),
        "HDH_FAQ_MCP": "1",
        "HDH_FAQ_METRICS_TOKEN": "0123456789abcdef",
        "HDH_FAQ_GAPS_FILE": str(gaps),
        "HDH_FAQ_PER_MINUTE": "0",
        "TMPDIR": str(temporary),
        "HOME": str(temporary),
        "GRADIO_TEMP_DIR": str(temporary),
    }
    command = [sys.executable, "-m", "hdh_faq", "serve", "--port", "0"]
    said = tmp_path / "said"
    with (
        said.open("w") as output,
        subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=output, stderr=output) as process,
    ):
        try:
            url = _address(said)
            answers = _ask_everything(url)
            figures = httpx.get(f"{url}/metrics", headers={"authorization": "Bearer 0123456789abcdef"}).text
        finally:
            process.terminate()
            process.wait(30)
    assert 'hdh_faq_questions_total{outcome="out_of_scope"}' in figures
    assert answers > 40
    assert gaps.is_file()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert said in written
    assert [path for path in written if CANARY in path.read_text("utf-8", "replace")] == []
    assert [path for path in written if CANARY in path.name] == []
    assert CANARY not in figures
    assert "Traceback" not in said.read_text()


def _address(said: Path) -> str:
    for _ in range(600):
        for line in said.read_text().splitlines():
            if line.startswith("http://"):
                return line.split("/ ")[0]
        anyio.run(anyio.sleep, 0.1)
    pytest.fail(said.read_text())


def _ask_everything(url: str) -> int:
    """Put the canary into every door, in good and bad forms; how many requests that were."""
    good: list[Any] = [
        {"question": CANARY},
        {"question": "et ?", "previous": [CANARY]},
        {"question": f"{CANARY}@b.fr"},
    ]
    bad: list[Any] = [{"question": [CANARY]}, [CANARY], CANARY, {"question": "x", "lang": CANARY}, {"x": CANARY}]
    bodies = [json.dumps(body).encode() for body in (*good, *bad)]
    bodies += [CANARY.encode(), b'{"question": "' + CANARY.encode()]
    inputs: list[Any] = [
        [CANARY],
        [CANARY, None],
        [CANARY] * 3,
        {"x": CANARY},
        CANARY,
        [[CANARY]],
        [{"path": CANARY}],
        [],
    ]
    events: list[dict[str, Any]] = [
        {"data": data, **more}
        for data in inputs
        for more in ({}, {"fn_index": 0, "session_hash": "abc"}, {"fn_index": 99, "session_hash": CANARY})
    ]
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    given: list[Any] = [
        {"question": CANARY},
        {"question": [CANARY]},
        {"address": f"/{CANARY}/"},
        {"lang": CANARY},
        CANARY,
    ]
    agents: list[dict[str, Any]] = [
        {**call, "params": {"name": name, "arguments": arguments}}
        for name in ("ask", "get_page", "list_pages", CANARY)
        for arguments in given
    ]
    agents += [{**call, "method": CANARY}, {"jsonrpc": CANARY}]
    count = 0
    with httpx.Client(base_url=url, timeout=30) as web:
        for body in bodies:
            web.post("/api/ask", content=body)
            web.post(f"/api/ask?q={CANARY}", content=body, headers={"x-note": CANARY, "user-agent": CANARY})
        for path in sorted(PATHS.values()):
            for event in events:
                for route in ("queue/join", "call/ask"):
                    response = web.post(f"{path}/gradio_api/{route}", json=event)
                    if route == "call/ask" and response.status_code == 200:
                        web.get(f"{path}/gradio_api/call/ask/{response.json()['event_id']}")
                    count += 1
            web.get(f"{path}/{CANARY}")
        for message in agents:
            web.post("/mcp", json=message, headers={"accept": "application/json, text/event-stream"})
        web.post("/mcp", content=CANARY.encode(), headers={"content-type": "application/json"})
        web.get(f"/{CANARY}/?q={CANARY}")
    return count + 2 * len(bodies) + len(agents)


def test_answers_are_logged_by_outcome_and_time_only(toy_faq: Faq, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    anyio.run(Asker(lambda: toy_faq, 0, 16), f"{CANARY} chez Microsoft ?", "fr")
    assert [record.name for record in caplog.records] == ["hdh_faq"]
    assert CANARY not in caplog.text
