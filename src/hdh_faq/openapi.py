"""What `/api/ask` takes and gives, as OpenAPI 3.1: written by hand, held to real answers by tests."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from hdh_faq.answer import MAX_PASSAGES, MAX_SUGGESTIONS, Outcome
from hdh_faq.languages import LANGUAGES
from hdh_faq.settings import Settings
from hdh_faq.thread import EARLIER

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
SOME_TEXT: Schema = {"type": "string", "minLength": 1}
LANG: Schema = {"type": "string", "enum": list(LANGUAGES)}
DATE: Schema = {"type": "string", "description": "ISO date, or empty.", "pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
RETRY: Schema = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}

STATUSES: dict[str, tuple[str, Sequence[Outcome]]] = {
    "200": (
        "An answer: passages word for word, or the reason why there are none.",
        (
            Outcome.ANSWERED, Outcome.RELATED, Outcome.NO_ANSWER, Outcome.OUT_OF_SCOPE, Outcome.OTHER_LANGUAGE,
            Outcome.PERSONAL_DATA, Outcome.GREETING,
        ),
    ),
    "400": ("Not JSON.", (Outcome.ERROR,)),
    "408": ("The body took too long to arrive.", (Outcome.ERROR,)),
    "413": ("The question has too many characters, or the body too many bytes.", (Outcome.TOO_LONG, Outcome.ERROR)),
    "422": ("Nothing to search, or JSON that is no question.", (Outcome.TOO_SHORT, Outcome.ERROR)),
    "429": ("This client has asked too much: come back after `Retry-After` seconds.", (Outcome.BUSY,)),
    "500": ("A fault of ours.", (Outcome.ERROR,)),
    "503": (
        "Too many questions at once (with `Retry-After`), or answers are switched off.",
        (Outcome.BUSY, Outcome.OFF),
    ),
}  # fmt: skip
"""For each status, what it means and the outcomes that come with it."""


OPTIONAL = {"numbers"}
"""Left out where there is none."""


def _object(properties: Schema, **more: Any) -> Schema:  # noqa: ANN401
    """An object that has all of these and nothing else."""
    required = [name for name in properties if name not in OPTIONAL]
    known = {"properties": properties, "required": required, "additionalProperties": False}
    return {"type": "object", **known, **more}


def _list(name: str, most: int | None = None) -> Schema:
    return {
        "type": "array", "items": {"$ref": f"#/components/schemas/{name}"}, **({"maxItems": most} if most else {}),
    }  # fmt: skip


SCHEMAS: Schema = {
    "Question": {
        "type": "object",
        "required": ["question"],
        "properties": {
            "question": {"type": "string", "examples": ["Qui hébergera les données ?"]},
            "lang": {"type": ["string", "null"], "enum": [*LANGUAGES, None], "description": "Language of the page."},
            "previous": {
                "type": "array",
                "items": TEXT,
                "description": f"Questions asked before, oldest first; the last {EARLIER} are looked at.",
            },
        },
    },
    "Answer": _object(
        {
            "question": {"type": "string", "description": "As understood: cleaned, personal data masked."},
            "read_as": {"type": ["string", "null"], "description": "As searched, where that is not as typed."},
            "lang": LANG,
            "outcome": {"type": "string", "enum": [str(outcome) for outcome in Outcome]},
            "abstained": {"type": "boolean", "description": "True for every outcome but `answered`."},
            "confidence": {**SHARE, "description": "Probability that the first passage answers."},
            "message": {"type": "string", "description": "A sentence for the reader."},
            "passages": _list("Passage", MAX_PASSAGES),
            "suggestions": _list("Suggestion", MAX_SUGGESTIONS),
        },
        **{"if": {"properties": {"outcome": {"const": "answered"}}},
           "then": {"properties": {"abstained": {"const": False}, "passages": {"minItems": 1}}},
           "else": {"properties": {"abstained": {"const": True}}}},
    ),
    "Passage": _object(
        {
            "text": {"type": "string", "minLength": 1, "description": "As published; blocks end with newlines."},
            "page": TEXT,
            "heading": TEXT,
            "url": SOME_TEXT,
            "lang": LANG,
            "as_of": DATE,
            "score": {"type": "number"},
            "highlights": {
                "type": "array",
                "description": "[start, end) in `text`, in Unicode code points.",
                "items": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
            },
            "sources": _list("Source"),
            "numbers": {
                "type": "array",
                "description": "Of a passage with numbered steps: for each line of `text` its number, 0 for none.",
                "items": {"type": "integer", "minimum": 0},
            },
        }
    ),
    "Source": _object({"key": TEXT, "publisher": TEXT, "title": TEXT, "date": TEXT, "url": TEXT}),
    "Suggestion": _object({"question": SOME_TEXT, "url": SOME_TEXT}),
}  # fmt: skip


def document(settings: Settings) -> Schema:
    """The description of a server with these settings."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "hdh-faq",
            "version": version("hdh-faq"),
            "description": "Passages of published pages, word for word, with their sources. Nothing is generated and "
            "no question is kept. Send no personal or medical data.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": settings.public_url.rstrip("/") or "/"}],
        "paths": {
            "/api/ask": {
                "post": {
                    "operationId": "ask",
                    "summary": "Ask a question",
                    "description": f"At most {settings.max_question_chars} characters, in a body of at most "
                    f"{settings.max_body_bytes} bytes.",
                    "requestBody": {"required": True, "content": _json("Question")},
                    "responses": {status: _response(status) for status in STATUSES},
                }
            }
        },
        "components": {"schemas": SCHEMAS},
    }


def _response(status: str) -> Schema:
    meaning, outcomes = STATUSES[status]
    own = {"properties": {"outcome": {"enum": [str(outcome) for outcome in outcomes]}}}
    content = {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Answer"}, own]}}}
    headers = {"headers": RETRY} if status == "429" else {}
    if status == "503":
        headers = {"headers": {"Retry-After": {**RETRY["Retry-After"], "required": False}}}
    return {"description": meaning, **headers, "content": content}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
