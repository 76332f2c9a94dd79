"""Paths that want out of the site, odd methods, ranges, conditions and hosts, drawn by a seed, against a real server.

Nothing outside the site is read, nothing fails, nothing is logged, and nobody is led elsewhere.
"""

import gzip
import logging
import os
import random
import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import served
from hdh_faq.faq import Faq
from hdh_faq.settings import Settings

COUNT = 600
CANARY = "canary-7f3a"
DOTS = (
    "..", "%2e%2e", "%2E.", "%252e%252e", "..%00", "%c0%ae%c0%ae", "..%c0%af", "..;", "....", "%u002e.",
    "..%0d%0a", "．．", "..%20", "%ff%fe", "..\\", "..%5c", "%%32%65.", "...",
)  # fmt: skip
SLASHES = (
    "/", "%2f", "%5c", "\\", "%252f", "//", "/./", "%c0%af", "%ef%bc%8f", "%00/", ";/", "/%20/", "?/", "%u2215",
)  # fmt: skip
STARTS = (
    "/", "/en/", "/assets/faq/", "/out/", "/en/out/", "/loop/", "/root/", "/folder/", "/chat/gradio_api/file=",
    "/api/", "//", "/index.html/", "/.well-known/",
)  # fmt: skip
TARGETS = (
    "canary.txt", "site/../canary.txt", "etc/passwd", "proc/self/environ", "", "a" * 300, "a" * 5000,
    "a/" * 2000, "canary.txt%00.html", "canary.txt/", "%63anary.txt", "CANARY.TXT", ".hdh-faq-files",
    "index.html",
)  # fmt: skip
PAGES = (
    "/", "/en", "/en/", "/hebergeur", "/sitemap.xml", "/card.png", "/nope", "/en/nope", "/abs.txt", "/chain",
    "/out", "/out/canary.txt", "/root/etc/passwd", "/loop", "/gone", "/folder/", "/inside.html", "/pipe",
    "/sibling/", "/healthz", "/api/ask", "/api/openapi.json", "/favicon.ico", "/chat",
)  # fmt: skip
METHODS = (
    *["GET"] * 12, "HEAD", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MOVE", "BREW",
    "get", "QUERY",
)  # fmt: skip
DATES = (
    "Mon, 30 Nov 2026 20:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", ",", "a, ", "0 0 0 0 0",
    "1 Jan 2000 ::: +", "9" * 4000, "Mon, 99 Xyz 99999999999999999999 99:99:99 GMT",
    "-1 Jan -1 -1:-1:-1 -99999999999", "² Jan 2000 ²:²", "(", "jan 1 1 1 1",
)  # fmt: skip
TAGS = ("*", '"x"', "W/", 'W/"', '"' + "a" * 4000, "*, *", ",", '""', "ÿþ", "W/*")
HEADERS: dict[str, tuple[str, ...]] = {
    "Range": (
        "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-1", "bytes=99999999999-", "bytes=", "bytes", "bytes=a-b",
        "bytes=0-1,5-9",
        "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 800, 2)), "bytes=" + "0-," * 1500, "lines=1-2",
        "bytes=--1",
        "bytes= 0 - 1", "bytes=²-³", "bytes=+1-+2", "bytes=-99999999999999999", "BYTES=0-1", "bytes=1_0-2_0",
        "bytes=,",
        "bytes=" + "9" * 5000 + "-",
    ),
    "If-Range": TAGS + DATES,
    "If-None-Match": TAGS,
    "If-Modified-Since": DATES,
    "If-Match": TAGS,
    "Accept-Encoding": ("gzip", "gzip;q=0", "gzip;q=nan", "*;q=inf", "gzip;q=", ",", ";", "gzip;q=²", ";q=1",
    "ÿ"),
    "X-Forwarded-Host": ("evil.example",),
    "X-Original-URL": ("/../canary.txt",),
    "X-HTTP-Method-Override": ("DELETE",),
    "Forwarded": ("host=evil.example;proto=x",),
}  # fmt: skip
HOSTS = (
    "evil.example", "evil.example:80", "[::1]", "[", "]", "[::", "a" * 4000, "127.0.0.1:99999999",
    "127.0.0.1:-1", "x y", "../..", "é.example", "@evil.example", "user@127.0.0.1", "127.0.0.1/", "127.0.0.1?x",
    "127.0.0.1#x", "", "1:2:3", "%31", "//evil.example", "\\evil.example", "[fe80::1%25eth0]", "[v1.x]",
    "[::1]:a",
)  # fmt: skip


