"""From the pages of a site to its index, and the digests of all that an index is made from."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hdh_faq.asked import Asked
from hdh_faq.bags import in_bags
from hdh_faq.dictionary import Dictionary
from hdh_faq.embedding import Embedder, StaticEmbedder, Vectors
from hdh_faq.index import UNANSWERED, Index, sentence_texts, unanswered_questions
from hdh_faq.languages import LANGUAGES, searched_as
from hdh_faq.lexical import LexicalField
from hdh_faq.manifest import Manifest, digest_of
from hdh_faq.pages import read_pages
from hdh_faq.passage import Passage
from hdh_faq.ranking import Ranking
from hdh_faq.sentences import Sentences

NO_OWNER = -1
PACKAGE = Path(__file__).parent
CODE = (
    "about.py", "bags.py", "blocks.py", "cutting.py", "dictionary.py", "embedding.py", "fitting.py", "footnotes.py",
    "generated.py", "grid.py", "index.py", "indexing.py", "lexical.py", "metadata.py", "pages.py", "passage.py",
    "raised.py", "sections.py", "sentences.py", "shape.py", "data/words.json",
)  # fmt: skip
"""Rooms that decide what an index of the same pages holds."""


def build(site: Path, embedder: Embedder, previous: Index | None = None, asked: Asked | None = None) -> Index:
    """Index the pages of ``site``, and the questions ``asked`` about its sections.

    Vectors of texts that ``previous`` already had are taken from there.

    Raises:
        SiteMissingError: there are no pages.
    """
    pages = read_pages(site)
    passages = pages.passages
    sentences = tuple(Sentences.of(passage) for passage in passages)
    unanswered = packaged_unanswered() if pages.about.ranking == "packaged" else ""
    by_lang = {lang: [p for p in passages if searched_as(p.lang) == lang] for lang in LANGUAGES}
    urls = {passage.url for passage in passages}
    owners, questions = carried_questions(passages)
    strangers = [(url, question) for url, own in (asked or {}).items() if url in urls for question in own]
    table, (vectors, carried, sentence_vectors, unanswered_vectors, others) = in_bags(
        [
            [passage.document for passage in passages],
            questions,
            sentence_texts(passages, sentences),
            unanswered_questions(unanswered),
            [question for _, question in strangers],
        ],
        embedder,
        _known_vectors(previous, embedder),
    )
    found = _owners(passages, vectors.vectors(), [url for url, _ in strangers], others.vectors())
    kept = np.flatnonzero(found != NO_OWNER)
    return Index(
        table=table,
        passages=passages,
        sentences=sentences,
        vectors=vectors,
        questions=(*questions, *(strangers[number][1] for number in kept)),
        question_owners=np.concatenate([owners, found[kept]]),
        question_vectors=carried + others[kept],
        sentence_vectors=sentence_vectors,
        unanswered=unanswered,
        unanswered_vectors=unanswered_vectors,
        fields={lang: LexicalField.build([p.document for p in own], lang) for lang, own in by_lang.items()},
        asked_fields={
            lang: LexicalField.build(["\n".join((p.document, *p.questions)) for p in own], lang)
            for lang, own in by_lang.items()
        },
        dictionaries={lang: Dictionary.of(own) for lang, own in by_lang.items()},
        manifest=Manifest(
            code=code_digest(),
            model=embedder.name,
            model_digest=embedder.digest,
            ranking=Ranking.packaged(),
            site_digest=pages.digest,
            unanswered=digest_of(unanswered),
            asked=asked_digest(asked or {}),
            about=pages.about,
            languages=dict(sorted(Counter(passage.lang for passage in passages).items())),
            starters={lang: _starters(passages, lang, pages.starters.get(lang, ())) for lang in LANGUAGES},
            passages=len(passages),
            questions=len(questions) + len(kept),
        ),
    )


def code_digest(package: Path = PACKAGE) -> str:
    """SHA-256 of the code and words that cut, stem and lay out an index."""
    digest = hashlib.sha256()
    for name in CODE:
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


def packaged_unanswered() -> str:
    """The questions that ship with the package as ones that no page answers."""
    return (files("hdh_faq") / "data" / UNANSWERED).read_text(encoding="utf-8")


def asked_digest(asked: Asked) -> str:
    """SHA-256 of the questions that strangers ask."""
    return digest_of(json.dumps(asked, ensure_ascii=False, sort_keys=True))


def carried_questions(passages: Sequence[Passage]) -> tuple[NDArray[np.int32], list[str]]:
    """All carried questions, passage after passage, and the rows of their passages."""
    counts = [len(passage.questions) for passage in passages]
    owners = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return owners, [question for passage in passages for question in passage.questions]


def _known_vectors(previous: Index | None, embedder: Embedder) -> dict[str, Vectors]:
    """Texts that need not be encoded again; a static model needs none, since it only cuts them into pieces."""
    if not previous or isinstance(embedder, StaticEmbedder) or previous.manifest.model_digest != embedder.digest:
        return {}
    texts = (
        *(passage.document for passage in previous.passages),
        *previous.questions,
        *sentence_texts(previous.passages, previous.sentences),
        *unanswered_questions(previous.unanswered),
    )
    sets = (previous.vectors, previous.question_vectors, previous.sentence_vectors, previous.unanswered_vectors)
    # As they are kept, not brought to length one again: so they stay the same, build after build.
    return dict(zip(texts, (row for own in sets for row in own.table.rows[own.shares.indices]), strict=True))


def _owners(
    passages: Sequence[Passage], vectors: Vectors, urls: Sequence[str], questions: Vectors
) -> NDArray[np.int32]:
    """Row of the passage each question is about: of its section, the nearest; `NO_OWNER` if the section is gone."""
    sections: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        sections.setdefault(passage.url, []).append(row)
    owners = np.full(len(urls), NO_OWNER, dtype=np.int32)
    for number, url in enumerate(urls):
        own = sections.get(url)
        if own:
            owners[number] = own[int(np.argmax(vectors[own] @ questions[number]))] if len(own) > 1 else own[0]
    return owners


def _starters(passages: Sequence[Passage], lang: str, named: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The questions that the home page names, as far as a section carries them, and where it stands."""
    carriers = {question: p.url for p in passages if p.lang == lang for question in p.questions}
    return tuple((question, carriers[question]) for question in named if question in carriers)
