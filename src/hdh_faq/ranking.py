"""The few numbers that decide what is shown and when we are silent.

They are fitted by ``evaluation/tune.py`` on ``evaluation/calibration.jsonl``, shipped as ``data/ranking.json``, and
written into each index, so that an index says how it is meant to be read.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Ranking:
    """Weights and thresholds.

    Attributes:
        weights: of the standardised signals whose sum ranks the passages.
        first: logistic regression of "the first passage answers", by feature (`hdh_faq.decision.features`).
        site: the same of "one of the passages shown answers".
        answer_from: probability of the latter from which we answer.
        related_from: probability of the latter from which the nearest passages are shown without a promise.
        scope: logistic regression of "the question is in our subject, answered or not".
        in_scope_from: probability from which an unanswered question counts as in our subject.
    """

    weights: Mapping[str, float]
    first: Mapping[str, float]
    site: Mapping[str, float]
    answer_from: float
    related_from: float
    scope: Mapping[str, float]
    in_scope_from: float

    @classmethod
    def packaged(cls) -> "Ranking":
        """The numbers that ship with the package, fitted to the model that ships with it."""
        return cls(**json.loads((files("hdh_faq") / "data/ranking.json").read_text(encoding="utf-8")))

    def to_dict(self) -> dict[str, Any]:
        """What `Ranking(**…)` takes."""
        return asdict(self)


def probability(regression: Mapping[str, float], features: Mapping[str, float]) -> float:
    """What a logistic regression says of these features; ``bias`` is its constant."""
    known = {"bias": 1.0, **features}
    logit = sum(weight * known[name] for name, weight in regression.items())
    return 1 / (1 + math.exp(-logit))
