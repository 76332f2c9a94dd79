"""Ask sites of others: `python -m evaluation.other_sites FOLDER` indexes each and asks its twenty questions.

FOLDER holds a built site, or a link to one, for each set of `evaluation/other_sites/`, by the same name. Its index is
written to a temporary folder. Prints a row a site, and with ``--all`` every question and what came of it.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hdh_faq.answer import Outcome
from hdh_faq.decision import Decision
from hdh_faq.embedding import load_embedder
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.question_set import Item, load_items, rank_of
from hdh_faq.refresh import refresh
from hdh_faq.settings import Settings

SETS = Path("evaluation/other_sites")
HEAD = "| Site | Pages | Passages | Index, s | MiB | Answered right | Right shown | Not answered | Nothing shown |"


@dataclass(frozen=True)
class Asked:
    """A question and what came of it."""

    item: Item
    decision: Decision

    @property
    def shown_right(self) -> bool:
        """Whether one of the passages shown, folded or not, is right."""
        return rank_of(self.item, [hit.passage.text for hit in self.decision.shown]) > 0

    @property
    def answered(self) -> bool:
        """Whether passages were promised to answer."""
        return self.decision.outcome is Outcome.ANSWERED


def ask(faq: Faq, items: Sequence[Item]) -> list[Asked]:
    """Each question as the product decides it."""
    return [Asked(item, faq.decide(faq.read(item.question, item.lang))[1]) for item in items]


def row(name: str, index: Index, seconds: float, asked: Sequence[Asked]) -> str:
    """A line of the table."""
    yes = [one for one in asked if one.item.answerable]
    no = [one for one in asked if not one.item.answerable]
    pages = len({passage.url.partition("#")[0] for passage in index.passages})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    counts = (
        (sum(one.answered and one.shown_right for one in yes), len(yes)),
        (sum(one.shown_right for one in yes), len(yes)),
        (sum(not one.answered for one in no), len(no)),
        (sum(not one.decision.shown for one in no), len(no)),
    )
    told = " | ".join(f"{count} of {of}" for count, of in counts)
    return f"| {name} | {pages} | {len(index.passages)} | {seconds:.0f} | {peak} | {told} |"


def main() -> None:
    """Index and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="print every question")
    parser.add_argument("names", nargs="*", help="sets to ask; all of them if none is named")
    arguments = parser.parse_args()
    settings = Settings.from_env()
    print(HEAD)
    for path in sorted(SETS.glob("*.jsonl")):
        if arguments.names and path.stem not in arguments.names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            index, _ = refresh(arguments.folder / path.stem, Path(folder) / "index", settings, lambda _: None)
            seconds = time.perf_counter() - start
        asked = ask(Faq(index, load_embedder(settings), settings), load_items(path))
        print(row(path.stem, index, seconds, asked))
        for one in asked if arguments.all else ():
            print(f"    {one.decision.outcome:12} {'right' if one.shown_right else '-----'} {one.item.expect:12} "
                  f"{one.item.question} → {', '.join(hit.passage.url for hit in one.decision.shown)}")  # fmt: skip


if __name__ == "__main__":
    main()
