"""What the chat's library may hold of visits: by itself it keeps without end what nobody fetches.

Gradio has no setting for most of it, so its own containers are replaced.
"""

import asyncio
import sys
from typing import Any

import gradio as gr
from gradio.utils import LRUCache

MOST_VISITS = 2000
"""Visits of which anything is held; of one more, that is forgotten which was begun, or gone on with, longest ago."""
MOST_UNREAD = 12
"""Messages of a visit that wait to be fetched; a question has three. Of one more, the oldest is dropped."""


def bound(blocks: gr.Blocks) -> None:
    """Limit what a chat holds; its queue must have been made, and its app not yet."""
    blocks.state_session_capacity = MOST_VISITS
    queue = blocks._queue  # noqa: SLF001 - nothing public sets it
    queue.pending_messages_per_session = _Visits(_Unread)
    queue.pending_event_ids_session = _Visits(_Numbers)
    # It would make a table of the last ten thousand questions' times after each one, which nobody may see.
    queue.ANALYTICS_MAX_EVENTS, queue.ANAYLTICS_CACHE_FREQUENCY = 1, sys.maxsize


class _Visits(LRUCache[str, Any]):
    """What is held of each visit, in containers of ours."""

    def __init__(self, kind: type) -> None:
        super().__init__(MOST_VISITS)
        self._kind = kind

    def __setitem__(self, visit: str, _theirs: object) -> None:
        super().__setitem__(visit, self._kind())

    def __getitem__(self, visit: str) -> Any:  # noqa: ANN401 - a container
        if visit not in self:  # forgotten while a question was in hand
            self[visit] = None
        self.move_to_end(visit)
        return super().__getitem__(visit)


class _Unread(asyncio.Queue[Any]):
    def put_nowait(self, item: Any) -> None:  # noqa: ANN401 - as Gradio has it
        if self.qsize() >= MOST_UNREAD:
            self.get_nowait()
        super().put_nowait(item)


class _Numbers(set[str]):
    """Of events whose end was not fetched."""

    def add(self, event: str) -> None:
        if len(self) >= MOST_UNREAD:
            self.clear()
        super().add(event)
