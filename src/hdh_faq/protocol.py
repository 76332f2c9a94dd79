"""HTTP/1.1 as uvicorn and httptools speak it, with limits: on time, on size, on what could be read in two ways."""

import asyncio
import re

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_SECONDS = 10
BODY_SECONDS = 20
"""How long a body may take, whatever the route that reads it; ours give up before, and say so."""
READER_SECONDS = 60
"""How long a client may leave what it was sent unread."""
SHUTDOWN_SECONDS = 5
"""How long a stop waits for answers in hand."""
HEAD_BYTES = 16 * 1024
"""The longest head, request line and headers; also what may stand around two pieces of a body."""
ENDLESS = "/gradio_api/heartbeat/"
"""What an open page of the chat listens to for as long as it is open."""
TARGET = re.compile(rb"/[!-\"$-~]*")
"""An address of ours: no other server's (``GET http://…``), no fragment."""


class TimedProtocol(HttpToolsProtocol):
    """Closes a connection whose client takes longer than these limits, or that outlasts a stop.

    Uvicorn would cancel the latter, each with a traceback. A request is read once the one before it is answered; one
    that came in the same packet as the end of another is not, and the connection ends with the answer.
    """

    _due: asyncio.TimerHandle | None = None
    _body_due: asyncio.TimerHandle | None = None
    _reader_due: asyncio.TimerHandle | None = None
    _part = ""
    """What of a request is being read: ``head``, ``body``, or nothing."""
    _framing = 0
    """Bytes since the last one of a body, or since a head began."""
    _later = b""
    """What came before its turn."""
    _deaf = False
    """Nothing more is read: what has come since cannot be trusted."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request has begun; start it again for the next one."""
        self._wait_for_headers()
        if self._deaf:
            return
        if self._answering() and not self._part:
            self._later += data
            self.flow.pause_reading()
            return
        self._framing += len(data)
        self._unset_keepalive_if_required()
        self._parse(data)
        if self._part and self._framing > HEAD_BYTES:
            self.send_400_response("Too long.")
        if self._answering() and self._due:
            self._due.cancel()
            self._due = None
        if self._part == "body":
            self._body_due = self._body_due or self.loop.call_later(BODY_SECONDS, self.transport.abort)
        elif self._body_due:
            self._body_due.cancel()
            self._body_due = None

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer a client that has asked and says no more: until one is sent, who has gone looks the same.

        Not waited for are the rest of a request, and the end of a stream: that is for one who listens.
        """
        if not self._answering() or self._part or self.cycle.chunked_encoding:
            return False
        self.cycle.keep_alive = False
        return True

    def on_message_begin(self) -> None:
        """A request's first byte."""
        if self._answering():
            raise ValueError("One request at a time.")
        self._part, self._framing = "head", 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take it, unless it comes after the body: there it is nobody's."""
        if self._part == "head":
            super().on_header(name, value.strip(b" \t"))

    def on_headers_complete(self) -> None:
        """Refuse a head that somebody else could read in another way."""
        if not self._has_one_reading():
            raise ValueError("Not a request of HTTP/1.1.")
        if self.parser.should_upgrade():
            return  # it is read again, without that wish: see `_parse`
        self._part, self._framing = "body", 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of it."""
        self._framing = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request's last byte."""
        if self.parser.should_upgrade():
            return
        self._part = ""
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with what has come meanwhile."""
        super().on_response_complete()
        data, self._later = self._later, b""
        if data and not self.transport.is_closing():
            self.data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read. An answer to what came before it is not disturbed, and is the last."""
        self._deaf = True
        if self._answering() and not self.cycle.more_body:
            self.cycle.keep_alive = False
            return
        if not self._answering() or not self.cycle.response_started:
            super().send_400_response(msg)
        self.transport.close()
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def pause_writing(self) -> None:
        """Start a clock once a client leaves so much unread that sending stops."""
        super().pause_writing()
        self._reader_due = self.loop.call_later(READER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop it: the client reads."""
        super().resume_writing()
        if self._reader_due:
            self._reader_due.cancel()

    def shutdown(self) -> None:
        """Let a request in hand end, but not for ever."""
        super().shutdown()
        if not self.transport.is_closing():
            endless = ENDLESS in self.cycle.scope["path"]
            self.loop.call_later(0 if endless else SHUTDOWN_SECONDS, self.transport.abort)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _has_one_reading(self) -> bool:
        """Whether all agree on what a head asks, of whom, and where its request ends; llhttp has looked already."""
        names = [name for name, _ in self.headers]
        coded = [value.lower() for name, value in self.headers if name == b"transfer-encoding"]
        version, hosts = self.parser.get_http_version(), names.count(b"host")
        if version == "1.1":
            known = hosts == 1 and coded in ([], [b"chunked"])
        else:
            known = version == "1.0" and hosts <= 1 and not coded
        known = known and self.parser.get_method() != b"CONNECT"
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        return bool(known and size <= HEAD_BYTES and TARGET.fullmatch(self.url))

    def _parse(self, data: bytes) -> None:
        """Read on. Who would rather speak another protocol (h2c, websocket) is answered as if he had not said so.

        Llhttp stops at the end of such a head, and takes a body for the other protocol.
        """
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as stop:
            lines = [self.parser.get_method() + b" " + self.url + b" HTTP/" + self.parser.get_http_version().encode()]
            lines += [name + b": " + value for name, value in self.headers if name != b"upgrade"]
            self.parser = HttpRequestParser(self)
            self._parse(b"\r\n".join([*lines, b"", data[stop.args[0] :]]))
        except HttpParserError:
            self.send_400_response("Invalid HTTP request received.")

    def _wait_for_headers(self) -> None:
        if not self._answering() and self._due is None:
            self._due = self.loop.call_later(HEADERS_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._due = None
        if not self.transport.is_closing():
            self.transport.close()
