"""Unit vectors of many short texts, held as bags of rows of one table that they share.

A static model's vector of a text is the mean of its word pieces' rows. So a question is compared once with the rows
that the texts use, and each text's cosine is the sum of its pieces' products: for 40,000 questions of ten pieces, a
third of the memory and of the time of their vectors. With any other model a text is a bag of one row, its own vector.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import _sparsetools, csr_array, vstack

from hdh_faq.embedding import Embedder, StaticEmbedder, Vectors, in_eight_bits


class Table:
    """Rows that texts are made of, in eight bits, each with the scale that gives it back."""

    def __init__(self, kept: NDArray[np.int8], scale: Vectors) -> None:
        """Rows of shape (rows, dimension), scales of shape (rows, 1)."""
        self.kept, self.scale = kept, scale
        self._scanned = _scanned(kept)
        self._last: tuple[Vectors | None, Vectors] = (None, scale)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.kept)

    @property
    def rows(self) -> Vectors:
        """The rows as they are meant, shape (rows, dimension): made anew each time, four times as large."""
        return self.kept * self.scale

    def products(self, vector: Vectors) -> Vectors:
        """Inner product of each row with a vector. The last ones are kept: a question meets several sets of texts."""
        last = self._last
        if last[0] is not vector:
            _, whole, _ = self._scanned.range_search(vector[None, :], -np.inf)
            last = self._last = (vector, whole * self.scale[:, 0])
        return last[1]


def _scanned(kept: NDArray[np.int8]) -> "faiss.IndexIVFScalarQuantizer":
    """Rows in one list of FAISS, as floats of 16 bits, in which whole numbers of 8 are exact.

    What a product with all of them costs is their way from memory: this is half of it, and five times as fast as
    NumPy. (FAISS 1.15 would read eight bits too, but then finds nothing but noughts.)
    """
    dimension = kept.shape[1]
    one = faiss.IndexFlatIP(dimension)
    one.add(np.zeros((1, dimension), np.float32))
    exact = faiss.ScalarQuantizer.QT_fp16
    scanned = faiss.IndexIVFScalarQuantizer(one, dimension, 1, exact, faiss.METRIC_INNER_PRODUCT, False)
    scanned.is_trained = True
    scanned.add(kept.astype(np.float32))
    return scanned


@dataclass(frozen=True, eq=False)
class EmbeddingBags:
    """The unit vectors of some texts. ``bags @ vector`` are their cosines.

    Attributes:
        shares: how much of each row of the table is in each vector, shape (texts, rows); zero for an empty text.
    """

    table: Table
    shares: csr_array

    @classmethod
    def of(cls, table: Table, texts: Sequence[Sequence[int]]) -> "EmbeddingBags":
        """Bags of these rows of the table."""
        starts = np.cumsum([0, *map(len, texts)])
        pieces = np.asarray([row for own in texts for row in own], dtype=np.int32)
        counts = csr_array(
            (np.ones(len(pieces), np.float32), pieces, starts.astype(np.int32)), (len(texts), len(table))
        )
        counts.sum_duplicates()
        norms = np.linalg.norm(counts @ table.rows, axis=1)
        counts.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(counts.indptr)).astype(np.float32)
        return cls(table, counts)

    def __len__(self) -> int:
        """How many texts."""
        return int(self.shares.shape[0])

    def __getitem__(self, chosen: slice | NDArray[np.bool_] | NDArray[np.integer]) -> "EmbeddingBags":
        """Some of the texts."""
        return EmbeddingBags(self.table, self.shares[chosen])

    def __add__(self, other: "EmbeddingBags") -> "EmbeddingBags":
        """These texts, then those of another set on the same table."""
        return EmbeddingBags(self.table, vstack([self.shares, other.shares], format="csr"))

    def __matmul__(self, vector: Vectors) -> Vectors:
        """Cosine of each text to a unit vector, shape (texts,)."""
        return self.cosines(0, len(self), vector)

    def cosines(self, start: int, end: int, vector: Vectors) -> Vectors:
        """Cosine of the texts from ``start`` to ``end`` to a unit vector, shape (end - start,)."""
        rows, found = self.shares, np.zeros(end - start, dtype=np.float32)
        # What `@` does once it has looked at everything else; to cut the matrix takes longer than to multiply a part.
        pointers = rows.indptr[start : end + 1]
        products = self.table.products(vector)
        _sparsetools.csr_matvec(end - start, len(products), pointers, rows.indices, rows.data, products, found)
        return found

    def vectors(self) -> Vectors:
        """Unit vectors, shape (texts, dimension). Of the table only the rows in them are made: texts may be few."""
        used, places = np.unique(self.shares.indices, return_inverse=True)
        shares = csr_array((self.shares.data, places, self.shares.indptr), (len(self), len(used)))
        unit: Vectors = shares @ (self.table.kept[used] * self.table.scale[used])
        return unit


def in_bags(
    sets: Sequence[Sequence[str]], embedder: Embedder, known: dict[str, Vectors]
) -> tuple[Table, list[EmbeddingBags]]:
    """One table, and bags for each set of texts. A model that is not static encodes only what is not ``known``."""
    every = list(dict.fromkeys(text for texts in sets for text in texts))
    if isinstance(embedder, StaticEmbedder):
        pieces = embedder.pieces(every)
        used = sorted({piece for own in pieces for piece in own})
        place = {piece: number for number, piece in enumerate(used)}
        rows_of = {text: [place[piece] for piece in own] for text, own in zip(every, pieces, strict=True)}
        table = Table(*embedder.in_eight_bits(used))
    else:
        new = [text for text in every if text not in known]
        vectors = dict(zip(new, embedder.encode_documents(new), strict=True)) if new else {}
        rows = [vectors[text] if text in vectors else known[text] for text in every]
        rows_of = {text: [row] for row, text in enumerate(every)}
        table = Table(*in_eight_bits(np.stack(rows) if rows else np.zeros((0, 1), np.float32)))
    return table, [EmbeddingBags.of(table, [rows_of[text] for text in texts]) for texts in sets]
