"""Attacks: files through the chat, foreign hosts and origins, slow clients. Each once worked, or could have."""

import gc
import http.client
import json
import logging
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import psutil
import pytest
from starlette.testclient import TestClient

from conftest import served
from hdh_faq.chat_bounds import MOST_UNREAD, bound
from hdh_faq.chat_door import PATHS
from hdh_faq.faq import Faq
from hdh_faq.hosts import Hosts
from hdh_faq.protocol import TimedProtocol
from hdh_faq.server import create_app
from hdh_faq.settings import Settings

CANARY = "canary-4711"
SESSION = "abc123"
CHATS = sorted(PATHS.values())
FOREIGN = "https://evil.example"


@pytest.fixture(scope="module")
def address(toy_faq: Faq, toy_site: Path) -> Iterator[str]:
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        yield address


@pytest.fixture(scope="module")
def client(toy_faq: Faq, toy_site: Path) -> Iterator[TestClient]:
    with TestClient(create_app(toy_faq, Settings(site_dir=toy_site)), follow_redirects=False) as client:
        yield client


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "outside.txt"
    path.write_text(CANARY, encoding="utf-8")
    return path


@pytest.fixture
def fetched() -> Iterator[tuple[str, list[bytes]]]:
    """An address on loopback, and what came in there."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    came: list[bytes] = []
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            came.append(b"connection")
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/secret", came
    stop.set()
    thread.join()
    listener.close()


def disguises(path: str) -> list[Any]:
    """Ways to name a file in a message to Gradio."""
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    url = {"url": path, "path": path, "orig_name": "x", "meta": {"_type": "gradio.FileData"}}
    turn = {"role": "user", "content": [{"type": "file", "file": file}]}
    return [
        file,
        url,
        [file],
        turn,
        [turn],
        [{"role": "user", "content": file}],
        [{"role": "user", "content": {"path": path}}],
        [{"role": "assistant", "content": [{"type": "file", "file": url}]}],
        [[file, file]],
        [[{"file": file}, None]],
        {"text": "x", "files": [file]},
        {"value": file},
        {"component": "image", "value": file, "constructor_args": {}, "props": {}},
    ]


@pytest.mark.parametrize("chat", CHATS)
def test_no_message_to_the_chat_makes_the_server_read_or_fetch(
    address: str, canary: Path, fetched: tuple[str, list[bytes]], chat: str
) -> None:
    target, came = fetched
    with httpx.Client(base_url=f"{address}{chat}", timeout=10) as web:
        for named in (str(canary), f"file://{canary}", f"../../{canary}", target):
            for disguise in disguises(named):
                for function in (*range(-1, 6), 99, None, "0"):
                    for data in ([disguise], ["x", disguise], [disguise, None]):
                        body = {"data": data, "fn_index": function, "session_hash": SESSION}
                        assert web.post("/gradio_api/queue/join", json=body).status_code == 422
                    event = {
                        "data": ["x", None],
                        "fn_index": function,
                        "session_hash": SESSION,
                        "event_data": disguise,
                    }
                    assert web.post("/gradio_api/queue/join", json=event).status_code == 422
                assert web.post("/gradio_api/call/ask", json={"data": [disguise]}).status_code == 422
            for route in ("file=", "file/", "proxy=", "stream/", "static/", "assets/", "custom_component/"):
                for prefix in ("/gradio_api/", "/"):
                    response = web.get(f"{prefix}{route}{named}")
                    assert CANARY not in response.text
                    assert response.status_code >= 300
    assert came == []


@pytest.mark.parametrize("chat", CHATS)
def test_a_file_named_in_plain_words_is_only_words(address: str, canary: Path, chat: str) -> None:
    with httpx.Client(base_url=f"{address}{chat}", timeout=10) as web:
        said = talk(web, [str(canary), None], 0)
        assert CANARY not in said
        assert "process_completed" in said


def talk(web: httpx.Client, data: list[Any], function: int) -> str:
    """What the chat says to one message, as it streams it."""
    body = {"data": data, "fn_index": function, "session_hash": SESSION, "event_data": None, "trigger_id": 7}
    assert web.post("/gradio_api/queue/join", json=body).status_code == 200
    with web.stream("GET", f"/gradio_api/queue/data?session_hash={SESSION}") as stream:
        said = ""
        for line in stream.iter_lines():
            said += line
            if "close_stream" in line:
                break
    return said


def test_the_server_holds_the_conversation(address: str) -> None:
    with httpx.Client(base_url=f"{address}{PATHS['fr']}", timeout=10) as web:
        first = talk(web, ["Qui remplace Microsoft ?", None], 0)
        second = talk(web, ["Bonjour", None], 0)
    assert first.count("faq-question") < second.count("faq-question")
    assert "Qui remplace Microsoft" in second


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("GET", "openapi.json"),
        ("GET", "gradio_api/openapi.json"),
        ("GET", "monitoring"),
        ("GET", "gradio_api/monitoring/summary"),
        ("GET", "gradio_api/runs"),
        ("GET", "gradio_api/run-history/records"),
        ("GET", "login_check"),
        ("GET", "gradio_api/user"),
        ("GET", "gradio_api/token"),
        ("GET", "gradio_api/deep_link"),
        ("GET", "gradio_api/profiling/traces"),
        ("POST", "login"),
        ("POST", "gradio_api/upload"),
        ("POST", "upload"),
        ("POST", "gradio_api/component_server"),
        ("POST", "gradio_api/process_recording"),
        ("POST", "gradio_api/run/predict"),
        ("POST", "gradio_api/api/respond"),
        ("POST", "gradio_api/call/respond"),
        ("POST", "gradio_api/vibe-edit"),
        ("PUT", "gradio_api/queue/join"),
        ("OPTIONS", "gradio_api/queue/join"),
    ],
)
def test_routes_that_our_chat_does_not_use_are_not_there(
    client: TestClient, chat: str, method: str, route: str
) -> None:
    assert client.request(method, f"{chat}/{route}", json={"data": []}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'{"data": "x"}', b'{"data": ["PRIVTOKEN"], "fn_index": 0}',
     b'{"data": ["PRIVTOKEN", null, null], "fn_index": 0}',
     b'{"data": ["x", null], "fn_index": 0, "session_hash": {}}',
     b'{"data": ["x", null], "fn_index": true}', b"[" * 5000],
)  # fmt: skip
def test_a_malformed_message_is_refused_and_not_logged(
    client: TestClient, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert client.post("/chat/gradio_api/queue/join", content=body).status_code == 422
    assert "PRIVTOKEN" not in caplog.text


@pytest.mark.parametrize("route", ["reset", "cancel", "queue/join"])
@pytest.mark.parametrize(
    "more", [{"data": "\ud800"}, {"user": "\ud800"}, {"trigger_id": "\ud800"}, {"fn_index": 0.0}]
)
def test_a_message_says_no_more_than_our_page_does(client: TestClient, route: str, more: dict[str, Any]) -> None:
    body = {"data": ["x", None], "fn_index": 0, "session_hash": SESSION, "event_id": "x"} | more
    assert client.post(f"/chat/gradio_api/{route}", content=json.dumps(body)).status_code == 422


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize("route", ["/", "/config", "/gradio_api/info", "/theme.css"])
def test_what_follows_a_question_mark_changes_nothing(client: TestClient, chat: str, route: str) -> None:
    plain = client.get(chat + route)
    assert plain.status_code == 200
    for query in ("page=x", "page=/../x", "deep_link=x", "all_endpoints=true", "__sign=x"):
        assert client.get(f"{chat}{route}?{query}").content == plain.content


@pytest.mark.parametrize("host", ["evil.example", "x y", "[::1]:a", "127.0.0.1:99999999"])
@pytest.mark.parametrize("path", ["/hebergeur", "//hebergeur", "///hebergeur", "/%5Chebergeur", "/..%2f"])
def test_no_path_makes_a_redirect_to_another_host_or_tells_our_own(client: TestClient, path: str, host: str) -> None:
    response = client.get(path, headers={"host": host})
    assert not response.headers.get("location", "/").startswith(("//", "/\\", "http"))


@pytest.mark.parametrize(
    ("data", "event"),
    [([None], None), ([None], "x"), ([None], {"index": 0}), ([None], {"value": {"text": "x"}}), ([None, None], None)],
)
@pytest.mark.parametrize("function", [0, 1])
def test_an_event_that_gradio_would_fail_on_is_refused(
    client: TestClient, function: int, data: list[Any], event: Any
) -> None:
    body = {"data": data, "fn_index": function, "session_hash": SESSION, "event_data": event}
    assert client.post("/chat/gradio_api/queue/join", json=body).status_code == 422


def test_of_what_nobody_fetches_little_is_kept(toy_faq: Faq, toy_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chats: list[Any] = []
    monkeypatch.setattr("hdh_faq.chat_bounds.MOST_VISITS", 5)

    def bound_and_seen(blocks: Any) -> None:
        bound(blocks)
        chats.append(blocks)

    monkeypatch.setattr("hdh_faq.chat.bound", bound_and_seen)
    with served(toy_faq, Settings(site_dir=toy_site)) as address, httpx.Client(base_url=address, timeout=10) as web:
        for number in range(40):
            body = {"data": ["Qui remplace Microsoft ?", None], "fn_index": 0, "session_hash": f"v{number % 20}"}
            for visit in (f"v{number % 20}", SESSION):
                assert web.post("/chat/gradio_api/queue/join", json=body | {"session_hash": visit}).status_code == 200
                time.sleep(0.02)
        queue, states = chats[0]._queue, chats[0].state_holder
        assert len(queue.pending_messages_per_session) <= 5
        assert len(queue.pending_event_ids_session) <= 5
        assert len(states.session_data) <= 5
        assert len(queue.event_analytics) <= 1
        assert queue.pending_messages_per_session[SESSION].qsize() == MOST_UNREAD
        assert len(queue.pending_event_ids_session[SESSION]) <= MOST_UNREAD
        web.base_url = f"{address}/chat"
        assert "process_completed" in talk(web, ["Qui remplace Microsoft ?", None], 0)


def test_of_a_page_that_was_closed_no_request_is_kept(address: str) -> None:
    for number in range(10):
        with raw(address) as connection:
            connection.sendall(f"GET /chat/gradio_api/heartbeat/closed{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert b"200" in connection.recv(100)
    time.sleep(1)
    gc.collect()
    kept = [one for one in gc.get_objects() if type(one) is gr.Request and "closed" in (one.session_hash or "")]
    assert len(kept) < 5


def starters(web: TestClient | httpx.Client, chat: str) -> list[str]:
    """The texts of the buttons, as the chat's page gets them."""
    parts = web.get(f"{chat}/config").json()["components"]
    return [one["text"] for part in parts for one in part["props"].get("examples") or []]


