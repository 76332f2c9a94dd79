"""Another embedding model in the place of ours; its vectors are kept for the next run."""

import hashlib
import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from evaluation.answers import DEPTH, Reply
from evaluation.generate import System, hits_for, ranked
from evaluation.items import Item
from hdh_faq.bags import in_bags
from hdh_faq.embedding import Embedder, Vectors
from hdh_faq.faq import Faq
from hdh_faq.index import Index, sentence_texts, unanswered_questions
from hdh_faq.ranking import probability
from hdh_faq.settings import Settings

CACHE = Path(".cache/rivals")


def with_model(index: Index, embedder: Embedder, settings: Settings) -> Faq:
    """Our product with another embedding model."""
    kinds = [
        [passage.document for passage in index.passages],
        index.questions,
        sentence_texts(index.passages, index.sentences),
        unanswered_questions(index.unanswered),
    ]
    every = [text for texts in kinds for text in texts]
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in every]
    kept = CACHE / f"{embedder.digest[:16]}.npz"
    known = _kept_vectors(kept)
    new = {key: text for key, text in zip(keys, every, strict=True) if key not in known}
    if new:
        known |= dict(zip(new, embedder.encode_documents(list(new.values())), strict=True))
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, keys=list(known), vectors=np.stack(list(known.values())))
    table, (texts, questions, sentences, unanswered) = in_bags(
        kinds, embedder, dict(zip(every, (known[key] for key in keys), strict=True))
    )
    changed = replace(
        index,
        table=table,
        vectors=texts,
        question_vectors=questions,
        sentence_vectors=sentences,
        unanswered_vectors=unanswered,
    )
    return Faq(changed, embedder, settings)


def _kept_vectors(path: Path) -> dict[str, Vectors]:
    if not path.is_file():
        return {}
    kept = np.load(path, allow_pickle=False)
    return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))


def in_our_place(faq: Faq, ours: Faq) -> System:
    """The model in place of ours: same fields, same features of confidence, same refusals before any search."""

    def reply(item: Item) -> Reply:
        hits = hits_for(faq, item, faq.ranking.weights)
        search = faq.search(faq.read(item.question, item.lang).text, item.lang)
        score = probability(ours.ranking.site, faq.judge.features(search, hits)) if hits else -math.inf
        return Reply(ranked(hits[:DEPTH]), score)

    return lambda items: [reply(item) for item in items]
