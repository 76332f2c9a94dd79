"""The chat's door: its library loads while the server already answers, and only what a chat may be sent comes in.

Gradio takes longer to import than all the rest takes to start. Who comes to the chat meanwhile waits for it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hdh_faq.chat_allowlist import READ, WRITTEN, ChatAllowlist
from hdh_faq.languages import Lang
from hdh_faq.request_body import read_body

log = logging.getLogger("hdh_faq")

PATHS: dict[Lang, str] = {"fr": "/chat", "en": "/en/chat"}
"""Where the chats stand."""


def chat_at(path: str) -> str | None:
    """The chat that an address belongs to, by where it stands."""
    return next((chat for chat in PATHS.values() if path == chat or path.startswith(f"{chat}/")), None)


@dataclass(frozen=True)
class Chat:
    """A chat that has been loaded.

    Attributes:
        app: its pages and its API.
        running: held while the server runs: what its library does at start and end.
        allowed: what may be sent, by where it stands.
    """

    app: ASGIApp
    running: Callable[[], AbstractAsyncContextManager[object]]
    allowed: Mapping[str, ChatAllowlist]


class LateChat:
    """The chat, loaded beside."""

    def __init__(self, load: Callable[[], Chat]) -> None:
        """Hold what loads it, which may take seconds."""
        self._load = load
        self._loaded: asyncio.Future[Chat]

    async def loaded(self) -> Chat:
        """The chat, once it is there.

        Raises:
            Exception: it could not be loaded; the log has said why.
        """
        return await asyncio.shield(self._loaded)  # a visitor who goes away takes it from nobody else

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While this lasts, it is loaded and then there."""
        self._loaded = asyncio.get_running_loop().create_future()
        end = asyncio.Event()
        running = asyncio.create_task(self._run(end))
        try:
            yield
        finally:
            end.set()
            await running

    async def _run(self, end: asyncio.Event) -> None:
        try:
            chat = await asyncio.to_thread(self._load)
            async with chat.running():
                self._loaded.set_result(chat)
                await end.wait()
        except Exception as error:  # noqa: BLE001 - whatever its library fails with
            log.error("No chat: its library fails (%s: %s).", type(error).__name__, error)  # noqa: TRY400
            if not self._loaded.done():
                self._loaded.set_exception(error)
                self._loaded.exception()  # nobody may have come for it


@dataclass(frozen=True)
class ChatDoor:
    """ASGI middleware before the chats.

    Attributes:
        chat: what stands behind.
        max_body: bytes of the longest body.
    """

    app: ASGIApp
    chat: LateChat
    max_body: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on to the chat with a body that has been read; pass on what is not a chat's."""
        path = chat_at(scope["path"]) if scope["type"] == "http" else None
        if path is None or scope["path"] == path:  # to which the server adds the slash
            await self.app(scope, receive, send)
            return
        route = scope["path"].removeprefix(f"{path}/")
        reading = scope["method"] in ("GET", "HEAD") and READ.fullmatch(route)
        if not reading and not (scope["method"] == "POST" and WRITTEN.fullmatch(route)):
            await Response(status_code=404)(scope, receive, send)
            return
        try:
            chat = await self.chat.loaded()
        except Exception:  # noqa: BLE001 - whatever its library failed with
            await PlainTextResponse("The chat could not be loaded.\n", 503)(scope, receive, send)
            return
        allowed = chat.allowed[path]
        scope = {**scope, "query_string": allowed.query(route, scope["query_string"])}
        if not reading:
            refused, receive = await self._read(allowed, route, receive)
            if refused:
                await refused(scope, receive, send)
                return
        await _finished(chat.app, scope, receive, send)

    async def _read(self, chat: ChatAllowlist, route: str, receive: Receive) -> tuple[Response | None, Receive]:
        """The refusal of a body that the chat may not be sent; else the channel with the body, once read."""
        try:
            body = await read_body(receive, self.max_body)
        except TimeoutError:
            return Response(status_code=408), receive
        if body is None:
            return Response(status_code=413), receive
        return (None if chat.accepts(body, route) else Response(status_code=422)), _replay(body, receive)


async def _finished(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Gradio's answer, ended by us where Gradio fails half-way: uvicorn would make much of it in the log."""
    begun = unfinished = False

    async def watch(message: Message) -> None:
        nonlocal begun, unfinished
        begun, unfinished = True, message["type"] == "http.response.start" or message.get("more_body", False)
        await send(message)

    try:
        await app(scope, receive, watch)
    except Exception as error:  # noqa: BLE001 - a face shows no traceback
        # Its kind only: a message could hold the question, and anyone may cause one.
        log.error("%s in the chat", type(error).__name__)  # noqa: TRY400
        if not begun:
            await Response(status_code=500)(scope, receive, send)
        elif unfinished:
            await send({"type": "http.response.body", "body": b""})


def _replay(body: bytes, receive: Receive) -> Receive:
    """A channel that gives ``body`` first and then whatever the client says."""
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
