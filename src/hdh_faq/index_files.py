"""An index on disk: a folder of plain files and a ``manifest.json`` with the SHA-256 of each.

The folder is replaced as a whole: a reader finds the old index or the new one. Vectors are kept in eight bits.
"""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from hdh_faq.bags import EmbeddingBags, Table
from hdh_faq.dictionary import Dictionary
from hdh_faq.errors import IndexDamagedError, IndexPlaceError
from hdh_faq.folders import recover, replacing
from hdh_faq.index import UNANSWERED, Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import LexicalField
from hdh_faq.manifest import FORMAT, Manifest, digest_of
from hdh_faq.passage import Passage
from hdh_faq.sentences import Sentences

MANIFEST = "manifest.json"
QUESTIONS = "questions.jsonl"
TABLE = "table"
VECTORS = ("vectors", "question_vectors", "sentence_vectors", "unanswered_vectors")
PARTS = ("data", "indices", "indptr")
"""Of a sparse matrix, as scipy names them."""
LEXICAL = "lexical-"
OWN_FILES = {
    "passages.jsonl", "sentences.jsonl", QUESTIONS, UNANSWERED, MANIFEST,
    f"{TABLE}.npy", f"{TABLE}_scale.npy", *(f"{name}_{part}.npy" for name in VECTORS for part in PARTS),
    *(f"dictionary-{lang}.json" for lang in LANGUAGES),
}  # fmt: skip
REBUILD = "Run `hdh-faq index` to build it again."


def save(index: Index, folder: Path) -> None:
    """Replace ``folder`` by this index; a README in it is kept.

    Raises:
        IndexPlaceError: the folder holds files of others, or cannot be written.
    """
    folder = folder.resolve()
    try:
        listed = _listed(folder)
        if folder.exists() and any(not _is_ours(path) and path.name not in listed for path in folder.iterdir()):
            raise IndexPlaceError(f"“{folder}” holds other files: name an empty or a new folder for the index.")
        with replacing(folder) as fresh:
            _write(index, fresh)
            for readme in folder.glob("*.md"):
                shutil.copy2(readme, fresh / readme.name)
    except OSError as error:
        # Numpy says of a full disk only how many numbers found no room.
        reason = error.strerror or "No space left on device"
        raise IndexPlaceError(f"The index cannot be written to “{folder}”: {reason}.") from error


def load(folder: Path) -> Index:
    """Read an index and check every byte of it.

    Raises:
        IndexDamagedError: it is missing, incomplete, altered or of another format.
    """
    recover(folder)
    manifest = read_manifest(folder)
    if _digests(folder) != manifest.files:
        raise IndexDamagedError(
            f"The index in “{folder}” is damaged: its files are not those that were written. {REBUILD}"
        )
    questions = [json.loads(line) for line in _lines(folder / QUESTIONS)]
    table = Table(*(_array(folder, name) for name in (TABLE, f"{TABLE}_scale")))
    return Index(
        table=table,
        passages=tuple(Passage.from_json(line) for line in _lines(folder / "passages.jsonl")),
        sentences=tuple(Sentences.from_json(line) for line in _lines(folder / "sentences.jsonl")),
        questions=tuple(line["q"] for line in questions),
        question_owners=np.asarray([line["row"] for line in questions], dtype=np.int32),
        **{name: EmbeddingBags(table, _sparse(folder, name, len(table))) for name in VECTORS},
        unanswered=(folder / UNANSWERED).read_text(encoding="utf-8"),
        fields={lang: LexicalField.load(folder / f"{LEXICAL}{lang}") for lang in LANGUAGES},
        asked_fields={lang: LexicalField.load(folder / f"{LEXICAL}asked-{lang}") for lang in LANGUAGES},
        dictionaries={
            lang: Dictionary.from_json(_dictionary(folder, lang).read_text(encoding="utf-8")) for lang in LANGUAGES
        },
        manifest=manifest,
    )


def read_manifest(folder: Path) -> Manifest:
    """Read ``manifest.json``, or raise `IndexDamagedError` if there is none of this format."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        data: dict[str, Any] = json.loads(text)
    except FileNotFoundError:
        raise IndexDamagedError(f"There is no index in “{folder}”. Run `hdh-faq index` to build it.") from None
    except (OSError, ValueError, RecursionError):
        raise IndexDamagedError(f"The manifest of the index in “{folder}” cannot be read. {REBUILD}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise IndexDamagedError(f"The index in “{folder}” was written by another version of hdh-faq. {REBUILD}")
    try:
        manifest = Manifest.from_dict({name: value for name, value in data.items() if name != "digest"})
    except (KeyError, TypeError, ValueError, AttributeError):
        manifest = None
    if manifest is None or _manifest_text(manifest) != text:
        raise IndexDamagedError(f"The manifest of the index in “{folder}” is damaged. {REBUILD}")
    return manifest


def _is_ours(path: Path) -> bool:
    return path.name in OWN_FILES or path.name.startswith(LEXICAL) or path.suffix == ".md"


def _listed(folder: Path) -> set[str]:
    """Names in the folder that its manifest says an index is made of, whichever version wrote it."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {name.partition("/")[0] for name in data["files"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()


def _write(index: Index, folder: Path) -> None:
    _write_text(folder / "passages.jsonl", "".join(passage.to_json() + "\n" for passage in index.passages))
    _write_text(folder / "sentences.jsonl", "".join(own.to_json() + "\n" for own in index.sentences))
    questions = zip(index.question_owners.tolist(), index.questions, strict=True)
    lines = (json.dumps({"row": row, "q": question}, ensure_ascii=False) + "\n" for row, question in questions)
    _write_text(folder / QUESTIONS, "".join(lines))
    _write_text(folder / UNANSWERED, index.unanswered)
    np.save(folder / f"{TABLE}.npy", index.table.kept)
    np.save(folder / f"{TABLE}_scale.npy", index.table.scale)
    for name in VECTORS:
        for part in PARTS:
            np.save(folder / f"{name}_{part}.npy", getattr(getattr(index, name).shares, part))
    for lang in LANGUAGES:
        index.fields[lang].save(folder / f"{LEXICAL}{lang}")
        index.asked_fields[lang].save(folder / f"{LEXICAL}asked-{lang}")
        _write_text(_dictionary(folder, lang), index.dictionaries[lang].to_json())
    _write_text(folder / MANIFEST, _manifest_text(replace(index.manifest, files=_digests(folder))))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _lines(path: Path) -> list[str]:
    # Not splitlines: a passage may hold any of the separators that it cuts at.
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _array(folder: Path, name: str) -> Any:  # noqa: ANN401 - the numbers are of several types
    return np.load(folder / f"{name}.npy", allow_pickle=False)


def _sparse(folder: Path, name: str, columns: int) -> csr_array:
    data, indices, indptr = (_array(folder, f"{name}_{part}") for part in PARTS)
    return csr_array((data, indices, indptr), (len(indptr) - 1, columns))


def _dictionary(folder: Path, lang: str) -> Path:
    return folder / f"dictionary-{lang}.json"


def _manifest_text(manifest: Manifest) -> str:
    """The manifest as it stands on disk: canonical JSON with a digest of itself."""
    body = manifest.to_dict()
    canonical = json.dumps(body, indent=1, sort_keys=True)
    return json.dumps({**body, "digest": digest_of(canonical)}, indent=1, sort_keys=True) + "\n"


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".md" and path.name != MANIFEST
    }
