"""Text → unit vectors, by whatever model the settings name."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from hdh_faq.errors import ModelError
from hdh_faq.settings import Settings

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors, so that an inner product is a cosine."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    @property
    def digest(self) -> str:
        """What tells it from every other."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Array of shape (len(texts), dimension)."""
        ...

    def encode_question(self, text: str) -> Vectors:
        """Array of shape (dimension,)."""
        ...


def load_embedder(settings: Settings) -> Embedder:
    """The model that the settings name: a static one is read here, any other by sentence-transformers.

    Raises:
        ModelError: it is not there or cannot be read.
    """
    folder = Path(settings.model)
    prompts = (settings.document_prompt, settings.query_prompt)
    name = folder.name if folder.is_dir() else settings.model
    digest = model_digest(settings)
    try:
        if folder.is_dir() and _is_static(folder):
            return StaticEmbedder.read(folder, digest, prompts)
        return ModelEmbedder(
            name, digest, _by_sentence_transformers(settings.model, offline=folder.is_dir()), prompts
        )
    except Exception as error:  # noqa: BLE001 - the libraries raise many kinds
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"The embedding model “{settings.model}” cannot be loaded: {reason}") from None


@dataclass(frozen=True)
class ModelEmbedder:
    """A model and the prompts that it wants.

    Attributes:
        encode: unit vectors of texts, shape (texts, dimension).
        prompts: what is put before a document and before a question.
    """

    name: str
    digest: str
    encode: Callable[[Sequence[str]], Vectors]
    prompts: tuple[str, str]

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Array of shape (len(texts), dimension)."""
        return self.encode([self.prompts[0] + text for text in texts])

    def encode_question(self, text: str) -> Vectors:
        """Array of shape (dimension,)."""
        vector: Vectors = self.encode([self.prompts[1] + text])[0]
        return vector


@dataclass(frozen=True)
class StaticEmbedder:
    """A model whose every vector is the mean of its word pieces' rows.

    It takes a tokenizer and an average: without torch, a start is seconds shorter and a process holds half a
    gigabyte less.

    Attributes:
        rows: of each word piece, shape (pieces, dimension): whole numbers with a weight each (the form of
            model2vec), or floats.
        weights: shape (pieces,).
        prompts: what is put before a document and before a question.
    """

    name: str
    digest: str
    tokenizer: Tokenizer
    rows: NDArray[np.int8] | Vectors
    weights: Vectors
    prompts: tuple[str, str] = ("", "")

    @classmethod
    def read(cls, folder: Path, digest: str, prompts: tuple[str, str]) -> "StaticEmbedder":
        """Read a model of sentence-transformers' `StaticEmbedding`."""
        place = folder / _modules(folder)[0]["path"]
        tensors = load_file(place / "model.safetensors")
        tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        tokenizer.no_padding()
        rows = tensors["embedding.weight"] if "embedding.weight" in tensors else tensors["embeddings"]
        rows = rows[tensors["mapping"]] if "mapping" in tensors else rows
        weights = tensors.get("weights", np.ones(len(rows), np.float32)).astype(np.float32)
        return cls(folder.name, digest, tokenizer, rows, weights, prompts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Array of shape (len(texts), dimension)."""
        return self._encode(self.pieces(texts))

    def encode_question(self, text: str) -> Vectors:
        """Array of shape (dimension,)."""
        vector: Vectors = self._encode([self._pieces([self.prompts[1] + text])[0]])[0]
        return vector

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The word pieces of each document."""
        return self._pieces([self.prompts[0] + text for text in texts])

    def in_eight_bits(self, pieces: Sequence[int]) -> tuple[NDArray[np.int8], Vectors]:
        """Rows of some pieces as whole numbers, and the scale of each, shape (pieces, 1)."""
        rows, weights = self.rows[pieces], self.weights[pieces, None]
        if rows.dtype == np.int8:
            return rows.astype(np.int8), weights
        kept, scale = in_eight_bits(rows.astype(np.float32))
        return kept, scale * weights

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [own.ids for own in self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def _encode(self, texts: Sequence[Sequence[int]]) -> Vectors:
        vectors = np.zeros((len(texts), self.rows.shape[1]), dtype=np.float32)
        for vector, pieces in zip(vectors, texts, strict=True):
            if pieces:
                ids = np.asarray(pieces)
                whole = self.weights[ids] @ self.rows[ids].astype(np.float32)
                vector[:] = whole / max(float(np.linalg.norm(whole)), 1e-12)
        return vectors


def _modules(folder: Path) -> list[dict[str, str]]:
    modules: list[dict[str, str]] = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    return modules


def _is_static(folder: Path) -> bool:
    kinds = [module["type"].rpartition(".")[2] for module in _modules(folder)]
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])


def _by_sentence_transformers(model: str, *, offline: bool) -> Callable[[Sequence[str]], Vectors]:
    if offline:
        # A local model must not make the libraries ask a hub for anything.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

    loaded = SentenceTransformer(model, device="cpu")

    def encode(texts: Sequence[str]) -> Vectors:
        vectors = loaded.encode(
            list(texts), batch_size=64, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    return encode


def model_digest(settings: Settings) -> str:
    """SHA-256 of what decides the vectors: the model's files (or its name on the hub) and both prompts."""
    digest = hashlib.sha256()
    folder = Path(settings.model)
    if folder.is_dir():
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    else:
        digest.update(settings.model.encode())
    digest.update(f"\0{settings.document_prompt}\0{settings.query_prompt}".encode())
    return digest.hexdigest()


def in_eight_bits(vectors: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """Vectors as whole numbers from -127 to 127, and for each the scale that gives it back; shape (vectors, 1)."""
    scale = np.maximum(np.abs(vectors).max(axis=1, keepdims=True, initial=0), 1e-12) / np.float32(127)
    return np.rint(vectors / scale).astype(np.int8), scale.astype(np.float32)
