"""The few numbers that decide what is shown and when we are silent.

They are fitted by ``evaluation/tune.py`` on the calibration questions, shipped as ``data/ranking.json``, and
written into each index, so that an index says how it is meant to be read.
"""

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from hdh_faq.errors import PackageDamagedError
from hdh_faq.store import SIGNALS

PACKAGE = Path(__file__).parent
FEATURES = {
    *SIGNALS,
    "nearest_dense_text", "nearest_dense_questions", "coverage", "coverage_plain", "unknown", "missing_names",
    "missing_numbers", "missing_words", "margin", "near_unanswered", "near_outside", "terms",
}  # fmt: skip
"""What a probability may look at: `hdh_faq.decision` knows no more."""


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
    def packaged(cls, package: Path = PACKAGE, name: str = "ranking.json") -> "Ranking":
        """The numbers that ship with the package, fitted to the model that ships with it, or to words alone.

        Raises:
            PackageDamagedError: they are no such numbers.
        """
        place = package / "data" / name
        try:
            return cls.read(place)
        except ValueError as error:
            raise PackageDamagedError.in_file(f"data/{name}", error) from None

    @classmethod
    def read(cls, place: Path) -> "Ranking":
        """Read what `to_dict` gave, as JSON; raises ValueError where it is something else, or not there."""
        try:
            data = json.loads(place.read_text(encoding="utf-8"))
        except (OSError, OverflowError, RecursionError) as error:
            raise ValueError(str(error)) from None
        _check(data)
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """What `Ranking(**…)` takes."""
        return asdict(self)


def probability(regression: Mapping[str, float], features: Mapping[str, float]) -> float:
    """What a logistic regression says of these features; ``bias`` is its constant."""
    known = {"bias": 1.0, **features}
    logit = sum(weight * known[name] for name, weight in regression.items())
    return 1 / (1 + math.exp(-logit))


def _check(data: object) -> None:
    """Raise ValueError unless `Ranking` can be made of it."""
    names = [one.name for one in fields(Ranking)]
    if not isinstance(data, dict) or sorted(data) != sorted(names):
        raise ValueError(f"it must hold {', '.join(names)} and nothing else")
    for name, value in data.items():
        if name.endswith("_from"):
            if not _is_number(value) or not 0 <= value <= 1:
                raise ValueError(f"{name} must lie between 0 and 1")
            continue
        known = set(SIGNALS) if name == "weights" else {"bias", *FEATURES}
        if not isinstance(value, dict) or not value or not known.issuperset(value):
            raise ValueError(f"{name} must hold some of {', '.join(sorted(known))} and nothing else")
        if not all(map(_is_number, value.values())):
            raise ValueError(f"{name} must hold numbers")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
