"""Answers as lines: for a person at a terminal, and for another program."""

import json
from typing import Any

from hdh_faq.answer import Answer, Outcome, abstention
from hdh_faq.faq import Faq
from hdh_faq.languages import LANGUAGES


def refused(answer: Answer) -> bool:
    """Whether the question itself was unusable."""
    return answer.outcome in (Outcome.TOO_SHORT, Outcome.TOO_LONG, Outcome.ERROR)


def answer_line(faq: Faq, line: bytes) -> str:
    """Answer one line of a JSONL file, as a line of JSON; a bad line gets outcome ``error``."""
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        data = None
    data = data if isinstance(data, dict) else {}
    number, question, lang, previous = (data.get(name) for name in ("id", "q", "lang", "previous"))
    previous = [] if previous is None else previous
    is_thread = isinstance(previous, list) and all(isinstance(text, str) for text in previous)
    if isinstance(question, str) and is_thread and lang in (None, *LANGUAGES):
        answer = faq.ask(question, lang, previous)
    else:
        answer = abstention(Outcome.ERROR, "", "fr")
    try:
        return _json_line(answer.to_dict(id=number))
    except ValueError:  # an id that JSON or UTF-8 cannot hold
        return _json_line(abstention(Outcome.ERROR, "", "fr").to_dict(id=None))


def _json_line(data: dict[str, Any]) -> str:
    line = json.dumps(data, ensure_ascii=False, allow_nan=False)
    line.encode()
    return line


def as_text(answer: Answer) -> str:
    """An answer for a terminal."""
    lines = [answer.message, *([f"({answer.read_as})"] if answer.read_as else [])]
    for number, passage in enumerate(answer.passages, 1):
        lines += ["", f"{number}. {passage.page} — {passage.heading}", passage.text, f"   {passage.url}"]
        lines += [
            f"   · {source.publisher}, {source.title} ({source.date or '?'}) {source.url}"
            for source in passage.sources
        ]
    if not answer.passages:
        lines += [f"  → {suggestion.question}  {suggestion.url}" for suggestion in answer.suggestions]
    return "\n".join(lines)
