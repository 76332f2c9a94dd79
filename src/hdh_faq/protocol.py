"""HTTP/1.1 as uvicorn speaks it, with time limits: on a request's arrival, on a reader, on what a stop waits for."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_SECONDS = 10
BODY_SECONDS = 20
"""How long a body may take, whatever the route that reads it; ours give up before, and say so."""
READER_SECONDS = 60
"""How long a client may leave what it was sent unread."""
SHUTDOWN_SECONDS = 5
"""How long a stop waits for answers in hand."""
ENDLESS = "/gradio_api/heartbeat/"
"""What an open page of the chat listens to for as long as it is open."""


class TimedProtocol(H11Protocol):
    """Closes a connection whose client takes longer than these limits, or that outlasts a stop.

    Uvicorn would cancel the latter, each with a traceback.
    """

    _due: asyncio.TimerHandle | None = None
    _body_due: asyncio.TimerHandle | None = None
    _reader_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request has begun; start it again for the next one."""
        self._wait_for_headers()
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete and self._due:
            self._due.cancel()
            self._due = None
        if self.conn.their_state is h11.SEND_BODY:
            self._body_due = self._body_due or self.loop.call_later(BODY_SECONDS, self.transport.abort)
        elif self._body_due:
            self._body_due.cancel()
            self._body_due = None

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
            endless = ENDLESS in self.scope["path"]
            self.loop.call_later(0 if endless else SHUTDOWN_SECONDS, self.transport.abort)

    def _wait_for_headers(self) -> None:
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._due is None:
            self._due = self.loop.call_later(HEADERS_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._due = None
        if not self.transport.is_closing():
            self.transport.close()