def chosen(text: str) -> dict[str, Any]:
    event = {"index": 0, "value": {"text": text}, "selected": True}
    return {"data": [None], "fn_index": 1, "session_hash": SESSION, "event_data": event, "trigger_id": 7}


@pytest.mark.parametrize("chat", CHATS)
def test_a_button_asks_its_own_question(address: str, chat: str) -> None:
    with httpx.Client(base_url=address, timeout=10) as web:
        texts = starters(web, chat)
        assert texts
        for text in texts:
            assert web.post(f"{chat}/gradio_api/queue/join", json=chosen(text)).status_code == 200


@pytest.mark.parametrize("chat", CHATS)
def test_a_button_asks_no_other_question(client: TestClient, chat: str) -> None:
    other = next(path for path in CHATS if path != chat)
    for text in ("Qui suis-je ?", "", "x" * 5000, *starters(client, other)):
        response = client.post(f"{chat}/gradio_api/queue/join", json=chosen(text))
        assert response.status_code == 422


REPORTS = """
import os, sys
from importlib.abc import MetaPathFinder

SWITCHES = {"gradio": "GRADIO_ANALYTICS_ENABLED", "huggingface_hub": "HF_HUB_DISABLE_TELEMETRY"}

class Watch(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in SWITCHES:
            print(name, os.environ.get(SWITCHES[name]))

sys.meta_path.insert(0, Watch())
import socket
def refuse(*_): raise SystemExit("it calls somebody")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
import hdh_faq.chat as chat
from gradio import analytics
from huggingface_hub import constants
chat.load(None, {"fr": ["Qui ?"], "en": ["Who?"]}, 1)
print(analytics.analytics_enabled(), constants.HF_HUB_DISABLE_TELEMETRY)
"""


