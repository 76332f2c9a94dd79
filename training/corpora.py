"""Training and benchmark corpora: read from a folder, each file checked against its digest in ``data.json``."""

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

SEED = 0
LONGEST = 900
"""Characters of a statute section used as parallel text: longer ones align badly word by word."""
SECTIONS = 90_000
CLOZE_SECTIONS = 12_000
SENTENCE_GAP = re.compile(r"(?<=[.!?;:])\s+")
SHORTEST_SENTENCE = 25
FEWEST_SENTENCES = 3
Pair = tuple[str, str]
Triplet = tuple[str, str, str]


class CorpusError(Exception):
    """A file is missing, altered, or not meant for this use."""


@dataclass(frozen=True)
class Corpora:
    """Everything that is trained on.

    Attributes:
        parallel: English and French of the same text, by source.
        retrieval: what one would ask for a passage and the passage, by source. A statute section comes with a
            third text: another section of the same act, which is a hard negative.
    """

    parallel: dict[str, list[Pair]]
    retrieval: dict[str, list[Pair] | list[Triplet]]

    def french_passages(self) -> list[str]:
        """Passages of everyday and health French, which the rest has little of; those of PIAF twice as weighty."""
        return [*self._passages("piaf") * 2, *self._passages("snds"), *self._passages("public")]

    def _passages(self, source: str) -> list[str]:
        return sorted({pair[1] for pair in self.retrieval[source]})


def read(data: Path, name: str, use: Literal["train", "measure"]) -> pd.DataFrame:
    """Read a parquet file of ``data``.

    Raises:
        CorpusError: it is missing, is not the file that ``data.json`` names, or is not for this use.
    """
    entry = json.loads(Path(__file__).with_name("data.json").read_text(encoding="utf-8"))[name]
    if entry["use"] != use:
        raise CorpusError(f"{name} is for {entry['use']!r}, not for {use!r}.")
    path = data / name
    if not path.is_file():
        raise CorpusError(f"{path} is missing. Name the folder of the training data with --data.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
        raise CorpusError(f"{path} is not the file whose digest stands in training/data.json.")
    return pd.read_parquet(path)


def load(data: Path) -> Corpora:
    """Read all training files; the same order and the same samples every time."""
    rng = random.Random(SEED)
    laws = read(data, "laws-canada-sections.parquet", "train")
    asked = read(data, "retrieval-fr-en-pairs.parquet", "train")
    piaf = _pairs(read(data, "piaf-train.parquet", "train"), "q", "p")
    short = laws[laws["en"].str.len() < LONGEST]
    by_source = {
        "microsoft-asked": ["ms-cloud-app-security"],
        "snds": ["documentation-snds"],
        "public": ["service-public", "crpa-open-data", "faq-code-du-travail"],
    }
    retrieval: dict[str, list[Pair] | list[Triplet]] = {
        name: _pairs(asked[asked["src"].isin(sources)], "q", "p") for name, sources in by_source.items()
    }
    retrieval["piaf"] = piaf
    others = _neighbours(laws["doc"].tolist(), rng)
    for anchor, passage in ("fr", "fr"), ("en", "en"), ("fr", "en"), ("en", "fr"):
        texts = laws[passage].tolist()
        questions = laws[f"heading_note_{anchor}"].tolist()
        retrieval[f"laws-{anchor}-{passage}"] = [
            (question, text, texts[other])
            for question, text, other in zip(questions, texts, others, strict=True)
            if other >= 0
        ]
    corpora = Corpora(
        parallel={
            "python": _pairs(read(data, "parallel-python-docs-fr.parquet", "train"), "en", "fr"),
            "microsoft": _pairs(read(data, "parallel-ms-cloud-app-security.parquet", "train"), "en", "fr"),
            "sentences": _pairs(read(data, "laws-canada-sentences.parquet", "train"), "en", "fr"),
            "sections": rng.sample(_pairs(short, "en", "fr"), SECTIONS),
            "notes": sorted(
                {
                    pair
                    for part in ("heading_note", "note", "title")
                    for pair in _pairs(laws, f"{part}_en", f"{part}_fr")
                }
            ),
        },
        retrieval=retrieval,
    )
    french_microsoft = asked[(asked["src"] == "ms-cloud-app-security") & (asked["lang"] == "fr")]["p"].tolist()
    retrieval["cloze-fr"] = list(_cloze([*corpora.french_passages(), *french_microsoft], rng))
    long = rng.sample(laws[laws["fr"].str.len() > LONGEST // 3].index.tolist(), CLOZE_SECTIONS)
    half = CLOZE_SECTIONS // 2
    retrieval["cloze-laws"] = list(
        _cloze([*laws["fr"].loc[long[:half]].tolist(), *laws["en"].loc[long[half:]].tolist()], rng)
    )
    return corpora


def _pairs(frame: pd.DataFrame, left: str, right: str) -> list[Pair]:
    texts = zip(frame[left].fillna(""), frame[right].fillna(""), strict=True)
    return [(a, b) for a, b in texts if a.strip() and b.strip()]


def _neighbours(documents: list[str], rng: random.Random) -> list[int]:
    """For each row, another row of the same document; -1 where it stands alone."""
    members: dict[str, list[int]] = {}
    for row, document in enumerate(documents):
        members.setdefault(document, []).append(row)
    chosen = []
    for row, document in enumerate(documents):
        own = members[document]
        if len(own) == 1:
            chosen.append(-1)
            continue
        other = rng.randrange(len(own) - 1)
        chosen.append(own[other] if own[other] < row else own[other + 1])
    return chosen


def _cloze(passages: Iterable[str], rng: random.Random) -> Iterator[Pair]:
    """Two sentences of each passage, each with the rest of it (inverse cloze task, Lee et al. 2019)."""
    for passage in passages:
        sentences = [part for part in SENTENCE_GAP.split(passage) if len(part) > SHORTEST_SENTENCE]
        if len(sentences) >= FEWEST_SENTENCES:
            for i in rng.sample(range(len(sentences)), 2):
                yield sentences[i], " ".join(sentences[:i] + sentences[i + 1 :])
