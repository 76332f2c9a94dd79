"""Fit the numbers of `hdh_faq.ranking`: `python -m evaluation.tune [--keep-weights]`.

Fitted on the calibration questions of both kinds. Prints what each step reaches, cross-validated, and on the
development questions, which are not fitted on, and writes ``src/hdh_faq/data/ranking.json``.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold

from evaluation.items import Item, load_items, load_pairs, set_path
from hdh_faq.faq import Faq
from hdh_faq.fitting import (
    ANSWER,
    ANSWERABLE,
    GRID,
    IN_SCOPE_FROM,
    SCOPE,
    SILENCE,
    SILENCE_BY_WORDS,
    Truths,
    Values,
    balanced,
    describe,
    reciprocal_ranks,
    regression,
    rounded,
    table,
    thresholds,
)  # fmt: skip
from hdh_faq.question import refusal
from hdh_faq.ranking import Ranking, probability
from hdh_faq.settings import Settings

PLACE = Path("src/hdh_faq/data/ranking.json")
WORDS_PLACE = Path("src/hdh_faq/data/ranking-words.json")
"""For a browser that has not fetched the model."""
FITTED, CHOSEN, TWINS = ("calibration", "calibration2"), ("dev", "dev2"), "pairs2"
TWIN_SHARE = 0.5
"""Weight of a near-twin beside a question as visitors ask it: few ask for another year or another ministry, and whole
weights made the dev sets fall silent too often."""
WORDS_ANSWER = (
    "bm25_asked", "coverage", "coverage_plain", "unknown", "missing_names", "missing_numbers", "missing_words",
    "margin", "terms",
)  # fmt: skip
WORDS_SCOPE = ("bm25_asked", "coverage", "unknown", "terms")


class Engine(NamedTuple):
    """What one looks at: the weights of its signals, features of both probabilities, what silence costs."""

    weights: dict[str, float]
    answer: Sequence[str]
    scope: Sequence[str]
    silence: Mapping[str, float]


def fit_weights(faq: Faq, items: Sequence[Item]) -> dict[str, float]:
    """The candidate with the best mean reciprocal rank; printed with what such a choice reaches on unseen folds."""
    ranks = reciprocal_ranks(faq, items, GRID)
    folds = KFold(10, shuffle=True, random_state=0).split(ranks.T)
    unseen = np.concatenate([ranks[ranks[:, seen].mean(axis=1).argmax()][rest] for seen, rest in folds])
    best = int(ranks.mean(axis=1).argmax())
    print(f"weights {GRID[best]}: MRR {ranks[best].mean():.3f}, hit@1 {(ranks[best] == 1).mean():.3f}; "
          f"chosen on other folds {unseen.mean():.3f}, {(unseen == 1).mean():.3f}")  # fmt: skip
    return GRID[best]


def regress(values: Values, labels: Truths, shares: Values, names: Sequence[str]) -> tuple[dict[str, float], Values]:
    """A logistic regression by name of feature, and its probabilities on unseen folds."""
    unseen = np.zeros(len(values))
    for seen, rest in StratifiedKFold(10, shuffle=True, random_state=0).split(values, labels):
        found = regression(values[seen], labels[seen], shares[seen])
        unseen[rest] = 1 / (1 + np.exp(-found[0] - values[rest] @ found[1:]))
    return rounded(regression(values, labels, shares), names), unseen


def main() -> None:
    """Fit weights, then the probabilities, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep-weights", action="store_true", help="fit the probabilities alone")
    arguments = parser.parse_args()
    faq = Faq.load(Settings.from_env().index_dir)
    sets = {name: load_items(set_path(name)) for name in (*FITTED, *CHOSEN)}
    items = [item for name in FITTED for item in sets[name]]
    weights = dict(faq.ranking.weights) if arguments.keep_weights else fit_weights(faq, items)
    for place, engine in (
        (PLACE, Engine(weights, ANSWER, SCOPE, SILENCE)),
        (WORDS_PLACE, Engine({"bm25_asked": 1.0}, WORDS_ANSWER, WORDS_SCOPE, SILENCE_BY_WORDS)),
    ):
        ranking = fit(faq, sets, engine)
        place.write_text(json.dumps(ranking.to_dict(), indent=1) + "\n", encoding="utf-8")


def fit(faq: Faq, sets: Mapping[str, Sequence[Item]], engine: Engine) -> Ranking:
    """Fit the probabilities to these features, and print what they reach."""
    weights, answer, scope, silence = engine
    asked = _searched(faq, [item for name in FITTED for item in sets[name]])
    items = asked + _searched(faq, [item for pair in load_pairs(TWINS) for item in pair])
    rows, answerable, right = describe(faq, items, weights)
    shares = np.full(len(rows), TWIN_SHARE)
    shares[: len(asked)] = balanced(answerable[: len(asked)], ANSWERABLE)
    first, _ = regress(table(rows, answer), right[:, 0], shares, answer)
    on_site = np.asarray(right.any(axis=1), dtype=bool)
    site, unseen = regress(table(rows, answer), on_site, shares, answer)
    answer_from, related_from = thresholds(silence)
    print(f"first {first}\nsite {site}\nunseen: AUC {roc_auc_score(on_site, unseen):.3f}")
    # Only the silences are split, so the regression sees no others; both kinds weigh the same.
    near = np.asarray([item.expect == "no_answer" for item in items])[~answerable]
    inside, told = regress(table(rows, scope)[~answerable], near, balanced(near, 0.5), scope)
    print(f"scope {inside}: {((told >= IN_SCOPE_FROM) == near).mean():.3f} of the unanswerable told apart")
    for name in CHOSEN:
        rows, answerable, right = describe(faq, sets[name], weights)
        p = np.asarray([probability(site, row) for row in rows])
        shown, site_right = p >= answer_from, right.any(axis=1) & (p >= related_from)
        print(
            f"{name}: first right {right[answerable, 0].mean():.3f}, shown first "
            f"{(right[:, 0] & shown)[answerable].mean():.3f}, one of three {site_right[answerable].mean():.3f}, "
            f"F1 of silence {f1_score(~answerable, ~shown):.3f}"
        )
    return Ranking(weights, first, site, answer_from, related_from, inside, IN_SCOPE_FROM)


def _searched(faq: Faq, items: Sequence[Item]) -> list[Item]:
    """Those that are not refused unsearched."""
    return [item for item in items if not refusal(faq.read(item.question, item.lang))]


if __name__ == "__main__":
    main()
