"""A request's body, read whole or not at all."""

import asyncio

from starlette.types import Receive

BODY_SECONDS = 10
"""A body that takes longer to arrive is refused."""


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body; None where it is longer than ``limit`` bytes or the client went away.

    Raises:
        TimeoutError: it took too long to arrive.
    """
    body: bytes = b""
    async with asyncio.timeout(BODY_SECONDS):
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            piece: bytes = message.get("body", b"")
            body += piece
            if len(body) > limit:
                return None
            if not message.get("more_body", False):
                return body
