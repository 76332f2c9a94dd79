"""Measure the pages and the browser's engine in Chromium: `python -m evaluation.browser`, a part of `make bench`.

The site is served as a static host would, compressed, without a server that answers; the network is a telephone's
(10 Mbit/s, 40 ms), the processor four times slower, the cache cold.
"""

import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from evaluation.judge import as_table
from evaluation.speed import serving
from hdh_faq.settings import Settings

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
NETWORK = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
SLOWER = 4
PAGES = ("/", "/choix-hebergeur/", "/faq/", "/vos-droits/")
QUESTION = "Qui remplace Microsoft ?"
WORKER = "assets/faq/engine/worker.js"
QUESTIONS = Path("evaluation/dev.jsonl")
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml")


@contextmanager
def static_site(site: Path) -> Iterator[str]:
    """The address of a bare static host that compresses text; no server answers there."""

    @cache
    def content(path: Path) -> bytes:
        body = path.read_bytes().replace(b'"api":"/api/ask"', b'"api":""')
        return gzip.compress(body) if path.suffix in COMPRESSED else body

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = site / self.path.partition("?")[0].lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                self.send_error(404)
                return
            body = content(path)
            self.send_response(200)
            self.send_header("Content-Type", guess_type(path.name)[0] or "application/octet-stream")
            if path.suffix in COMPRESSED:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def slowed(page: Page) -> CDPSession:
    """A telephone's network and processor for a page."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def weight(page: Page, address: str) -> int:
    """Bytes that a page takes, headers included, before anything is touched."""
    sizes: list[int] = []

    def weigh(request: object) -> None:
        sent = request.sizes()  # type: ignore[attr-defined]
        sizes.append(sent["responseBodySize"] + sent["responseHeadersSize"])

    page.on("requestfinished", weigh)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("requestfinished", weigh)
    return sum(sizes)


def scripts(page: Page, site: Path) -> int:
    """Bytes of the scripts that a page has run so far, compressed; without its thread's."""
    addresses: list[str] = page.evaluate(
        """() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
            .filter((path) => path.endsWith(".js") && !path.endsWith("/worker.js"))"""
    )
    return sum(compressed(site / address[1:]) for address in set(addresses))


def compressed(path: Path) -> int:
    """Bytes of a file as the host sends it."""
    return len(gzip.compress(path.read_bytes()))


def asked(page: Page, question: str, by: str) -> float:
    """Milliseconds from Enter to an answer found so."""
    field = page.get_by_role("combobox").first
    field.fill(question)
    turns = page.locator(".faq-turn")
    before = turns.count()
    started = time.perf_counter()
    field.press("Enter")
    turns.nth(before).wait_for(state="attached", timeout=60_000)
    turns.first.locator("> .faq-note", has_text=by).wait_for()
    return 1000 * (time.perf_counter() - started)


def typed(page: Page, texts: list[str]) -> list[float]:
    """Milliseconds from each letter to the picture of its effect (Event Timing), in steps of 8, at least 16."""
    page.evaluate(
        """() => {
            window.letters = [];
            new PerformanceObserver((list) => {
                const keys = list.getEntries().filter(({ name }) => name === "keydown");
                window.letters.push(...keys.map(({ duration }) => duration));
            }).observe({ type: "event", durationThreshold: 16 });
        }"""
    )
    for text in texts:
        page.get_by_role("combobox").first.fill("")
        page.get_by_role("combobox").first.press_sequentially(text)
    page.wait_for_timeout(500)
    slow: list[float] = page.evaluate("window.letters")
    return sorted([16.0] * max(sum(map(len, texts)) - len(slow), 0) + slow)


