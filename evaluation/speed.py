"""Measure what evaluation/results.md reports: builds, questions in process and over HTTP, memory.

Run with `make bench`. Prints Markdown; nothing is asserted.
"""

import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import psutil

from hdh_faq.faq import Faq
from hdh_faq.settings import Settings

PYTHON = [sys.executable, "-m", "hdh_faq"]
ROUNDS = 5


def seconds(call: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def run(*arguments: str, cwd: Path = Path()) -> None:
    """Run our command line."""
    subprocess.run([*PYTHON, *arguments], cwd=cwd, check=True, capture_output=True)


def milliseconds(times: Sequence[float]) -> str:
    """``median / p99`` of times in seconds."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    return f"{1000 * statistics.median(ordered):.1f} / {1000 * p99:.1f}"


def report(name: str, value: str) -> None:
    """One row of the table."""
    print(f"| {name} | {value} |", flush=True)


@contextmanager
def serving(port: str = "0") -> Iterator[tuple[str, int]]:
    """A server of its own, on a free port if none is named: its address, its process."""
    server = subprocess.Popen([*PYTHON, "serve", "--port", port], stderr=subprocess.PIPE, text=True)
    try:
        lines = iter(server.stderr or ())
        line = next(line for line in lines if line.startswith("http://"))
        # A pipe that nobody empties would stop the server.
        Thread(target=deque, args=(lines, 0), daemon=True).start()
        yield line.split()[0], server.pid
    finally:
        server.terminate()
        server.wait()


def resident(pid: int) -> float:
    """MiB of memory that a process holds."""
    return float(psutil.Process(pid).memory_info().rss / 2**20)


def measure_builds() -> None:
    """Full build, and a build after one page changed, in a copy of the project."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "project"
        copy.mkdir()
        for name in ("docs", "theme"):
            shutil.copytree(name, copy / name)
        for configuration in Path().glob("mkdocs*.yml"):
            shutil.copy(configuration, copy)
        report("full build, nothing there (s)", f"{seconds(lambda: run('build', cwd=copy)):.1f}")
        page = copy / "docs" / "fr" / "visio.md"
        page.write_text(page.read_text(encoding="utf-8").replace("Visio", "Visio (outil)", 1), encoding="utf-8")
        report("build after one page was edited (s)", f"{seconds(lambda: run('build', cwd=copy)):.1f}")
        report("index alone, nothing changed (s)", f"{seconds(lambda: run('index', cwd=copy)):.1f}")


def measure_questions(questions: Sequence[str]) -> None:
    """Milliseconds a question: in process, and over HTTP against a real server, whose memory is read too."""
    faq = Faq.load(Settings().index_dir, Settings())
    for question in questions:
        faq.ask(question)
    times = [seconds(partial(faq.ask, question)) for _ in range(ROUNDS) for question in questions]
    report("a question in process (ms, median / p99)", milliseconds(times))

    with serving() as (server, pid):
        address = server + "api/ask"

        def ask(question: str) -> None:
            body = json.dumps({"question": question}).encode()
            request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=10) as response:
                response.read()

        usable = [question for question in questions if question.strip()]
        times = [seconds(partial(ask, question)) for _ in range(ROUNDS) for question in usable]
        report("a question over HTTP (ms, median / p99)", milliseconds(times))
        report("memory of the server after them (MiB, resident)", f"{resident(pid):.0f}")


def main() -> None:
    """Print the table."""
    lines = Path("evaluation/dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["q"] for line in lines if json.loads(line)["expect"] == "answered"]
    print(f"Machine: {platform.machine()}, {psutil.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| Measure | Value |\n| --- | --- |")
    measure_builds()
    measure_questions(questions)
    report("cold `hdh-faq ask` (s)", f"{seconds(lambda: run('ask', questions[0])):.1f}")


if __name__ == "__main__":
    main()
