"""What is posted to `/api/ask`: read, or refused in a sentence."""

import json
from dataclasses import dataclass

from starlette.types import Receive

from hdh_faq.errors import FaqError
from hdh_faq.languages import Lang
from hdh_faq.request_body import read_body


class BadRequestError(FaqError):
    """A request that is no question; its message is the answer's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class AskRequest:
    """A question as a program sends it.

    Attributes:
        lang: language of the page that it is asked on, if any.
        previous: the questions asked before, oldest first.
    """

    question: str
    lang: Lang | None
    previous: tuple[str, ...]


async def read_request(receive: Receive, limit: int) -> AskRequest:
    """The question in a body of at most ``limit`` bytes.

    Raises:
        BadRequestError: it is no question, too long, or late.
    """
    try:
        body = await read_body(receive, limit)
    except TimeoutError:
        raise BadRequestError(408, "La requête n'est pas arrivée à temps / The request took too long.") from None
    if body is None:
        raise BadRequestError(413, f"La requête est trop grande / The request is too large: {limit} bytes at most.")
    return _asked(body)


def _asked(body: bytes) -> AskRequest:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequestError(400, 'Send JSON: {"question": "…", "lang": "fr"}. Envoyez du JSON.') from None
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise BadRequestError(422, "“question” must be a text. « question » doit être un texte.")
    lang = data.get("lang")
    if lang not in (None, "fr", "en"):
        raise BadRequestError(422, "“lang” must be “fr” or “en”. « lang » doit valoir « fr » ou « en ».")
    previous = data.get("previous", [])
    if not isinstance(previous, list) or not all(isinstance(one, str) for one in previous):
        raise BadRequestError(422, "“previous” must be a list of texts. « previous » doit être une liste de textes.")
    return AskRequest(data["question"], lang, tuple(previous))
