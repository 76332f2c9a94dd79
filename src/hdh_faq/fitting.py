"""Fits the numbers of `hdh_faq.ranking` to questions whose right replies are known."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hdh_faq.answer import MAX_PASSAGES
from hdh_faq.faq import CANDIDATES, Faq
from hdh_faq.languages import Lang
from hdh_faq.question import refusal
from hdh_faq.ranking import Ranking
from hdh_faq.search import Hit, distinct

GRID = [
    {"dense_text": 1.0, "dense_questions": questions, "dense_twin": twins, "bm25_text": words}
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
ANSWERABLE = 2 / 3
"""Share of visitors' questions that the site is assumed to answer: the fit is weighed to it."""
SILENCE = {"patient": 3.5, "journalist": 2.5}
WRONG = {"patient": 1.0, "journalist": 1.5}
"""What a reader loses by silence on what the site answers, and by passages that do not answer, in one unit.

A patient met with silence leaves without what the site knows, and sees that a passage does not answer; a journalist
asks again, and may quote what does not answer. Patients and citizens are half of those who ask.
"""
SILENCE_BY_WORDS = {"patient": 1.0, "journalist": 1.0}
"""The same where words alone were searched, and a click on what is offered beside the silence searches by meaning."""
UNFOLDING, FOLDED_SILENCE, FOLDED_WRONG = 0.05, 0.5, 0.2
"""What is only near is folded: it takes a moment to look, half of the readers do not, and a wrong passage that
promised nothing does little harm."""
IN_SCOPE_FROM = 0.3
"""Outside the subject is only what is clearly elsewhere."""
RIDGE = 0.1
"""Pull of a regression's weights towards nothing."""
STEPS, STILL = 100, 1e-8
"""Newton's method ends when a step is so small."""

Values = NDArray[np.float64]
Truths = NDArray[np.bool_]


class Known(Protocol):
    """A question with its right reply."""

    @property
    def question(self) -> str:
        """As it was typed."""
        ...

    @property
    def lang(self) -> Lang:
        """Language of the page that it is asked on."""
        ...

    @property
    def expect(self) -> str:
        """The right outcome."""
        ...

    @property
    def answerable(self) -> bool:
        """Whether the pages answer it."""
        ...

    def is_answered_by(self, text: str) -> bool:
        """Whether a passage's text does."""
        ...


def fit(
    faq: Faq, known: Sequence[Known], weights: Mapping[str, float], names: tuple[Sequence[str], Sequence[str]]
) -> Ranking | None:
    """The probabilities that questions show, ranked by these weights; they look at the features of these names.

    None if the questions are too few or too much alike to tell anything.
    """
    answer, scope = names
    rows, answerable, right = describe(faq, known, weights)
    searched = [one for one in known if not refusal(faq.read(one.question, one.lang))]
    near = np.asarray([one.expect == "no_answer" for one in searched], dtype=bool)[~answerable]
    if any(truth.all() or not truth.any() for truth in (answerable, right[:, 0], right.any(axis=1), near)):
        return None
    shares = balanced(answerable, ANSWERABLE)
    silent = table(rows, scope)[~answerable]
    return Ranking(
        weights,
        rounded(regression(table(rows, answer), right[:, 0], shares), answer),
        rounded(regression(table(rows, answer), np.asarray(right.any(axis=1)), shares), answer),
        *thresholds(),
        rounded(regression(silent, near, balanced(near, 0.5)), scope),
        IN_SCOPE_FROM,
    )


def reciprocal_ranks(faq: Faq, known: Sequence[Known], grid: Sequence[Mapping[str, float]]) -> Values:
    """Shape (candidates of the grid, answerable questions): 1 for a right passage at the top, 0 for none."""
    asked = [(one, faq.read(one.question, one.lang)) for one in known if one.answerable]
    searches = [(one, None if refusal(read) else faq.search(read.text, one.lang)) for one, read in asked]
    return np.asarray(
        [
            [
                _reciprocal(one, faq.rank(search, one.lang, CANDIDATES, weights) if search else [])
                for one, search in searches
            ]
            for weights in grid
        ]
    )


def describe(
    faq: Faq, known: Sequence[Known], weights: Mapping[str, float]
) -> tuple[list[dict[str, float]], Truths, Truths]:
    """Features of each question that is searched, whether it has an answer, which of its passages shown give it."""
    rows, answerable, right = [], [], []
    for one in known:
        asked = faq.read(one.question, one.lang)
        if refusal(asked):
            continue
        search = faq.search(asked.text, one.lang)
        hits = faq.rank(search, one.lang, CANDIDATES, weights)
        best = distinct(hits, MAX_PASSAGES)
        shown = [one.answerable and one.is_answered_by(hit.passage.text) for hit in best]
        rows.append(faq.judge.features(search, hits))
        answerable.append(one.answerable)
        right.append([*shown, *[False] * (MAX_PASSAGES - len(shown))])
    return rows, np.asarray(answerable, dtype=bool), np.asarray(right, dtype=bool).reshape(-1, MAX_PASSAGES)


def table(rows: Sequence[dict[str, float]], names: Sequence[str]) -> Values:
    """Features as an array, one row a question."""
    return np.asarray([[row[name] for name in names] for row in rows]).reshape(len(rows), len(names))


def balanced(positive: Truths, share: float) -> Values:
    """A weight a row, of mean one, with which the positive rows have this share of all weight."""
    weights: Values = np.where(positive, share / positive.mean(), (1 - share) / (1 - positive.mean()))
    return weights


def regression(values: Values, labels: Truths, shares: Values) -> Values:
    """A logistic regression by Newton's method, its constant first, which alone is not pulled to nothing."""
    columns = np.column_stack([np.ones(len(values)), values])
    pull = np.diag([0.0, *[RIDGE] * values.shape[1]])
    found = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (shares * (chance - labels)) + pull @ found
        curve = (columns.T * (shares * chance * (1 - chance))) @ columns + pull
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        found -= step
        if np.abs(step).max() < STILL:
            break
    return found


def rounded(found: Values, names: Sequence[str]) -> dict[str, float]:
    """A regression by name of feature, as it is kept."""
    return {name: round(float(weight), 2) for name, weight in zip(("bias", *names), found, strict=True)}


def thresholds(silences: Mapping[str, float] = SILENCE) -> tuple[float, float]:
    """Probabilities that a passage shown answers, from which to answer, and from which to show what is near.

    With the costs above: of an answer ``(1 - p) wrong``; of what is near ``UNFOLDING + (1 - p) wrong FOLDED_WRONG +
    p silence FOLDED_SILENCE``; of silence ``p silence``. Each threshold is where two of them are equal.
    """
    wrong, silence = (sum(costs.values()) / len(costs) for costs in (WRONG, silences))
    seen, unseen = wrong * (1 - FOLDED_WRONG), silence * (1 - FOLDED_SILENCE)
    answer_from = (seen - UNFOLDING) / (seen + silence * FOLDED_SILENCE)
    related_from = (UNFOLDING + wrong * FOLDED_WRONG) / (unseen + wrong * FOLDED_WRONG)
    return round(answer_from, 2), round(related_from, 2)


def _reciprocal(one: Known, hits: Sequence[Hit]) -> float:
    return next((1 / rank for rank, hit in enumerate(hits, 1) if one.is_answered_by(hit.passage.text)), 0.0)
