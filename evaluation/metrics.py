"""Shares in percent of what a system did right on a question set, and how sure these shares are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.items import Item
from hdh_faq.answer import Outcome

BOOTSTRAPS = 2000
BINS = 5
FAILURES = 10
SURE = 0.8
Bin = tuple[float, float, int, float, float]
"""Of stated probabilities: bounds, count of questions, mean of what was stated, share that was right."""


@dataclass(frozen=True)
class Result:
    """What a system did with a question.

    Attributes:
        rank: of the first right passage, from 1; 0 if none is.
        wrong_language: how many passages were shown in another language than the question's.
        confidence: our own stated probability that the first passage answers.
        first: address of our own first passage, shown or not.
        outcome: how our own answer ended.
    """

    item: Item
    rank: int
    abstained: bool
    wrong_language: int = 0
    confidence: float = 0.0
    first: str = ""
    outcome: str = ""


def fit_threshold(scores: NDArray[Any], silent: NDArray[Any]) -> float:
    """The score below which abstaining has the best F1; minus infinity (nothing found) always lies below."""
    found = np.unique(scores[np.isfinite(scores)])
    return float(max(found, key=lambda value: _f1(scores < value, silent), default=0.0))


def _f1(predicted: NDArray[Any], true: NDArray[Any]) -> float:
    both = int((predicted & true).sum())
    return 2 * both / max(int(predicted.sum()) + int(true.sum()), 1)


def metrics(results: Sequence[Result]) -> dict[str, Any]:
    """Shares in percent; ``hit@k`` and ``mrr`` judge the ranking, ``right`` what the reader was shown.

    hit@k: an answerable question has a right passage among its first k. right: it was answered, and the first
    passage is right. one of three: it was answered, or what is near was shown, and one of the first three is right.
    Abstention, showing what is near included, is the positive class of precision, recall and f1. sure and wrong: of
    all questions, those answered with a confidence of `SURE` or more whose first passage is wrong.
    """
    ranks = np.asarray([result.rank for result in results if result.item.answerable], dtype=int)
    shown = np.asarray([not result.abstained for result in results if result.item.answerable], dtype=bool)
    near = np.asarray([r.outcome == Outcome.RELATED for r in results if r.item.answerable], dtype=bool)
    sure = np.asarray([not r.abstained and r.confidence >= SURE and r.rank != 1 for r in results], dtype=bool)
    abstained = np.asarray([result.abstained for result in results], dtype=bool)
    silent = np.asarray([not result.item.answerable for result in results], dtype=bool)
    reciprocal = np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0)
    both = int((abstained & silent).sum())
    return {
        "questions": len(results),
        "hit@1": _percent(ranks == 1),
        "hit@1 95 %": interval(ranks == 1),
        "hit@3": _percent((ranks > 0) & (ranks <= 3)),  # noqa: PLR2004
        "mrr": round(float(reciprocal.mean()), 3) if len(ranks) else 0.0,
        "right": _percent((ranks == 1) & shown),
        "one of three": _percent((ranks > 0) & (ranks <= 3) & (shown | near)),  # noqa: PLR2004
        "abstention precision": round(100 * both / max(int(abstained.sum()), 1), 1),
        "abstention recall": round(100 * both / max(int(silent.sum()), 1), 1),
        "abstention f1": round(100 * _f1(abstained, silent), 1),
        "sure and wrong": _percent(sure),
        "wrong language": sum(result.wrong_language for result in results),
    }


def right_silence(results: Sequence[Result]) -> float:
    """Share, in percent, of the unanswerable questions that ended as they should: near our subject, or outside it.

    What is near may be shown with what is near our subject.
    """
    kinds = {"no_answer": (Outcome.NO_ANSWER, Outcome.RELATED), "out_of_scope": (Outcome.OUT_OF_SCOPE,)}
    ended = [r.outcome in kinds[r.item.expect] for r in results if not r.item.answerable]
    return _percent(np.asarray(ended, dtype=bool))


def _percent(hits: NDArray[Any]) -> float:
    return round(100 * float(hits.mean()), 1) if len(hits) else 0.0


def interval(hits: NDArray[Any]) -> list[float]:
    """95 % percentile bootstrap of a mean (Efron 1979), in percent, with a fixed seed."""
    if not len(hits):
        return [0.0, 0.0]
    draws = np.random.default_rng(0).choice(hits, size=(BOOTSTRAPS, len(hits))).mean(axis=1)
    return [round(100 * float(bound), 1) for bound in np.percentile(draws, [2.5, 97.5])]


def measure(results: Sequence[Result]) -> dict[str, Any]:
    """The usual metrics, with a 95 % interval for each that judges the ranking."""
    ranks = np.asarray([result.rank for result in results if result.item.answerable])
    third = interval((ranks > 0) & (ranks <= 3))  # noqa: PLR2004
    reciprocal = interval(np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0))
    extra = {"hit@3": {"hit@3 95 %": third}, "mrr": {"mrr 95 %": [round(bound / 100, 3) for bound in reciprocal]}}
    row: dict[str, Any] = {}
    for name, value in metrics(results).items():
        row |= {name: value, **extra.get(name, {})}
    return row


# Site searches


def reliability(cases: Sequence[Result]) -> list[Bin]:
    """Bins of equally many questions, by what was stated; fewer where there are fewer questions."""
    ordered = sorted(cases, key=lambda case: case.confidence)
    bins = [[ordered[i] for i in chosen] for chosen in np.array_split(np.arange(len(ordered)), BINS)]
    return [
        (
            own[0].confidence,
            own[-1].confidence,
            len(own),
            float(np.mean([case.confidence for case in own])),
            float(np.mean([case.rank == 1 for case in own])),
        )
        for own in bins
        if own
    ]


def worst(cases: Sequence[Result]) -> list[Result]:
    """The errors of which the chat was surest: a wrong first passage shown, or silence on what a page answers."""

    def error(case: Result) -> float:
        if case.abstained:
            return 1 - case.confidence if case.item.answerable else 0.0
        return 0.0 if case.rank == 1 else case.confidence

    return sorted(cases, key=error, reverse=True)[:FAILURES]
