"""What a site is about and how it wants to be read: told by a small ``faq.toml`` in its folder, or by its pages.

    ranking = "fitted"          # or "packaged": the numbers and the unanswered questions of this package
    [en]
    name = "Town museum"
    subject = "the town's museum, its opening hours and its collections"
    [en.sentences]
    greeting = "Hello! Ask about the museum."

All of it may be left out.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hdh_faq.errors import FaqError
from hdh_faq.languages import LANGUAGES
from hdh_faq.words import MESSAGES, PAGES_SAY

ABOUT, TUNED = "faq.toml", "faq-ranking.json"
"""What a site may hold for us; the second is written by ``hdh-faq tune``."""
RANKINGS = ("fitted", "packaged")
GAP = re.compile(r"\{\w+\}")
GAPS = ("{subject}", "{limit}", "{reason}")
"""What a sentence may leave to be filled in."""
FORM = (
    f"write [{'] and ['.join(LANGUAGES)}] with name, subject and sentences, and ranking = “{'” or “'.join(RANKINGS)}”"
)


@dataclass(frozen=True)
class About:
    """What a site says of itself, for each language.

    Attributes:
        name: what the site is called.
        subject: what it is about, in a phrase that can follow “the subject of this site:”.
        sentences: by outcome, what is said in the place of our own sentence.
        ranking: whose numbers it is read with: the packaged ones, which are fitted to pages that carry questions and
            to our subject, ones fitted to the site itself when it is indexed, or (``tuned``) those of `TUNED`.
    """

    name: Mapping[str, str] = field(default_factory=dict)
    subject: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ranking: str = RANKINGS[0]

    def sentence(self, outcome: str, lang: str, limit: int = 0, reason: str = "") -> str:
        """What is said to a reader whose question ends so."""
        template = self.sentences.get(lang, {}).get(outcome) or MESSAGES[outcome][lang]
        subject = self.subject.get(lang) or self.name.get(lang) or PAGES_SAY[lang]
        told = dict(zip(GAPS, (subject, str(limit), reason), strict=True))
        return GAP.sub(lambda gap: told[gap[0]], template)

    def or_called(self, name: str) -> "About":
        """The same, but called ``name`` in the languages for which no name is told."""
        return replace(self, name={lang: self.name.get(lang, name) for lang in LANGUAGES})


def read_about(site: Path) -> About:
    """Read the site's ``faq.toml``; without one nothing is known.

    Raises:
        FaqError: it is not of the form above.
    """
    place = site / ABOUT
    try:
        about = _about(tomllib.loads(place.read_text(encoding="utf-8"))) if place.is_file() else About()
    except (OSError, ValueError, RecursionError) as error:
        raise FaqError(f"“{place}” cannot be used: {str(error).splitlines()[0]}. In it, {FORM}.") from None
    return replace(about, ranking="tuned") if (site / TUNED).is_file() else about


def _about(data: Mapping[str, Any]) -> About:
    ranking = data.get("ranking", RANKINGS[0])
    unknown = set(data) - {"ranking", *LANGUAGES}
    if ranking not in RANKINGS or unknown:
        raise ValueError(f"unknown “{min(unknown)}”" if unknown else f"unknown ranking “{ranking}”")
    own: dict[str, dict[str, Any]] = {lang: data.get(lang, {}) for lang in LANGUAGES}
    for lang, said in own.items():
        if not isinstance(said, dict) or set(said) - {"name", "subject", "sentences"}:
            raise ValueError(f"[{lang}] holds something else")
        sentences = said.get("sentences", {})
        if not isinstance(sentences, dict) or set(sentences) - set(MESSAGES):
            raise ValueError(f"[{lang}.sentences] names an unknown outcome")
        if not all(
            isinstance(text, str) for text in (*sentences.values(), said.get("name", ""), said.get("subject", ""))
        ):
            raise ValueError(f"[{lang}] holds something that is no text")
        unknown = {gap for text in sentences.values() for gap in GAP.findall(text)} - set(GAPS)
        if unknown:
            raise ValueError(f"[{lang}.sentences] leaves a gap “{min(unknown)}”: there are only {', '.join(GAPS)}")
    return About(
        name={lang: said["name"] for lang, said in own.items() if said.get("name")},
        subject={lang: said["subject"] for lang, said in own.items() if said.get("subject")},
        sentences={lang: said["sentences"] for lang, said in own.items() if said.get("sentences")},
        ranking=ranking,
    )
