"""An answer: an outcome of a closed list and at most three verbatim passages."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hdh_faq import words
from hdh_faq.about import About
from hdh_faq.errors import PackageDamagedError
from hdh_faq.passage import CitedSource

MAX_PASSAGES = 3
MAX_SUGGESTIONS = 3


class Outcome(StrEnum):
    """How a question ended. Every value but ``answered`` is an abstention."""

    ANSWERED = "answered"
    RELATED = "related"
    NO_ANSWER = "no_answer"
    OUT_OF_SCOPE = "out_of_scope"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OTHER_LANGUAGE = "other_language"
    PERSONAL_DATA = "personal_data"
    GREETING = "greeting"
    BUSY = "busy"
    OFF = "off"
    ERROR = "error"


if set(words.MESSAGES) != set(Outcome):
    raise PackageDamagedError.in_file(words.FILE, f"“messages” must have {', '.join(Outcome)} and nothing else")
MESSAGES = {Outcome(outcome): sentences for outcome, sentences in words.MESSAGES.items()}
"""For each outcome its sentence in both languages; of those with gaps, `hdh_faq.about` fills them."""


@dataclass(frozen=True)
class AnswerPassage:
    """A passage as an answer shows it.

    Attributes:
        text: byte for byte the text of the published page.
        url: address of the section, full if the public address of the site is known, else from its root.
        score: fused score of the ranking.
        highlights: [start, end) offsets in ``text`` of the sentences that answer.
        numbers: for each line of ``text`` the number of its step, 0 for none; empty if there is none, and
            then not in JSON.
    """

    text: str
    page: str
    heading: str
    url: str
    lang: str
    as_of: str
    score: float
    highlights: tuple[tuple[int, int], ...]
    sources: tuple[CitedSource, ...]
    numbers: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The passage as JSON wants it."""
        # Not `asdict`, which copies every text.
        told = {**vars(self), "score": round(self.score, 4), "sources": tuple(map(dict, map(vars, self.sources)))}
        if not self.numbers:
            del told["numbers"]
        return told


@dataclass(frozen=True)
class Suggestion:
    """A question that the site does answer, and where."""

    question: str
    url: str


@dataclass(frozen=True)
class Answer:
    """What a question gets, on every face.

    Attributes:
        question: as understood: cleaned, personal data masked.
        read_as: as searched, where a word was mended or an earlier question taken in; else None.
        confidence: probability (0..1) that the first passage answers the question.
        message: one sentence for the reader, in ``lang``.
    """

    question: str
    lang: str
    outcome: Outcome
    confidence: float
    message: str
    passages: tuple[AnswerPassage, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    read_as: str | None = None

    @property
    def abstained(self) -> bool:
        """Whether it answers nothing: passages that it may show are no more than near."""
        return self.outcome is not Outcome.ANSWERED

    def to_dict(self, **extra: Any) -> dict[str, Any]:  # noqa: ANN401
        """The answer as JSON wants it; ``extra`` (an id) comes first."""
        return {
            **extra,
            "question": self.question,
            "read_as": self.read_as,
            "lang": self.lang,
            "outcome": str(self.outcome),
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "message": self.message,
            "passages": [one.to_dict() for one in self.passages],
            "suggestions": tuple(map(dict, map(vars, self.suggestions))),
        }


def abstention(outcome: Outcome, question: str, lang: str, limit: int = 0, reason: str = "") -> Answer:
    """An answer without passages, of a site that says nothing of itself; ``limit`` is of characters."""
    return Answer(question, lang, outcome, 0.0, About().sentence(outcome, lang, limit, reason))
