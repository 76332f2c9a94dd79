"""What reaches the app at all, and the headers that leave it: known hosts, and of a chat only what is allowed."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hdh_faq.chat_allowlist import READ, WRITTEN, ChatAllowlist
from hdh_faq.hosts import Hosts
from hdh_faq.site.headers import POLICY

log = logging.getLogger("hdh_faq")

BODY_SECONDS = 10
"""A body that takes longer to arrive is refused."""


@dataclass(frozen=True)
class Guard:
    """ASGI middleware.

    Attributes:
        chats: what each mounted chat may be sent.
        hosts: under which the server may be addressed.
        max_body: bytes of the longest body.
        headers: for an address, a status and whether it is the chat's, the headers to send.
    """

    app: ASGIApp
    headers: Callable[[str, int, bool], Mapping[str, str]]
    max_body: int
    chats: tuple[ChatAllowlist, ...] = ()
    hosts: Hosts = field(default_factory=Hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with a body that has been read and headers that can be believed."""
        if scope["type"] != "http":
            # Nothing of ours speaks over web sockets.
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        chat = next((chat for chat in self.chats if chat.holds(path)), None)
        host = Headers(scope=scope).get("host", "")
        answer = self._answering(send, path, in_chat=chat is not None)
        if not self.hosts.allow(host):
            await PlainTextResponse("This is not the name of this server.\n", 400)(scope, receive, answer)
            return
        # A proxy that is trusted has had its say already (uvicorn's forwarded_allow_ips).
        kept = [
            (name, value) for name, value in scope["headers"] if not name.startswith((b"x-forwarded", b"x-gradio"))
        ]
        scope = {**scope, "headers": kept, "scheme": self.hosts.scheme_for(host, scope["scheme"])}
        if chat is not None:
            route = path.removeprefix(chat.path).removeprefix("/")
            scope["query_string"] = chat.query(route, scope["query_string"])
            refused, receive = await self._admit(chat, route, scope, receive)
            if refused:
                await refused(scope, receive, answer)
                return
            await self._chat(scope, receive, answer)
            return
        await self.app(scope, receive, answer)

    async def _chat(self, scope: Scope, receive: Receive, answer: Send) -> None:
        """Gradio's answer, ended by us where Gradio fails half-way: uvicorn would make much of it in the log."""
        begun = unfinished = False

        async def watch(message: Message) -> None:
            nonlocal begun, unfinished
            begun, unfinished = True, message["type"] == "http.response.start" or message.get("more_body", False)
            await answer(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 - a face shows no traceback
            # Its kind only: a message could hold the question, and anyone may cause one.
            log.error("%s in the chat", type(error).__name__)  # noqa: TRY400
            if not begun:
                await Response(status_code=500)(scope, receive, answer)
            elif unfinished:
                await answer({"type": "http.response.body", "body": b""})

    async def _admit(
        self, chat: ChatAllowlist, route: str, scope: Scope, receive: Receive
    ) -> tuple[Response | None, Receive]:
        """The refusal of what the chat may not be sent, if it is one; and the channel with the body, once read."""
        if scope["method"] in ("GET", "HEAD") and READ.fullmatch(route):
            return None, receive
        if scope["method"] != "POST" or not WRITTEN.fullmatch(route):
            return Response(status_code=404), receive
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await read_body(receive, self.max_body)
        except TimeoutError:
            return Response(status_code=408), receive
        if body is None:
            return Response(status_code=413), receive
        return (None if chat.accepts(body, route) else Response(status_code=422)), _replay(body, receive)

    def _answering(self, send: Send, path: str, *, in_chat: bool) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # Gradio lets every origin in; ours is the CORS middleware outside of this one.
                for name in [name for name in headers if name.lower().startswith("access-control-")]:
                    del headers[name]
                target = urlsplit(headers.get("location", ""))
                if target.netloc:
                    # We lead to addresses of ours only. They need no host, and must repeat neither one that a client
                    # made up nor our own behind a proxy. Two slashes at their head would name a host again.
                    local = target._replace(scheme="", netloc="", path="/" + target.path.lstrip("/\\"))
                    headers["location"] = local.geturl()
                # The chat's page has a policy of its own already.
                own = headers.get(POLICY) if in_chat else None
                for name, value in self.headers(path, message["status"], in_chat).items():
                    headers[name] = value
                if own:
                    headers[POLICY] = own
            await send(message)

        return answer


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body; None where it is longer than ``limit`` bytes or the client went away."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        piece: bytes = message.get("body", b"")
        body += piece
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """A channel that gives ``body`` first and then whatever the client says."""
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
