"""Near-twins, exceptions, follow-ups and stories: `python -m evaluation.hard`. Prints one line a kind.

- pairs: two questions that share their words but for one that tells; what answers one may not answer the other.
- cliffs: the answer carries an exception, a date or a threshold, which must be in what is shown first.
- threads: a question goes on from earlier ones, or stands alone after an unrelated one.
- stories: what people tell of themselves stands before a question of the dev sets.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from evaluation.items import Item, load_items, load_pairs, read_item, set_path
from hdh_faq.answer import Answer, Outcome
from hdh_faq.faq import Faq
from hdh_faq.languages import LANGUAGES
from hdh_faq.settings import Settings
from hdh_faq.story import LONG


@dataclass(frozen=True)
class Counts:
    """What came of the three kinds, in percent.

    Attributes:
        twins_confused: near-twins answered first with what answers the other, and not them.
        exceptions_missed: cliff-edge questions answered with a first passage that lacks the exception.
        follow_ups: follow-ups of which one of the passages shown answers, or that end in silence where they should.
        alone: full questions that an unrelated earlier one did no harm.
        after_a_story: answerable questions with a story before them that are answered, first passage right.
        believed: questions without an answer that are answered, with a story before them.
    """

    twins_confused: float
    exceptions_missed: float
    follow_ups: float
    alone: float
    after_a_story: float
    believed: float


def measure(faq: Faq) -> Counts:
    """Ask them all."""
    pairs = [_confuses(faq, one, other) or _confuses(faq, other, one) for one, other in load_pairs("pairs")]
    cliffs = [_misses_exception(faq, row) for row in _rows("cliffs")]
    threads = {alone: [_follows(faq, row) for row in _rows("threads") if row["stands_alone"] is alone]
               for alone in (False, True)}  # fmt: skip
    stories = {answerable: [_answered_rightly(faq, item) for item in after_stories() if item.answerable is answerable]
               for answerable in (True, False)}  # fmt: skip
    return Counts(*map(_percent, (pairs, cliffs, threads[False], threads[True], stories[True], stories[False])))


def after_stories() -> list[Item]:
    """Questions of the dev sets that are shorter than a story, each after one: with a stop, a comma or nothing."""
    stories = {lang: [row["q"] for row in _rows("stories") if row["lang"] == lang] for lang in LANGUAGES}
    items = [item for name in ("dev", "dev2") for item in load_items(set_path(name))]
    short = [item for item in items if len(item.question.split()) < LONG]
    told = []
    for number, item in enumerate(short):
        story = stories[item.lang][number % len(stories[item.lang])].rstrip(".")
        told.append(replace(item, question=f"{story}{('.', ',', '')[number % 3]} {item.question}"))
    return told


def _answered_rightly(faq: Faq, item: Item) -> bool:
    """Answered with a first passage that does; of a question without an answer: answered."""
    answer = faq.ask(item.question, item.lang)
    answered = answer.outcome is Outcome.ANSWERED
    return answered and (not item.answerable or item.is_answered_by(answer.passages[0].text))


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
    print(f"after a story: {counts.after_a_story} % answered, first right; {counts.believed} % of what has no answer")


if __name__ == "__main__":
    main()
