"""The door for agents: three tools of the Model Context Protocol, which read and change nothing.

What they give is what readers get: the answer of the API, and pages as the index holds them.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from hdh_faq.asker import Asker
from hdh_faq.page_text import Page, PageLine, find_page, list_pages

PATH = "/mcp"
LOCAL = "127.0.0.1"
INSTRUCTIONS = (
    "A public, independent site in French and English on why and how France's Health Data Hub leaves Microsoft "
    "Azure. `ask` returns passages of its pages word for word, with their sources, or says that the site does not "
    "answer: it never writes an answer. Quote what it gives with the address of the section. Send no personal or "
    "medical data."
)
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Language = Literal["fr", "en"]


def mcp_server(ask: Asker) -> MCPServer[Any]:
    """The tools, to be run over any transport."""
    # Its messages may repeat what was asked.
    logging.getLogger("mcp").setLevel(logging.CRITICAL + 1)
    server: MCPServer[Any] = MCPServer("hdh-faq", instructions=INSTRUCTIONS, log_level="CRITICAL")

    async def answer(
        context: Context[Any, Any], question: str, lang: Language | None = None, previous: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Answer a question from the pages of the site: verbatim passages with sources, or an honest silence.

        Args:
            context: of the call.
            question: in French or English.
            lang: language of the page that the question comes from.
            previous: the questions asked before, oldest first; the last three are looked at.
        """
        return (await ask.ask_for(_client(context.request_context.request), question, lang, previous)).to_dict()

    async def pages(lang: Language | None = None) -> list[PageLine]:
        """List the pages of the site, all or those in one language, with the day on which each was last checked."""
        return list_pages(ask.faq().index.passages, lang)

    async def page(address: str) -> Page:
        """Read one page of the site: its headings, its text, its date and its sources.

        Args:
            address: as `list_pages` or an answer gives it, such as ``/visio/``.
        """
        found = find_page(ask.faq().index.passages, address)
        if found is None:
            raise ToolError("There is no such page: `list_pages` names them all.")
        return found

    for name, tool in (("ask", answer), ("list_pages", pages), ("get_page", page)):
        server.add_tool(tool, name=name, annotations=READ_ONLY)
    return server


def route(server: MCPServer[Any], max_body: int) -> Route:
    """The tools over streamable HTTP, each call by itself: nothing is kept between two."""
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=max_body,
        # Which hosts may be asked for is the guard's business.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    endpoint = next(route.endpoint for route in app.routes if isinstance(route, Route) and route.path == PATH)
    return Route(PATH, endpoint, methods=["POST"])


@asynccontextmanager
async def running(server: MCPServer[Any], _app: Starlette) -> AsyncIterator[None]:
    """Hold what its HTTP calls need for as long as the app runs."""
    async with server.session_manager.run():
        yield


def _client(request: Request | None) -> str:
    """Address of who asks; this machine's where the call came without HTTP."""
    if request is None:
        return LOCAL
    return request.client.host if request.client else ""
