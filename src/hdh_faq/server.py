"""Site, chat and JSON on one port."""

import contextlib
import json
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from hdh_faq import chat
from hdh_faq.answer import Answer, Outcome, abstention
from hdh_faq.errors import FaqError, SiteMissingError
from hdh_faq.faq import Faq
from hdh_faq.question import Lang
from hdh_faq.settings import Settings
from hdh_faq.site.headers import CHAT_POLICY, FIXED, REVALIDATE, cache_policy, content_policy

log = logging.getLogger("hdh_faq")

CHAT_HISTORY = 32
"""Gradio sends the conversation with each question: so many request bodies' worth may it hold."""
STATUS = {Outcome.TOO_SHORT: 422, Outcome.TOO_LONG: 413, Outcome.BUSY: 503, Outcome.ERROR: 500}


class Asker:
    """Asks the FAQ and logs the outcome and the time, nothing else; counts the questions in hand."""

    def __init__(self, faq: Faq, limit: int) -> None:
        """Refuse, as busy, every question beyond ``limit`` at once."""
        self._faq, self._places = faq, threading.Semaphore(limit)

    def __call__(self, question: str, lang: Lang | None = None) -> Answer:
        """Answer, whatever happens."""
        started = time.perf_counter()
        answer = self._ask(question, lang)
        log.info("%s %.1f ms", answer.outcome, 1000 * (time.perf_counter() - started))
        return answer

    def _ask(self, question: str, lang: Lang | None) -> Answer:
        if not self._places.acquire(blocking=False):
            return abstention(Outcome.BUSY, "", lang or "fr")
        try:
            return self._faq.ask(question, lang)
        except Exception as error:  # noqa: BLE001 - a face shows no traceback
            # Its kind only: a message could hold the question.
            log.error("%s while answering", type(error).__name__)  # noqa: TRY400
            return abstention(Outcome.ERROR, "", lang or "fr")
        finally:
            self._places.release()


class BadRequestError(FaqError):
    """A request that is no question; its message is the answer's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def create_app(faq: Faq, settings: Settings) -> FastAPI:
    """The whole product as one ASGI app.

    Raises:
        SiteMissingError: there is no built site to serve.
    """
    site = settings.site_dir
    if not (site / "index.html").is_file():
        raise SiteMissingError(f"No built site in “{site}”. Run `hdh-faq build` first.")
    ask = Asker(faq, settings.max_concurrent)
    # One thread more than there are places, so that a question too many is refused rather than kept waiting.
    limiter = CapacityLimiter(settings.max_concurrent + 1)
    app = FastAPI(title="hdh-faq", docs_url=None, redoc_url=None, openapi_url=None)
    origins = [origin.strip() for origin in settings.allowed_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=origins, allow_methods=["POST"], allow_headers=["content-type"]
        )
    _add_headers(app, site, settings)

    @app.post("/api/ask")
    async def api_ask(request: Request) -> Response:
        try:
            question, lang = _read_request(await _read_body(request, settings.max_body_bytes))
        except BadRequestError as error:
            refused = abstention(Outcome.ERROR, "", "fr").to_dict()
            return JSONResponse({**refused, "message": error.message}, error.status)
        answer = await to_thread.run_sync(ask, question, lang, limiter=limiter)
        headers = {"Retry-After": "2"} if answer.outcome is Outcome.BUSY else None
        return JSONResponse(answer.to_dict(), STATUS.get(answer.outcome, 200), headers)

    @app.get("/healthz")
    async def healthz() -> dict[str, Any]:
        manifest = faq.index.manifest
        return {"status": "ok", "passages": manifest["passages"], "model": manifest["model"]}

    # What browsers ask for unasked, and what the chat's pages name.
    app.add_route("/favicon.ico", _redirect_to("/assets/faq/icon.svg"))
    for path in chat.PATHS.values():
        app.add_route(path, _redirect_to(f"{path}/"))
    chat.mount(app, ask, lambda lang: [starter.question for starter in faq.starters(lang)])
    app.mount("/", StaticFiles(directory=site, html=True), name="site")
    return app


def _redirect_to(address: str) -> Callable[[Request], Awaitable[Response]]:
    async def redirect(_request: Request) -> Response:
        return RedirectResponse(address)

    return redirect


async def _read_body(request: Request, limit: int) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BadRequestError(
                413, f"La requête est trop grande / The request is too large: {limit} bytes at most."
            )
    return body


def _read_request(body: bytes) -> tuple[str, Lang | None]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequestError(400, 'Send JSON: {"question": "…", "lang": "fr"}. Envoyez du JSON.') from None
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise BadRequestError(422, "“question” must be a text. « question » doit être un texte.")
    lang = data.get("lang")
    if lang not in (None, "fr", "en"):
        raise BadRequestError(422, "“lang” must be “fr” or “en”. « lang » doit valoir « fr » ou « en ».")
    return data["question"], lang


def _add_headers(app: FastAPI, site: Path, settings: Settings) -> None:
    policy = content_policy(site, settings.api_url)

    @app.middleware("http")
    async def add_headers(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        path = request.url.path
        in_chat = any(path == prefix or path.startswith(f"{prefix}/") for prefix in chat.PATHS.values())
        if in_chat and not _chat_accepts(request, settings.max_body_bytes):
            return Response(status_code=413)
        response = await proceed(request)
        response.headers.update({**FIXED, "Content-Security-Policy": policy})
        if in_chat:
            # Gradio frames nothing, but needs more than our own pages do.
            response.headers["Content-Security-Policy"] = CHAT_POLICY
        else:
            found = response.status_code in (200, 304)
            response.headers.setdefault("Cache-Control", cache_policy(path) if found else REVALIDATE)
        return response


def _chat_accepts(request: Request, limit: int) -> bool:
    """Whether a request to Gradio is one that our chat makes: it uploads nothing and sends short messages."""
    length = request.headers.get("content-length", "0")
    has_body = request.method == "POST"
    short = (
        length.isdigit()
        and int(length) <= limit * CHAT_HISTORY
        and "chunked" not in request.headers.get("transfer-encoding", "")
    )
    return not has_body or (short and not request.url.path.endswith("/upload"))


def serve(faq: Faq, settings: Settings) -> None:
    """Serve until stopped.

    Raises:
        FaqError: the port is taken or not allowed, or the address is not this machine's.
    """
    app = create_app(faq, settings)
    try:
        listener = socket.create_server((settings.host, settings.port), family=_family(settings.host))
    except (OSError, OverflowError) as error:
        raise FaqError(
            f"Port {settings.port} on {settings.host} cannot be used ({error}). Another program has it, perhaps: "
            f"choose another with --port or HDH_FAQ_PORT."
        ) from None
    address = f"http://{settings.host}:{listener.getsockname()[1]}/"
    log.info("%s (chat: %schat/)", address, address)
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    with contextlib.suppress(KeyboardInterrupt):  # how one stops it
        uvicorn.Server(config).run(sockets=[listener])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
