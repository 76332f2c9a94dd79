"""Fixtures: the real server in a process of its own, and a real Chromium that visits it."""

import contextlib
import http.client
import importlib.util
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Error,
    Page,
    Request,
    Route,
    WebSocket,
    expect,
    sync_playwright,
)

from static_host import StaticHost

PROJECT = Path(__file__).parents[2]
FEATURES = (
    # Windows of the address bar and a process in reserve: more than half of what a visit costs, and nobody sees them.
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI,InitialWebUI,"
    "SpareRendererForSitePerProcess,"
    # Playwright's own list, which ours takes the place of.
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
ARGUMENTS = [
    f"--disable-features={FEATURES}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 180
"""The server may have an index to bring up to date first."""
LATE_SECONDS = 0.3
"""A browser waits a tenth of a second for letters before it shows words in others."""


class Visitor:
    """A tab on our server, which remembers whom it asked for what, and what it complained of."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.requests: list[Request] = []
        self.sockets: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", self._note_request)
        page.on("websocket", self._note_socket)
        page.on("console", self._note_message)
        page.on("pageerror", self._note_error)
        page.on("dialog", self._note_dialog)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)

    def _note_socket(self, socket: WebSocket) -> None:
        self.sockets.append(socket.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location.get('url', '')}".strip())

    def _note_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _note_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def go(self, path: str) -> Page:
        """Open a page of the site; its scripts have run when this returns."""
        response = self.page.goto(self.base + path, wait_until="load")
        assert response is not None
        assert response.ok, f"{path}: HTTP {response.status}"
        if path.endswith("/chat/"):
            # Gradio begins with the reader's first sign, draws after `load`, and keeps a connection open: the network
            # never falls silent.
            self.page.keyboard.press("Shift")
            expect(self.page.locator("textarea")).to_be_visible(timeout=30_000)
        return self.page

    def delay_fonts(self) -> None:
        """From now on the site's letters come after the first words are shown, as over a slow network."""

        def send_late(route: Route) -> None:
            response = route.fetch()
            time.sleep(LATE_SECONDS)
            route.fulfill(response=response)

        self.page.route("**/*.woff2", send_late)

    def look_around(self) -> None:
        """Scroll to the end and linger, for what is loaded late or only when it comes into view."""
        self.page.mouse.wheel(0, 100_000)
        self.page.wait_for_timeout(1_000)

    @property
    def foreign(self) -> list[str]:
        """Addresses asked for that are not on our server."""
        urls = [request.url for request in self.requests] + self.sockets
        own = urlsplit(self.base).netloc
        return [url for url in urls if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own]

    @property
    def foreign_hints(self) -> list[str]:
        """Elements that make a browser connect elsewhere without a request that we could see."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll("link[href], script[src], img[src], iframe[src]")]
                .filter((e) => !(e.tagName === "LINK" && /^(canonical|alternate|next|prev|author) ?$/.test(e.rel)))
                .map((e) => e.href || e.src)
                .filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== location.origin)"""
        )
        return found


def shown_text(page: Page, selector: str) -> str:
    """What a reader sees there, with the whitespace that a browser collapses collapsed; no-break spaces stay."""
    text: str = page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)].map((e) => e.innerText).join("\\n")""", selector
    )
    return collapse(text)


def collapse(text: str) -> str:
    """One ASCII space for every run of ASCII whitespace."""
    return " ".join(part for part in text.translate(str.maketrans("\t\n\r\f", "    ")).split(" ") if part)


def _find_chromium() -> str | None:
    specification = importlib.util.spec_from_file_location("chromium", PROJECT / "scripts" / "chromium.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    found: str | None = module.find()
    return found


# Package, not session: Playwright keeps an event loop running, which tests outside this folder must not meet.
@pytest.fixture(scope="module")
def static_site() -> Iterator[str]:
    """The address of the published pages on a host without a server, with its strictest headers."""
    with StaticHost.of(PROJECT / "site", PROJECT / "netlify.toml").listening() as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; without one the browser tests fail, since a skipped test would say nothing."""
    executable = _find_chromium()
    if executable is None:
        pytest.fail("No Chromium here. Run `python scripts/chromium.py` first.", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    """Address, without a final slash, of the product as `make serve` starts it, on a port of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HDH_FAQ_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "hdh_faq", "serve", "--port", "0"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: "subprocess.Popen[str]") -> str:
    """The address that the server names on stderr, once it answers there."""
    said: list[str] = []
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert process.stderr is not None
        for line in process.stderr:  # to the end: a full pipe would stop the server
            lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            said.append(lines.get(timeout=0.5))
        except queue.Empty:
            continue
        if said[-1].startswith("http://127.0.0.1:"):
            address = said[-1].split()[0].rstrip("/")
            _wait_until_it_answers(address, deadline)
            return address
    pytest.fail(f"The server did not start:\n{''.join(said)}", pytrace=False)


def _wait_until_it_answers(address: str, deadline: float) -> None:
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        time.sleep(0.1)
    pytest.fail(f"Nothing answers at {address}.", pytrace=False)


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def new_visitor(browser: Browser, server: str) -> Iterator[NewVisitor]:
    """Makes visitors, each with a profile of its own; takes Playwright's context options."""
    contexts = []

    def make(**options: Any) -> Visitor:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, "locale": "fr-FR", **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context.new_page(), server)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    """Somebody at a desk."""
    return new_visitor()
