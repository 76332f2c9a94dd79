"""Site, chat and JSON on one port."""

import contextlib
import logging
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, RedirectResponse

from hdh_faq.answer import Outcome, abstention
from hdh_faq.ask_request import BadRequestError, read_request
from hdh_faq.asker import Asker
from hdh_faq.chat_door import PATHS, Chat, ChatDoor, LateChat, chat_at
from hdh_faq.errors import FaqError
from hdh_faq.extras import open_extras, while_running
from hdh_faq.faq import Faq
from hdh_faq.guard import Guard
from hdh_faq.hosts import Hosts
from hdh_faq.openapi import document
from hdh_faq.protocol import SHUTDOWN_SECONDS, TimedProtocol
from hdh_faq.refusal import ComeBack
from hdh_faq.reload import Shown
from hdh_faq.settings import Settings
from hdh_faq.site.headers import POLICY, REVALIDATE, cache_policy, chat_policy

log = logging.getLogger("hdh_faq")

STATUS = {
    Outcome.TOO_SHORT: 422, Outcome.TOO_LONG: 413, Outcome.BUSY: 503, Outcome.OFF: 503, Outcome.ERROR: 500,
}  # fmt: skip
RETRY_SECONDS = "2"
"""What a client is told to wait after a refusal."""
SWITCH_SECONDS = 0.001
"""How long one thread may keep the interpreter from another."""
KEEP_ALIVE_SECONDS = 15


def create_app(faq: Faq, settings: Settings) -> FastAPI:
    """The whole product as one ASGI app.

    Raises:
        SiteMissingError: there is no built site to serve.
    """
    shown = Shown(faq, settings)
    ask = Asker(
        lambda: shown.edition.faq, settings.max_concurrent, settings.max_waiting, settings.per_minute, settings.off
    )
    app = FastAPI(
        title="hdh-faq", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lambda _: shown.watched()
    )

    async def api_ask(request: Request) -> Response:
        wait = ask.limits.wait(request.client.host if request.client else "")
        try:
            asked = await read_request(request.receive, settings.max_body_bytes)
        except BadRequestError as error:
            refused = abstention(Outcome.ERROR, "", "fr").to_dict()
            return JSONResponse({**refused, "message": error.message}, error.status)
        if wait:
            limited = abstention(Outcome.BUSY, "", asked.lang or "fr").to_dict()
            return ComeBack(limited, 429, {"Retry-After": str(wait)})
        answer = await ask(asked.question, asked.lang, asked.previous)
        if answer.outcome is Outcome.BUSY:
            return ComeBack(answer.to_dict(), STATUS[answer.outcome], {"Retry-After": RETRY_SECONDS})
        return JSONResponse(answer.to_dict(), STATUS.get(answer.outcome, 200))

    # FastAPI's own route would look for what it could fill in, at every question.
    app.add_route("/api/ask", api_ask, methods=["POST"])

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> Response:
        manifest, state = shown.edition.faq.index.manifest, shown.state()
        model = f"{manifest.model} {manifest.model_digest[:8]}"
        state |= {"passages": manifest.passages, "model": model}
        return JSONResponse(state, 200 if state["status"] == "ok" else 503)

    @app.get("/api/openapi.json")
    async def api_description() -> Response:
        return JSONResponse(document(settings))

    open_extras(app, ask, settings)
    # What browsers ask for unasked, and what the chat's pages name.
    app.add_route("/favicon.ico", _redirect_to("/assets/faq/icon.svg"))
    chat = _open_chat(app, ask, faq, settings)
    app.mount("/", shown.pages, name="site")
    hosts = Hosts.of(settings.public_url, settings.allowed_hosts)
    app.add_middleware(Guard, headers=_headers(shown, chat), hosts=hosts)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.origins, allow_methods=["POST"], allow_headers=["content-type"]
        )
    return app


def _open_chat(app: FastAPI, ask: Asker, faq: Faq, settings: Settings) -> bool:
    """Open the chat, if its library is installed: a server of pages and answers does without."""
    if find_spec("gradio") is None:
        log.info("No chat: install hdh-faq[chat] to have one.")
        return False
    starters = {lang: [starter.question for starter in faq.starters(lang)] for lang in PATHS}

    def load() -> Chat:
        from hdh_faq import chat  # noqa: PLC0415 - seconds to import

        return chat.load(ask.ask_for, starters, settings.max_waiting)

    late = LateChat(load)
    for path in PATHS.values():
        app.add_route(path, _redirect_to(f"{path}/"))
    app.add_middleware(ChatDoor, chat=late, max_body=settings.max_body_bytes)
    while_running(app, lambda _: late.running())
    return True


def _redirect_to(address: str) -> Callable[[Request], Awaitable[Response]]:
    async def redirect(_request: Request) -> Response:
        return RedirectResponse(address)

    return redirect


def _headers(shown: Shown, chat: bool) -> Callable[[str, int], Mapping[str, str]]:
    """What each response carries, by its address and its status."""
    policy = chat_policy()

    def headers(path: str, status: int) -> dict[str, str]:
        fixed = shown.edition.headers
        if chat and chat_at(path):
            fixed = {**fixed, POLICY: policy}
        return {**fixed, "Cache-Control": cache_policy(path) if status in (200, 304) else REVALIDATE}

    return headers


def serve(faq: Faq, settings: Settings, listener: socket.socket) -> None:
    """Serve at a port until stopped.

    Raises:
        SiteMissingError: there is no built site to serve.
    """
    app = create_app(faq, settings)
    listener.listen()
    # The loop does little at a time, and waits for the questions' threads after each call to the system.
    sys.setswitchinterval(SWITCH_SECONDS)
    address = f"http://{settings.host}:{listener.getsockname()[1]}/"
    log.info("%s (chat: %schat/)", address, address)
    with contextlib.suppress(KeyboardInterrupt):  # how one stops it
        uvicorn.Server(uvicorn.Config(app, **speaking(settings))).run(sockets=[listener])


def take_port(settings: Settings) -> socket.socket:
    """Take the port of the settings. Who asks there is refused, and may ask another server, until `serve` listens.

    Raises:
        FaqError: it is taken or not allowed, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise FaqError(
            f"Port {settings.port} on {settings.host} cannot be used ({error}). Another program has it, perhaps: "
            f"choose another with --port or HDH_FAQ_PORT."
        ) from None
    # Headers and body are two writes: without this the second waits 40 ms for the client's word on the first. Asyncio
    # sets it on connections of listeners that it has opened itself, and only on those.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def speaking(settings: Settings) -> dict[str, Any]:
    """How uvicorn speaks to clients."""
    return {
        "http": TimedProtocol,
        "ws": "none",
        "log_level": "error",  # it warns of each malformed request, which anyone may send by the thousand
        "access_log": False,
        "server_header": False,
        # Nobody's word on who the client is, but a named proxy's.
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        # Connections end by themselves before: see `TimedProtocol`.
        "timeout_graceful_shutdown": 2 * SHUTDOWN_SECONDS,
    }
