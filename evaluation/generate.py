"""Ask every question of a set once, and keep what each system said."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evaluation.answers import DEPTH, Found, Reply, Run, keep
from evaluation.items import TUNING, Item, load_items, set_path
from hdh_faq.embedding import Vectors
from hdh_faq.faq import CANDIDATES, Faq
from hdh_faq.index import Index
from hdh_faq.question import refusal
from hdh_faq.ranking import Ranking
from hdh_faq.search import Hit
from hdh_faq.settings import Settings

HALVES = {"dense only": "dense_text", "BM25 only": "bm25_text"}
System = Callable[[Sequence[Item]], list[Reply]]


def decided(faq: Faq, item: Item) -> Reply:
    """What our product decides, and the ranking behind it: the one place that asks the product."""
    _, decision = faq.decide(faq.read(item.question, item.lang))
    return Reply(
        passages=ranked(decision.hits[:DEPTH]),
        score=decision.confidence,
        outcome=str(decision.outcome),
        shown=tuple(hit.passage.lang for hit in decision.shown),
    )


def ranked(hits: Sequence[Hit]) -> tuple[Found, ...]:
    """The passages of a ranking."""
    return tuple(Found.of(hit.passage) for hit in hits)


def hits_for(faq: Faq, item: Item, weights: Mapping[str, float]) -> list[Hit]:
    """The ranking that these weights give, in the question's own language."""
    asked = faq.read(item.question, item.lang)
    if refusal(asked):
        return []
    return faq.rank(faq.search(asked.text, item.lang), item.lang, CANDIDATES, weights)


def alone(faq: Faq, signal: str) -> System:
    """One signal of our ranking alone: passages by its value, which is the score."""

    def reply(item: Item) -> Reply:
        hits = hits_for(faq, item, {signal: 1.0})
        return Reply(ranked(hits[:DEPTH]), hits[0].signals[signal] if hits else -math.inf)

    return lambda items: [reply(item) for item in items]


class NoMeaning:
    """An embedder to which no text means anything."""

    name = digest = "none"

    def __init__(self, dimension: int) -> None:
        self._nothing = np.zeros(dimension, dtype=np.float32)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Nothing, for each text."""
        return np.stack([self._nothing for _ in texts])

    def encode_question(self, text: str) -> Vectors:  # noqa: ARG002
        """Nothing."""
        return self._nothing


def by_words(index: Index, settings: Settings | None = None) -> Faq:
    """What a browser answers that has not fetched the model."""
    ranking = Ranking.packaged(name="ranking-words.json")
    changed = replace(index, manifest=replace(index.manifest, ranking=ranking))
    return Faq(changed, NoMeaning(index.table.rows.shape[1]), settings)


def systems(faq: Faq) -> dict[str, System]:
    """Our product, what a browser does without the model, and our two halves alone, by their names in the tables."""
    words = by_words(faq.index)
    halves = {name: alone(faq, signal) for name, signal in HALVES.items()}
    return {
        "ours": lambda items: [decided(faq, item) for item in items],
        "browser, by words": lambda items: [decided(words, item) for item in items],
        **halves,
    }


def made_with(faq: Faq) -> dict[str, object]:
    """What tells one run from another."""
    manifest = faq.index.manifest
    ranking = manifest.ranking.to_dict()
    return {"code": manifest.code, "model": manifest.model_digest, "pages": manifest.site_digest, "ranking": ranking}


def generate(faq: Faq, split: str, others: Mapping[str, System] | None = None) -> None:
    """Ask our systems and the others each question of ``split``, and of the set that thresholds are fitted on."""
    asked = {**systems(faq), **(others or {})}
    sets = {name: load_items(set_path(name)) for name in dict.fromkeys((split, TUNING))}
    # An engine starts once for both sets.
    every = [item for items in sets.values() for item in items]
    replies = {name: iter(system(every)) for name, system in asked.items()}
    for name, items in sets.items():
        told = {system: {item.id: next(own) for item in items} for system, own in replies.items()}
        keep(Run(made_with(faq), told), name)
