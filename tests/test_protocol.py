"""HTTP on the wire: what could be read in two ways reaches no app, and nothing without end is kept."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Event

import psutil
import pytest
from starlette.types import Message, Receive, Scope, Send

from conftest import running
from hdh_faq.protocol import HEAD_BYTES
from hdh_faq.request_body import read_body
from hdh_faq.settings import Settings

POST = b"POST /a HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
GOOD = b"GET /good HTTP/1.1\r\nHost: x\r\n\r\n"


class Seen:
    """An app that tells what reached it, and answers with the body that it read, or at ``/stream`` without end."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, bytes]] = []
        self.headers: list[list[tuple[bytes, bytes]]] = []
        self.pause = 0.0
        self.times = 1
        self.left = Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = await read_body(receive, 1_000_000)
        if body is None:
            return
        self.requests.append((scope["method"], scope["path"], body))
        self.headers.append(list(scope["headers"]))
        await asyncio.sleep(self.pause)
        length = [] if scope["path"] == "/stream" else [(b"content-length", b"%d" % (len(body) * self.times))]
        message: Message = {"type": "http.response.start", "status": 200, "headers": length}
        await send(message)
        if not length:
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
            assert (await receive())["type"] == "http.disconnect"
            self.left.set()
            return
        for number in range(1, self.times + 1):
            await send({"type": "http.response.body", "body": body, "more_body": number < self.times})


@pytest.fixture(scope="module")
def wire() -> Iterator[tuple[str, Seen]]:
    app = Seen()
    with running(app, Settings()) as address:
        yield address, app


@pytest.fixture
def app(wire: tuple[str, Seen]) -> Seen:
    wire[1].__init__()  # type: ignore[misc]
    return wire[1]


@pytest.fixture
def line(wire: tuple[str, Seen]) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", int(wire[0].rpartition(":")[2])), timeout=10) as connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the server hangs up."""
    said = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65_536):
            said += piece
    return said


