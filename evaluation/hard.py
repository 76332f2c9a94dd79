"""Near-twins, exceptions and follow-ups: `python -m evaluation.hard`. Prints one line a kind.

- pairs: two questions that share their words but for one that tells; what answers one may not answer the other.
- cliffs: the answer carries an exception, a date or a threshold, which must be in what is shown first.
- threads: a question goes on from earlier ones, or stands alone after an unrelated one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluation.items import Item, load_pairs, read_item, set_path
from hdh_faq.answer import Answer, Outcome
from hdh_faq.faq import Faq
from hdh_faq.settings import Settings


@dataclass(frozen=True)
class Counts:
    """What came of the three kinds, in percent.

    Attributes:
        twins_confused: near-twins answered first with what answers the other, and not them.
        exceptions_missed: cliff-edge questions answered with a first passage that lacks the exception.
        follow_ups: follow-ups of which one of the passages shown answers, or that end in silence where they should.
        alone: full questions that an unrelated earlier one did no harm.
    """

    twins_confused: float
    exceptions_missed: float
    follow_ups: float
    alone: float


def measure(faq: Faq) -> Counts:
    """Ask them all."""
    pairs = [_confuses(faq, one, other) or _confuses(faq, other, one) for one, other in load_pairs("pairs")]
    cliffs = [_misses_exception(faq, row) for row in _rows("cliffs")]
    threads = {alone: [_follows(faq, row) for row in _rows("threads") if row["stands_alone"] is alone]
               for alone in (False, True)}  # fmt: skip
    return Counts(*map(_percent, (pairs, cliffs, threads[False], threads[True])))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in set_path(name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _confuses(faq: Faq, asked: Item, twin: Item) -> bool:
    answer = faq.ask(asked.question, asked.lang)
    if answer.outcome is not Outcome.ANSWERED:
        return False
    first = answer.passages[0].text
    is_the_twins = twin.answerable and twin.is_answered_by(first)
    return is_the_twins and not (asked.answerable and asked.is_answered_by(first))


def _misses_exception(faq: Faq, row: dict[str, Any]) -> bool:
    item = read_item(row)
    answer = faq.ask(item.question, item.lang)
    return answer.outcome is Outcome.ANSWERED and not item.is_answered_by(answer.passages[0].text)


def _follows(faq: Faq, row: dict[str, Any]) -> bool:
    item = read_item(row)
    return _is_right(item, faq.ask(item.question, item.lang, row["previous"]))


def _is_right(item: Item, answer: Answer) -> bool:
    if not item.answerable:
        return answer.abstained
    return any(item.is_answered_by(passage.text) for passage in answer.passages)


def _percent(cases: list[bool]) -> float:
    return round(100 * sum(cases) / len(cases), 1)


def main() -> None:
    """Print what came of them."""
    counts = measure(Faq.load(Settings.from_env().index_dir))
    print(f"near-twins answered with the twin's answer: {counts.twins_confused} % of pairs")
    print(f"exceptions left out of the first passage: {counts.exceptions_missed} %")
    print(f"follow-ups answered: {counts.follow_ups} %; full questions after an unrelated one: {counts.alone} %")


if __name__ == "__main__":
    main()
