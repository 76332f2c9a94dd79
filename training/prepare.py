"""Tokenizer and word table: what the first rows of the student are made from.

The word table says which English word pieces stand for a French one. It is IBM model 1 (Brown et al. 1993) over
the parallel texts.
"""

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

import corpora
from options import add_shared

PIECES = 40_000
SPECIAL = ["[PAD]", "[UNK]"]
STATUTES = 60_000
"""Statute sections that the tokenizer learns from: all of them would drown everyday words."""
ROUNDS = 6
LONGEST_SIDE = 28
"""Distinct pieces of a side: longer texts say little about which word stands for which."""
ALIGNED = {"notes": 120_000, "python": 21_000, "microsoft": 7_000, "sentences": 30_000, "sections": 30_000}


@dataclass(frozen=True)
class WordTable:
    """How pieces are used and translated.

    Attributes:
        english: for each piece (row), the probability of each English piece (column) given that it is French.
        french_share: share of a piece's uses that are French, 0..1.
        counts: uses of each piece in all training texts.
    """

    english: sparse.csr_matrix
    french_share: NDArray[np.float64]
    counts: NDArray[np.float64]

    def save(self, path: Path) -> None:
        """Write one ``.npz``."""
        table = self.english
        np.savez(
            path,
            data=table.data,
            indices=table.indices,
            indptr=table.indptr,
            french_share=self.french_share,
            counts=self.counts,
        )

    @classmethod
    def load(cls, path: Path) -> "WordTable":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            size = len(arrays["counts"])
            english = sparse.csr_matrix((arrays["data"], arrays["indices"], arrays["indptr"]), shape=(size, size))
            return cls(english, arrays["french_share"], arrays["counts"])

    def translated(self, rows: NDArray[np.float32], least: float) -> NDArray[np.float32]:
        """Rows of English meanings, carried over to French pieces by the translations of at least ``least``."""
        table = self.english.copy()
        table.data[table.data < least] = 0
        table.eliminate_zeros()
        known = np.asarray(table.sum(axis=1)).ravel()
        share = np.where(known > 0.1, self.french_share, 0)[:, None]  # noqa: PLR2004 - too little to go by
        carried = (table @ rows) / np.maximum(known, 1e-9)[:, None]
        moved: NDArray[np.float32] = ((1 - share) * rows + share * carried).astype(np.float32)
        return moved


def learning_texts(texts: corpora.Corpora) -> Iterator[str]:
    """What the tokenizer learns from; everyday and health French repeated, because there is little of it."""
    for name in "python", "microsoft":
        for pair in texts.parallel[name]:
            yield from pair
    for name in "microsoft-asked", "snds", "public":
        for row in texts.retrieval[name]:
            yield from row
    for _ in range(4):
        yield from texts.french_passages()
        for name in "piaf", "public":
            yield from (pair[0] for pair in texts.retrieval[name])
    for pair in random.Random(corpora.SEED).sample(texts.parallel["sections"], STATUTES):
        yield from pair