@pytest.mark.parametrize(
    "request_",
    [
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
        POST + b"Content-Length: 4\r\nContent-Length: 0\r\n\r\nabcd",
        POST + b"Content-Length: 4, 4\r\n\r\nabcd",
        POST + b"Content-Length: +4\r\n\r\nabcd",
        POST + b"Content-Length: -4\r\n\r\nabcd",
        POST + b"Content-Length: 0x4\r\n\r\nabcd",
        POST + b"Content-Length: 4 4\r\n\r\nabcd",
        POST + b"Content-Length: 99999999999999999999\r\n\r\nabcd",
        POST + b"Content-Length:\r\n\r\nabcd",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: identity\r\n\r\nabcd",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /a HTTP/1.1\nHost: x\n\n",
        b"GET /a HTTP/1.1\r\nHost: x\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\rA: b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\n\n",
        b"GET /a HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\nA\0: b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\nA: b\x7fc\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
        b"GET /a HTTP/1.1\r\n Host: x\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\nA\r\n\r\n",
        b"GET /a HTTP/1.1\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET /a HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET /a\r\n\r\n",
        b"GET /a HTTP/0.9\r\n\r\n",
        b"GET /a HTTP/1.2\r\nHost: x\r\n\r\n",
        b"GET /a HTTP/2.0\r\nHost: x\r\n\r\n",
        b"get /a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"Get /a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /é HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT /a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_what_could_be_read_in_two_ways_is_refused_and_ends_the_connection(
    line: socket.socket, app: Seen, request_: bytes, together: bool
) -> None:
    line.sendall(request_ + HIDDEN * together)
    if not together:
        time.sleep(0.05)
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(HIDDEN)
    said = rest(line)
    assert said.startswith(b"HTTP/1.1 400")
    assert said.count(b"HTTP/1.1") == 1
    assert app.requests == []


@pytest.mark.parametrize(
    "body",
    [b"4\nabcd\n0\n\n", b"4 \r\nabcd\r\n0\r\n\r\n", b"-4\r\nabcd\r\n0\r\n\r\n", b"0x4\r\nabcd\r\n0\r\n\r\n",
     b"4\r\nabcdef\r\n0\r\n\r\n", b"fffffffffffffffff\r\nabcd\r\n0\r\n\r\n", b"\r\n\r\n"],
)  # fmt: skip
def test_a_body_in_wrong_pieces_is_refused(line: socket.socket, app: Seen, body: bytes) -> None:
    line.sendall(CHUNKED)
    time.sleep(0.05)
    line.sendall(body + HIDDEN)
    said = rest(line)
    assert said.startswith(b"HTTP/1.1 400")
    assert said.count(b"HTTP/1.1") == 1
    assert app.requests == []


def test_what_follows_a_body_is_no_header(line: socket.socket, app: Seen) -> None:
    line.sendall(CHUNKED + b"2;a=b\r\nab\r\n2\r\ncd\r\n0\r\nX-Forwarded-For: 1.2.3.4\r\nHost: evil.example\r\n\r\n")
    assert b"abcd" in line.recv(1000)
    assert app.requests == [("POST", "/a", b"abcd")]
    assert app.headers == [[(b"host", b"x"), (b"transfer-encoding", b"chunked")]]


def test_a_value_comes_without_the_blanks_around_it(line: socket.socket, app: Seen) -> None:
    line.sendall(b"GET /a HTTP/1.1\r\nHost: \t x \t\r\n\r\n")
    assert line.recv(1000).startswith(b"HTTP/1.1 200")
    assert app.headers == [[(b"host", b"x")]]


@pytest.mark.parametrize("head", [b"", b"Connection: keep-alive\r\n", b"Host: x\r\nConnection: keep-alive\r\n"])
def test_a_client_of_http_1_0_is_answered_once(line: socket.socket, app: Seen, head: bytes) -> None:
    line.sendall(b"GET /a HTTP/1.0\r\n" + head + b"\r\n")
    said = rest(line)
    assert said.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in said
    assert app.requests == [("GET", "/a", b"")]


@pytest.mark.parametrize("wish", [b"h2c", b"websocket", b"TLS/1.0, x", b"h2c\r\nUpgrade: y"])
@pytest.mark.parametrize(
    "sent",
    [(b"", b"\r\n"), (b"abcd", b"Content-Length: 4\r\n\r\nabcd"),
     (b"abcd", b"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n")],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_the_wish_to_speak_another_protocol_is_ignored(
    line: socket.socket, app: Seen, wish: bytes, sent: tuple[bytes, bytes], size: int
) -> None:
    body, end = sent
    head = POST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: " + wish + b"\r\nHTTP2-Settings: AAEAAEAA\r\n"
    for _ in range(2):  # on one connection
        for at in range(0, len(head + end), size):
            line.sendall((head + end)[at : at + size])
        said = b""
        while not said.endswith(b"\r\n\r\n" + body):
            piece = line.recv(1000)
            assert piece
            said += piece
        assert said.startswith(b"HTTP/1.1 200")
        assert b"close" not in said
    assert app.requests == [("POST", "/a", body)] * 2
    assert b"upgrade" not in dict(app.headers[0])


def test_a_wish_to_speak_another_protocol_does_not_keep_a_connection(line: socket.socket, app: Seen) -> None:
    line.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n" + HIDDEN)
    said = rest(line)
    assert said.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in said
    assert app.requests == [("GET", "/a", b"")]


def test_behind_a_wish_to_speak_another_protocol_nothing_is_hidden(line: socket.socket, app: Seen) -> None:
    line.sendall(POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN)
    assert line.recv(1000).startswith(b"HTTP/1.1 200")
    assert app.requests == [("POST", "/a", HIDDEN)]


def test_a_request_that_comes_before_its_turn_waits_for_it(line: socket.socket, app: Seen) -> None:
    app.pause = 0.3
    line.sendall(GOOD)
    time.sleep(0.1)
    line.sendall(GOOD.replace(b"good", b"early"))
    said = b""
    while said.count(b"HTTP/1.1 200") < 2:
        piece = line.recv(1000)
        assert piece
        said += piece
    assert [path for _, path, _ in app.requests] == ["/good", "/early"]


@pytest.mark.parametrize("behind", [HIDDEN * 5000, b"nonsense\r\n\r\n"])
def test_what_comes_in_one_packet_with_a_request_does_not_disturb_its_answer(
    line: socket.socket, app: Seen, behind: bytes
) -> None:
    app.pause = 0.2
    body = b"x" * 1000
    line.sendall(POST + b"Content-Length: 1000\r\n\r\n" + body + behind)
    said = rest(line)
    assert said.startswith(b"HTTP/1.1 200")
    assert said.endswith(body)
    assert app.requests == [("POST", "/a", body)]


ENDLESS = [
    (b"GET /", b"a"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA: ", b"b"),
    (b"GET / HTTP/1.1\r\nHost: x\r\n", b"b"),
    (b"GET / HTTP/1.1\r\nHost: x\r\n", b"A: b\r\n"),
    (CHUNKED + b"4;", b"a"),
    (CHUNKED + b"4\r\nabcd\r\n0\r\n", b"A: b\r\n"),
    (CHUNKED + b"4\r\nabcd\r\n0\r\nA: ", b"b"),
]


@pytest.mark.parametrize(("begin", "more"), ENDLESS)
def test_a_head_without_end_is_cut_off_and_not_kept(
    line: socket.socket, app: Seen, begin: bytes, more: bytes
) -> None:
    before = psutil.Process().memory_info().rss
    line.sendall(begin)
    sent = 0
    with suppress(BrokenPipeError, ConnectionResetError):
        while sent < 64_000_000:
            line.sendall(more * 1000)
            sent += 1000 * len(more)
    assert sent < 64_000_000
    assert psutil.Process().memory_info().rss - before < 16_000_000
    assert app.requests == []


@pytest.mark.parametrize("slowly", [True, False])
@pytest.mark.parametrize(
    "head", [b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nA: %s\r\n\r\n"]
)
def test_a_head_may_be_long_but_not_longer(line: socket.socket, app: Seen, head: bytes, slowly: bool) -> None:
    line.sendall(head % (b"a" * (HEAD_BYTES - 100)))
    assert line.recv(1000).startswith(b"HTTP/1.1 200")
    longer = head % (b"a" * (HEAD_BYTES + 1))
    for piece in (longer[:9000], longer[9000:]) if slowly else (longer,):
        line.sendall(piece)
        time.sleep(0.05)
    assert rest(line).startswith(b"HTTP/1.1 400")
    assert len(app.requests) == 1


def test_a_long_body_in_small_pieces_is_read(line: socket.socket, app: Seen) -> None:
    pieces = b"2;note=%s\r\nab\r\n" % (b"n" * 100)
    line.sendall(CHUNKED + pieces * 2000 + b"0\r\n\r\n")
    assert line.recv(1000).startswith(b"HTTP/1.1 200")
    assert app.requests == [("POST", "/a", b"ab" * 2000)]


# A client that says no more


def test_who_has_asked_and_says_no_more_is_answered_whole(line: socket.socket, app: Seen) -> None:
    app.pause, app.times = 0.2, 100
    body = b"x" * 100_000
    line.sendall(POST + b"Content-Length: 100000\r\n\r\n" + body)
    line.shutdown(socket.SHUT_WR)
    time.sleep(0.5)  # while sending waits for the reader
    head, _, said = rest(line).partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert said == body * 100


def test_who_asks_twice_and_says_no_more_is_answered_twice(line: socket.socket, app: Seen) -> None:
    app.pause = 0.2
    line.sendall(GOOD)
    time.sleep(0.1)
    line.sendall(GOOD.replace(b"good", b"early"))
    line.shutdown(socket.SHUT_WR)
    assert rest(line).count(b"HTTP/1.1 200") == 2
    assert [path for _, path, _ in app.requests] == ["/good", "/early"]


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HT", CHUNKED, POST + b"Content-Length: 5\r\n\r\nabc", GOOD + GOOD[:9]]
)
def test_who_says_no_more_before_the_end_of_a_request_is_waited_for_no_longer(
    line: socket.socket, app: Seen, begun: bytes
) -> None:
    line.settimeout(5)  # a head or a body may take longer
    line.sendall(begun)
    line.shutdown(socket.SHUT_WR)
    assert rest(line).count(b"HTTP/1.1") == len(app.requests) == begun.startswith(GOOD)


def test_a_stream_ends_with_its_listener(line: socket.socket, app: Seen) -> None:
    line.sendall(GOOD.replace(b"good", b"stream"))
    while b"begun" not in line.recv(1000):
        pass
    line.shutdown(socket.SHUT_WR)
    assert app.left.wait(5)


def test_who_has_gone_costs_no_connection_and_no_line_in_the_log(
    wire: tuple[str, Seen], app: Seen, caplog: pytest.LogCaptureFixture
) -> None:
    app.pause, app.times = 0.2, 1000
    body = b"x" * 10_000
    port = int(wire[0].rpartition(":")[2])
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as gone:
            gone.sendall(POST + b"Content-Length: 10000\r\n\r\n" + body)

    def open_here() -> list[object]:
        kinds = {psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT}
        own = psutil.Process().net_connections("tcp")
        return [one for one in own if one.laddr[1] == port and one.status in kinds]

    until = time.monotonic() + 10
    while (len(app.requests) < 20 or open_here()) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(app.requests) == 20
    assert open_here() == []
    assert not caplog.records
