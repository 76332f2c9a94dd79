"""Where the question sets stand."""

from pathlib import Path

from hdh_faq.question_set import EXPECTED, Item, load_items, rank_of

__all__ = ["EXPECTED", "FOLDER", "TUNING", "Item", "load_items", "rank_of", "set_path"]

TUNING = "dev"
"""The set on which the thresholds of other systems are fitted."""
FOLDER = Path("evaluation")


def set_path(split: str) -> Path:
    """Where the question set ``split`` stands."""
    return FOLDER / f"{split}.jsonl"
