"""The door for agents: what its three tools give, refuse and never show, asked by the protocol's own client."""

import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from starlette.testclient import TestClient

from conftest import served
from hdh_faq.answer import MESSAGES, Outcome
from hdh_faq.asker import Asker
from hdh_faq.errors import SettingError
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.mcp import mcp_server
from hdh_faq.page_text import find_page, list_pages
from hdh_faq.server import create_app
from hdh_faq.settings import Settings

PROJECT = Path(__file__).parent.parent
QUESTION = {"question": "Qui remplace Microsoft ?", "lang": "fr"}


def using(server: Any, use: Callable[[Client], Awaitable[Any]]) -> Any:
    """What ``use`` gives of a client connected to ``server``."""

    async def run() -> Any:
        async with Client(server) as client:
            return await use(client)

    return anyio.run(run)


def called(server: Any, tool: str, **arguments: Any) -> Any:
    """The structured result of a call; its error's text where it failed."""

    async def use(client: Client) -> Any:
        result = await client.call_tool(tool, arguments)
        if result.is_error:
            return result.content[0].text  # type: ignore[union-attr]
        content = result.structured_content or {}
        return content.get("result", content)

    return using(server, use)


@pytest.fixture
def server(toy_faq: Faq) -> Any:
    return mcp_server(Asker(lambda: toy_faq, 0, 16))


@pytest.fixture
def address(toy_faq: Faq, toy_site: Path) -> Iterator[str]:
    """A real server's `/mcp`, over HTTP."""
    with served(toy_faq, Settings(site_dir=toy_site, mcp=1)) as url:
        yield f"{url}/mcp"


# Over memory


def test_there_are_three_tools_and_all_of_them_only_read(server: Any) -> None:
    tools = using(server, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "list_pages", "get_page"]
    assert all(tool.annotations.read_only_hint and not tool.annotations.destructive_hint for tool in tools)
    assert all(len(tool.description) > 40 for tool in tools)


def test_an_answer_is_that_of_the_product(server: Any, toy_faq: Faq) -> None:
    expected = json.loads(json.dumps(toy_faq.ask(QUESTION["question"], "fr").to_dict()))
    assert expected["outcome"] == "answered"
    assert called(server, "ask", **QUESTION) == expected


def test_earlier_questions_are_understood(server: Any, toy_faq: Faq) -> None:
    expected = toy_faq.ask("et quand ?", "fr", ["Qui remplace Microsoft ?"])
    answer = called(server, "ask", question="et quand ?", lang="fr", previous=["Qui remplace Microsoft ?"])
    assert answer == json.loads(json.dumps(expected.to_dict()))


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("zzz yyy xxx", "out_of_scope"),
        ("a.b@example.org", "personal_data"),
        ("", "too_short"),
        ("why " * 300, "too_long"),
    ],
)
def test_what_readers_are_refused_agents_are_too(server: Any, question: str, outcome: str) -> None:
    answer = called(server, "ask", question=question, lang="en")
    assert (answer["outcome"], answer["passages"]) == (outcome, [])
    assert "a.b@" not in answer["question"]


@pytest.mark.parametrize(
    "arguments", [{}, {"question": 1}, {**QUESTION, "lang": "de"}, {**QUESTION, "previous": [1]}]
)
def test_a_call_that_is_no_question_is_refused(server: Any, arguments: dict[str, Any]) -> None:
    assert str(called(server, "ask", **arguments)).startswith("Error executing tool ask")


def test_a_client_that_asks_too_much_is_told_to_come_back(toy_faq: Faq) -> None:
    ask = Asker(lambda: toy_faq, 0, 16, per_minute=2)
    answers = [anyio.run(ask.ask_for, "192.0.2.1", "Qui remplace Microsoft ?", "fr", ()) for _ in range(3)]
    assert [answer.outcome for answer in answers] == [Outcome.ANSWERED, Outcome.ANSWERED, Outcome.BUSY]


def test_all_pages_are_listed_each_once(server: Any, toy_index: Index) -> None:
    pages = called(server, "list_pages")
    assert {page["address"] for page in pages} == {one.url.partition("#")[0] for one in toy_index.passages}
    assert len({page["address"] for page in pages}) == len(pages)
    english = called(server, "list_pages", lang="en")
    assert english == [page for page in pages if page["lang"] == "en"]
    assert 0 < len(english) < len(pages)


def test_a_page_is_all_its_words_its_headings_its_date_and_its_sources(server: Any, toy_index: Index) -> None:
    page = called(server, "get_page", address="/hebergeur/")
    own = [one for one in toy_index.passages if one.url.startswith("/hebergeur/")]
    assert own
    assert all(one.text in page["text"] for one in own)
    assert page["text"].startswith(f"# {page['title']}\n\n")
    assert all(f"{'#' * len(one.headings)} {one.heading}" in page["text"] for one in own)
    assert page["as_of"] == own[0].as_of
    assert {source["key"] for source in page["sources"]} == {key.key for one in own for key in one.sources}


