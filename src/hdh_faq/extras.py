"""What a server offers beside pages, answers and chat, where its operator asks for it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from starlette.applications import Starlette

from hdh_faq.asker import Asker
from hdh_faq.errors import SettingError
from hdh_faq.gaps import Gaps, read
from hdh_faq.settings import PREFIX, Settings

WRITE_SECONDS = 60
"""So often counts of gaps go to the disk."""


def open_extras(app: FastAPI, ask: Asker, settings: Settings) -> None:
    """Add what the settings ask for.

    Raises:
        SettingError: it needs a library that is not installed.
        FaqError: the file for the counts of gaps holds something else.
    """
    if settings.metrics_token:
        _need("prometheus_client", "METRICS_TOKEN", "metrics")
        from hdh_faq import metrics  # noqa: PLC0415 - an extra

        shown = metrics.Metrics(ask, settings.index_dir / "manifest.json", settings.metrics_token)
        app.add_api_route(metrics.PATH, shown.page, include_in_schema=False)
    if settings.mcp:
        _need("mcp", "MCP", "mcp")
        from hdh_faq import mcp  # noqa: PLC0415 - an extra

        server = mcp.mcp_server(ask)
        app.router.routes.append(mcp.route(server, settings.max_body_bytes))
        while_running(app, partial(mcp.running, server))
    if settings.gaps_file:
        path = Path(settings.gaps_file)
        read(path)
        if not path.parent.is_dir():
            raise SettingError(f"{PREFIX}GAPS_FILE must stand in a folder that is there, not in “{path.parent}”.")
        gaps = Gaps(path)
        ask.watchers.append(gaps.count)
        while_running(app, partial(_writing, gaps))


@asynccontextmanager
async def _writing(gaps: Gaps, _app: Starlette) -> AsyncIterator[None]:
    """Write counts now and then, and at the end."""

    async def write_often() -> None:
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            await asyncio.to_thread(gaps.write)

    task = asyncio.create_task(write_often())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(gaps.write)


def while_running(app: FastAPI, context: Callable[[Starlette], AbstractAsyncContextManager[None]]) -> None:
    """Hold a context from the start of the app to its end, inside those that it has already."""
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: Starlette) -> AsyncIterator[object]:
        async with outer(started) as state, context(started):
            yield state

    app.router.lifespan_context = lifespan  # type: ignore[assignment]


def _need(library: str, setting: str, extra: str) -> None:
    if find_spec(library) is None:
        raise SettingError(f"{PREFIX}{setting} needs a library: install hdh-faq[{extra}].")
