"""Fit the confidence of an answer on the development questions, and print the constants for `hdh_faq.faq`.

The label is whether the question can be answered from the pages at all; ten-fold cross-validation says how well
the fit carries over to questions it has not seen.
"""

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from hdh_faq.evaluate import load_items
from hdh_faq.faq import CONFIDENCE, Faq, features
from hdh_faq.settings import Settings

THRESHOLDS = np.linspace(0.02, 0.9, 89)


def main() -> None:
    """Print the logistic regression and the best threshold."""
    faq = Faq.load(Settings().index_dir, Settings())
    items = load_items(Path("evaluation/dev.jsonl"))
    names = list(CONFIDENCE)
    tops = [features(faq.rank(item.question, item.lang, 1)) for item in items]  # type: ignore[arg-type]
    values = np.asarray([[top[name] for name in names] for top in tops])
    answerable = np.asarray([item.answerable for item in items])
    model = LogisticRegression(C=10.0)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    held_out = cross_val_predict(model, values, answerable, cv=folds, method="predict_proba")[:, 1]
    print(f"AUC, cross-validated: {roc_auc_score(answerable, held_out):.3f}")
    scores = [f1_score(~answerable, held_out < threshold) for threshold in THRESHOLDS]
    best = int(np.argmax(scores))
    print(f"abstention F1, cross-validated: {scores[best]:.3f} at {THRESHOLDS[best]:.2f}")
    # Between the two abstentions, the one threshold that tells them apart best.
    near = np.asarray([item.expect == "no_answer" for item in items])[~answerable]
    split = max(THRESHOLDS, key=lambda threshold: float(((held_out[~answerable] >= threshold) == near).mean()))
    accuracy = ((held_out[~answerable] >= split) == near).mean()
    print(f"no_answer from {split:.2f}: {100 * accuracy:.0f} % of the unanswerable told apart")
    model.fit(values, answerable)
    print(f"BIAS = {model.intercept_[0]:.2f}")
    print(
        "CONFIDENCE =",
        {name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)},
    )


if __name__ == "__main__":
    main()
