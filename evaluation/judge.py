"""Judge kept answers: `python -m evaluation.judge [dev|test] [--by lang|style|topic]`. Nothing is asked."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from evaluation import answers
from evaluation.answers import DEPTH, Reply, Run
from evaluation.items import TUNING, Item, load_items, rank_of, set_path
from evaluation.metrics import Result, fit_threshold, measure
from hdh_faq.answer import MAX_PASSAGES, Outcome
from hdh_faq.errors import FaqError


def results(run: Run, items: Sequence[Item], tuning: Run, tuning_items: Sequence[Item]) -> dict[str, list[Result]]:
    """What each system did with each item; one that does not decide is given a threshold, fitted on ``tuning``.

    Raises:
        FaqError: the runs were not made together, or a question has no reply, since the set has changed.
    """
    if run.made_with != tuning.made_with:
        raise FaqError("The kept answers were made with different indexes: run `hdh-faq eval` to ask again.")
    try:
        return {
            name: [
                judged(item, replies[item.id], threshold)
                for threshold in [_threshold(tuning.systems[name], tuning_items)]
                for item in items
            ]
            for name, replies in run.systems.items()
        }
    except KeyError as error:
        raise FaqError(f"The kept answers have none of {error}: run `hdh-faq eval` to ask again.") from None


def _threshold(replies: Mapping[str, Reply], items: Sequence[Item]) -> float:
    """The score below which abstaining serves a system best."""
    scores = np.asarray([replies[item.id].score for item in items], dtype=float)
    return fit_threshold(scores, np.asarray([not item.answerable for item in items], dtype=bool))


def judged(item: Item, reply: Reply, threshold: float) -> Result:
    """What one reply comes to."""
    ranking = reply.passages[:DEPTH]
    rank = rank_of(item, [passage.text for passage in ranking])
    if reply.outcome:
        abstained, shown = reply.outcome != Outcome.ANSWERED, reply.shown
    else:
        abstained = reply.score < threshold
        shown = () if abstained else tuple(passage.lang for passage in ranking[:MAX_PASSAGES])
    wrong = sum(lang != item.lang for lang in shown)
    first = ranking[0].url if ranking else ""
    return Result(item, rank, abstained, wrong, reply.score, first, reply.outcome)


def kept_results(split: str) -> dict[str, list[Result]]:
    """What each system did, from the last kept answers to the set ``split``.

    Raises:
        FaqError: the set or the answers are missing, or do not belong together.
    """
    items, tuning = (load_items(set_path(name)) for name in (split, TUNING))
    return results(answers.load(answers.kept(split)), items, answers.load(answers.kept(TUNING)), tuning)


def moved(split: str) -> list[str]:
    """Each question whose answer was right before the last run and is not, or the other way round; one line each.

    Our own answers decide alone, so the run before needs no threshold.
    """
    if not answers.before(split).is_file():
        return []
    runs = [answers.load(path) for path in (answers.before(split), answers.kept(split))]
    lines = []
    for item in load_items(set_path(split)):
        old, new = (run.systems["ours"].get(item.id) for run in runs)
        if old and new and is_right(item, old) != is_right(item, new):
            change = "better" if is_right(item, new) else "worse"
            lines.append(f"{change}: {item.id} “{item.question}” {_said(old)} → {_said(new)}")
    return sorted(lines, reverse=True)


def is_right(item: Item, reply: Reply) -> bool:
    """Whether the reader is served: a right first passage, or the kind of silence that is wanted."""
    if not item.answerable:
        return reply.outcome == item.expect
    return reply.outcome == Outcome.ANSWERED and item.is_answered_by(reply.passages[0].text)


def _said(reply: Reply) -> str:
    return reply.passages[0].url if reply.outcome == Outcome.ANSWERED else reply.outcome


def tabulate(
    systems: Mapping[str, Sequence[Result]], by: str, columns: Callable[[Sequence[Result]], dict[str, Any]]
) -> list[dict[str, Any]]:
    """One row a system and value of ``by`` (``lang``, ``style`` or ``topic``), after a row for all."""
    rows = []
    for name, own in systems.items():
        found = {getattr(result.item, by) for result in own}
        for value in ("all", *(("fr", "en") if by == "lang" else sorted(found))):
            chosen = [result for result in own if value in ("all", getattr(result.item, by))]
            rows.append({"system": name, by: value, **columns(chosen)})
    return rows


def as_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A Markdown table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in rows:
        cells = ["–".join(map(str, value)) if isinstance(value, list) else str(value) for value in row.values()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table, then what moved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", nargs="?", default=TUNING)
    parser.add_argument("--by", choices=("lang", "style", "topic"), default="lang")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    print("\n".join([as_table(tabulate(kept_results(options.split), options.by, measure)), *moved(options.split)]))


if __name__ == "__main__":
    try:
        main()
    except FaqError as error:
        sys.exit(error.message)
