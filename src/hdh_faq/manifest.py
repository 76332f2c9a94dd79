"""What an index says of itself: what was indexed, and with what."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from hdh_faq.about import About
from hdh_faq.ranking import Ranking

FORMAT = 14
"""Of the files of an index; one more when they change."""


@dataclass(frozen=True)
class Manifest:
    """What was indexed, and with what.

    Attributes:
        code: digest of the code that cut, stemmed and laid it out.
        model: name of the embedding model; ``model_digest`` tells it from every other.
        ranking: the numbers it is meant to be read with.
        site_digest: digest of the pages.
        unanswered: digest of the questions that no page answers.
        about: what the site is called and about, in each language, and whose numbers it is read with.
        languages: how many passages are in each language, those in a third one included.
        starters: for each language, questions to begin with and their addresses.
        asked: digest of the questions that strangers ask.
        passages: how many; ``questions`` are those about them.
        files: SHA-256 of each file, once saved.
    """

    code: str
    model: str
    model_digest: str
    ranking: Ranking
    site_digest: str
    unanswered: str
    asked: str
    about: About
    languages: Mapping[str, int]
    starters: Mapping[str, tuple[tuple[str, str], ...]]
    passages: int
    questions: int
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Manifest":
        """Read what `to_dict` gave; raises KeyError or TypeError where it is something else."""
        starters = {lang: tuple((q, url) for q, url in own) for lang, own in data["starters"].items()}
        read = {"ranking": Ranking(**data["ranking"]), "about": About(**data["about"]), "starters": starters}
        return cls(**{**data, **read})

    @property
    def digest(self) -> str:
        """Tells the index from every other by what it was made from: the same before it is saved and after."""
        made_from = {name: value for name, value in self.to_dict().items() if name != "files"}
        return digest_of(json.dumps(made_from, sort_keys=True))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
