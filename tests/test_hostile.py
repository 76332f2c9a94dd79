"""1,500 questions meant to break something: each gets an answer of the closed list or a refusal, on every face."""

import json
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from conftest import PROJECT, served
from engine.node import run
from engine.test_answers import differences
from hdh_faq.answer import Outcome
from hdh_faq.answer_html import answer_html
from hdh_faq.asker import Asker
from hdh_faq.chat_door import PATHS
from hdh_faq.faq import Faq
from hdh_faq.mcp import mcp_server
from hdh_faq.server import create_app
from hdh_faq.settings import Settings
from hostile import deep, hostile, written

OUTCOMES = {str(outcome) for outcome in Outcome}
HANGS = 5.0
"""Seconds after which one question is taken to hang; it takes some thousandths."""
LANGS = (None, "fr", "en")
OURS = set("a blockquote body br details div head html li mark ol p summary table tbody td th tr ul".split())


def lang_of(number: int) -> str | None:
    return LANGS[number % len(LANGS)]


@pytest.fixture(scope="module")
def asked() -> list[Any]:
    return hostile()


@pytest.fixture(scope="module")
def answers(real_faq: Faq, asked: list[Any], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the command line answers to them, line by line, and to what is no JSON after them."""
    assert real_faq  # the index is there
    file = tmp_path_factory.mktemp("hostile") / "lines.jsonl"
    lines = [json.dumps({"id": at, "q": q, "lang": lang_of(at)}).encode() for at, q in enumerate(asked)]
    file.write_bytes(b"\n".join([*lines, *(body or b"{" for body in deep())]) + b"\n")
    command = [sys.executable, "-m", "hdh_faq", "ask", "--jsonl", str(file)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.split("\n")[:-1]]


def assert_safe(answer: dict[str, Any]) -> None:
    assert answer["outcome"] in OUTCOMES
    for said in (answer["question"], answer["read_as"] or "", answer["message"]):
        assert not [char for char in said if unicodedata.category(char).startswith("C")], answer


def test_the_command_line_answers_every_line(asked: list[Any], answers: list[dict[str, Any]]) -> None:
    assert len(answers) == len(asked) + len(deep())
    for answer in answers:
        assert_safe(answer)
    for at, (question, answer) in enumerate(zip(asked, answers, strict=False)):
        assert answer["id"] == at
        assert (answer["outcome"] == "error") == (not isinstance(question, str)), question
    assert {answer["outcome"] for answer in answers[len(asked) :]} == {"error"}
    # It searches, too, and does not refuse all that is odd.
    assert {"answered", "personal_data", "too_long", "too_short", "out_of_scope"} <= {
        one["outcome"] for one in answers
    }


def test_the_browser_answers_as_the_command_line_does(
    real_bundle: Path, asked: list[Any], answers: list[dict[str, Any]]
) -> None:
    texts = [(at, question) for at, question in enumerate(asked) if isinstance(question, str)]
    questions: list[dict[str, Any]] = [{"q": question, "lang": lang_of(at), "previous": []} for at, question in texts]
    theirs = run("answers.mjs", {"folder": str(real_bundle), "kind": "meaning", "questions": questions})
    ours = [{name: value for name, value in answers[at].items() if name != "id"} for at, _ in texts]
    compared = zip(texts, ours, theirs["answers"], strict=True)
    differing = [(one, what) for one, mine, other in compared if (what := differences(mine, other))]
    assert not differing, f"{len(differing)}: {differing[:5]}"


def test_the_api_answers_or_refuses_and_the_chat_shows_no_markup_of_theirs(real_faq: Faq, asked: list[Any]) -> None:
    with TestClient(create_app(real_faq, Settings(site_dir=PROJECT / "site", reload_seconds=0))) as client:
        # The command line is asked all; here, where a question takes ten times as long, one drawn question in four.
        first, numbered = len(written()), list(enumerate(asked))
        for at, question in [*numbered[:first], *numbered[first::4]]:
            body = {"question": question, "lang": lang_of(at), "previous": [asked[at - 1]] if at % 5 == 0 else []}
            began = time.monotonic()
            response = client.post("/api/ask", content=json.dumps(body))
            assert time.monotonic() - began < HANGS, question
            assert response.status_code in (200, 413, 422), question
            assert_safe(response.json())
            if isinstance(question, str) and at % 3 == 0:
                shown = answer_html(real_faq.ask(question, "fr"), "fr")
                assert {node.tag for node in LexborHTMLParser(shown).css("*")} <= OURS, question
        for harmful in deep():
            response = client.post("/api/ask", content=harmful.replace(b'"q"', b'"question"')[:16_000])
            assert response.status_code in (400, 422), harmful[:40]
            assert response.json()["outcome"] in {"error", "too_short"}, harmful[:40]


def test_agents_get_an_answer_or_an_error_of_the_protocol(real_faq: Faq, asked: list[Any]) -> None:
    server = mcp_server(Asker(lambda: real_faq, 0, 16))

    async def ask_all() -> None:
        async with Client(server) as client:
            for question in asked[::7]:
                for tool, name in (("ask", "question"), ("get_page", "address")):
                    result = await client.call_tool(tool, {name: question})
                    if result.is_error:
                        assert "Traceback" not in str(result.content)
                    elif tool == "ask":
                        assert_safe(result.structured_content or {})

    anyio.run(ask_all)


@pytest.fixture(scope="module")
def address(real_faq: Faq) -> Iterator[str]:
    with served(real_faq, Settings(site_dir=PROJECT / "site", reload_seconds=0)) as address:
        yield address


def test_the_chats_own_api_answers_or_refuses(
    address: str, asked: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    with httpx.Client(base_url=f"{address}{PATHS['fr']}/gradio_api/call/ask", timeout=20) as web:
        for question in asked[::25]:
            kind = {"content-type": "application/json"}
            response = web.post("", content=json.dumps({"data": [question]}), headers=kind)
            if not isinstance(question, str) or len(question) > 16_000:
                assert response.status_code in (413, 422), question
                continue
            assert response.status_code == 200, question
            event = web.get(f"/{response.json()['event_id']}").text
            data = next(line for line in event.splitlines() if line.startswith("data: "))
            assert_safe(json.loads(data.removeprefix("data: "))[0])
    assert not [record for record in caplog.records if record.exc_info]