def requests(count: int, seed: int) -> Iterator[bytes]:
    """So many, drawn."""
    draw = random.Random(seed)
    for _ in range(count):
        climb = "".join(draw.choice(DOTS) + draw.choice(SLASHES) for _ in range(draw.randint(0, 8)))
        path = draw.choice(PAGES) if draw.random() < 0.3 else draw.choice(STARTS) + climb + draw.choice(TARGETS)
        query = draw.choice(("?", "?x=../canary.txt", "?" + "a" * 3000, "?%00", "?ÿ")) if draw.random() < 0.1 else ""
        host = draw.choice(HOSTS) if draw.random() < 0.2 else "127.0.0.1"
        named = draw.sample(sorted(HEADERS), draw.randint(0, 3))
        lines = [f"Host: {host}", *(f"{name}: {draw.choice(HEADERS[name])}" for name in named), "Connection: close"]
        head = "\r\n".join((f"{draw.choice(METHODS)} {path}{query} HTTP/1.{draw.random() > 0.05:d}", *lines, "", ""))
        yield head.encode(draw.choice(("utf-8", "latin-1")), "ignore")


def said(port: int, request: bytes) -> bytes:
    """All that the server answers, what is compressed opened."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line, suppress(ConnectionResetError):
        line.sendall(request)
        while piece := line.recv(65_536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return answer + gzip.decompress(body) if body and b"content-encoding: gzip" in head.lower() else answer


def faults(answer: bytes) -> list[str]:
    """What is wrong with it."""
    head = answer.partition(b"\r\n\r\n")[0].lower()
    places = [line.partition(b": ")[2] for line in head.split(b"\r\n") if line.startswith(b"location:")]
    wrong = {
        "read": CANARY.encode() in answer or b"root:x:" in answer,
        "failed": not head.startswith(b"http/1.1 ") or head[9:10] not in b"234",
        "led elsewhere": any(not place.startswith(b"/") or place[1:2] in (b"/", b"\\") for place in places),
    }
    return [name for name, is_so in wrong.items() if is_so]


@pytest.fixture(scope="module")
def harmed(toy_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with links out of it, and a pipe."""
    place = tmp_path_factory.mktemp("harmed")
    site = Path(shutil.copytree(toy_site, place / "site"))
    (place / "canary.txt").write_text(CANARY, encoding="utf-8")
    (place / "site-2").mkdir()
    (place / "site-2" / "index.html").write_text(CANARY, encoding="utf-8")
    (site / "folder").mkdir()
    links: dict[str, str | Path] = {
        "abs.txt": place / "canary.txt", "out": "..", "en/out": "../..", "root": "/", "loop": "loop",
        "gone": "nowhere",
        "chain": "abs.txt", "folder/index.html": "../../canary.txt", "sibling": "../site-2",
        "inside.html": "index.html",
    }  # fmt: skip
    for name, target in links.items():
        (site / name).symlink_to(target)
    os.mkfifo(site / "pipe")
    return site


@pytest.fixture(scope="module")
def port(toy_faq: Faq, harmed: Path) -> Iterator[int]:
    with served(toy_faq, Settings(site_dir=harmed, reload_seconds=0)) as address:
        yield int(address.rpartition(":")[2])


def test_nothing_outside_is_read_and_nothing_fails(port: int, caplog: pytest.LogCaptureFixture) -> None:
    seen = [(request[:300], wrong) for request in requests(COUNT, 1) if (wrong := faults(said(port, request)))]
    assert seen == []
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
