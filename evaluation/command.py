"""What `hdh-faq eval` does: ask, keep, judge."""

from collections.abc import Callable, Sequence
from typing import Any

from evaluation import rivals
from evaluation.generate import generate
from evaluation.judge import as_table, kept_results, moved, tabulate
from evaluation.metrics import measure, metrics
from hdh_faq.faq import Faq
from hdh_faq.settings import Settings

__all__ = ["as_table", "moved", "report"]


def report(
    load: Callable[[], Faq], split: str, by: str, names: Sequence[str], models: Sequence[str]
) -> list[dict[str, Any]]:
    """Ask the questions of ``split`` and measure what was said; one row a system and value of ``by``.

    Args:
        load: loads the product, once it is known that all others can run.
        split: ``dev`` or ``test``.
        by: ``lang``, ``style`` or ``topic``.
        names: other systems, of `evaluation.rivals.NAMES` or ``all``.
        models: other embedding models, each ``NAME`` or ``NAME=QUESTION PROMPT=PASSAGE PROMPT``.

    Raises:
        FaqError: something is missing; the message says what.
    """
    settings = Settings.from_env()
    chosen = rivals.NAMES if "all" in names else tuple(dict.fromkeys(names))
    rivals.require(chosen, models, settings)
    faq = load()
    generate(faq, split, rivals.choose(faq, settings, chosen, models))
    return tabulate(kept_results(split), by, measure if chosen or models else metrics)
