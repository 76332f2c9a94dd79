"""The static student: first rows from the teacher by way of the word table, then trained on all corpora."""

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import EmbedDistillLoss
from tokenizers import Tokenizer

import corpora
import student
from card import STATIC, write_card
from options import add_shared
from prepare import WordTable, load_pieces
from teacher import piece_vectors, sentence_vectors

DIMENSION = 256
STEPS, RATE, BATCH, DISTILLATION = 900, 2e-3, 1024, 8.0
RARE = 1e-3
"""A piece weighs RARE / (RARE + its share of all pieces), so that small words count little (Arora et al. 2017)."""
LEAST_TRANSLATION = 0.02
SHARES = {
    "python": 0.6, "microsoft": 0.5, "sentences": 0.6, "sections": 0.8, "notes": 0.8,
    "laws-fr-fr": 0.7, "laws-en-en": 0.5, "laws-fr-en": 0.5, "laws-en-fr": 0.4,
    "microsoft-asked": 0.4, "asked-fr": 1.9, "cloze-fr": 1.2, "cloze-laws": 0.4,
}  # fmt: skip
"""How often a batch comes from each source, relative to the others."""
SMALL = ("piaf", "snds", "public")
"""Sources of French questions that are too small to fill a batch with passages that all differ: one source."""
HARD_SHARE = 0.35
"""Share of the statute batches whose rows bring a section of the same act as a hard negative."""


class Distillation(EmbedDistillLoss):
    """One minus the cosine to the teacher's vector, for both languages, weighted."""

    def __init__(self, model: SentenceTransformer, weight: float) -> None:
        """Weigh the loss of the library, which is the mean over both languages."""
        super().__init__(model, distance_metric="cosine")
        self.weight = weight

    def compute_loss_from_embeddings(
        self, embeddings: list[torch.Tensor], teacher_embeddings: list[torch.Tensor]
    ) -> torch.Tensor:
        """The loss of a batch."""
        return self.weight * super().compute_loss_from_embeddings(embeddings, teacher_embeddings)


def project(vectors: student.Rows, dimension: int) -> tuple[student.Rows, student.Rows]:
    """The vectors' main directions (principal components), as columns, and their mean."""
    mean = vectors.mean(axis=0)
    values, directions = np.linalg.eigh(np.cov((vectors - mean).T))
    print(f"{dimension} dimensions keep {values[-dimension:].sum() / values.sum():.3f} of the variance", flush=True)
    return directions[:, ::-1][:, :dimension].astype(np.float32), mean


def unit(vectors: student.Rows) -> student.Rows:
    """Rows of length one."""
    scaled: student.Rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-6)
    return scaled


def first_rows(pieces: student.Rows, words: WordTable, directions: student.Rows) -> student.Rows:
    """A row a piece: what the teacher makes of it, or of its translations, weighted by how rare it is."""
    english = (pieces - pieces.mean(axis=0)) @ directions
    rows = unit(words.translated(english, LEAST_TRANSLATION))
    share = (words.counts + 1) / (words.counts.sum() + len(words.counts))
    rows *= (RARE / (RARE + share))[:, None].astype(np.float32)
    rows[:2] = 0  # [PAD], [UNK]
    return rows


def lessons(
    model: SentenceTransformer,
    texts: corpora.Corpora,
    taught: list[corpora.Pair],
    targets: student.Rows,
    arguments: argparse.Namespace,
) -> dict[str, student.Lesson]:
    """Two thirds of the batches find a pair's other half, one third copies the teacher."""
    rng = random.Random(corpora.SEED)
    ranking, copying = student.RankingLoss(model), Distillation(model, DISTILLATION)
    steps, batch, total = arguments.steps, arguments.batch, sum(SHARES.values())
    sources: dict[str, list[student.Row]] = {**texts.parallel, **texts.retrieval}
    sources["asked-fr"] = [row for name in SMALL for row in sources.pop(name)]
    made: dict[str, student.Lesson] = {}
    for name, share in SHARES.items():
        rows = sources[name]
        count = round(steps * share / total)
        if name.startswith("laws-"):
            hard = round(count * HARD_SHARE)
            batches = student.distinct_batches(rows, batch, hard, rng)
            made[f"{name}-hard"] = student.Lesson(("anchor", "positive", "negative"), rows, batches, ranking)
            rows, count = [row[:2] for row in rows], count - hard
        batches = student.distinct_batches(rows, batch, count, rng)
        made[name] = student.Lesson(("anchor", "positive"), rows, batches, ranking)
    aligned = [(*pair, target) for pair, target in zip(taught, targets, strict=True)]
    batches = student.distinct_batches(aligned, batch, steps // 2, rng)
    made["teacher"] = student.Lesson(("english", "french", "label"), aligned, batches, copying)
    return made


def main() -> None:
    """Make, train and save the student."""
    parser = add_shared(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches of pairs; half as many copy the teacher")
    parser.add_argument("--batch", type=int, default=BATCH, help="rows of a batch")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    start = time.perf_counter()
    tokenizer = arguments.work / "tokenizer.json"
    taught, vectors = sentence_vectors(arguments.data, arguments.work)
    pieces = piece_vectors(load_pieces(tokenizer), arguments.work)
    directions, mean = project(vectors.astype(np.float32), DIMENSION)
    centred: student.Rows = vectors.astype(np.float32) - mean
    targets = unit(centred @ directions)
    words = WordTable.load(arguments.work / "words.npz")
    model = student.make(
        Tokenizer.from_file(str(tokenizer)), first_rows(pieces.astype(np.float32), words, directions)
    )
    student.save(model, arguments.work / "untrained", write_card("untrained", STATIC, tuned=False))
    print(f"first rows: {time.perf_counter() - start:.0f} s", flush=True)
    plan = lessons(model, corpora.load(arguments.data), taught, targets, arguments)
    print(f"batches: {time.perf_counter() - start:.0f} s", flush=True)
    student.fit(model, plan, arguments.work, RATE)
    student.save(model, arguments.out, write_card(arguments.out.name, STATIC, tuned=False))
    print(f"{arguments.out}: {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
