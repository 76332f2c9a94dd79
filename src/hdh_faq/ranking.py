"""The few numbers that decide what is shown and when we are silent.

They are fitted by ``scripts/tune.py`` on ``evaluation/calibration.jsonl``, shipped as ``data/ranking.json``, and
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
        bias: of the logistic regression that gives the probability of an answer.
        confidence: its weights, by feature of the first passage (`hdh_faq.faq.features`).
        answer_from: probability from which we answer.
        in_scope_from: probability from which an unanswered question still counts as in our subject.
    """

    weights: Mapping[str, float]
    bias: float
    confidence: Mapping[str, float]
    answer_from: float
    in_scope_from: float

    @classmethod
    def packaged(cls) -> "Ranking":
        """The numbers that ship with the package, fitted to the model that ships with it."""
        return cls(**json.loads((files("hdh_faq") / "data/ranking.json").read_text(encoding="utf-8")))

    def to_dict(self) -> dict[str, Any]:
        """What `Ranking(**…)` takes."""
        return asdict(self)

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability that the pages answer, given the features of the first passage."""
        logit = self.bias + sum(weight * features[name] for name, weight in self.confidence.items())
        return 1 / (1 + math.exp(-logit))
