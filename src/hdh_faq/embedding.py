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
    try:
        encode = _static(folder) if folder.is_dir() else None
        encode = encode or _by_sentence_transformers(settings.model, offline=folder.is_dir())
    except Exception as error:  # noqa: BLE001 - the libraries raise many kinds
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"The embedding model “{settings.model}” cannot be loaded: {reason}") from None
    return ModelEmbedder(name, model_digest(settings), encode, prompts)


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


def _static(folder: Path) -> Callable[[Sequence[str]], Vectors] | None:
    """A model whose every vector is the mean of its word pieces' rows, if the model in ``folder`` is of that kind.

    It takes a tokenizer and an average: without torch, a start is seconds shorter and a process holds half a
    gigabyte less. Rows may be int8 with a weight each (the form of model2vec).
    """
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    kinds = [module["type"].rpartition(".")[2] for module in modules]
    if kinds not in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]):
        return None
    tensors = load_file(folder / modules[0]["path"] / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / modules[0]["path"] / "tokenizer.json"))
    tokenizer.no_padding()
    rows = tensors["embedding.weight"] if "embedding.weight" in tensors else tensors["embeddings"]
    rows = rows[tensors["mapping"]] if "mapping" in tensors else rows
    weights = tensors.get("weights", np.ones(len(rows), np.float32)).astype(np.float32)

    def encode(texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), rows.shape[1]), dtype=np.float32)
        for vector, pieces in zip(
            vectors, tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True
        ):
            if pieces.ids:
                ids = np.asarray(pieces.ids)
                mean = (rows[ids].astype(np.float32) * weights[ids, None]).mean(axis=0)
                vector[:] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return vectors

    return encode


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


def rounded(vectors: Vectors) -> Vectors:
    """Vectors as eight bits keep them: what every engine that reads the index compares with."""
    kept, scale = in_eight_bits(vectors)
    back: Vectors = kept * scale
    return back