def test_nothing_is_ever_reported_to_the_makers_of_the_chat() -> None:
    wanted = {"GRADIO_ANALYTICS_ENABLED": "True", "HF_HUB_DISABLE_TELEMETRY": "0", "GRADIO_MCP_SERVER": "True"}
    done = subprocess.run(
        [sys.executable, "-c", REPORTS], env={**os.environ, **wanted}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == ["False True", "gradio False", "huggingface_hub 1"]


def test_an_idle_server_sleeps(address: str) -> None:
    assert httpx.get(f"{address}/healthz").status_code == 200
    before = psutil.Process().num_ctx_switches().voluntary
    time.sleep(2)
    assert psutil.Process().num_ctx_switches().voluntary - before < 600  # Gradio alone would wake 1,400 times


def test_a_stranger_to_the_queue_fills_no_log(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with suppress(httpx.HTTPError):
        httpx.get(f"{address}/chat/gradio_api/queue/data?session_hash=nobody", timeout=5)
    time.sleep(0.2)
    assert warnings(caplog) == ["RuntimeError in the chat"]
    assert not any(record.exc_info for record in caplog.records)


def open_pages(address: str) -> list[socket.socket]:
    """Connections as of readers in the midst of things: chats open, a page being read, a question half sent."""
    host = f"Host: {address.removeprefix('http://')}\r\n"
    requests = [
        *(f"GET {chat}/gradio_api/heartbeat/{SESSION}{n} HTTP/1.1\r\n{host}\r\n" for chat in CHATS for n in range(2)),
        f"GET / HTTP/1.1\r\n{host}\r\n",
        f"POST /api/ask HTTP/1.1\r\n{host}Content-Length: 100\r\n\r\n{{",
        f"POST /chat/gradio_api/queue/join HTTP/1.1\r\n{host}Content-Length: 100\r\n\r\n{{",
        f"GET /assets/faq/headings.json HTTP/1.1\r\n{host}\r\n",
        f"GET /chat/ HTTP/1.1\r\n{host}\r\n",
    ]
    connections = []
    for request in requests:
        connections.append(socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=10))
        connections[-1].sendall(request.encode())
    time.sleep(0.5)
    return connections


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_stopping_with_open_pages_is_quick_and_logs_nothing(
    toy_faq: Faq, toy_site: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hdh_faq.protocol.SHUTDOWN_SECONDS", 0.5)
    monkeypatch.setattr("hdh_faq.server.SHUTDOWN_SECONDS", 2)
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        connections = open_pages(address)
        begun = time.perf_counter()
    assert time.perf_counter() - begun < 3
    assert warnings(caplog) == []
    for connection in connections:
        connection.close()


def test_readers_who_go_away_log_nothing(toy_faq: Faq, toy_site: Path, caplog: pytest.LogCaptureFixture) -> None:
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        for connection in open_pages(address):
            # Without a farewell: a reset, not an end.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        time.sleep(0.5)
        assert httpx.get(f"{address}/healthz").json()["site"]
    assert warnings(caplog) == []


def test_a_foreign_host_is_never_repeated(client: TestClient) -> None:
    response = client.get("/hebergeur", headers={"host": "evil.example"})
    assert response.headers["location"] == "/hebergeur/"
    chat = client.get("/chat/", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert "evil.example" not in chat.text
    for route in ("/", "/config", "/gradio_api/info"):
        client.get(f"/chat{route}", headers={"host": "evil.example"})
        assert "evil.example" not in client.get(f"/chat{route}").text


def test_a_public_address_shuts_out_other_names(toy_faq: Faq, toy_site: Path) -> None:
    settings = Settings(site_dir=toy_site, public_url="https://site.example", allowed_hosts="www.site.example")
    client = TestClient(create_app(toy_faq, settings))
    ours = ("site.example", "site.example:443", "SITE.example", "www.site.example", "localhost:8000")
    assert {client.get("/", headers={"host": host}).status_code for host in ours} == {200}
    assert {client.get("/", headers={"host": host}).status_code for host in ("evil.example", "")} == {400}
    assert "max-age" in client.get("/", headers={"host": "site.example"}).headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("public_url", "allowed", "ours", "foreign"),
    [
        ("https://site.example", "", ["site.example", "site.example:", "[::1]:8000"],
         ["site.example:8000", "site.example:80", "site.example:x", "site.example:443:443", "[::2]", ":443"]),
        ("http://site.example:8080/faq/", "", ["site.example:8080"], ["site.example", "site.example:443"]),
        ("https://site.example", "www.site.example, app:8000", ["www.site.example:443", "app:8000"],
         ["www.site.example:8000", "app", "app:443", "site.example:8000"]),
        ("https://site.example:8443", "www.site.example", ["www.site.example:8443"], ["www.site.example"]),
        ("", "www.site.example", ["site.example:8000", "evil.example", ""], []),
    ],
)  # fmt: skip
def test_a_host_is_ours_with_its_port_only(
    public_url: str, allowed: str, ours: list[str], foreign: list[str]
) -> None:
    hosts = Hosts.of(public_url, allowed)
    assert [host for host in ours if not hosts.allow(host)] == []
    assert [host for host in foreign if hosts.allow(host)] == []


@pytest.mark.parametrize("chat", CHATS)
def test_behind_tls_the_chat_speaks_as_the_public_address_does(toy_faq: Faq, toy_site: Path, chat: str) -> None:
    settings = Settings(site_dir=toy_site, public_url="https://site.example")
    with TestClient(create_app(toy_faq, settings), follow_redirects=False) as client:
        config = client.get(f"{chat}/config", headers={"host": "site.example"}).json()
        assert config["root"] == f"https://site.example{chat}"
        assert "http://site.example" not in client.get(f"{chat}/", headers={"host": "site.example"}).text
        config = client.get(f"{chat}/config", headers={"host": "localhost:8000"}).json()
        assert config["root"].startswith("http://")


@pytest.mark.parametrize("chat", CHATS)
def test_no_foreign_site_may_read_the_chat(client: TestClient, chat: str) -> None:
    headers = {"origin": FOREIGN, "host": "site.example"}
    for route in ("/", "/config", "/gradio_api/info"):
        response = client.get(chat + route, headers=headers)
        assert response.status_code == 200
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_a_request_without_end_is_cut_off(
    toy_faq: Faq, toy_site: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hdh_faq.protocol.HEADERS_SECONDS", 0.3)
    monkeypatch.setattr("hdh_faq.request_body.BODY_SECONDS", 0.3)
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            assert slow.recv(100) == b""
        with socket.create_connection(("127.0.0.1", port), timeout=10) as slow:
            slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            assert b"408" in slow.recv(200)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as gone:
            gone.sendall(b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.2)
        assert httpx.get(f"{address}/").status_code == 200
    assert "Traceback" not in caplog.text
    assert "Exception" not in caplog.text


def test_a_missing_english_page_is_missing_in_english(client: TestClient) -> None:
    assert '<html lang="en"' in client.get("/en/nothing/deep/").text
    assert '<html lang="fr"' in client.get("/nothing/").text
    assert {client.get(path).status_code for path in ("/en/nothing/deep/", "/nothing/", "/en/404.html")} <= {404, 200}


def test_a_long_message_is_refused(toy_faq: Faq, toy_site: Path) -> None:
    settings = replace(Settings(site_dir=toy_site), max_body_bytes=200)
    body = json.dumps({"data": ["x" * 300, None], "fn_index": 0})
    with TestClient(create_app(toy_faq, settings)) as client:
        assert client.post("/chat/gradio_api/queue/join", content=body).status_code == 413


def test_the_second_packet_of_an_answer_does_not_wait_for_the_first_to_be_acknowledged(
    toy_faq: Faq, toy_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    received = TimedProtocol.data_received

    def look(protocol: TimedProtocol, data: bytes) -> None:
        seen.append(protocol.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        received(protocol, data)

    monkeypatch.setattr(TimedProtocol, "data_received", look)
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        httpx.get(f"{address}/healthz")
    assert seen
    assert all(seen)


def raw(address: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=10)


def test_a_body_without_end_is_cut_off_whatever_the_route(
    toy_faq: Faq, toy_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hdh_faq.protocol.BODY_SECONDS", 1)
    with served(toy_faq, Settings(site_dir=toy_site, mcp=1)) as address:
        for path in ("/mcp", "/api/ask", "/"):
            with raw(address) as slow:
                slow.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{".encode())
                with suppress(ConnectionResetError):
                    while slow.recv(1000):
                        pass
            quick = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
            for _ in range(2):  # on one connection, which outlasts the limit
                quick.request("POST", path, in_parts(), {"Content-Length": "4"})
                response = quick.getresponse()
                assert 400 <= response.status < 500
                response.read()
                time.sleep(1)


def in_parts() -> Iterator[bytes]:
    yield b"{"
    time.sleep(0.1)
    yield b"  }"


def test_a_client_that_does_not_read_is_not_waited_for(
    toy_faq: Faq, toy_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hdh_faq.protocol.READER_SECONDS", 0.5)
    site = tmp_path / "site"
    shutil.copytree(toy_site, site)
    large = os.urandom(20_000_000)
    (site / "large.bin").write_bytes(large)
    with served(toy_faq, Settings(site_dir=site, reload_seconds=0)) as address:
        with raw(address) as asleep:
            asleep.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(1.5)
            got = 0
            with suppress(ConnectionResetError):
                while piece := asleep.recv(1_000_000):
                    got += len(piece)
        assert got < len(large)
        assert httpx.get(f"{address}/large.bin").content == large


def test_a_link_leads_to_nothing_outside_of_the_site(
    toy_faq: Faq, toy_site: Path, tmp_path: Path, canary: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(toy_site, site)
    links = {
        "file.txt": canary,
        "folder": tmp_path,
        "up": Path(".."),
        "circle": Path("circle"),
        "gone": Path("gone2"),
    }
    for name, target in links.items():
        (site / name).symlink_to(target)
    client = TestClient(create_app(toy_faq, Settings(site_dir=site, reload_seconds=0)))
    for path in (*links, "folder/outside.txt", "up/outside.txt", "circle/x", "circle/"):
        assert client.get(f"/{path}").status_code == 404


def test_nothing_after_a_request_of_two_lengths_is_taken_for_another(toy_faq: Faq, toy_site: Path) -> None:
    hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    with served(toy_faq, Settings(site_dir=toy_site)) as address, raw(address) as smuggler:
        smuggler.sendall(head + hidden)
        said = b""
        while piece := smuggler.recv(1000):
            said += piece
    assert said.startswith(b"HTTP/1.1 400")
    assert said.count(b"HTTP/1.1") == 1


def test_malformed_requests_leave_no_line(toy_faq: Faq, toy_site: Path, caplog: pytest.LogCaptureFixture) -> None:
    upgrade = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with served(toy_faq, Settings(site_dir=toy_site)) as address:
        for request in (b"nonsense\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", upgrade):
            with raw(address) as connection:
                connection.sendall(request)
                assert connection.recv(100)
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]
