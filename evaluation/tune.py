"""Fit the numbers of `hdh_faq.ranking` on the calibration questions: `python -m evaluation.tune [--keep-weights]`.

Prints what each step reaches, cross-validated, and writes ``src/hdh_faq/data/ranking.json``. The development
questions are not fitted on: they say how well the numbers carry over.
"""

import argparse
import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

from evaluation.generate import hits_for
from evaluation.items import Item, load_items, rank_of, set_path
from hdh_faq.decision import features
from hdh_faq.faq import Faq
from hdh_faq.ranking import Ranking
from hdh_faq.search import SIGNALS
from hdh_faq.settings import Settings

PLACE = Path("src/hdh_faq/data/ranking.json")
GRID = [
    dict(zip(SIGNALS, (1.0, questions, words, words * asked), strict=True))
    for questions, words, asked in itertools.product((0.5, 1.0, 1.5), (0.25, 0.33, 0.5, 1.0), (0.5, 1.0, 2.0))
]
"""Few candidates, and none without words: what is written tomorrow has names that the model has never seen."""
NEAR = ("near_unanswered", "near_outside")
ANSWER = ("dense_questions", "dense_text", "coverage", "terms", *NEAR)
SCOPE = ("nearest_dense_questions", "nearest_dense_text", "coverage", "terms", *NEAR)
ANSWERABLE = 2 / 3
"""Share of visitors' questions that the site is assumed to answer: the fit is weighed to it."""
COST_OF_WRONG_PASSAGE, COST_OF_SILENCE = 1.0, 1.5
"""A wrong first passage is seen to be wrong, and the next two often answer; a silence hides an answer that is there.
We answer when that costs less than silence: from probability wrong / (wrong + silence)."""
IN_SCOPE_FROM = 0.5

Values = NDArray[np.float64]


def reciprocal_ranks(faq: Faq, items: Sequence[Item]) -> Values:
    """Shape (candidates of the grid, answerable questions)."""
    answerable = [item for item in items if item.answerable]
    return np.asarray(
        [
            [
                1 / rank if rank else 0.0
                for item in answerable
                for hits in [hits_for(faq, item, weights)]
                for rank in [rank_of(item, [hit.passage.text for hit in hits])]
            ]
            for weights in GRID
        ]
    )


def fit_weights(faq: Faq, items: Sequence[Item]) -> dict[str, float]:
    """The candidate with the best mean reciprocal rank; printed with what such a choice reaches on unseen folds."""
    ranks = reciprocal_ranks(faq, items)
    folds = KFold(10, shuffle=True, random_state=0).split(ranks.T)
    unseen = np.concatenate([ranks[ranks[:, seen].mean(axis=1).argmax()][rest] for seen, rest in folds])
    best = int(ranks.mean(axis=1).argmax())
    print(f"weights {GRID[best]}: MRR {ranks[best].mean():.3f}, hit@1 {(ranks[best] == 1).mean():.3f}; "
          f"chosen on other folds {unseen.mean():.3f}, {(unseen == 1).mean():.3f}")  # fmt: skip
    return GRID[best]


def describe(faq: Faq, items: Sequence[Item], weights: dict[str, float]) -> tuple[list[dict[str, float]], list[bool]]:
    """Features of each question, and whether its first passage answers it."""
    hits = [hits_for(faq, item, weights) for item in items]
    right = [rank_of(item, [own[0].passage.text]) == 1 for item, own in zip(items, hits, strict=True)]
    return [features(own) for own in hits], right


def table(rows: Sequence[dict[str, float]], names: Sequence[str]) -> Values:
    """Features as an array, one row a question."""
    return np.asarray([[row[name] for name in names] for row in rows])


def balanced(positive: NDArray[np.bool_], share: float) -> Values:
    """A weight a row, of mean one, with which the positive rows have this share of all weight."""
    weights: Values = np.where(positive, share / positive.mean(), (1 - share) / (1 - positive.mean()))
    return weights


def regress(
    values: Values, labels: NDArray[np.bool_], shares: Values, names: Sequence[str]
) -> tuple[dict[str, float], Values]:
    """A logistic regression by name of feature, and its probabilities on unseen folds."""
    model = LogisticRegression(C=10.0, max_iter=1000)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    unseen = cross_val_predict(
        model, values, labels, cv=folds, method="predict_proba", params={"sample_weight": shares}
    )[:, 1]
    model.fit(values, labels, sample_weight=shares)
    found = {"bias": model.intercept_[0], **dict(zip(names, model.coef_[0], strict=True))}
    return {name: round(float(weight), 2) for name, weight in found.items()}, unseen


def main() -> None:
    """Fit weights, then both probabilities, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep-weights", action="store_true", help="fit the probabilities alone")
    arguments = parser.parse_args()
    faq = Faq.load(Settings.from_env().index_dir)
    items = load_items(set_path("calibration"))
    weights = dict(faq.ranking.weights) if arguments.keep_weights else fit_weights(faq, items)
    rows, right = describe(faq, items, weights)
    answerable = np.asarray([item.answerable for item in items])
    shares = balanced(answerable, ANSWERABLE)
    answer, unseen = regress(table(rows, ANSWER), np.asarray(right), shares, ANSWER)
    answer_from = COST_OF_WRONG_PASSAGE / (COST_OF_WRONG_PASSAGE + COST_OF_SILENCE)
    print(f"answer {answer}: AUC {roc_auc_score(right, unseen):.3f}, Brier {brier_score_loss(right, unseen):.3f}, "
          f"abstention F1 {f1_score(~answerable, unseen < answer_from):.3f} from {answer_from}")  # fmt: skip
    # Only the silences are split, so the regression sees no others; both kinds weigh the same.
    near = np.asarray([item.expect == "no_answer" for item in items])[~answerable]
    scope, inside = regress(table(rows, SCOPE)[~answerable], near, balanced(near, 0.5), SCOPE)
    print(f"scope {scope}: {((inside >= IN_SCOPE_FROM) == near).mean():.3f} of the unanswerable told apart")
    ranking = Ranking(weights, answer, answer_from, scope, IN_SCOPE_FROM)
    PLACE.write_text(json.dumps(ranking.to_dict(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
