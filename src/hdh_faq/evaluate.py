"""How good the answers are: ours, and its two halves alone, on a set of questions with keys.

A question set is JSON lines: ``id``, ``q``, ``lang``, ``expect`` (``answered``, ``no_answer``, ``out_of_scope``)
and ``key``, groups of regular expressions written without accents. A passage is right when each group has an
expression found in it.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hdh_faq.errors import FaqError
from hdh_faq.faq import Faq
from hdh_faq.lexical import fold
from hdh_faq.pages import LANGUAGES

HALVES = {"dense only": "dense_text", "BM25 only": "bm25_text"}
EXPECTED = ("answered", "no_answer", "out_of_scope")
DEPTH = 10
TUNING = "dev.jsonl"
"""Beside a question set: the questions on which the thresholds of other systems are fitted."""
BOOTSTRAPS = 2000


@dataclass(frozen=True)
class Item:
    """A question of a set; ``key`` is empty where the right reply is to abstain."""

    id: str
    question: str
    lang: str
    expect: str
    key: tuple[tuple[str, ...], ...]
    style: str = ""
    topic: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the pages should answer it."""
        return self.expect == "answered"

    def is_answered_by(self, text: str) -> bool:
        """Whether a passage's text satisfies the key."""
        plain = re.sub(r"\s+", " ", fold(text).replace("’", "'"))
        return all(any(re.search(pattern, plain) for pattern in group) for group in self.key)


