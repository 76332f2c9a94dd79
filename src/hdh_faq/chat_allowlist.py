"""Which requests a mounted chat is sent: those of our page and of its API, and no other.

The chat is Gradio's, which has many more routes than a chat needs: files, proxies, uploads, recordings. Only those
that our chat's page and its API use are let through, and only with bodies that hold words.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

READ = re.compile(
    r"(|config|theme\.css|manifest\.json|(assets|static)/.+"
    r"|gradio_api/(info|startup-events|app_id|queue/data|heartbeat/[\w-]{1,64}|call/ask/[\w-]{1,64}))"
)
"""Routes below the chat that are asked for."""
WRITTEN = re.compile(r"gradio_api/(queue/join|call/ask|reset|cancel)/?")
"""Routes that a body is sent to."""
QUERIES = {"gradio_api/info": b"page="}
"""What a route is told after “?”, whatever was sent: Gradio takes names of pages and of files there. With its page's
name, it describes the API under the name by which it is asked; else under that of who asked first, to everybody."""
STREAM = "gradio_api/queue/data"
"""The one route that says there which visit it is for."""
SESSION = re.compile(r"[\w-]{1,64}")
EVENT_WORDS = {"index", "value", "text", "selected", "_type", "display_text"}


@dataclass(frozen=True)
class ChatAllowlist:
    """What a mounted chat may be sent.

    Attributes:
        inputs: how many each of its functions takes, by number.
        starters: questions to begin with, each a button; no button holds another text.
    """

    inputs: Mapping[int, int]
    starters: frozenset[str]

    def query(self, route: str, sent: bytes) -> bytes:
        """What a route is told after “?”."""
        return sent if route == STREAM else QUERIES.get(route, b"")

    def accepts(self, body: bytes, route: str) -> bool:
        """Whether a request body is one that our chat sends: words, and no name of any file."""
        try:
            data = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            return False
        if not isinstance(data, dict) or not _is_ours(data):
            return False
        if not route.startswith(("gradio_api/queue/join", "gradio_api/call/ask")):
            return data.keys() <= TOLD.keys()
        values = data.get("data")
        if not isinstance(values, list) or not all(value is None or isinstance(value, str) for value in values):
            return False
        if route.startswith("gradio_api/call/"):
            return len(values) == 1 and isinstance(values[0], str) and data.keys() <= {"data", "session_hash"}
        return self._knows(data.get("fn_index"), values, data.get("event_data"))

    def _knows(self, number: object, values: list[str | None], event: object) -> bool:
        """Whether our chat has this function, with so many inputs and what it needs not to fail aloud in Gradio."""
        if not isinstance(number, int) or self.inputs.get(number) != len(values):
            return False
        if len(values) == 1:
            return self._is_starter(event)
        return _is_chosen(event) and not (values and values[0] is None)

    def _is_starter(self, event: object) -> bool:
        """Whether what was clicked is one of our buttons; its text comes from the browser, and is none of its own."""
        chosen = event.get("value") if isinstance(event, dict) and "index" in event else None
        text = chosen.get("text") if _is_chosen(event) and isinstance(chosen, dict) else None
        return isinstance(text, str) and text in self.starters


def _is_session(value: object) -> bool:
    return value is None or (isinstance(value, str) and SESSION.fullmatch(value) is not None)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


TOLD = {"session_hash": _is_session, "event_id": _is_session, "fn_index": _is_number, "trigger_id": _is_number}
"""What a body may say besides words: who, and which of our functions."""


def _is_ours(data: Mapping[str, object]) -> bool:
    """Whether a body has no other parts than those of our page, what it says besides words in its right form."""
    known = data.keys() <= {*TOLD, "data", "event_data"}
    return known and all(is_right(data.get(name)) for name, is_right in TOLD.items())


def _is_chosen(event: object) -> bool:
    """Whether what Gradio says of a click is empty, or names a starter question and nothing else."""
    if event is None or isinstance(event, str | int | bool):
        return True
    return isinstance(event, dict) and event.keys() <= EVENT_WORDS and all(map(_is_chosen, event.values()))
