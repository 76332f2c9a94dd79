"""How a client is told to come back."""

import asyncio

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

BREATH_SECONDS = 0.15
"""How long a client that was refused waits at least, if it asks again on the same connection: see `ComeBack`."""


class ComeBack(JSONResponse):
    """A refusal: whole for its client at once; but what comes next on its connection is read after `BREATH_SECONDS`.

    Clients that ask again without the wait that they were told would take the processor from the answers.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Send all that the length announces, take breath, then say that it was all."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        await asyncio.sleep(BREATH_SECONDS)
        await send({"type": "http.response.body", "body": b""})
