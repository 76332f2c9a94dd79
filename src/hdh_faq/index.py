"""The index: passages, their vectors and their lexical fields; built, saved, verified, loaded.

On disk it is a folder of plain files and a ``manifest.json`` with the SHA-256 of each. The folder is replaced
as a whole: a reader finds the old index or the new one.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hdh_faq.embedding import Embedder, Vectors
from hdh_faq.errors import IndexDamagedError
from hdh_faq.lexical import LexicalField
from hdh_faq.pages import LANGUAGES, Passage, read_site, read_starters, site_digest

FORMAT = 1
REBUILD = "Run `hdh-faq index` to build it again."


@dataclass(frozen=True)
class Index:
    """Everything a question is compared with.

    Attributes:
        passages: in the order of the rows of ``vectors``.
        vectors: unit vectors of headings and text, shape (passages, dimension).
        question_vectors: unit vectors of all carried questions, passage after passage.
        fields: for a language and a field name (``text``, ``questions``), its lexical field; its owners are
            rows among the passages of that language.
        manifest: what was indexed and with which model.
    """

    passages: tuple[Passage, ...]
    vectors: Vectors
    question_vectors: Vectors
    fields: dict[tuple[str, str], LexicalField]
    manifest: dict[str, Any]

    @cached_property
    def question_owners(self) -> NDArray[np.int32]:
        """Row of the passage that each row of ``question_vectors`` belongs to."""
        counts = [len(passage.questions) for passage in self.passages]
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def rows(self, lang: str) -> NDArray[np.int32]:
        """Rows of the passages in ``lang``, ascending."""
        return np.asarray([i for i, passage in enumerate(self.passages) if passage.lang == lang], dtype=np.int32)


def document_text(passage: Passage) -> str:
    """What stands for a passage in its vector and its text field: where it is, then what it says."""
    return "\n".join((*passage.headings, passage.text))


def build(site: Path, embedder: Embedder, previous: Index | None = None) -> Index:
    """Index the pages of ``site``; vectors of texts that ``previous`` already had are taken from there.

    Raises:
        SiteMissingError: there are no pages.
    """
    passages = tuple(read_site(site))
    known = _known_vectors(previous) if previous and previous.manifest["model_digest"] == embedder.digest else {}
    vectors = _encode([document_text(passage) for passage in passages], embedder, known)
    questions = [question for passage in passages for question in passage.questions]
    return Index(
        passages=passages,
        vectors=vectors,
        question_vectors=_encode(questions, embedder, known) if questions else vectors[:0],
        fields={(lang, name): field for lang in LANGUAGES for name, field in _lexical(passages, lang)},
        manifest={
            "format": FORMAT,
            "model": embedder.name,
            "model_digest": embedder.digest,
            "site_digest": site_digest(site),
            "starters": read_starters(site),
            "passages": len(passages),
            "questions": len(questions),
        },
    )


def _known_vectors(index: Index) -> dict[str, Vectors]:
    texts = [document_text(passage) for passage in index.passages]
    questions = [question for passage in index.passages for question in passage.questions]
    return dict(zip([*texts, *questions], [*index.vectors, *index.question_vectors], strict=True))


def _encode(texts: Sequence[str], embedder: Embedder, known: dict[str, Vectors]) -> Vectors:
    new = [text for text in dict.fromkeys(texts) if text not in known]
    vectors = {**known, **(dict(zip(new, embedder.encode_documents(new), strict=True)) if new else {})}
    return np.stack([vectors[text] for text in texts])


def _lexical(passages: Sequence[Passage], lang: str) -> Iterable[tuple[str, LexicalField]]:
    own = [passage for passage in passages if passage.lang == lang]
    yield "text", LexicalField.build([document_text(passage) for passage in own], range(len(own)), lang)
    asked = [(row, question) for row, passage in enumerate(own) for question in passage.questions]
    yield (
        "questions",
        LexicalField.build([question for _, question in asked], [row for row, _ in asked], lang),
    )


def save(index: Index, folder: Path) -> None:
    """Replace ``folder`` by this index. Files of others in it (a README) are kept."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left_over in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    fresh.chmod(0o755)
    lines = (passage.to_json() + "\n" for passage in index.passages)
    (fresh / "passages.jsonl").write_text("".join(lines), encoding="utf-8")
    np.save(fresh / "vectors.npy", index.vectors)
    np.save(fresh / "question_vectors.npy", index.question_vectors)
    for (lang, name), field in index.fields.items():
        field.save(fresh / f"lexical-{lang}-{name}")
    manifest = {**index.manifest, "files": _digests(fresh)}
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if folder.exists():
        for readme in folder.glob("*.md"):
            shutil.copy2(readme, fresh / readme.name)
        retired = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent)) / "old"
        folder.rename(retired)
        fresh.rename(folder)
        shutil.rmtree(retired.parent)
    else:
        fresh.rename(folder)


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".md" and path.name != "manifest.json"
    }


def load(folder: Path) -> Index:
    """Read an index and check every byte of it.

    Raises:
        IndexDamagedError: it is missing, incomplete, altered or of another format.
    """
    manifest = read_manifest(folder)
    if _digests(folder) != manifest["files"]:
        raise IndexDamagedError(
            f"The index in “{folder}” is damaged: its files are not those that were written. {REBUILD}"
        )
    lines = (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    return Index(
        passages=tuple(Passage.from_json(line) for line in lines),
        vectors=np.load(folder / "vectors.npy", allow_pickle=False),
        question_vectors=np.load(folder / "question_vectors.npy", allow_pickle=False),
        fields={
            (lang, name): LexicalField.load(folder / f"lexical-{lang}-{name}", lang)
            for lang in LANGUAGES
            for name in ("text", "questions")
        },
        manifest=manifest,
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read ``manifest.json``, or raise `IndexDamagedError` if there is none of this format."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexDamagedError(f"There is no index in “{folder}”. Run `hdh-faq index` to build it.") from None
    except (OSError, ValueError):
        raise IndexDamagedError(f"The manifest of the index in “{folder}” cannot be read. {REBUILD}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise IndexDamagedError(f"The index in “{folder}” was written by another version of hdh-faq. {REBUILD}")
    return manifest


def stale_because(manifest: dict[str, Any], site: Path, model_digest: str) -> str:
    """Say why an index no longer fits the pages or the model; empty if it does."""
    if manifest["model_digest"] != model_digest:
        return "The index was built with another embedding model."
    if manifest["site_digest"] != site_digest(site):
        return "The pages have changed since the index was built."
    return ""