@pytest.mark.parametrize(
    "address", ["/hebergeur", "/hebergeur/#host", "https://site.example/hebergeur/#host", " /hebergeur/ "]
)
def test_a_page_is_found_by_any_of_its_addresses(toy_index: Index, address: str) -> None:
    page = find_page(toy_index.passages, address)
    assert page is not None
    assert page.address == "/hebergeur/"


@pytest.mark.parametrize("address", [
    "/../mkdocs.yml", "/..%2fmkdocs.yml", "/etc/passwd", "file:///etc/passwd", "/_headers", "/hebergeur/index.html",
    "/404.html", "/nope/", "\0", "/hebergeur/../../mkdocs.yml", "http://[", "a" * 5000,
])  # fmt: skip
def test_nothing_but_pages_is_ever_given(server: Any, address: str) -> None:
    assert called(server, "get_page", address=address).endswith("There is no such page: `list_pages` names them all.")


def test_every_real_page_can_be_read(real_faq: Faq) -> None:
    lines = list_pages(real_faq.index.passages)
    assert len(lines) > 70
    for line in lines:
        page = find_page(real_faq.index.passages, line.address)
        assert page is not None
        assert (page.title, page.lang) == (line.title, line.lang)
        assert len(page.text) > 200


# Switched off


def test_agents_see_the_reason_why_answers_are_off(toy_faq: Faq) -> None:
    server = mcp_server(Asker(lambda: toy_faq, 0, 16, off="mise à jour jusqu'à 18 h."))
    answer = called(server, "ask", **QUESTION)
    assert (answer["outcome"], answer["passages"]) == ("off", [])
    assert answer["message"] == MESSAGES[Outcome.OFF]["fr"].format(reason="mise à jour jusqu'à 18 h.")


# Over HTTP


def test_over_http_answers_are_the_same(address: str, toy_faq: Faq) -> None:
    assert called(address, "ask", **QUESTION) == json.loads(json.dumps(toy_faq.ask(**QUESTION).to_dict()))  # type: ignore[arg-type]
    assert called(address, "get_page", address="/hebergeur/")["address"] == "/hebergeur/"


def test_a_client_of_http_has_its_limit(toy_faq: Faq, toy_site: Path) -> None:
    app = create_app(toy_faq, Settings(site_dir=toy_site, mcp=1, per_minute=1))
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": QUESTION}}
    headers = {"accept": "application/json, text/event-stream"}
    with TestClient(app, client=("192.0.2.1", 1)) as client:
        found = [client.post("/mcp", json=call, headers=headers).json() for _ in range(2)]
    assert [one["result"]["structuredContent"]["outcome"] for one in found] == ["answered", "busy"]


def test_a_body_too_large_is_refused_and_nothing_is_streamed(toy_faq: Faq, toy_site: Path) -> None:
    with TestClient(create_app(toy_faq, Settings(site_dir=toy_site, mcp=1))) as client:
        assert client.post("/mcp", content=b" " * 20_000).status_code == 413
        assert client.get("/mcp").status_code in (404, 405)
        assert client.delete("/mcp").status_code == 405


def test_without_the_setting_the_door_is_shut(toy_faq: Faq, toy_site: Path) -> None:
    with TestClient(create_app(toy_faq, Settings(site_dir=toy_site))) as client:
        assert client.post("/mcp", json={}).status_code == 405


def test_the_setting_needs_the_library(toy_faq: Faq, toy_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hdh_faq.extras.find_spec", lambda _: None)
    with pytest.raises(SettingError, match=r"hdh-faq\[mcp\]"):
        create_app(toy_faq, replace(Settings(site_dir=toy_site), mcp=1))


# Over stdin and stdout


def test_the_command_speaks_the_protocol_and_writes_nothing_else(tmp_path: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "hdh_faq", "mcp"],
        env={**os.environ, "HDH_FAQ_INDEX_DIR": str(PROJECT / "index"), "HDH_FAQ_SITE_DIR": str(tmp_path)},
        cwd=tmp_path,
    )
    said = tmp_path / "said"

    async def run() -> tuple[Any, Any, Any]:
        with said.open("w") as errors:
            async with Client(stdio_client(command, errlog=errors)) as client:
                answer = await client.call_tool("ask", {"question": "Qui hébergera les données ?", "lang": "fr"})
                wrong = await client.call_tool("ask", {"question": {"canari": "ornithorynque"}})
                return answer, wrong, await client.call_tool("list_pages", {"lang": "fr"})

    answer, wrong, pages = anyio.run(run)
    assert answer.structured_content["outcome"] == "answered"
    assert wrong.is_error
    assert len(pages.structured_content["result"]) > 30
    assert "rnithorynque" not in said.read_text()
    assert not [path for path in tmp_path.iterdir() if path != said]


def test_what_an_agent_asks_is_never_logged(toy_faq: Faq, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = mcp_server(Asker(lambda: toy_faq, 0, 16))
    called(server, "ask", question="ornithorynque")
    called(server, "ask", question=["ornithorynque"])
    called(server, "get_page", address="/ornithorynque/")
    called(server, "ornithorynque")
    assert "ornithorynque" not in "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("mcp.client")
    )
