"""What systems said to the questions of a set, kept as JSON lines so that it can be judged again without asking.

The first line says what the answers were made with; each other line is the reply of one system to one question.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.items import FOLDER
from hdh_faq.errors import FaqError
from hdh_faq.passage import Passage

DEPTH = 10
"""How many passages of a ranking are kept and judged."""
ANSWERS = FOLDER / "answers"


@dataclass(frozen=True)
class Found:
    """A passage of a ranking, as far as it is judged."""

    url: str
    lang: str
    text: str

    @classmethod
    def of(cls, passage: Passage) -> "Found":
        """What is judged of a passage of ours."""
        return cls(passage.url, passage.lang, passage.text)


@dataclass(frozen=True)
class Reply:
    """What a system said to a question.

    Attributes:
        passages: the ranking, best first.
        score: how sure it was, on its own scale; minus infinity where it found nothing.
        outcome: how it decided; empty for a system that only ranks.
        shown: languages of the passages that it showed, where it decided.
    """

    passages: tuple[Found, ...]
    score: float
    outcome: str = ""
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """All replies to one question set.

    Attributes:
        made_with: digests of the index and of the pages, the ranking's numbers.
        systems: by the name of the system and the id of the question.
    """

    made_with: Mapping[str, Any]
    systems: Mapping[str, Mapping[str, Reply]]


def kept(split: str) -> Path:
    """Where the last answers to the set ``split`` are kept."""
    return ANSWERS / f"{split}.jsonl"


def before(split: str) -> Path:
    """Where the answers before the last are kept."""
    return ANSWERS / f"{split}.before.jsonl"


def keep(run: Run, split: str) -> None:
    """Write a run; the one it replaces is kept as the one before, unless nothing has changed."""
    path, text = kept(split), "".join(f"{line}\n" for line in _lines(run))
    if path.is_file() and path.read_text(encoding="utf-8") != text:
        path.replace(before(split))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _lines(run: Run) -> Iterable[str]:
    yield json.dumps(dict(run.made_with), ensure_ascii=False)
    for system, replies in run.systems.items():
        for name, reply in replies.items():
            score = reply.score if math.isfinite(reply.score) else None
            kept_reply = asdict(replace(reply, passages=reply.passages[:DEPTH]))
            yield json.dumps({"system": system, "id": name, **kept_reply, "score": score}, ensure_ascii=False)


def load(path: Path) -> Run:
    """Read what `keep` wrote.

    Raises:
        FaqError: there are no answers, or they are not of this form.
    """
    try:
        made_with, *rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        systems: dict[str, dict[str, Reply]] = {}
        for row in rows:
            systems.setdefault(row["system"], {})[row["id"]] = Reply(
                passages=tuple(Found(**passage) for passage in row["passages"]),
                score=-math.inf if row["score"] is None else row["score"],
                outcome=row["outcome"],
                shown=tuple(row["shown"]),
            )
    except OSError:
        raise FaqError(f"There are no answers in {path}. Run `hdh-faq eval` to make them.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise FaqError(f"{path} does not hold answers: {error!r}") from None
    return Run(made_with, systems)
