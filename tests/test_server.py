"""Site, chat and JSON on one port: what each address gives, refuses, says in its headers, and never says."""

import asyncio
import base64
import gzip
import hashlib
import json
import logging
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from conftest import FakeEmbedder
from hdh_faq import indexing
from hdh_faq.answer import MESSAGES, Answer, Outcome
from hdh_faq.bundle import write_bundle
from hdh_faq.cli import main
from hdh_faq.embedding import load_embedder
from hdh_faq.errors import FaqError, SiteMissingError
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.index_files import save
from hdh_faq.languages import Lang
from hdh_faq.refusal import BREATH_SECONDS, ComeBack
from hdh_faq.served_pages import Gzipped
from hdh_faq.server import create_app, take_port
from hdh_faq.settings import Settings

QUESTION = {"question": "Qui remplace Microsoft ?", "lang": "fr"}
ALLOWED, FOREIGN = "https://site.example", "https://other.example"
PATIENCE = 20
"""Seconds after which a test that waits for another thread gives up."""


class SlowFaq(Faq):
    """Answers when told to."""

    entered = threading.Semaphore(0)
    leave = threading.Event()

    def ask(self, question: str, lang: Lang | None = None, previous: Sequence[str] = ()) -> Answer:
        self.entered.release()
        self.leave.wait(PATIENCE)
        return super().ask(question, lang, previous)


class BrokenFaq(Faq):
    """Fails with the question in its message."""

    def ask(self, question: str, lang: Lang | None = None, previous: Sequence[str] = ()) -> Answer:
        raise RuntimeError(f"secret path /srv/hdh: {question} ({lang}, {previous})")


