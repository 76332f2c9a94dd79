"""What `hdh-faq serve` bears: 1, 32, 256 clients, a long run at half of the most, a hundred conversations at once.

`python -m evaluation.load clients|soak|chats [NUMBER]` after `make build`, NUMBER being seconds or conversations. The
first two need wrk. Each starts a server of its own and prints Markdown; clients take their part of the machine, too.
"""

import asyncio
import html
import http.client
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from evaluation.speed import milliseconds, serving
from hdh_faq.answer import Outcome, abstention

PAGES = ("/", "/en/", "/cnil/", "/en/choix-hebergeur/", "/assets/faq/page.js")
QUESTIONS = 40
CLIENTS, WRK_SECONDS = (1, 32, 256), 10
SOAK_SECONDS, SOAK_CLIENTS, SAMPLE_SECONDS = 1200, 8, 10
CHATS, ASKED_IN_CHAT, LATE_SECONDS = 100, 5, 60
REFUSED = (429, 503)
BUSY = html.escape(abstention(Outcome.BUSY, "", "fr").message)
# Its functions run where the results are added up, its variables in the thread that asks.
WRK = """
local requests = { %s }
local turn = 0
good, refused, failed = 0, 0, 0
function setup(thread) only = thread end
function request() turn = turn + 1; return requests[turn %% #requests + 1] end
function response(status)
  if status == 200 then good = good + 1
  elseif status == 429 or status == 503 then refused = refused + 1
  else failed = failed + 1 end
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"good": %%d, "refused": %%d, "failed": %%d, "p50": %%f, "p99": %%f, "seconds": %%f}\\n',
    only:get("good"), only:get("refused"), only:get("failed") + e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.duration / 1e6))
end
"""
HEADERS = '{["Host"] = "localhost", ["Content-Type"] = "application/json", ["Accept-Encoding"] = "gzip"}'
Request = tuple[str, bytes | None]


@dataclass(frozen=True)
class Server:
    """A started server."""

    address: str
    process: psutil.Process

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rsplit(":", 1)[1].strip("/"))

    def megabytes(self) -> float:
        """Memory that it has, resident."""
        return float(self.process.memory_info().rss) / 2**20


@contextmanager
def server() -> Iterator[Server]:
    """Start one on a free port, or the one that HDH_FAQ_PORT names; what it logs goes nowhere."""
    with serving(os.environ.get("HDH_FAQ_PORT", "0")) as (address, pid):
        yield Server(address, psutil.Process(pid))


