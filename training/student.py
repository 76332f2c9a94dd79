"""The static student: a table of word-piece rows whose mean is a text's vector. Made, trained, read and saved."""

import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from datasets import Dataset

SCALE = 20.0
"""Inverse of the temperature, 0.05."""
LARGEST = 3
"""Of the whole numbers that a row is written in: three bits find as well as eight, and a browser can fetch them."""
READABLE = 0o644
TRIES = 8
"""How many rows are looked at to fill a batch, in multiples of its size."""

Rows = NDArray[np.float32]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Lesson:
    """Batches of one kind and the loss that they are for.

    Attributes:
        columns: names of what a row holds; a column named ``label`` is the target of a regression.
        rows: what the batches are put together from.
        batches: numbers of rows, in the order in which they are used.
    """

    columns: tuple[str, ...]
    rows: Sequence[Row]
    batches: Sequence[Sequence[int]]
    loss: torch.nn.Module

    def dataset(self) -> "Dataset":
        """The rows in the order of the batches; no text is copied."""
        from datasets import Dataset  # noqa: PLC0415 - wanted for training alone: the losses are tested without

        columns: dict[str, Any] = dict(zip(self.columns, map(list, zip(*self.rows, strict=True)), strict=True))
        if "label" in columns:
            columns["label"] = np.stack(columns["label"])
        return Dataset.from_dict(columns).select([row for batch in self.batches for row in batch])


def make(tokenizer: Tokenizer, rows: Rows) -> SentenceTransformer:
    """A student with these rows."""
    return SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=torch.tensor(rows)), Normalize()], device="cpu"
    )


def load(folder: Path) -> SentenceTransformer:
    """A saved student, in float32."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    return SentenceTransformer(str(folder), device="cpu")


def table(model: SentenceTransformer) -> torch.Tensor:
    """The rows, one a word piece."""
    static = model[0]
    if not isinstance(static, StaticEmbedding):
        raise TypeError("Only a static model is a table of rows.")
    return static.embedding.weight


def is_static(model: SentenceTransformer) -> bool:
    """Whether the model is a table of rows and has no layers."""
    return isinstance(model[0], StaticEmbedding)


def save(model: SentenceTransformer, folder: Path, card: str) -> None:
    """Write the model; rows of a static one as whole numbers with a weight each, which `StaticEmbedding` reads."""
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(str(folder), create_model_card=False)
    if is_static(model):
        whole, weights = in_few_levels(table(model).detach().numpy())
        save_file({"embeddings": whole, "weights": weights}, folder / "model.safetensors")
    (folder / "README.md").write_text(card, encoding="utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(READABLE)


def in_few_levels(rows: Rows, most: int = LARGEST) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Each row as whole numbers from ``-most`` to ``most`` and a weight, with the least squared error.

    The step is searched among fractions of the row's range; the weight is then the best one for the numbers found.
    """
    reach = np.abs(rows).max(axis=1, keepdims=True).clip(1e-8) / most
    best, errors = np.zeros(rows.shape, np.int8), np.full(len(rows), np.inf)
    for share in np.linspace(0.4, 1, 25):
        whole = np.clip(np.rint(rows / (reach * share)), -most, most)
        found = ((whole * (reach * share) - rows) ** 2).sum(axis=1)
        better = found < errors
        best[better], errors[better] = whole[better].astype(np.int8), found[better]
    whole = best.astype(np.float32)
    weights = (whole * rows).sum(axis=1) / (whole**2).sum(axis=1).clip(1e-8)
    # As half floats, which is how a browser gets them.
    return best, weights.astype(np.float16).astype(np.float32)


class RankingLoss(MultipleNegativesRankingLoss):
    """InfoNCE both ways: a question must find its passage among those of the batch, a passage its question."""

    def __init__(self, model: SentenceTransformer, weight: float = 1.0) -> None:
        """``weight`` multiplies the loss."""
        super().__init__(
            model, scale=SCALE, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
        )
        self.weight = weight

    def forward(self, sentence_features: Iterable[dict[str, torch.Tensor]], labels: torch.Tensor) -> torch.Tensor:
        """The loss of a batch."""
        loss: torch.Tensor = super().forward(sentence_features, labels)
        return self.weight * loss


def distinct_batches(rows: Sequence[Row], size: int, count: int, rng: random.Random) -> list[list[int]]:
    """``count`` batches in which no text occurs twice: it would be its own negative."""
    stream = _shuffled_for_ever(len(rows), rng)
    batches: list[list[int]] = []
    for _ in range(count):
        batch: list[int] = []
        seen: set[str] = set()
        tries = 0
        while len(batch) < size and tries < TRIES * size:
            tries += 1
            number = next(stream)
            texts = {text for text in rows[number] if isinstance(text, str)}
            if seen.isdisjoint(texts):
                seen |= texts
                batch.append(number)
        if len(batch) < size:
            raise ValueError(f"Only {len(batch)} of {size} rows could be found whose texts all differ.")
        batches.append(batch)
    return batches


def _shuffled_for_ever(count: int, rng: random.Random) -> Iterator[int]:
    while True:
        yield from rng.sample(range(count), count)


def fit(  # noqa: PLR0913 - one training run
    model: SentenceTransformer,
    lessons: dict[str, Lesson],
    work: Path,
    rate: float,
    table_rate: float | None = None,
    *,
    warmup: int = 100,
) -> None:
    """Train with Adam; the rate rises over ``warmup`` steps, then falls linearly to nothing.

    ``table_rate`` is that of the word rows of a model with layers, which is then trained in bfloat16 arithmetic.
    All batches have one size. The library mixes the lessons in proportion to their batches, and takes the rows of
    each in the order given, since a batch has been put together with care.
    """
    from datasets import DatasetDict  # noqa: PLC0415 - as above

    (size,) = {len(batch) for lesson in lessons.values() for batch in lesson.batches}
    steps = sum(len(lesson.batches) for lesson in lessons.values())
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(work / "trainer"),
        max_steps=steps,
        per_device_train_batch_size=size,
        learning_rate=rate,
        learning_rate_mapping={"word_embeddings": table_rate} if table_rate else {},
        bf16=table_rate is not None,
        lr_scheduler_type="linear",
        warmup_steps=min(warmup, steps // 5),
        optim="adamw_torch_fused",
        weight_decay=0.0,
        max_grad_norm=0.0,
        batch_sampler=_in_order,
        dataloader_drop_last=True,
        save_strategy="no",
        report_to="none",
        logging_steps=max(steps // 10, 1),
        disable_tqdm=True,
        use_cpu=True,
        seed=0,
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=DatasetDict({name: lesson.dataset() for name, lesson in lessons.items()}),
        loss={name: lesson.loss for name, lesson in lessons.items()},
    )
    trainer.train()


def _in_order(dataset: "Dataset", **options: Any) -> DefaultBatchSampler:  # noqa: ANN401 - the library's own
    return DefaultBatchSampler(range(len(dataset)), **options)


Encoder = Callable[[Sequence[str]], Rows]


def encoder(model: SentenceTransformer) -> Encoder:
    """Texts → unit vectors."""

    def encode(texts: Sequence[str]) -> Rows:
        vectors: Rows = model.encode(
            list(texts), batch_size=256, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return vectors.astype(np.float32)

    return encode
