"""HTTP/1.1 as uvicorn speaks it, with a time limit on the headers of a request and on what a stop waits for."""

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_SECONDS = 10
SHUTDOWN_SECONDS = 5
"""How long a stop waits for answers in hand."""
ENDLESS = "/gradio_api/heartbeat/"
"""What an open page of the chat listens to for as long as it is open."""


class TimedProtocol(H11Protocol):
    """Closes a connection whose request line and headers are not there in `HEADERS_SECONDS`, or that outlasts a stop.

    Uvicorn would cancel the latter, each with a traceback.
    """

    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        # Headers and body are two small packets: the second would wait 40 ms for the first to be acknowledged.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request has begun; start it again for the next one."""
        self._wait_for_headers()
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete and self._due:
            self._due.cancel()
            self._due = None

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