def questions() -> list[Request]:
    """Questions of the development set, to be posted."""
    lines = Path("evaluation/dev.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    usable = [item for item in items if item["expect"] == "answered"][:QUESTIONS]
    return [("/api/ask", json.dumps({"question": one["q"], "lang": one["lang"]}).encode()) for one in usable]


def pages() -> list[Request]:
    """Pages, to be fetched."""
    return [(page, None) for page in PAGES]


def mixed() -> list[Request]:
    """A page after each four questions."""
    turns = itertools.cycle(pages())
    return [
        one
        for number, asked in enumerate(questions(), 1)
        for one in ([asked] if number % 4 else [asked, next(turns)])
    ]


def wrk(address: str, requests: list[Request], clients: int, seconds: int) -> dict[str, float]:
    """What clients saw that ask again as soon as they are answered."""
    lines = [
        f'wrk.format("{"POST" if body else "GET"}", "{path}", {HEADERS}, {json.dumps((body or b"").decode())})'
        for path, body in requests
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(WRK % ", ".join(lines))
        script.flush()
        command = ["wrk", "-t1", "--timeout", "20s", f"-c{clients}", f"-d{seconds}s", "-s", script.name, address]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    return found


def measure_clients(seconds: int) -> None:
    """So many clients each, on the API and on pages."""
    print("| clients | asked for | good/s | refused/s | failed | p50 / p99 (ms), refusals included |")
    print("| --- | --- | --- | --- | --- | --- |")
    with server() as started:
        for name, requests in (("answers", questions()), ("pages", pages())):
            wrk(started.address, requests, 1, 2)
            for clients in CLIENTS:
                found = wrk(started.address, requests, clients, seconds)
                good, refused = (found[kind] / found["seconds"] for kind in ("good", "refused"))
                times = f"{found['p50']:.0f} / {found['p99']:.0f}"
                print(
                    f"| {clients} | {name} | {good:.0f} | {refused:.0f} | {found['failed']:.0f} | {times} |",
                    flush=True,
                )


@dataclass
class Seen:
    """What the clients of a long run saw; until when they ask, and the seconds from one request to the next."""

    until: float
    pause: float
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def visit(port: int, requests: list[Request], number: int, seen: Seen) -> None:
    """Send requests at their times, whatever those before them took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    due = time.monotonic() + seen.pause * number / SOAK_CLIENTS
    for path, body in itertools.islice(itertools.cycle(requests), 7 * number, None):
        time.sleep(max(0, due - time.monotonic()))
        due += seen.pause
        started = time.monotonic()
        if started > seen.until:
            return
        try:
            connection.request("POST" if body else "GET", path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            kind = "good" if response.status == http.HTTPStatus.OK else str(response.status)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            kind = type(error).__name__
        with seen.lock:
            seen.kinds[kind] += 1
            seen.seconds.append(time.monotonic() - started)


def measure_soak(seconds: int) -> None:
    """Half of the most that it answers, for long; memory each ten seconds."""
    with server() as started:
        most = wrk(started.address, mixed(), SOAK_CLIENTS, 2 * WRK_SECONDS)
        rate = most["good"] / most["seconds"] / 2
        seen, memory = Seen(time.monotonic() + seconds, SOAK_CLIENTS / rate), [started.megabytes()]
        threads = [
            threading.Thread(target=visit, args=(started.port, mixed(), number, seen))
            for number in range(SOAK_CLIENTS)
        ]
        for thread in threads:
            thread.start()
        while time.monotonic() < seen.until:
            time.sleep(SAMPLE_SECONDS)
            memory.append(started.megabytes())
            print(f"{len(memory)} {memory[-1]:.1f} MiB {dict(seen.kinds)}", file=sys.stderr, flush=True)
        for thread in threads:
            thread.join()
        handles = started.process.num_fds(), started.process.num_threads()
    print(f"| {seconds} s at half of the most | |\n| --- | --- |")
    print(f"| the most, {SOAK_CLIENTS} clients, a page after each four questions | {2 * rate:.0f}/s |")
    print(f"| sent | {len(seen.seconds)}, {len(seen.seconds) / seconds:.0f}/s |")
    good, refused = seen.kinds.pop("good"), sum(seen.kinds.pop(str(status), 0) for status in REFUSED)
    print(f"| good, refused, failed | {good}, {refused}, {dict(seen.kinds) or 0} |")
    print(f"| median / p99 (ms) | {milliseconds(seen.seconds)} |")
    quarters = [memory[round(len(memory) * part / 4) - (part > 0)] for part in range(5)]
    print(f"| memory (MiB, resident) at each quarter | {', '.join(f'{one:.1f}' for one in quarters)} |")
    print(f"| open files, threads at the end | {handles[0]}, {handles[1]} |", flush=True)


async def converse(
    web: httpx.AsyncClient, number: int, together: asyncio.Barrier, pauses: bool
) -> list[tuple[float, str]]:
    """One page of the chat: listens, asks, reads; for each question the seconds, and how it ended."""
    session, asked = f"load{number}", [json.loads(body or b"")["question"] for _, body in questions()]
    told: list[tuple[float, str]] = []
    async with web.stream("GET", f"gradio_api/heartbeat/{session}"):
        await together.wait()
        for turn in range(ASKED_IN_CHAT):
            if pauses:
                await asyncio.sleep(LATE_SECONDS / ASKED_IN_CHAT * ((number * 0.618 + turn * 0.382) % 1))
            body = {"data": [asked[(number + turn) % QUESTIONS], None], "fn_index": 0, "session_hash": session,
                    "event_data": None, "trigger_id": 7}  # fmt: skip
            started = time.monotonic()
            try:
                said = await _said(web, session, body)
            except httpx.TransportError:
                said = "failed"
            told.append((time.monotonic() - started, said))
    return told


async def _said(web: httpx.AsyncClient, session: str, body: dict[str, object]) -> str:
    """How a question ends that is sent as the page sends it."""
    joined = await web.post("gradio_api/queue/join", json=body)
    if joined.status_code != http.HTTPStatus.OK:
        return "refused" if joined.status_code in REFUSED else "failed"
    async with web.stream("GET", "gradio_api/queue/data", params={"session_hash": session}) as stream:
        said = ""
        async for line in stream.aiter_lines():
            if "process_completed" in line:
                said = line
            if "close_stream" in line:
                break
    if "process_completed" not in said:
        return "failed"
    return "refused" if BUSY in said.rsplit("faq-question", 1)[-1] else "answered"


async def _chats(address: str, count: int, *, pauses: bool) -> list[tuple[float, str]]:
    together = asyncio.Barrier(count)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=f"{address}chat/", timeout=60, limits=limits) as web:
        told = await asyncio.gather(*(converse(web, one, together, pauses) for one in range(count)))
    return [one for own in told for one in own]


def measure_chats(count: int) -> None:
    """Conversations at once, each of a few questions."""
    told_of = f"{count} conversations at once, {ASKED_IN_CHAT} questions each"
    print(f"| {told_of} | answered | refused | failed | median / p99 (ms) | p95 (ms) |")
    print("| --- | --- | --- | --- | --- | --- |")
    with server() as started:
        for name, pauses in (("with pauses, over a minute", True), ("all together, again and again", False)):
            told = asyncio.run(_chats(started.address, count, pauses=pauses))
            ends = Counter(end for _, end in told)
            good = sorted(seconds for seconds, end in told if end == "answered")
            p95 = 1000 * good[int(0.95 * (len(good) - 1))]
            counts = f"{len(good)} | {ends['refused']} | {ends['failed']}"
            print(f"| {name} | {counts} | {milliseconds(good)} | {p95:.0f} |", flush=True)


def main(what: str, number: str = "") -> None:
    """Measure, and report."""
    measures = {
        "clients": (measure_clients, WRK_SECONDS),
        "soak": (measure_soak, SOAK_SECONDS),
        "chats": (measure_chats, CHATS),
    }
    measure, default = measures[what]
    measure(int(number or default))


if __name__ == "__main__":
    main(*sys.argv[1:])
