"""Where the question sets stand."""

import json
from pathlib import Path

from hdh_faq.question_set import EXPECTED, Item, load_items, rank_of, read_item

__all__ = ["EXPECTED", "FOLDER", "TUNING", "Item", "load_items", "load_pairs", "rank_of", "read_item", "set_path"]

TUNING = "dev"
"""The set on which the thresholds of other systems are fitted."""
FOLDER = Path("evaluation")


def set_path(split: str) -> Path:
    """Where the question set ``split`` stands."""
    return FOLDER / f"{split}.jsonl"


def load_pairs(name: str) -> list[tuple[Item, Item]]:
    """Near-twins: two questions with nearly the same words, of which what answers one may not answer the other."""
    rows = [json.loads(line) for line in set_path(name).read_text(encoding="utf-8").splitlines()]
    one, other = ([read_item({**row, **row[side]}) for row in rows] for side in "ab")
    return list(zip(one, other, strict=True))
