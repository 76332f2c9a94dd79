"""Vectors as bags of rows: their cosines are those of the vectors that they stand for."""

import numpy as np
import pytest

from hdh_faq.bags import EmbeddingBags, Table

TEXTS = [[0, 1, 1, 4], [], [2], [3, 4], [4, 0, 2, 1]]


def bags(dimension: int, largest: int = 127) -> EmbeddingBags:
    numbers = np.random.default_rng(dimension)
    kept = numbers.integers(-largest, largest, (5, dimension), endpoint=True, dtype=np.int8)
    return EmbeddingBags.of(Table(kept, numbers.random((5, 1), dtype=np.float32)), TEXTS)


def unit(dimension: int) -> np.ndarray:
    vector = np.random.default_rng(0).standard_normal(dimension).astype(np.float32)
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize("dimension", [1, 7, 64, 256, 300])
@pytest.mark.parametrize("largest", [3, 127])
def test_cosines_are_those_of_the_vectors(dimension: int, largest: int) -> None:
    texts, vector = bags(dimension, largest), unit(dimension)
    assert texts @ vector == pytest.approx(texts.vectors() @ vector, abs=1e-6)


def test_cosines_of_a_part_are_a_part_of_the_cosines() -> None:
    texts, vector = bags(64), unit(64)
    whole = texts @ vector
    for start, end in ((0, 5), (1, 3), (2, 2), (4, 5)):
        assert np.array_equal(texts.cosines(start, end, vector), whole[start:end])


def test_of_a_few_texts_no_other_rows_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = bags(64)
    whole = texts.vectors()
    monkeypatch.delattr(Table, "rows")
    for start, end in ((0, 5), (1, 3), (2, 2), (4, 5)):
        assert np.array_equal(texts[start:end].vectors(), whole[start:end])


def test_a_text_without_pieces_is_near_nothing() -> None:
    assert (bags(64) @ unit(64))[1] == 0


def test_no_rows_make_no_products() -> None:
    nothing = EmbeddingBags.of(Table(np.zeros((0, 8), np.int8), np.zeros((0, 1), np.float32)), [[], []])
    assert (nothing @ unit(8)).tolist() == [0, 0]