def train_tokenizer(texts: corpora.Corpora, size: int) -> Tokenizer:
    """A WordPiece tokenizer that folds case and accents, so that a word typed without them is the same word."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=40))  # noqa: S106
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex("[’`´]"), "'"),
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("œ", "oe"),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Digits(individual_digits=False)]
    )
    trainer = trainers.WordPieceTrainer(vocab_size=size, min_frequency=3, special_tokens=SPECIAL, show_progress=False)
    tokenizer.train_from_iterator(learning_texts(texts), trainer)
    return tokenizer


def load_pieces(path: Path) -> list[str]:
    """The word pieces of a saved tokenizer, in the order of their numbers."""
    vocabulary = Tokenizer.from_file(str(path)).get_vocab()
    return sorted(vocabulary, key=vocabulary.__getitem__)


def word_table(texts: corpora.Corpora, tokenizer: Tokenizer) -> WordTable:
    """Count the pieces and learn their translations."""
    size = tokenizer.get_vocab_size()
    counts = {"en": np.zeros(size), "fr": np.zeros(size), "asked": np.zeros(size)}
    rng = random.Random(corpora.SEED)
    aligned: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for name, pairs in texts.parallel.items():
        sides = [_encode(tokenizer, [pair[side] for pair in pairs]) for side in (0, 1)]
        for lang, own in zip(("en", "fr"), sides, strict=True):
            counts[lang] += np.bincount(np.concatenate(own), minlength=size)
        for row in rng.sample(range(len(pairs)), min(ALIGNED[name], len(pairs))):
            english, french = (np.unique(own[row]) for own in sides)
            if 0 < len(english) <= LONGEST_SIDE and 0 < len(french) <= LONGEST_SIDE:
                aligned.append((english, french))
    for rows in texts.retrieval.values():
        counts["asked"] += np.bincount(np.concatenate(_encode(tokenizer, [row[1] for row in rows])), minlength=size)
    both = counts["en"] + counts["fr"]
    return WordTable(
        english=translations(aligned, size),
        french_share=counts["fr"] / np.maximum(both, 1),
        counts=both + counts["asked"],
    )


def translations(aligned: list[tuple[NDArray[np.int64], NDArray[np.int64]]], size: int) -> sparse.csr_matrix:
    """IBM model 1 by expectation maximisation: probability of an English piece given a French one."""
    # One entry a possible link; `place` numbers the English occurrences, each of which one French piece explains.
    french = np.concatenate([np.repeat(right, len(left)) for left, right in aligned])
    english = np.concatenate([np.tile(left, len(right)) for left, right in aligned])
    starts = np.cumsum([0, *(len(left) for left, _ in aligned)])
    place = np.concatenate(
        [
            np.tile(np.arange(len(left)), len(right)) + start
            for (left, right), start in zip(aligned, starts, strict=False)
        ]
    )
    keys, link = np.unique(french * size + english, return_inverse=True)
    owner = keys // size
    probability = np.ones(len(keys))
    for _ in range(ROUNDS):
        explained = np.bincount(place, weights=probability[link], minlength=int(starts[-1]))
        expected = np.bincount(link, weights=probability[link] / explained[place], minlength=len(keys))
        totals = np.bincount(owner, weights=expected, minlength=size)
        probability = expected / np.maximum(totals[owner], 1e-12)
    kept = probability > 0.02  # noqa: PLR2004 - below, it is noise
    return sparse.csr_matrix((probability[kept], (owner[kept], keys[kept] % size)), shape=(size, size))


def _encode(tokenizer: Tokenizer, texts: list[str]) -> list[NDArray[np.int64]]:
    return [np.asarray(code.ids[:160], dtype=np.int64) for code in tokenizer.encode_batch(texts)]


def main() -> None:
    """Write ``tokenizer.json`` and ``words.npz`` into the work folder."""
    parser = add_shared(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--pieces", type=int, default=PIECES, help="size of the vocabulary")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    texts = corpora.load(arguments.data)
    tokenizer = train_tokenizer(texts, arguments.pieces)
    tokenizer.save(str(arguments.work / "tokenizer.json"))
    print(f"tokenizer: {tokenizer.get_vocab_size()} pieces, {time.perf_counter() - start:.0f} s", flush=True)
    table = word_table(texts, tokenizer)
    table.save(arguments.work / "words.npz")
    pieces = load_pieces(arguments.work / "tokenizer.json")
    for word in "donnees", "sante", "hebergement", "chiffrement":
        if word in pieces:
            row = table.english[[pieces.index(word)]]
            best = row.indices[np.argsort(-row.data)[:3]]
            print(word, "→", ", ".join(pieces[i] for i in best), flush=True)
    print(f"word table: {time.perf_counter() - start:.0f} s in all", flush=True)


if __name__ == "__main__":
    main()
