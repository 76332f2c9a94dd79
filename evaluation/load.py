"""Measure a server under load, with answers and refusals counted apart. Run with `make bench`.

Each client asks again as soon as it has its answer; after a refusal too, without the wait that it names. They are
Python's, and take a part of a core. Prints Markdown; nothing is asserted.
"""

import asyncio
import json
import time
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from evaluation.speed import milliseconds, report, resident, serving

CLIENTS = (1, 8, 32, 64, 256)
SECONDS = 8
QUESTIONS = 8
LENGTH = b"content-length: "

Times = dict[int, list[float]]
"""For each status, the seconds of every answer."""


def requests(host: str) -> list[bytes]:
    """A few questions of the development set, as they go over the wire."""
    lines = Path("evaluation/dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["q"] for line in lines if json.loads(line)["expect"] == "answered"]
    bodies = [json.dumps({"question": question}).encode() for question in questions[:QUESTIONS]]
    head = "POST /api/ask HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n"
    return [head.format(host, len(body)).encode() + body for body in bodies]


async def client(address: str, asked: list[bytes], until: float, times: Times) -> None:
    """Ask until then, one question after the other."""
    to = urlsplit(address)
    reader, writer = await asyncio.open_connection(to.hostname, to.port)
    for request in cycle(asked):
        started = time.perf_counter()
        if started > until:
            break
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(LENGTH)[2].split(b"\r", 1)[0]))
        times.setdefault(int(head.split(b" ", 2)[1]), []).append(time.perf_counter() - started)
    writer.close()


async def load(address: str, clients: int) -> Times:
    """What so many clients get."""
    times: Times = {}
    asked = requests(urlsplit(address).netloc)
    turns = [asked[at:] + asked[:at] for at in range(len(asked))]
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(client(address, turns[at % len(turns)], until, times) for at in range(clients)))
    return times


def told(times: list[float]) -> str:
    """How many a second, and ``median / p99`` in milliseconds."""
    return f"{len(times) / SECONDS:.0f}/s, {milliseconds(times)} ms" if times else "none"


def main() -> None:
    """Print the table."""
    print("\n| Load | answers; refusals; others |\n| --- | --- |")
    with serving(HDH_FAQ_PER_MINUTE="0") as (address, pid):
        asyncio.run(load(address, 1))
        for clients in CLIENTS:
            times = asyncio.run(load(address, clients))
            answered, refused = times.pop(200, []), times.pop(503, [])
            others = sum(map(len, times.values()))
            report(f"{clients} clients", f"{told(answered)}; {told(refused)}; {others}")
        report("memory of the server after them (MiB, resident)", f"{resident(pid):.0f}")


if __name__ == "__main__":
    main()