@pytest.fixture(scope="module")
def settings(toy_site: Path, toy_index: Index, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("server") / "index"
    save(toy_index, folder)
    return Settings(site_dir=toy_site, index_dir=folder)


@pytest.fixture(scope="module")
def client(toy_faq: Faq, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(toy_faq, settings), follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def broken(toy_index: Index, settings: Settings) -> TestClient:
    faq = BrokenFaq(toy_index, FakeEmbedder())
    return TestClient(create_app(faq, settings), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def widget(toy_faq: Faq, toy_site: Path) -> TestClient:
    """A server that a widget on another site may ask."""
    origins = f"{ALLOWED}, https://second.example"
    return TestClient(create_app(toy_faq, Settings(site_dir=toy_site, allowed_origins=origins, max_body_bytes=200)))


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


# The site


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/", "Le départ de Microsoft"),
        ("/hebergeur/", "L’hébergeur des données"),
        ("/droit/", "Le droit américain"),
        ("/en/", "Leaving Microsoft"),
        ("/en/hebergeur/", "The host of the data"),
    ],
)
def test_pages_of_both_languages_are_served(client: TestClient, path: str, heading: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    title = LexborHTMLParser(response.content).css_first("h1")
    assert title is not None
    assert title.text().startswith(heading)


def test_a_folder_without_its_slash_leads_to_the_page(client: TestClient) -> None:
    response = client.get("/hebergeur")
    assert response.is_redirect
    assert response.headers["location"].endswith("/hebergeur/")


def test_every_script_and_style_of_a_page_is_served(client: TestClient) -> None:
    tree = LexborHTMLParser(client.get("/").content)
    found = [node.attributes.get("src") for node in tree.css("script[src]")]
    found += [node.attributes.get("href") for node in tree.css("link[rel=stylesheet]")]
    assert found
    assert {client.get(f"/{path}").status_code for path in found} == {200}


@pytest.mark.parametrize("path", [
    "/nope", "/en/nope/", "/hebergeur/nope.html", "/%00", "/" + "a" * 300, "/" + "a/" * 500, "/é", "/.git/config",
])  # fmt: skip
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/card.png", "/hebergeur/"])
def test_a_file_that_may_not_be_read_is_not_there(
    client: TestClient, path: str, toy_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(path).status_code == 200
    # Who tests as root may read all.
    page_404 = str(toy_site / "404.html")
    monkeypatch.setattr(os, "access", lambda file, _: file == page_404)
    assert client.get(path).status_code == 404


def test_a_missing_page_shows_the_sites_own_404(client: TestClient, toy_site: Path) -> None:
    assert client.get("/nope").content == (toy_site / "404.html").read_bytes()


@pytest.mark.parametrize("path", [
    "/../mkdocs.yml", "/..%2fmkdocs.yml", "/%2e%2e/mkdocs.yml", "/en/..%2f..%2fmkdocs.yml", "/..%5cmkdocs.yml",
    "//etc/passwd", "/%2fetc%2fpasswd", "/en/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
])  # fmt: skip
def test_no_path_leads_out_of_the_site(client: TestClient, path: str, toy_site: Path) -> None:
    assert (toy_site.parent / "mkdocs.yml").is_file()
    response = client.get(path)
    assert response.status_code in (404, 307)
    assert b"site_name" not in response.content
    assert b"root:" not in response.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_can_only_be_read(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


def test_a_server_without_a_site_does_not_start(toy_faq: Faq, tmp_path: Path) -> None:
    with pytest.raises(SiteMissingError, match="hdh-faq build"):
        create_app(toy_faq, Settings(site_dir=tmp_path))


def test_healthz_says_what_is_served(client: TestClient, toy_index: Index) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "site": True,
        "index": True,
        "edition": toy_index.manifest.site_digest[:8],
        "refused": None,
        "passages": len(toy_index.passages),
        "model": "fake fake-1",
    }
    assert client.head("/healthz").status_code == 200


def test_without_gradio_there_are_pages_and_answers_but_no_chat(
    toy_faq: Faq, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hdh_faq.server.find_spec", lambda _: None)
    client = TestClient(create_app(toy_faq, settings))
    assert client.get("/chat/").status_code == 404
    assert client.get("/").status_code == 200
    assert client.post("/api/ask", json=QUESTION).json()["outcome"] == "answered"


def test_healthz_says_that_the_index_is_gone(toy_faq: Faq, toy_site: Path, tmp_path: Path) -> None:
    settings = Settings(site_dir=toy_site, index_dir=tmp_path / "gone")
    response = TestClient(create_app(toy_faq, settings)).get("/healthz")
    assert (response.status_code, response.json()["status"]) == (503, "incomplete")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_frameworks_own_pages_are_off(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


# The chat


@pytest.mark.parametrize("path", ["/chat", "/en/chat"])
def test_the_chat_without_its_slash_leads_to_the_chat(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.is_redirect
    assert response.headers["location"] == f"{path}/"


@pytest.mark.parametrize("query", ["path=https://evil.example", "path=//evil.example", "path=%2F%2Fevil.example&x=1"])
@pytest.mark.parametrize("path", ["/chat", "/en/chat"])
def test_no_query_leads_the_chats_redirect_elsewhere(client: TestClient, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert "evil" not in response.headers.get("location", "").partition("?")[0]


@pytest.mark.parametrize("path", ["/chat/", "/en/chat/"])
def test_the_chat_is_served_in_both_languages(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "gradio" in response.text


# Asking


def test_an_answer_is_the_same_as_in_python(client: TestClient, toy_faq: Faq) -> None:
    response = client.post("/api/ask", json=QUESTION)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/json")
    assert response.json() == json.loads(json.dumps(toy_faq.ask(QUESTION["question"], "fr").to_dict()))


@pytest.mark.parametrize(
    ("question", "outcome", "status"),
    [
        ("Who replaces Microsoft?", Outcome.ANSWERED, 200),
        ("zzz yyy xxx", Outcome.OUT_OF_SCOPE, 200),
        ("Hello!", Outcome.GREETING, 200),
        ("Wer wird in Zukunft die französischen Gesundheitsdaten speichern?", Outcome.OTHER_LANGUAGE, 200),
        ("Call me: a.b@example.org", Outcome.PERSONAL_DATA, 200),
        ("", Outcome.TOO_SHORT, 422),
        ("?", Outcome.TOO_SHORT, 422),
        ("why " * 300, Outcome.TOO_LONG, 413),
    ],
)
def test_each_outcome_has_its_documented_status(
    client: TestClient, question: str, outcome: Outcome, status: int
) -> None:
    response = client.post("/api/ask", json={"question": question, "lang": "en"})
    assert response.status_code == status
    assert response.json()["outcome"] == outcome.value
    assert response.json()["abstained"] is (outcome is not Outcome.ANSWERED)


@pytest.mark.parametrize("body", [{"question": "Microsoft"}, {"question": "Microsoft", "lang": None}])
def test_the_language_may_be_left_out(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/api/ask", json=body).json()["outcome"] == "answered"


def test_fields_we_do_not_know_do_no_harm(client: TestClient) -> None:
    assert client.post("/api/ask", json={**QUESTION, "id": 1, "history": []}).status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_json_may_come_in_any_unicode_encoding(client: TestClient, encoding: str) -> None:
    body = json.dumps(QUESTION, ensure_ascii=False).encode(encoding)
    assert client.post("/api/ask", content=body).json()["outcome"] == "answered"


NOT_JSON = {
    "nothing": b"",
    "spaces": b"  ",
    "half": b'{"question": "Qui',
    "words": b"Qui remplace Microsoft ?",
    "form": b"question=Qui&lang=fr",
    "not unicode": b'{"question": "h\xe9berger"}',
    "zeros": b"\0" * 10,
    "trailing": b'{"question": "Qui ?"} x',
    "too deep": b"[" * 10_000,
    "too deep inside": b'{"question": ' + b'{"a":' * 3_000,
}
NOT_A_QUESTION: dict[str, Any] = {
    "null": None,
    "list": [QUESTION],
    "text": "Qui ?",
    "number": 1,
    "empty": {},
    "other key": {"q": "Qui ?"},
    "question null": {"question": None},
    "question number": {"question": 1},
    "question list": {"question": ["Qui ?"]},
    "question object": {"question": {"text": "Qui ?"}},
    "question true": {"question": True},
    "language unknown": {**QUESTION, "lang": "de"},
    "language upper case": {**QUESTION, "lang": "FR"},
    "language empty": {**QUESTION, "lang": ""},
    "language region": {**QUESTION, "lang": "fr-FR"},
    "language number": {**QUESTION, "lang": 1},
    "language list": {**QUESTION, "lang": ["fr"]},
    "language object": {**QUESTION, "lang": {"fr": 1}},
    "language false": {**QUESTION, "lang": False},
}


def assert_is_a_refusal(response: Any) -> None:
    data = response.json()
    assert (data["outcome"], data["abstained"], data["passages"]) == ("error", True, [])
    assert re.fullmatch(r"[^\n]+\.", data["message"])
    assert "Traceback" not in response.text


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON.keys())
def test_what_is_no_json_is_a_bad_request_with_a_sentence(client: TestClient, body: bytes) -> None:
    response = client.post("/api/ask", content=body)
    assert response.status_code == 400
    assert_is_a_refusal(response)


@pytest.mark.parametrize("body", NOT_A_QUESTION.values(), ids=NOT_A_QUESTION.keys())
def test_json_that_is_no_question_is_refused_with_a_sentence(client: TestClient, body: object) -> None:
    response = client.post("/api/ask", content=json.dumps(body))
    assert response.status_code == 422
    assert_is_a_refusal(response)


def test_a_body_at_the_limit_is_read_and_one_byte_more_is_not(widget: TestClient) -> None:
    start, end = b'{"question": "Microsoft"', b"}"
    whole = start + b" " * (200 - len(start) - len(end)) + end
    assert widget.post("/api/ask", content=whole).status_code == 200
    response = widget.post("/api/ask", content=whole + b" ")
    assert response.status_code == 413
    assert_is_a_refusal(response)
    assert "200" in response.json()["message"]


def test_a_body_that_comes_in_pieces_has_the_same_limit(widget: TestClient) -> None:
    response = widget.post("/api/ask", content=(b" " * 50 for _ in range(1000)))
    assert response.status_code == 413
    assert_is_a_refusal(response)


def test_the_chat_takes_no_large_body_either(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    response = client.post("/chat/gradio_api/upload", files={"files": ("a.txt", b"x" * 1_000_000)})
    assert response.status_code >= 400
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_asking_is_a_post(client: TestClient, method: str) -> None:
    assert client.request(method, "/api/ask").status_code in (404, 405)


# Faults and crowds


def test_a_fault_of_ours_is_a_sentence_and_never_leaks(broken: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    response = broken.post("/api/ask", json={"question": "Où est mon dossier ?", "lang": "fr"})
    assert response.status_code == 500
    assert response.json()["outcome"] == "error"
    assert response.json()["message"] == MESSAGES[Outcome.ERROR]["fr"]
    for secret in ("secret path", "/srv/hdh", "RuntimeError", "Traceback"):
        assert secret not in response.text
    assert "Où est mon dossier" not in caplog.text
    assert "secret path" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_fault_is_told_in_the_language_of_the_page(broken: TestClient) -> None:
    response = broken.post("/api/ask", json={"question": "Where?", "lang": "en"})
    assert response.json()["message"] == MESSAGES[Outcome.ERROR]["en"]


def test_a_fault_does_not_use_up_a_place(toy_index: Index, toy_site: Path) -> None:
    faq = BrokenFaq(toy_index, FakeEmbedder())
    client = TestClient(create_app(faq, Settings(site_dir=toy_site, max_concurrent=1)))
    assert [client.post("/api/ask", json=QUESTION).json()["outcome"] for _ in range(3)] == ["error"] * 3


@pytest.mark.parametrize("limit", [1, 3, 48])
def test_one_question_more_than_the_limit_is_told_to_come_back(
    toy_index: Index, settings: Settings, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SlowFaq, "entered", threading.Semaphore(0))
    monkeypatch.setattr(SlowFaq, "leave", threading.Event())
    settings = replace(settings, max_concurrent=limit, max_waiting=0)
    app = create_app(SlowFaq(toy_index, FakeEmbedder(), settings), settings)
    with TestClient(app) as client, ThreadPoolExecutor(limit + 1) as pool:
        asked = [pool.submit(client.post, "/api/ask", json=QUESTION) for _ in range(limit)]
        try:
            assert all(SlowFaq.entered.acquire(timeout=PATIENCE / 2) for _ in range(limit)), "not all let in"
            refused = client.post("/api/ask", json={**QUESTION, "lang": "en"})
            assert client.get("/healthz").status_code == 200
        finally:
            SlowFaq.leave.set()
        assert refused.status_code == 503
        assert refused.json()["outcome"] == "busy"
        assert refused.json()["message"] == MESSAGES[Outcome.BUSY]["en"]
        assert int(refused.headers["retry-after"]) > 0
        assert [future.result().json()["outcome"] for future in asked] == ["answered"] * limit
        assert client.post("/api/ask", json=QUESTION).json()["outcome"] == "answered"


def test_a_refusal_is_whole_before_the_breath_that_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []

    async def breathe(seconds: float) -> None:
        said.append(seconds)

    async def send(message: Any) -> None:
        said.append(message)

    # Of the server's module alone: other tests' servers sleep, too.
    monkeypatch.setattr("hdh_faq.refusal.asyncio", SimpleNamespace(sleep=breathe))
    refusal = ComeBack({"outcome": "busy"}, 503)
    asyncio.run(refusal({"type": "http"}, None, send))  # type: ignore[arg-type]
    start, body, breath, end = said
    assert (b"content-length", str(len(body["body"])).encode()) in start["headers"]
    assert json.loads(body["body"]) == {"outcome": "busy"}
    assert breath == BREATH_SECONDS
    assert (body["more_body"], end.get("more_body", False), end["body"]) == (True, False, b"")


def test_an_answer_does_not_wait_for_its_headers_to_be_received() -> None:
    with take_port(Settings(port=0)) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            connection, _ = listener.accept()
            with connection:
                assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_who_comes_before_the_server_is_ready_is_refused_and_not_kept_waiting() -> None:
    with take_port(Settings(port=0)) as listener, pytest.raises(ConnectionRefusedError):
        socket.create_connection(listener.getsockname())


# Other sites


def test_an_allowed_site_may_read_answers(widget: TestClient) -> None:
    for origin in (ALLOWED, "https://second.example"):
        response = widget.post("/api/ask", json=QUESTION, headers={"origin": origin})
        assert response.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize("body", [b"{", b" " * 300, b'{"question": ""}'])
def test_an_allowed_site_may_also_read_refusals(widget: TestClient, body: bytes) -> None:
    response = widget.post("/api/ask", content=body, headers={"origin": ALLOWED})
    assert response.status_code >= 400
    assert response.headers["access-control-allow-origin"] == ALLOWED


FOREIGNERS = [FOREIGN, "null", "http://site.example", ALLOWED + ".evil.example", ALLOWED + ":8443", ALLOWED.upper()]


@pytest.mark.parametrize("origin", FOREIGNERS)
def test_no_other_site_may_read_answers(widget: TestClient, origin: str) -> None:
    response = widget.post("/api/ask", json=QUESTION, headers={"origin": origin})
    assert "access-control-allow-origin" not in response.headers


def preflight(client: TestClient, origin: str, method: str = "POST") -> Any:
    return client.options(
        "/api/ask",
        headers={
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": "content-type",
        },
    )


def test_a_browser_that_asks_first_is_told_yes_for_an_allowed_site(widget: TestClient) -> None:
    response = preflight(widget, ALLOWED)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == ALLOWED
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "content-type" in response.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize(("origin", "method"), [(FOREIGN, "POST"), (ALLOWED, "DELETE")])
def test_a_browser_that_asks_first_is_told_no_otherwise(widget: TestClient, origin: str, method: str) -> None:
    assert preflight(widget, origin, method).status_code == 400


def test_no_credentials_are_ever_asked_for(widget: TestClient) -> None:
    response = widget.post("/api/ask", json=QUESTION, headers={"origin": ALLOWED})
    assert "access-control-allow-credentials" not in response.headers
    assert "set-cookie" not in response.headers


def test_without_a_setting_no_site_is_allowed(client: TestClient) -> None:
    response = client.post("/api/ask", json=QUESTION, headers={"origin": ALLOWED})
    assert "access-control-allow-origin" not in response.headers
    assert preflight(client, ALLOWED).status_code >= 400


# Headers


@pytest.mark.parametrize("path", ["/", "/en/hebergeur/", "/nope", "/healthz", "/assets/faq/headings.json"])
def test_every_page_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    policy = directives(headers["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & set(policy["script-src"])


def test_answers_and_refusals_have_the_security_headers(client: TestClient) -> None:
    for body in (json.dumps(QUESTION).encode(), b"{", b" " * 20_000):
        headers = client.post("/api/ask", content=body).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in headers


@pytest.mark.parametrize("path", ["/chat/", "/en/chat/", "/chat/config"])
def test_the_chat_has_a_policy_that_lets_it_talk_to_us_only(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = directives(headers["content-security-policy"])
    assert policy["connect-src"] == ["'self'"]
    assert not [source for values in policy.values() for source in values if "http" in source or source == "*"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(("path", "lang"), [("/chat/", "fr"), ("/en/chat/", "en")])
def test_the_chats_page_may_run_its_own_scripts_and_no_others(client: TestClient, path: str, lang: str) -> None:
    response = client.get(path, headers={"accept-encoding": "identity"})
    policy = directives(response.headers["content-security-policy"])
    page = LexborHTMLParser(response.content)
    inline = {script.text() for script in page.css("script:not([src])") if not script.attributes.get("type")}
    digests = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in inline}
    assert len(inline) > 2
    assert set(policy["script-src"]) == {"'self'", *(f"'sha256-{digest}'" for digest in digests)}
    assert any(f'"lang": "{lang}"' in code for code in inline)
    assert int(response.headers["content-length"]) == len(response.content)


@pytest.mark.parametrize("path", ["/chat/", "/en/chat/"])
def test_the_chats_page_is_whole_without_gradios_scripts(client: TestClient, path: str) -> None:
    page = LexborHTMLParser(client.get(path).content)
    assert page.css("script[src]") == page.css("link[rel=stylesheet][crossorigin]:not([media=print])") == []
    (chat,) = (part for part in client.get(f"{path}config").json()["components"] if part["type"] == "chatbot")
    later = [starter["display_text"] for starter in chat["props"]["examples"]]
    assert later
    assert [button.text() for button in page.css("#faq-first .example")] == later


def test_the_chats_page_is_compressed_for_those_who_take_it_so(client: TestClient) -> None:
    plain, short = (client.get("/chat/", headers={"accept-encoding": kind}) for kind in ("identity", "gzip"))
    assert plain.content == short.content
    assert "content-encoding" not in plain.headers
    assert short.headers["content-encoding"] == "gzip"
    assert plain.headers["vary"] == short.headers["vary"] == "Accept-Encoding"
    assert int(short.headers["content-length"]) < 0.4 * len(plain.content)
    assert plain.headers["content-security-policy"] == short.headers["content-security-policy"]


@pytest.mark.parametrize("chat", ["/chat", "/en/chat"])
def test_what_the_chat_loads_by_digest_is_kept_for_ever_and_nothing_else(client: TestClient, chat: str) -> None:
    entry = json.loads(re.findall(r"const PAGE = (.*);", client.get(f"{chat}/").text)[0])["entry"]
    assert "immutable" in client.get(f"{chat}/{entry}").headers["cache-control"]
    for path in ("", "config", "theme.css", "assets/none-12345678.js"):
        assert client.get(f"{chat}/{path}").headers["cache-control"] == "no-cache"


def test_no_response_tells_the_servers_name(client: TestClient) -> None:
    assert "server" not in client.get("/").headers


def test_the_pages_policy_is_kept_for_a_page_whose_name_begins_like_the_chat(client: TestClient) -> None:
    policy = directives(client.get("/chatterie/").headers["content-security-policy"])
    assert "'unsafe-eval'" not in policy.get("script-src", policy["default-src"])


def test_a_widget_that_asks_elsewhere_may_connect_there_only(toy_faq: Faq, toy_site: Path) -> None:
    settings = Settings(site_dir=toy_site, api_url="https://api.example.org/api/ask")
    headers = TestClient(create_app(toy_faq, settings)).get("/").headers
    assert directives(headers["content-security-policy"])["connect-src"] == ["'self'", "https://api.example.org"]


def test_files_with_a_digest_in_their_name_may_be_kept_for_ever(toy_faq: Faq, toy_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(toy_site, tmp_path / "site"))
    write_bundle(toy_faq.index, FakeEmbedder(), site, 1000)
    client = TestClient(create_app(toy_faq, Settings(site_dir=site)))
    for path in (site / "assets" / "faq" / "bundle").iterdir():
        response = client.get(f"/assets/faq/bundle/{path.name}")
        assert (response.status_code, response.content) == (200, path.read_bytes())
        assert "immutable" in response.headers["cache-control"]
    assert client.get("/assets/faq/bundle.json").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/en/", "/hebergeur/", "/nope", "/assets/faq/headings.json", "/healthz"])
def test_all_else_is_asked_for_again(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/faq/bundle/gone.12345678.bin", "/en/assets/css/gone.css"])
def test_a_file_that_is_missing_today_is_not_missing_for_a_year(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "immutable" not in response.headers["cache-control"]


def test_an_unchanged_page_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/").headers["etag"]
    response = client.get("/", headers={"if-none-match": tag})
    assert response.status_code == 304
    assert response.headers["x-content-type-options"] == "nosniff"


# Compression

TEXTS = ["/", "/en/hebergeur/", "/assets/faq/headings.json", "/sitemap.xml", "/assets/faq/icon.svg"]


def whole(client: TestClient, path: str, **headers: str) -> Any:
    """A response with its bytes as they were sent."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream("GET", path, headers=headers) as response:
        return response, b"".join(response.iter_raw())


@pytest.mark.parametrize("path", [*TEXTS, "/nope", "/en/nope/"])
def test_pages_are_compressed_for_those_who_take_it(client: TestClient, path: str) -> None:
    plain, text = whole(client, path, accept_encoding="identity")
    short, packed = whole(client, path, accept_encoding="gzip, deflate, br")
    assert len(text) < 500 or short.headers["content-encoding"] == "gzip"
    assert (gzip.decompress(packed) if "content-encoding" in short.headers else packed) == text
    assert "content-encoding" not in plain.headers
    for response, body in ((plain, text), (short, packed)):
        assert int(response.headers["content-length"]) == len(body)
        assert len(text) < 500 or response.headers["vary"] == "Accept-Encoding"
    assert {short.status_code, plain.status_code} == {404 if "nope" in path else 200}
    for name in ("content-type", "cache-control", "content-security-policy", "x-content-type-options"):
        assert short.headers[name] == plain.headers[name]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip", "gzip"), ("GZIP;q=0.5", "gzip"), ("*", "gzip"), ("br, *;q=0.1", "gzip"), ("gzip;q=1.0, *;q=0", "gzip"),
     ("", None), ("br", None), ("gzip;q=0", None), ("gzip;q=0, *", None), ("gzip;q=x", None), ("x-gzip-2", None)],
)  # fmt: skip
def test_nobody_gets_what_he_does_not_take(client: TestClient, accepted: str, encoding: str | None) -> None:
    assert whole(client, "/", accept_encoding=accepted)[0].headers.get("content-encoding") == encoding


def test_a_head_request_gets_the_headers_of_what_it_would_get(client: TestClient) -> None:
    got, _ = whole(client, "/", accept_encoding="gzip")
    head = client.head("/", headers={"accept-encoding": "gzip"})
    assert head.content == b""
    assert head.headers == got.headers


def test_a_part_of_a_page_is_a_part_of_what_was_written(client: TestClient, toy_site: Path) -> None:
    text = (toy_site / "index.html").read_bytes()
    tag = client.get("/", headers={"accept-encoding": "identity"}).headers["etag"]
    for condition in ({}, {"if_range": tag}):
        response, part = whole(client, "/", range="bytes=10-99", accept_encoding="gzip", **condition)
        assert response.status_code == 206
        assert part == text[10:100]
        assert response.headers["content-range"] == f"bytes 10-99/{len(text)}"
        assert "content-encoding" not in response.headers
        assert response.headers["vary"] == "Accept-Encoding"
    short = client.get("/", headers={"accept-encoding": "gzip"}).headers["etag"]
    assert whole(client, "/", range="bytes=10-99", if_range=short)[0].status_code == 200


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_an_unchanged_page_is_not_sent_again_whichever_way_it_came(client: TestClient, accepted: str) -> None:
    first, _ = whole(client, "/", accept_encoding=accepted)
    for condition in (
        {"if_none_match": first.headers["etag"]},
        {"if_modified_since": first.headers["last-modified"]},
    ):
        again, body = whole(client, "/", accept_encoding=accepted, **condition)
        assert (again.status_code, body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["vary"] == "Accept-Encoding"
    assert whole(client, "/", accept_encoding=accepted, if_none_match='"other"')[0].status_code == 200


def test_the_two_ways_of_a_page_have_tags_of_their_own(client: TestClient) -> None:
    tags = {whole(client, "/", accept_encoding=accepted)[0].headers["etag"] for accepted in ("gzip", "identity")}
    assert len(tags) == 2


def test_a_missing_page_is_told_whatever_was_seen_before(client: TestClient) -> None:
    response = client.get("/en/nope/", headers={"if-none-match": "*"})
    assert response.status_code == 404
    assert '<html lang="en"' in response.text


def test_fonts_pictures_answers_and_small_files_are_not_compressed_by_us(client: TestClient, toy_site: Path) -> None:
    packed = next(path for path in toy_site.rglob("*") if path.suffix in (".png", ".woff2", ".gz"))
    for path in (f"/{packed.relative_to(toy_site).as_posix()}", "/healthz"):
        assert "content-encoding" not in client.get(path).headers
        assert "vary" not in client.get(path).headers
    assert "content-encoding" not in client.post("/api/ask", json=QUESTION).headers


def test_a_file_is_compressed_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    compress = gzip.compress

    def counted(data: bytes, mtime: int) -> bytes:
        done.append(len(data))
        return compress(data, mtime=mtime)

    monkeypatch.setattr("hdh_faq.served_pages.gzip.compress", counted)
    page, gzipped = tmp_path / "page.html", Gzipped()
    page.write_bytes(b"a" * 1000)
    for _ in range(3):
        assert gzip.decompress(gzipped.of(str(page), page.stat())) == b"a" * 1000
    page.write_bytes(b"b" * 2000)
    assert gzip.decompress(gzipped.of(str(page), page.stat())) == b"b" * 2000
    assert done == [1000, 2000]


def test_what_is_kept_of_compressed_files_has_a_limit(tmp_path: Path) -> None:
    gzipped = Gzipped(kept_bytes=2500)
    noise = random.Random(1)
    for number in range(5):
        path = tmp_path / f"{number}.html"
        path.write_bytes(noise.randbytes(1000))
        gzipped.of(str(path), path.stat())
        kept = [len(short) for _, short in gzipped._kept.values()]
        assert sum(kept) <= 2500
    assert list(gzipped._kept) == [str(tmp_path / "3.html"), str(tmp_path / "4.html")]


def test_a_page_that_a_build_has_just_replaced_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(Gzipped, "kept", lambda *_: None)
    monkeypatch.setattr(Gzipped, "of", gone)
    assert client.get("/", headers={"accept-encoding": "gzip"}).status_code == 404


# The log


@pytest.mark.parametrize("question", [
    "Qui remplace Microsoft ?", "zzz yyy xxx", "jean.dupont@example.org ?", "Bonjour", "", "mot " * 300,
])  # fmt: skip
def test_the_log_holds_outcome_and_time_and_nothing_else(
    client: TestClient, caplog: pytest.LogCaptureFixture, question: str
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post("/api/ask", json={"question": question, "lang": "fr"}).json()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("hdh_faq")]
    assert len(ours) == 1
    assert re.fullmatch(rf"{answer['outcome']} \d+\.\d ms", ours[0])
    words = [word for word in question.split() if len(word) > 3]
    assert not [word for word in words if word in caplog.text]


# A real process


@dataclass(frozen=True)
class Served:
    """A running `hdh-faq serve`."""

    url: str
    environment: dict[str, str]
    said: list[str]
    process: "subprocess.Popen[str]"

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


@pytest.fixture(scope="module")
def served(toy_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    save(indexing.build(toy_site, load_embedder(Settings())), folder / "index")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HDH_FAQ_")},
        "HDH_FAQ_SITE_DIR": str(toy_site),
        "HDH_FAQ_INDEX_DIR": str(folder / "index"),
    }
    command = [sys.executable, "-m", "hdh_faq", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("http://"):
                break
        else:
            pytest.fail("".join(said))
        reader = threading.Thread(target=said.extend, args=(process.stderr,))
        reader.start()
        yield Served(said[-1].split("/ ")[0], environment, said, process)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        reader.join(PATIENCE)


def test_one_command_serves_site_chat_and_answers_on_one_port(served: Served) -> None:
    with httpx.Client(base_url=served.url, trust_env=False, timeout=PATIENCE) as http:
        assert "Le départ de Microsoft" in http.get("/").text
        assert http.get("/chat/").status_code == 200
        assert http.get("/healthz").json()["status"] == "ok"
        answer = http.post("/api/ask", json=QUESTION).json()
    assert answer["outcome"] == "answered"
    assert answer["passages"][0]["url"] == "/hebergeur/#host"


def test_what_the_process_writes_never_holds_a_question(served: Served) -> None:
    with httpx.Client(base_url=served.url, trust_env=False, timeout=PATIENCE) as http:
        http.post("/api/ask", json={"question": "Ornithorynque chez Scaleway ?", "lang": "fr"})
        http.get("/search/?q=ornithorynque")
    assert not [line for line in served.said if "rnithorynque" in line]


def test_the_process_says_its_address_and_that_the_index_is_up_to_date(served: Served) -> None:
    assert any("up to date" in line for line in served.said)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", served.url)


def test_a_taken_port_is_said_in_one_sentence(served: Served, settings: Settings) -> None:
    with pytest.raises(FaqError, match=rf"{served.port} on [^\n]+\.$"):
        take_port(replace(settings, port=served.port))


def test_a_taken_port_is_said_before_anything_is_loaded(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HDH_FAQ_SITE_DIR", str(tmp_path / "none"))
    done = CliRunner().invoke(main, ["serve", "--port", str(served.port)])
    assert (done.exit_code, "Port" in done.stderr) == (2, True)


def test_a_host_that_is_not_ours_is_said_in_one_sentence(served: Served) -> None:
    command = [sys.executable, "-m", "hdh_faq", "serve", "--host", "192.0.2.1", "--port", str(served.port)]
    done = subprocess.run(
        command, env=served.environment, capture_output=True, text=True, check=False, timeout=10 * PATIENCE
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    errors = [line for line in done.stderr.splitlines() if "error" in line.lower()]
    assert len(errors) == 1, done.stderr
    assert errors[0].startswith(f"Error: Port {served.port} on 192.0.2.1 cannot be used")


def test_the_first_server_is_still_there_after_the_second_failed(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE):
        assert served.process.poll() is None