def in_engine(page: Page, address: str, questions: list[str]) -> list[float]:
    """Milliseconds that the engine itself takes for each question, the least of three times.

    It runs in the page, not in a thread of its own: Chromium slows a page's own thread down and no other.
    """
    found: list[float] = page.evaluate(
        """async ([address, questions]) => {
            const waiting = new Map();
            window.postMessage = ({ id, total, done, failed }) => {
                if (!total) failed ? waiting.get(id).reject(new Error(failed)) : waiting.get(id).resolve(done);
            };
            await import(`${address}/assets/faq/engine/worker.js`);
            let id = 0;
            const send = (message) => new Promise((resolve, reject) => {
                waiting.set(++id, { resolve, reject });
                dispatchEvent(new MessageEvent("message", { data: { id, ...message } }));
            });
            const place = `${address}/assets/faq/`;
            for (const kind of ["words", "meaning"]) await send({ load: { place, kind, lang: "fr" } });
            const times = questions.map(() => Infinity);
            for (let turn = 0; turn < 3; turn++) {
                for (const [number, question] of questions.entries()) {
                    const started = performance.now();
                    await send({ ask: { question, lang: "fr", previous: [] } });
                    times[number] = Math.min(times[number], performance.now() - started);
                }
            }
            return times;
        }""",
        [address, questions],
    )
    return found


def tapped(browser: Browser, address: str) -> float:
    """Milliseconds from a tap on the chat's field, a third of a second after it is seen, to an answer."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    slowed(page)
    page.goto(address + "chat/", wait_until="commit")
    page.locator("#faq-typed").wait_for()
    page.wait_for_timeout(300)
    started = time.perf_counter()
    page.locator("#faq-typed").tap()
    page.keyboard.insert_text(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".faq-answer").wait_for(timeout=60_000)
    found = 1000 * (time.perf_counter() - started)
    context.close()
    return found


def main() -> None:
    """Measure, and print a table."""
    site = Settings.from_env().site_dir
    rows = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [row["q"] for row in map(json.loads, rows) if row["lang"] == "fr"]
    figures: list[tuple[str, str]] = []
    with static_site(site) as base, tempfile.TemporaryDirectory() as profile, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, f"--crash-dumps-dir={profile}"])
        for path in PAGES:
            page = browser.new_page()
            figures.append((f"{path}, before any click, kB", f"{weight(page, base + path) / 1000:.0f}"))
            page.close()
        page = browser.new_page()
        page.goto(base + "/choix-hebergeur/", wait_until="networkidle")
        slowed(page)
        first = scripts(page, site)
        started = time.perf_counter()
        page.locator(".faq-open").click()
        page.get_by_role("combobox").first.wait_for()
        by_words = asked(page, QUESTION, "par les mots :")
        figures.append(("click to first answer by words, ms", f"{1000 * (time.perf_counter() - started):.0f}"))
        figures.append(("of it after Enter", f"{by_words:.0f}"))
        later = scripts(page, site) - first + compressed(site / WORKER)
        figures.append(("script before the first click, and panel and engine after it, bytes", f"{first}, {later}"))
        started = time.perf_counter()
        page.locator(".faq-load").click()
        page.locator(".faq-turn[open] > .faq-note", has_text="par le sens").wait_for(timeout=60_000)
        figures.append(("click to the same by meaning, ms", f"{1000 * (time.perf_counter() - started):.0f}"))
        warm = [asked(page, question, "par le sens") for question in questions[:15]]
        figures.append(
            ("Enter to answer once loaded, median and most, ms", f"{statistics.median(warm):.0f}, {max(warm):.0f}")
        )
        page.close()
        page = browser.new_page()
        page.goto(base + "/choix-hebergeur/", wait_until="networkidle")
        slowed(page)
        page.locator(".faq-open").click()
        letters = typed(page, sorted(questions, key=len)[:: len(questions) // 10])
        figures.append(
            (
                "a letter typed to its picture, median, p95 and most, ms",
                f"{statistics.median(letters):.0f}, {letters[int(0.95 * len(letters))]:.0f}, {letters[-1]:.0f}",
            )
        )
        page.close()
        for rate in (1, SLOWER):
            page = browser.new_page()
            page.goto(base + "/choix-hebergeur/")
            slowed(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
            times = sorted(in_engine(page, base, questions))
            p95 = times[int(0.95 * len(times))]
            name = f"a question in the engine, processor {rate} times slower, median and p95, ms"
            figures.append((name, f"{statistics.median(times):.1f}, {p95:.1f}"))
            page.close()
        with serving() as (address, _):
            taps = [tapped(browser, address) for _ in range(5)]
        figures.append(
            (
                "tap on the chat's field to an answer, median and most, ms",
                f"{statistics.median(taps):.0f}, {max(taps):.0f}",
            )
        )
        browser.close()
    print(as_table([{"what": what, "measured": value} for what, value in figures]))


if __name__ == "__main__":
    main()
