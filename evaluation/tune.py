"""Fit the numbers of `hdh_faq.ranking`: `python -m evaluation.tune [--keep-weights]`.

Fitted on the calibration questions of both kinds. Prints what each step reaches, cross-validated, and on the
development questions, which are not fitted on, and writes ``src/hdh_faq/data/ranking.json``.
"""

import argparse
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

from evaluation.generate import hits_for
from evaluation.items import Item, load_items, rank_of, set_path
from hdh_faq.answer import MAX_PASSAGES
from hdh_faq.faq import CANDIDATES, Faq, refusal
from hdh_faq.ranking import Ranking, probability
from hdh_faq.search import SIGNALS, distinct
from hdh_faq.settings import Settings

PLACE = Path("src/hdh_faq/data/ranking.json")
WORDS_PLACE = Path("src/hdh_faq/data/ranking-words.json")
"""For a browser that has not fetched the model."""
FITTED, CHOSEN = ("calibration", "calibration2"), ("dev", "dev2")
GRID = [
    dict(zip(SIGNALS, (1.0, questions, twins, words), strict=True))
    for questions, twins, words in itertools.product(
        (0.5, 0.75, 1.0, 1.5), (0.25, 0.5, 0.75, 1.0), (0.15, 0.25, 0.35, 0.5)
    )
]
"""Few candidates, and none without words: what is written tomorrow has names that the model has never seen."""
NEAR = ("near_unanswered", "near_outside")
ANSWER = (
    "dense_questions", "dense_text", "dense_twin", "nearest_dense_questions", "nearest_dense_text", "coverage",
    "coverage_plain", "unknown", "missing_names", "missing_numbers", "missing_words", "margin", "terms", *NEAR,
)  # fmt: skip
SCOPE = ("nearest_dense_questions", "nearest_dense_text", "coverage", "terms", *NEAR)
WORDS_ANSWER = (
    "bm25_text", "coverage", "coverage_plain", "unknown", "missing_names", "missing_numbers", "missing_words",
    "margin", "terms",
)  # fmt: skip
WORDS_SCOPE = ("bm25_text", "coverage", "unknown", "terms")
ANSWERABLE = 2 / 3
"""Share of visitors' questions that the site is assumed to answer: the fit is weighed to it."""
SILENCE = {"patient": 3.5, "journalist": 2.5}
WRONG = {"patient": 1.0, "journalist": 1.5}
"""What a reader loses by silence on what the site answers, and by passages that do not answer, in one unit.

A patient met with silence leaves without what the site knows, and sees that a passage does not answer; a journalist
asks again, and may quote what does not answer. Patients and citizens are half of those who ask.
"""
UNFOLDING, FOLDED_SILENCE, FOLDED_WRONG = 0.05, 0.5, 0.2
"""What is only near is folded: it takes a moment to look, half of the readers do not, and a wrong passage that
promised nothing does little harm."""
IN_SCOPE_FROM = 0.3
"""Outside the subject is only what is clearly elsewhere."""

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


def describe(
    faq: Faq, items: Sequence[Item], weights: dict[str, float]
) -> tuple[list[dict[str, float]], NDArray[np.bool_], NDArray[np.bool_]]:
    """Features of each question that is searched, whether it has an answer, which of its passages shown give it."""
    rows, answerable, right = [], [], []
    for item in items:
        asked = faq.read(item.question, item.lang)
        if refusal(asked):
            continue
        search = faq.search(asked.text, item.lang)
        hits = faq.rank(search, item.lang, CANDIDATES, weights)
        shown = [rank_of(item, [hit.passage.text]) == 1 for hit in distinct(hits)[:MAX_PASSAGES]]
        rows.append(faq.judge.features(search, hits))
        answerable.append(item.answerable)
        right.append([*shown, *[False] * (MAX_PASSAGES - len(shown))])
    return rows, np.asarray(answerable, dtype=bool), np.asarray(right, dtype=bool)


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


def thresholds() -> tuple[float, float]:
    """Probabilities that a passage shown answers, from which to answer, and from which to show what is near.

    With the costs above: of an answer ``(1 - p) wrong``; of what is near ``UNFOLDING + (1 - p) wrong FOLDED_WRONG +
    p silence FOLDED_SILENCE``; of silence ``p silence``. Each threshold is where two of them are equal.
    """
    wrong, silence = (sum(costs.values()) / len(costs) for costs in (WRONG, SILENCE))
    seen, unseen = wrong * (1 - FOLDED_WRONG), silence * (1 - FOLDED_SILENCE)
    answer_from = (seen - UNFOLDING) / (seen + silence * FOLDED_SILENCE)
    related_from = (UNFOLDING + wrong * FOLDED_WRONG) / (unseen + wrong * FOLDED_WRONG)
    return round(answer_from, 2), round(related_from, 2)


def main() -> None:
    """Fit weights, then the probabilities, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep-weights", action="store_true", help="fit the probabilities alone")
    arguments = parser.parse_args()
    faq = Faq.load(Settings.from_env().index_dir)
    sets = {name: load_items(set_path(name)) for name in (*FITTED, *CHOSEN)}
    items = [item for name in FITTED for item in sets[name]]
    weights = dict(faq.ranking.weights) if arguments.keep_weights else fit_weights(faq, items)
    for place, ranking in (
        (PLACE, fit(faq, sets, weights, ANSWER, SCOPE)),
        (WORDS_PLACE, fit(faq, sets, {"bm25_text": 1.0}, WORDS_ANSWER, WORDS_SCOPE)),
    ):
        place.write_text(json.dumps(ranking.to_dict(), indent=1) + "\n", encoding="utf-8")


def fit(
    faq: Faq,
    sets: Mapping[str, Sequence[Item]],
    weights: dict[str, float],
    answer: Sequence[str],
    scope: Sequence[str],
) -> Ranking:
    """Fit the probabilities to these features, and print what they reach."""
    items = [item for name in FITTED for item in sets[name]]
    rows, answerable, right = describe(faq, items, weights)
    shares = balanced(answerable, ANSWERABLE)
    first, _ = regress(table(rows, answer), right[:, 0], shares, answer)
    on_site = np.asarray(right.any(axis=1), dtype=bool)
    site, unseen = regress(table(rows, answer), on_site, shares, answer)
    answer_from, related_from = thresholds()
    print(f"first {first}\nsite {site}\nunseen: AUC {roc_auc_score(on_site, unseen):.3f}")
    # Only the silences are split, so the regression sees no others; both kinds weigh the same.
    searched = [item for item in items if not refusal(faq.read(item.question, item.lang))]
    near = np.asarray([item.expect == "no_answer" for item in searched])[~answerable]
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


if __name__ == "__main__":
    main()
