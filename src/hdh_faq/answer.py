"""An answer: an outcome of a closed list and at most three verbatim passages."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from hdh_faq.passage import CitedSource

MAX_PASSAGES = 3
MAX_SUGGESTIONS = 3


class Outcome(StrEnum):
    """How a question ended. Every value but ``answered`` is an abstention."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    OUT_OF_SCOPE = "out_of_scope"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OTHER_LANGUAGE = "other_language"
    PERSONAL_DATA = "personal_data"
    GREETING = "greeting"
    BUSY = "busy"
    ERROR = "error"


MESSAGES = {
    Outcome.ANSWERED: {
        "fr": "Voici ce que disent les pages du site, mot pour mot.",
        "en": "Here is what the pages of the site say, word for word.",
    },
    Outcome.NO_ANSWER: {
        "fr": "Le site ne répond pas à cette question. Rien de ce qui y est écrit n'y répond assez sûrement.",
        "en": "The site does not answer that question. Nothing written on it answers surely enough.",
    },
    Outcome.OUT_OF_SCOPE: {
        "fr": "Cette question sort du sujet du site : le Health Data Hub, son départ de Microsoft Azure et la "
        "souveraineté numérique de l'État.",
        "en": "That question is outside the subject of this site: the Health Data Hub, its departure from "
        "Microsoft Azure and the French State's digital sovereignty.",
    },
    Outcome.TOO_SHORT: {
        "fr": "Écrivez votre question en quelques mots.",
        "en": "Please write your question in a few words.",
    },
    Outcome.TOO_LONG: {
        "fr": "La question est trop longue : {limit} caractères au plus. Gardez la phrase qui demande.",
        "en": "The question is too long: {limit} characters at most. Keep the sentence that asks.",
    },
    Outcome.OTHER_LANGUAGE: {
        "fr": "Le site répond en français et en anglais. Posez votre question dans l'une de ces deux langues.",
        "en": "The site answers in French and in English. Please ask in one of these two languages.",
    },
    Outcome.PERSONAL_DATA: {
        "fr": "Votre question contient un numéro de sécurité sociale, une adresse e-mail ou un numéro de téléphone. "
        "Elle n'a été ni cherchée ni gardée : posez-la sans cette donnée.",
        "en": "Your question holds a social-security number, an e-mail address or a phone number. It was neither "
        "searched nor kept: please ask it without that.",
    },
    Outcome.GREETING: {
        "fr": "Bonjour ! Posez une question sur le Health Data Hub, son départ de Microsoft ou SecNumCloud.",
        "en": "Hello! Ask a question about the Health Data Hub, its departure from Microsoft, or SecNumCloud.",
    },
    Outcome.BUSY: {
        "fr": "Trop de questions arrivent en ce moment. Réessayez dans quelques secondes.",
        "en": "Too many questions are arriving right now. Please try again in a few seconds.",
    },
    Outcome.ERROR: {
        "fr": "La question n'a pas pu être lue ou traitée.",
        "en": "The question could not be read or processed.",
    },
}


@dataclass(frozen=True)
class AnswerPassage:
    """A passage as an answer shows it.

    Attributes:
        text: byte for byte the text of the published page.
        url: address of the section, full if the public address of the site is known, else from its root.
        score: fused score of the ranking.
        highlights: [start, end) offsets in ``text`` of the sentences that answer.
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
        confidence: probability (0..1) that the pages answer the question.
        message: one sentence for the reader, in ``lang``.
    """

    question: str
    lang: str
    outcome: Outcome
    confidence: float
    message: str
    passages: tuple[AnswerPassage, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def abstained(self) -> bool:
        """Whether it shows no passage."""
        return self.outcome is not Outcome.ANSWERED

    def to_dict(self, **extra: Any) -> dict[str, Any]:  # noqa: ANN401
        """The answer as JSON wants it; ``extra`` (an id) comes first."""
        data = asdict(self)
        return {
            **extra,
            "question": data["question"],
            "lang": data["lang"],
            "outcome": str(self.outcome),
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "message": data["message"],
            "passages": [{**passage, "score": round(passage["score"], 4)} for passage in data["passages"]],
            "suggestions": data["suggestions"],
        }


def abstention(outcome: Outcome, question: str, lang: str, **values: Any) -> Answer:  # noqa: ANN401
    """An answer without passages; ``values`` fill the gaps of the outcome's sentence."""
    return Answer(question, lang, outcome, 0.0, MESSAGES[outcome][lang].format(**values))