@dataclass(frozen=True)
class Result:
    """What a system did with a question.

    Attributes:
        rank: of the first right passage, from 1; 0 if none is.
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


def load_items(path: Path) -> list[Item]:
    """Read a question set.

    Raises:
        FaqError: the file is missing or a line is not of the form above.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        return [_item(row) for row in rows]
    except OSError:
        raise FaqError(f"There is no question set {path}. Run this from the project's root folder.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        raise FaqError(f"{path} is not a question set: {error!r}") from None


def _item(row: dict[str, Any]) -> Item:
    """Read one line; whatever is amiss in it raises."""
    if isinstance(row["key"], str) or any(isinstance(group, str) for group in row["key"]):
        raise TypeError(row["key"])  # a text is a sequence of letters, not of expressions
    item = Item(
        id=row["id"],
        question=row["q"],
        lang=row["lang"],
        expect=row["expect"],
        key=tuple(tuple(re.compile(pattern).pattern for pattern in group) for group in row["key"]),
        style=row.get("style", ""),
        topic=row.get("topic", ""),
    )
    if not isinstance(item.question, str) or item.lang not in LANGUAGES or item.expect not in EXPECTED:
        raise ValueError(row)
    if item.answerable != bool(item.key):
        raise ValueError(row)
    return item


def run(faq: Faq, path: Path, by: str = "lang") -> list[dict[str, Any]]:
    """Measure every system on the set in ``path``; one row a system and value of ``by``."""
    return tabulate(own_systems(faq, load_items(path), load_items(path.with_name(TUNING))), by, metrics)


def own_systems(faq: Faq, items: Sequence[Item], tuning: Sequence[Item]) -> dict[str, list[Result]]:
    """What our answers and their two halves alone did with each item."""
    return {
        "ours": ours(faq, items),
        **{name: _alone(faq, items, tuning, signal) for name, signal in HALVES.items()},
    }


def tabulate(
    systems: dict[str, list[Result]], by: str, measure: Callable[[Sequence[Result]], dict[str, Any]]
) -> list[dict[str, Any]]:
    """One row a system and value of ``by`` (``lang``, ``style`` or ``topic``), after a row for all."""
    rows = []
    for name, results in systems.items():
        found = {getattr(result.item, by) for result in results}
        for value in ("all", *(("fr", "en") if by == "lang" else sorted(found))):
            chosen = [result for result in results if value in ("all", getattr(result.item, by))]
            rows.append({"system": name, by: value, **measure(chosen)})
    return rows


def ours(faq: Faq, items: Iterable[Item]) -> list[Result]:
    """What our answers did with each item."""
    results = []
    for item in items:
        answer = faq.ask(item.question, item.lang)  # type: ignore[arg-type]
        ranked = faq.rank(item.question, item.lang, DEPTH)  # type: ignore[arg-type]
        wrong = sum(passage.lang != item.lang for passage in answer.passages)
        rank = rank_of(item, [hit.passage.text for hit in ranked])
        first = ranked[0].passage.url if ranked else ""
        results.append(Result(item, rank, answer.abstained, wrong, answer.confidence, first, str(answer.outcome)))
    return results


def _alone(faq: Faq, items: Sequence[Item], tuning: Sequence[Item], signal: str) -> list[Result]:
    """A signal alone, abstaining below the score that serves it best on the tuning questions."""

    def top(item: Item) -> tuple[int, float]:
        hits = faq.rank(item.question, item.lang, DEPTH, {signal: 1.0})  # type: ignore[arg-type]
        return rank_of(item, [hit.passage.text for hit in hits]), hits[0].signals[signal] if hits else 0.0

    scores = np.asarray([top(item)[1] for item in tuning], dtype=float)
    silent = np.asarray([not item.answerable for item in tuning], dtype=bool)
    threshold = fit_threshold(scores, silent)
    return [Result(item, rank, score < threshold) for item in items for rank, score in [top(item)]]


def fit_threshold(scores: "np.ndarray[Any, Any]", silent: "np.ndarray[Any, Any]") -> float:
    """The score below which abstaining has the best F1; minus infinity (nothing found) always lies below."""
    found = np.unique(scores[np.isfinite(scores)])
    return float(max(found, key=lambda value: _f1(scores < value, silent), default=0.0))


def _f1(predicted: "np.ndarray[Any, Any]", true: "np.ndarray[Any, Any]") -> float:
    both = int((predicted & true).sum())
    return 2 * both / max(int(predicted.sum()) + int(true.sum()), 1)


def rank_of(item: Item, texts: Sequence[str]) -> int:
    """Rank, from 1, of the first text that answers; 0 if none does or none should."""
    if not item.answerable:
        return 0
    return next((rank for rank, text in enumerate(texts, 1) if item.is_answered_by(text)), 0)


def metrics(results: Sequence[Result]) -> dict[str, Any]:
    """Shares in percent; ``hit@k`` and ``mrr`` judge the ranking, ``right`` what the reader was shown.

    hit@k: an answerable question has a right passage among its first k. right: it was answered, and the first
    passage is right. Abstention is the positive class of precision, recall and f1.
    """
    ranks = np.asarray([result.rank for result in results if result.item.answerable], dtype=int)
    shown = np.asarray([not result.abstained for result in results if result.item.answerable], dtype=bool)
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
        "abstention precision": round(100 * both / max(int(abstained.sum()), 1), 1),
        "abstention recall": round(100 * both / max(int(silent.sum()), 1), 1),
        "abstention f1": round(100 * _f1(abstained, silent), 1),
        "wrong language": sum(result.wrong_language for result in results),
    }


def right_silence(results: Sequence[Result]) -> float:
    """Share, in percent, of the unanswerable questions that ended as they should: near our subject, or outside it."""
    return _percent(np.asarray([r.outcome == r.item.expect for r in results if not r.item.answerable], dtype=bool))


def _percent(hits: "np.ndarray[Any, Any]") -> float:
    return round(100 * float(hits.mean()), 1) if len(hits) else 0.0


def interval(hits: "np.ndarray[Any, Any]") -> list[float]:
    """95 % percentile bootstrap of a mean (Efron 1979), in percent, with a fixed seed."""
    if not len(hits):
        return [0.0, 0.0]
    draws = np.random.default_rng(0).choice(hits, size=(BOOTSTRAPS, len(hits))).mean(axis=1)
    return [round(100 * float(bound), 1) for bound in np.percentile(draws, [2.5, 97.5])]


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """A Markdown table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in rows:
        cells = ["–".join(map(str, value)) if isinstance(value, list) else str(value) for value in row.values()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
