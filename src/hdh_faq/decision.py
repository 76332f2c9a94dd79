"""What the ranked passages amount to: an answer, or a kind of silence."""

from collections.abc import Sequence
from dataclasses import dataclass

from hdh_faq.answer import MAX_PASSAGES, Outcome
from hdh_faq.languages import Lang
from hdh_faq.ranking import Ranking, probability
from hdh_faq.search import Hit, distinct

MAX_TERMS = 12
"""A question longer than this counts as this long."""


@dataclass(frozen=True)
class Decision:
    """How a question ends.

    Attributes:
        confidence: probability (0..1) that the first passage answers; 0 where nothing was searched.
        hits: the ranking it rests on, best first; empty where nothing was searched.
        lang: language of the answer.
    """

    outcome: Outcome
    confidence: float
    hits: tuple[Hit, ...]
    lang: Lang

    @property
    def shown(self) -> tuple[Hit, ...]:
        """What the reader sees: the best passages, without those that only repeat a better one."""
        return tuple(distinct(self.hits)[:MAX_PASSAGES]) if self.outcome is Outcome.ANSWERED else ()


def decide(hits: Sequence[Hit], ranking: Ranking, lang: Lang) -> Decision:
    """Answer if the first passage surely enough does; else say whether the question is in our subject at all."""
    if not hits:
        return Decision(Outcome.OUT_OF_SCOPE, 0.0, (), lang)
    seen = features(hits)
    confidence = probability(ranking.answer, seen)
    if confidence >= ranking.answer_from:
        outcome = Outcome.ANSWERED
    elif probability(ranking.scope, seen) >= ranking.in_scope_from:
        outcome = Outcome.NO_ANSWER
    else:
        outcome = Outcome.OUT_OF_SCOPE
    return Decision(outcome, confidence, tuple(hits), lang)


def features(hits: Sequence[Hit]) -> dict[str, float]:
    """What the probabilities look at: nearness of passages and of unanswered questions, shared words, length."""
    top = hits[0]
    return {
        **top.signals,
        **{f"nearest_{name}": max(hit.signals[name] for hit in hits) for name in ("dense_text", "dense_questions")},
        "coverage": top.coverage,
        "near_unanswered": top.near_unanswered,
        "near_outside": top.near_outside,
        "terms": min(top.terms, MAX_TERMS),
    }
