"""The index: passages, and all that is known of them before a question comes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hdh_faq.dictionary import Dictionary
from hdh_faq.embedding import Embedder, Vectors, rounded
from hdh_faq.languages import LANGUAGES, twin
from hdh_faq.lexical import LexicalField
from hdh_faq.pages import read_pages
from hdh_faq.passage import Passage
from hdh_faq.ranking import Ranking
from hdh_faq.sentences import Sentences

FORMAT = 7
FIELDS = ("text", "questions")
UNANSWERED = "unanswered.jsonl"
PACKAGE = Path(__file__).parent
CODE = (
    "blocks.py", "cutting.py", "dictionary.py", "embedding.py", "index.py", "lexical.py", "pages.py", "passage.py", "raised.py",
    "sentences.py", "data/words.json",
)  # fmt: skip
"""Rooms that decide what an index of the same pages holds."""


@dataclass(frozen=True)
class Manifest:
    """What was indexed, and with what.

    Attributes:
        code: digest of the code that cut, stemmed and laid it out.
        model: name of the embedding model; ``model_digest`` tells it from every other.
        ranking: the numbers it is meant to be read with.
        site_digest: digest of the pages.
        unanswered: digest of the questions that no page answers.
        starters: for each language, questions to begin with and their addresses.
        passages: how many; ``questions`` are those they carry.
        files: SHA-256 of each file, once saved.
    """

    code: str
    model: str
    model_digest: str
    ranking: Ranking
    site_digest: str
    unanswered: str
    starters: Mapping[str, tuple[tuple[str, str], ...]]
    passages: int
    questions: int
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Manifest":
        """Read what `to_dict` gave; raises KeyError or TypeError where it is something else."""
        starters = {lang: tuple((q, url) for q, url in own) for lang, own in data["starters"].items()}
        return cls(**{**data, "ranking": Ranking(**data["ranking"]), "starters": starters})

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Index:
    """Everything a question is compared with.

    Attributes:
        passages: in the order of the rows of ``vectors``.
        sentences: of each passage.
        vectors: unit vectors of headings and text, shape (passages, dimension).
        question_vectors: unit vectors of all carried questions, passage after passage.
        sentence_vectors: unit vectors of all sentences, passage after passage.
        unanswered: questions that no page answers, as JSON lines of ``q`` and ``expect`` (``no_answer`` or
            ``out_of_scope``); likeness to them speaks for silence.
        unanswered_vectors: their unit vectors, line by line.
        fields: for a language and a field name (``text``, ``questions``), its lexical field; its owners are
            rows among the passages of that language.
        dictionaries: for a language, the words of its passages and their carried questions.
    """

    passages: tuple[Passage, ...]
    sentences: tuple[Sentences, ...]
    vectors: Vectors
    question_vectors: Vectors
    sentence_vectors: Vectors
    unanswered: str
    unanswered_vectors: Vectors
    fields: Mapping[tuple[str, str], LexicalField]
    dictionaries: Mapping[str, Dictionary]
    manifest: Manifest

    @cached_property
    def question_owners(self) -> NDArray[np.int32]:
        """Row of the passage that each row of ``question_vectors`` belongs to."""
        counts = [len(passage.questions) for passage in self.passages]
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    @cached_property
    def sentence_starts(self) -> NDArray[np.int64]:
        """First row in ``sentence_vectors`` of each passage, and the end of the last."""
        return np.cumsum([0, *(len(own.spans) for own in self.sentences)])

    @cached_property
    def twinless(self) -> frozenset[int]:
        """Rows of the passages whose section has no twin in the other language."""
        urls = {passage.url for passage in self.passages}
        return frozenset(row for row, passage in enumerate(self.passages) if twin(passage.url) not in urls)

    def unanswered_as(self, expect: str) -> Vectors:
        """Vectors of the unanswered questions to which ``expect`` is the right reply."""
        right = [json.loads(line)["expect"] == expect for line in self.unanswered.splitlines()]
        chosen: Vectors = self.unanswered_vectors[np.asarray(right, dtype=bool)]
        return chosen

    def rows(self, lang: str) -> NDArray[np.int32]:
        """Rows of the passages in ``lang``, ascending."""
        return np.asarray([i for i, passage in enumerate(self.passages) if passage.lang == lang], dtype=np.int32)


def build(site: Path, embedder: Embedder, previous: Index | None = None) -> Index:
    """Index the pages of ``site``; vectors of texts that ``previous`` already had are taken from there.

    Raises:
        SiteMissingError: there are no pages.
    """
    pages = read_pages(site)
    passages = pages.passages
    sentences = tuple(Sentences.of(passage) for passage in passages)
    unanswered = packaged_unanswered()
    known = _known_vectors(previous) if previous and previous.manifest.model_digest == embedder.digest else {}
    vectors = [
        _encode(texts, embedder, known)
        for texts in (
            [passage.document for passage in passages],
            carried_questions(passages),
            sentence_texts(passages, sentences),
            unanswered_questions(unanswered),
        )
    ]
    return Index(
        passages=passages,
        sentences=sentences,
        vectors=vectors[0],
        question_vectors=vectors[1],
        sentence_vectors=vectors[2],
        unanswered=unanswered,
        unanswered_vectors=vectors[3],
        fields={(lang, name): _field(passages, lang, name) for lang in LANGUAGES for name in FIELDS},
        dictionaries={lang: Dictionary.of(p for p in passages if p.lang == lang) for lang in LANGUAGES},
        manifest=Manifest(
            code=code_digest(),
            model=embedder.name,
            model_digest=embedder.digest,
            ranking=Ranking.packaged(),
            site_digest=pages.digest,
            unanswered=digest_of(unanswered),
            starters={lang: _starters(passages, lang, pages.starters.get(lang, ())) for lang in LANGUAGES},
            passages=len(passages),
            questions=sum(len(passage.questions) for passage in passages),
        ),
    )


def code_digest(package: Path = PACKAGE) -> str:
    """SHA-256 of the code and words that cut, stem and lay out an index."""
    digest = hashlib.sha256()
    for name in CODE:
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def packaged_unanswered() -> str:
    """The questions that ship with the package as ones that no page answers."""
    return (files("hdh_faq") / "data" / UNANSWERED).read_text(encoding="utf-8")


def unanswered_questions(unanswered: str) -> list[str]:
    """The questions of the JSON lines ``unanswered``: the texts of ``unanswered_vectors``."""
    return [json.loads(line)["q"] for line in unanswered.splitlines()]


def carried_questions(passages: Iterable[Passage]) -> list[str]:
    """All carried questions, passage after passage: the texts of ``question_vectors``."""
    return [question for passage in passages for question in passage.questions]


def sentence_texts(passages: Sequence[Passage], sentences: Sequence[Sentences]) -> list[str]:
    """All sentences, passage after passage: the texts of ``sentence_vectors``."""
    pairs = zip(passages, sentences, strict=True)
    return [passage.text[start:end] for passage, own in pairs for start, end in own.spans]


def _known_vectors(index: Index) -> dict[str, Vectors]:
    texts = (
        *(passage.document for passage in index.passages),
        *carried_questions(index.passages),
        *sentence_texts(index.passages, index.sentences),
        *unanswered_questions(index.unanswered),
    )
    vectors = (*index.vectors, *index.question_vectors, *index.sentence_vectors, *index.unanswered_vectors)
    return dict(zip(texts, vectors, strict=True))


def _encode(texts: Sequence[str], embedder: Embedder, known: dict[str, Vectors]) -> Vectors:
    """Vectors of the texts, as they come back from the folder of an index; new ones become ``known``."""
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known.update(zip(new, rounded(embedder.encode_documents(new)), strict=True))
    dimension = len(next(iter(known.values()))) if known else 0
    return np.stack([known[text] for text in texts]) if texts else np.zeros((0, dimension), np.float32)


def _field(passages: Sequence[Passage], lang: str, name: str) -> LexicalField:
    own = [passage for passage in passages if passage.lang == lang]
    if name == "text":
        return LexicalField.build([passage.document for passage in own], range(len(own)), lang)
    asked = [(row, question) for row, passage in enumerate(own) for question in passage.questions]
    return LexicalField.build([question for _, question in asked], [row for row, _ in asked], lang)


def _starters(passages: Sequence[Passage], lang: str, named: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The questions that the home page names, as far as a section carries them, and where it stands."""
    carriers = {question: p.url for p in passages if p.lang == lang for question in p.questions}
    return tuple((question, carriers[question]) for question in named if question in carriers)
