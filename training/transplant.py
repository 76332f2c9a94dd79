"""The transplant: the teacher's six layers with a French–English table of word pieces, tuned to copy the teacher.

A piece's row is the teacher's input row for it, or the translation-weighted mean of those of its English pieces
(the word table of `prepare.py`), so that French reaches the layers as English does. The vocabulary is the beginning
of the static student's: a WordPiece trainer adds pieces in the order of their use, so the first N are those that it
would have chosen for a vocabulary of N.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import EmbedDistillLoss
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer, processors
from transformers import BertModel, PreTrainedTokenizerFast

import corpora
import student
from card import TRANSPLANT, write_card
from options import add_shared
from prepare import WordTable, load_pieces
from teacher import sentence_vectors, teacher

PIECES, BATCH, STEPS = 32_000, 64, 1_200
RATE, TABLE_RATE = 4e-5, 5e-4
MAX_TOKENS = 128
TRAINING_TOKENS = 96
LEAST_TRANSLATION = 0.05
FRENCH = 0.7
"""Share of the French sides among the texts that copy the teacher's English vector."""
ASKED = 6
"""One batch in this many finds the passage of a French question."""
ASKED_WEIGHT = 0.15
LONGEST = 330
"""Characters of a text in training."""
SPECIAL = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}


def first_pieces(path: Path, count: int) -> Tokenizer:
    """The tokenizer with its first ``count`` pieces only, and the marks that the layers expect around a text."""
    described = json.loads(path.read_text(encoding="utf-8"))
    vocabulary = described["model"]["vocab"]
    described["model"]["vocab"] = {piece: number for piece, number in vocabulary.items() if number < count}
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.add_special_tokens([SPECIAL["cls_token"], SPECIAL["sep_token"]])
    marks = [(mark, tokenizer.token_to_id(mark)) for mark in (SPECIAL["cls_token"], SPECIAL["sep_token"])]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks
    )
    return tokenizer


def bert(model: SentenceTransformer) -> BertModel:
    """The layers of a model, and the table of its input rows."""
    first = model[0]
    layers = first.auto_model if isinstance(first, Transformer) else None
    if not isinstance(layers, BertModel):
        raise TypeError("Only a BERT can be given another vocabulary.")
    return layers


def first_rows(pieces: list[str], words: WordTable, source: SentenceTransformer) -> student.Rows:
    """An input row a piece of the static student's vocabulary, from those of the teacher."""
    table = bert(source).embeddings.word_embeddings.weight.detach().numpy()
    codes = source.tokenizer([piece.removeprefix("##") for piece in pieces], add_special_tokens=False)["input_ids"]
    rows = np.stack([table[code].mean(axis=0) if code else table.mean(axis=0) for code in codes])
    return words.translated(rows.astype(np.float32), LEAST_TRANSLATION)


def make(tokenizer: Tokenizer, rows: student.Rows, source: SentenceTransformer, folder: Path) -> SentenceTransformer:
    """The teacher with another vocabulary; written to ``folder`` on the way, since that is how it is loaded."""
    layers = bert(source)
    known = layers.embeddings.word_embeddings.weight.detach()
    table = torch.zeros(tokenizer.get_vocab_size(), known.shape[1])
    table[: len(rows)] = torch.tensor(rows)
    for name, mark in SPECIAL.items():
        table[tokenizer.token_to_id(mark)] = known[getattr(source.tokenizer, f"{name}_id")]
    padding = tokenizer.token_to_id(SPECIAL["pad_token"])
    rows_in = torch.nn.Embedding(len(table), known.shape[1], padding_idx=padding)
    rows_in.weight = torch.nn.Parameter(table)
    layers.embeddings.word_embeddings = rows_in
    layers.config.vocab_size, layers.config.pad_token_id = len(table), padding
    layers.save_pretrained(folder)
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, model_max_length=MAX_TOKENS, **SPECIAL
    )
    fast.save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=MAX_TOKENS)
    pooling = Pooling(known.shape[1], pooling_mode="mean")
    return SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu")


def lessons(
    model: SentenceTransformer,
    texts: corpora.Corpora,
    taught: list[corpora.Pair],
    targets: student.Rows,
    arguments: argparse.Namespace,
) -> dict[str, student.Lesson]:
    """Most batches copy the teacher's vector of the English text, some find the passage of a French question."""
    rng = random.Random(corpora.SEED)
    copied = [
        (french if rng.random() < FRENCH else english, target)
        for (english, french), target in zip(taught, targets, strict=True)
        if max(len(english), len(french)) < LONGEST
    ]
    # Neighbours are of like length, since `taught` is sorted by it: a batch holds little padding.
    starts = range(0, len(copied) - arguments.batch, arguments.batch)
    asked = [pair for name in ("piaf", "snds", "public") for pair in texts.retrieval[name]]
    found = arguments.steps // ASKED
    copying = [starts[i % len(starts)] for i in range(arguments.steps - found)]
    rng.shuffle(copying)
    return {
        "teacher": student.Lesson(
            ("text", "label"),
            copied,
            [range(start, start + arguments.batch) for start in copying],
            EmbedDistillLoss(model, distance_metric="cosine"),
        ),
        "asked-fr": student.Lesson(
            ("anchor", "positive"),
            asked,
            student.distinct_batches(asked, arguments.batch, found, rng),
            student.RankingLoss(model, ASKED_WEIGHT),
        ),
    }


def main() -> None:
    """Make, train and save the transplant."""
    parser = add_shared(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--pieces", type=int, default=PIECES, help="size of the vocabulary")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches; none leaves the transplant untrained")
    parser.add_argument("--batch", type=int, default=BATCH, help="rows of a batch")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    start = time.perf_counter()
    path = arguments.work / "tokenizer.json"
    source = teacher()
    rows = first_rows(load_pieces(path), WordTable.load(arguments.work / "words.npz"), source)
    tokenizer = first_pieces(path, arguments.pieces)
    model = make(tokenizer, rows[: arguments.pieces], source, arguments.work / "transplant")
    print(f"transplanted: {time.perf_counter() - start:.0f} s", flush=True)
    if arguments.steps:
        taught, vectors = sentence_vectors(arguments.data, arguments.work)
        model.max_seq_length = TRAINING_TOKENS
        plan = lessons(model, corpora.load(arguments.data), taught, vectors.astype(np.float32), arguments)
        student.fit(model, plan, arguments.work, RATE, table_rate=TABLE_RATE)
        model.max_seq_length = MAX_TOKENS
    student.save(model, arguments.out, write_card(arguments.out.name, TRANSPLANT, tuned=False))
    print(f"{arguments.out}: {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
