"""The index: passages, their vectors and their lexical fields; built, saved, verified, loaded.

On disk it is a folder of plain files and a ``manifest.json`` with the SHA-256 of each. The folder is replaced
as a whole: a reader finds the old index or the new one.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hdh_faq.embedding import Embedder, Vectors
from hdh_faq.errors import IndexDamagedError, IndexPlaceError
from hdh_faq.folders import recover, replacing
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import LexicalField
from hdh_faq.pages import read_site, read_starters, site_digest
from hdh_faq.passage import Passage
from hdh_faq.ranking import Ranking

FORMAT = 4
UNANSWERED = "unanswered.jsonl"
OWN_FILES = {
    "passages.jsonl", "vectors.npy", "question_vectors.npy", UNANSWERED, "unanswered_vectors.npy", "manifest.json",
}  # fmt: skip
LEXICAL = "lexical-"
ENTRIES = {
    "format", "code", "model", "model_digest", "ranking", "site_digest", "starters", "passages", "questions",
    "unanswered", "files",
    "digest",
}  # fmt: skip
PACKAGE = Path(__file__).parent
CODE = ("blocks.py", "cutting.py", "index.py", "lexical.py", "pages.py", "passage.py", "raised.py")
"""Rooms that decide what an index of the same pages holds."""
REBUILD = "Run `hdh-faq index` to build it again."


@dataclass(frozen=True)
class Index:
    """Everything a question is compared with.

    Attributes:
        passages: in the order of the rows of ``vectors``.
        vectors: unit vectors of headings and text, shape (passages, dimension).
        question_vectors: unit vectors of all carried questions, passage after passage.
        unanswered: questions that no page answers, as JSON lines of ``q`` and ``expect`` (``no_answer`` or
            ``out_of_scope``); likeness to them speaks for silence.
        unanswered_vectors: their unit vectors, line by line.
        fields: for a language and a field name (``text``, ``questions``), its lexical field; its owners are
            rows among the passages of that language.
        manifest: what was indexed and with which model.
    """

    passages: tuple[Passage, ...]
    vectors: Vectors
    question_vectors: Vectors
    unanswered: str
    unanswered_vectors: Vectors
    fields: dict[tuple[str, str], LexicalField]
    manifest: dict[str, Any]

    @cached_property
    def question_owners(self) -> NDArray[np.int32]:
        """Row of the passage that each row of ``question_vectors`` belongs to."""
        counts = [len(passage.questions) for passage in self.passages]
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def unanswered_as(self, expect: str) -> Vectors:
        """Vectors of the unanswered questions to which ``expect`` is the right reply."""
        chosen: Vectors = self.unanswered_vectors[self._expected == expect]
        return chosen

    @cached_property
    def _expected(self) -> NDArray[np.str_]:
        """The right reply to each of the unanswered questions."""
        return np.asarray([json.loads(line)["expect"] for line in self.unanswered.splitlines()], dtype=np.str_)

    def rows(self, lang: str) -> NDArray[np.int32]:
        """Rows of the passages in ``lang``, ascending."""
        return np.asarray([i for i, passage in enumerate(self.passages) if passage.lang == lang], dtype=np.int32)


def document_text(passage: Passage) -> str:
    """What stands for a passage in its vector and its text field: where it is, then what it says."""
    return "\n".join((*passage.headings, passage.text))


def carried_questions(passages: Iterable[Passage]) -> list[str]:
    """All carried questions, passage after passage: the texts of ``question_vectors``."""
    return [question for passage in passages for question in passage.questions]


def build(site: Path, embedder: Embedder, previous: Index | None = None) -> Index:
    """Index the pages of ``site``; vectors of texts that ``previous`` already had are taken from there.

    Raises:
        SiteMissingError: there are no pages.
    """
    passages = tuple(read_site(site))
    known = _known_vectors(previous) if previous and previous.manifest["model_digest"] == embedder.digest else {}
    vectors = _encode([document_text(passage) for passage in passages], embedder, known)
    questions = carried_questions(passages)
    unanswered = packaged_unanswered()
    return Index(
        passages=passages,
        vectors=vectors,
        question_vectors=_encode(questions, embedder, known) if questions else vectors[:0],
        unanswered=unanswered,
        unanswered_vectors=_encode(unanswered_questions(unanswered), embedder, known),
        fields={(lang, name): field for lang in LANGUAGES for name, field in _lexical(passages, lang)},
        manifest={
            "format": FORMAT,
            "code": code_digest(),
            "model": embedder.name,
            "model_digest": embedder.digest,
            "ranking": Ranking.packaged().to_dict(),
            "site_digest": site_digest(site),
            "unanswered": _digest(unanswered),
            "starters": read_starters(site),
            "passages": len(passages),
            "questions": len(questions),
        },
    )


def code_digest(package: Path = PACKAGE) -> str:
    """SHA-256 of the code that cuts, stems and lays out an index."""
    digest = hashlib.sha256()
    for name in CODE:
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


def _known_vectors(index: Index) -> dict[str, Vectors]:
    texts = [document_text(passage) for passage in index.passages]
    questions = carried_questions(index.passages)
    known = (*texts, *questions, *unanswered_questions(index.unanswered))
    return dict(zip(known, (*index.vectors, *index.question_vectors, *index.unanswered_vectors), strict=True))


def packaged_unanswered() -> str:
    """The questions that ship with the package as ones that no page answers."""
    return (files("hdh_faq") / "data" / UNANSWERED).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def unanswered_questions(unanswered: str) -> list[str]:
    """The questions of the JSON lines ``unanswered``: the texts of ``unanswered_vectors``."""
    return [json.loads(line)["q"] for line in unanswered.splitlines()]


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
    """Replace ``folder`` by this index; a README in it is kept.

    Raises:
        IndexPlaceError: the folder holds files of others, or cannot be written.
    """
    folder = folder.resolve()
    try:
        if folder.exists() and any(not _is_ours(path) for path in folder.iterdir()):
            raise IndexPlaceError(f"“{folder}” holds other files: name an empty or a new folder for the index.")
        with replacing(folder) as fresh:
            _write(index, fresh)
            for readme in folder.glob("*.md"):
                shutil.copy2(readme, fresh / readme.name)
    except OSError as error:
        raise IndexPlaceError(f"The index cannot be written to “{folder}”: {error.strerror or error}.") from error


def _is_ours(path: Path) -> bool:
    return path.name in OWN_FILES or path.name.startswith(LEXICAL) or path.suffix == ".md"


def _write(index: Index, folder: Path) -> None:
    lines = (passage.to_json() + "\n" for passage in index.passages)
    (folder / "passages.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")
    np.save(folder / "vectors.npy", index.vectors)
    np.save(folder / "question_vectors.npy", index.question_vectors)
    (folder / UNANSWERED).write_text(index.unanswered, encoding="utf-8", newline="\n")
    np.save(folder / "unanswered_vectors.npy", index.unanswered_vectors)
    for (lang, name), field in index.fields.items():
        field.save(folder / f"{LEXICAL}{lang}-{name}")
    manifest = _manifest_text({**index.manifest, "files": _digests(folder)})
    (folder / "manifest.json").write_text(manifest, encoding="utf-8", newline="\n")


def _manifest_text(manifest: dict[str, Any]) -> str:
    """The manifest as it stands on disk: canonical JSON with a digest of itself."""
    body = {name: value for name, value in manifest.items() if name != "digest"}
    canonical = json.dumps(body, indent=1, sort_keys=True)
    return json.dumps({**body, "digest": _digest(canonical)}, indent=1, sort_keys=True) + "\n"


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
    recover(folder)
    manifest = read_manifest(folder)
    if _digests(folder) != manifest["files"]:
        raise IndexDamagedError(
            f"The index in “{folder}” is damaged: its files are not those that were written. {REBUILD}"
        )
    lines = (folder / "passages.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    return Index(
        passages=tuple(Passage.from_json(line) for line in lines),
        vectors=np.load(folder / "vectors.npy", allow_pickle=False),
        question_vectors=np.load(folder / "question_vectors.npy", allow_pickle=False),
        unanswered=(folder / UNANSWERED).read_text(encoding="utf-8"),
        unanswered_vectors=np.load(folder / "unanswered_vectors.npy", allow_pickle=False),
        fields={
            (lang, name): LexicalField.load(folder / f"{LEXICAL}{lang}-{name}", lang)
            for lang in LANGUAGES
            for name in ("text", "questions")
        },
        manifest=manifest,
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read ``manifest.json``, or raise `IndexDamagedError` if there is none of this format."""
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        manifest: dict[str, Any] = json.loads(text)
    except FileNotFoundError:
        raise IndexDamagedError(f"There is no index in “{folder}”. Run `hdh-faq index` to build it.") from None
    except (OSError, ValueError, RecursionError):
        raise IndexDamagedError(f"The manifest of the index in “{folder}” cannot be read. {REBUILD}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise IndexDamagedError(f"The index in “{folder}” was written by another version of hdh-faq. {REBUILD}")
    if _manifest_text(manifest) != text or not manifest.keys() >= ENTRIES:
        raise IndexDamagedError(f"The manifest of the index in “{folder}” is damaged. {REBUILD}")
    return manifest


def stale_because(manifest: dict[str, Any], site: Path, model_digest: str) -> str:
    """Say why an index no longer fits the pages or the model; empty if it does."""
    if manifest["code"] != code_digest():
        return "The index was built by another version of the code."
    if manifest["model_digest"] != model_digest:
        return "The index was built with another embedding model."
    if manifest["ranking"] != Ranking.packaged().to_dict():
        return "The index was built to be read with other weights."
    if manifest["unanswered"] != _digest(packaged_unanswered()):
        return "The list of questions that no page answers has changed since the index was built."
    if manifest["site_digest"] != site_digest(site):
        return "The pages have changed since the index was built."
    return ""
