"""Text → unit vectors, by whatever model the settings name."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hdh_faq.errors import ModelError
from hdh_faq.settings import Settings

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors, so that an inner product is a cosine."""

    name: str
    digest: str

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Array of shape (len(texts), dimension)."""
        ...

    def encode_question(self, text: str) -> Vectors:
        """Array of shape (dimension,)."""
        ...


class SentenceEmbedder:
    """A sentence-transformers model: a local folder or any name on the model hub."""

    def __init__(self, settings: Settings) -> None:
        """Load the model.

        Raises:
            ModelError: it is not there or cannot be read.
        """
        folder = Path(settings.model)
        if folder.is_dir():
            # A local model must not make the libraries ask a hub for anything.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

        try:
            self._model = SentenceTransformer(settings.model, device="cpu")
        except Exception as error:  # noqa: BLE001 - the library raises many kinds
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"The embedding model “{settings.model}” cannot be loaded: {reason}") from None
        self._prompts = (settings.document_prompt, settings.query_prompt)
        self.name = folder.name if folder.is_dir() else settings.model
        self.digest = model_digest(settings)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Array of shape (len(texts), dimension)."""
        return self._encode([self._prompts[0] + text for text in texts])

    def encode_question(self, text: str) -> Vectors:
        """Array of shape (dimension,)."""
        vector: Vectors = self._encode([self._prompts[1] + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = self._model.encode(
            texts, batch_size=64, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


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
