"""The product in one object: a question in, an answer out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hdh_faq import index as indexes
from hdh_faq import packaged
from hdh_faq.answer import (
    MAX_PASSAGES,
    MAX_SUGGESTIONS,
    MESSAGES,
    Answer,
    AnswerPassage,
    Outcome,
    Suggestion,
    abstention,
)
from hdh_faq.cutting import sentence_spans
from hdh_faq.embedding import Embedder, Vectors, load_embedder, model_digest
from hdh_faq.errors import IndexDamagedError
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES, Lang, twin
from hdh_faq.lexical import WORD, fold, terms
from hdh_faq.passage import Passage
from hdh_faq.question import PageWords, Question, read_question
from hdh_faq.ranking import Ranking, probability
from hdh_faq.search import Hit, Searcher, passage_terms
from hdh_faq.settings import Settings
from hdh_faq.spelling import Speller

CANDIDATES = 12
MAX_TERMS = 12
"""A question longer than this counts as this long."""
SAME_TEXT = 0.8
"""Share of common terms from which a passage only repeats one already shown."""
OPENING_BONUS = 0.3
"""Our sections open with their answer."""
HIGHLIGHT_SHARE = 0.75
"""A sentence is highlighted with the best one if it is at least this near to the question."""


class Faq:
    """Answers questions from an index. Safe to share between threads: nothing in it changes."""

    def __init__(self, index: Index, embedder: Embedder, settings: Settings | None = None) -> None:
        """Put an index and the embedder it was built with to work."""
        self.index = index
        self.ranking = Ranking(**index.manifest["ranking"])
        self._embedder = embedder
        self._settings = settings or Settings()
        self._searchers: dict[str, Searcher] = {lang: Searcher(index, lang) for lang in LANGUAGES}
        self._spellers = {
            lang: Speller(_words(searcher.passages), lang) for lang, searcher in self._searchers.items()
        }
        self._page_words = PageWords(
            *(frozenset(WORD.findall(fold("\n".join(_words(self._searchers[lang].passages))))) for lang in LANGUAGES)
        )
        self._urls = frozenset(passage.url for passage in index.passages)

    @classmethod
    def load(cls, folder: str | Path = "index", settings: Settings | None = None) -> "Faq":
        """Load a built index and the model the settings name.

        Raises:
            IndexDamagedError: the index is missing, damaged, or was built with another model.
            ModelError: the model cannot be loaded.
            PackageDamagedError: the packaged data is not what was published.
        """
        settings = settings or Settings.from_env()
        packaged.verify()
        index = indexes.load(Path(folder))
        if index.manifest["model_digest"] != model_digest(settings):
            raise IndexDamagedError(
                f"The index in “{folder}” was built with another embedding model. {indexes.REBUILD}"
            )
        return cls(index, load_embedder(settings), settings)

    def ask(self, question: str, lang: Lang | None = None) -> Answer:
        """Answer a question; ``lang`` is the language of the page it comes from, if any."""
        asked = read_question(question, lang, self._page_words, self._settings.max_question_chars)
        refused = self._refuse(asked)
        if refused:
            return replace(refused, suggestions=self.starters(asked.lang)[:MAX_SUGGESTIONS])
        text = self._spellers[asked.lang].correct(asked.text)
        vector = self._embedder.encode_question(text)
        own = self._search(text, vector, asked.lang)
        other_lang = "en" if asked.lang == "fr" else "fr"
        confidence = self._confidence(own)
        if confidence < self.ranking.answer_from:
            other = self._search(text, vector, other_lang)
            # A page with a twin has been judged in the question's own language already.
            other = [hit for hit in other if not self._has_twin(hit.passage)]
            if self._confidence(other) >= self.ranking.answer_from:
                own, confidence = other, self._confidence(other)
        if confidence >= self.ranking.answer_from:
            return self._answered(asked, text, own, confidence, vector)
        in_scope = bool(own) and probability(self.ranking.scope, features(own)) >= self.ranking.in_scope_from
        refused = abstention(Outcome.NO_ANSWER if in_scope else Outcome.OUT_OF_SCOPE, asked.text, asked.lang)
        suggestions = self._suggest(own) if in_scope else self.starters(asked.lang)[:MAX_SUGGESTIONS]
        return replace(refused, confidence=confidence, suggestions=suggestions)

    def rank(self, question: str, lang: Lang, count: int, weights: Mapping[str, float] | None = None) -> list[Hit]:
        """The ranking alone, without a decision to answer: what an evaluation looks at."""
        text = self._spellers[lang].correct(read_question(question, lang, self._page_words).text)
        vector = self._embedder.encode_question(text)
        return self._searchers[lang].rank(text, vector, count, weights or self.ranking.weights)

    def _search(self, text: str, vector: Vectors, lang: str) -> list[Hit]:
        return self._searchers[lang].rank(text, vector, CANDIDATES, self.ranking.weights)

    def _confidence(self, hits: Sequence[Hit]) -> float:
        """Probability that the first passage answers."""
        return probability(self.ranking.answer, features(hits)) if hits else 0.0

    def starters(self, lang: Lang) -> tuple[Suggestion, ...]:
        """Questions to begin with, named by the home page; each is one that a section carries."""
        carriers = {question: passage for passage in self._searchers[lang].passages for question in passage.questions}
        named = self.index.manifest["starters"].get(lang, [])
        return tuple(Suggestion(q, self._address(carriers[q])) for q in named if q in carriers)

    def _refuse(self, asked: Question) -> Answer | None:
        """The abstentions that need no search, in the order in which they apply."""
        for outcome, applies in (
            (Outcome.TOO_LONG, asked.too_long),
            (Outcome.PERSONAL_DATA, asked.personal_data),
            (Outcome.TOO_SHORT, asked.is_empty),
            (Outcome.GREETING, asked.is_greeting),
            (Outcome.OTHER_LANGUAGE, asked.other_language),
        ):
            if applies:
                return abstention(outcome, asked.text, asked.lang, limit=self._settings.max_question_chars)
        return None

    def _answered(
        self, asked: Question, text: str, hits: Sequence[Hit], confidence: float, vector: Vectors
    ) -> Answer:
        shown = _distinct(hits)[:MAX_PASSAGES]
        highlights = self._highlights([hit.passage for hit in shown], text, vector)
        return Answer(
            question=asked.text,
            lang=asked.lang,
            outcome=Outcome.ANSWERED,
            confidence=confidence,
            message=MESSAGES[Outcome.ANSWERED][asked.lang],
            passages=tuple(
                AnswerPassage(
                    text=hit.passage.text,
                    page=hit.passage.page,
                    heading=hit.passage.heading,
                    url=self._address(hit.passage),
                    lang=hit.passage.lang,
                    as_of=hit.passage.as_of,
                    score=hit.score,
                    highlights=spans,
                    sources=hit.passage.sources,
                )
                for hit, spans in zip(shown, highlights, strict=True)
            ),
            suggestions=self._suggest([hit for hit in hits if hit.passage.url not in {s.passage.url for s in shown}]),
        )

    def _highlights(
        self, passages: Sequence[Passage], text: str, vector: Vectors
    ) -> list[tuple[tuple[int, int], ...]]:
        """For each passage the one to three sentences nearest to the question, by meaning and by words."""
        spans = [sentence_spans(passage.text) for passage in passages]
        texts = [passage.text[start:end] for passage, own in zip(passages, spans, strict=True) for start, end in own]
        cosines = iter(self._embedder.encode_documents(texts) @ vector)
        wanted: dict[str, set[str]] = {lang: set(terms(text, lang)) for lang in LANGUAGES}
        chosen = []
        for passage, own in zip(passages, spans, strict=True):
            scores = []
            for start, end in own:
                found = wanted[passage.lang] & set(terms(passage.text[start:end], passage.lang))
                opening = OPENING_BONUS if start == 0 and passage.position == 0 else 0.0
                share = len(found) / max(len(wanted[passage.lang]), 1)
                scores.append(max(float(next(cosines)), 0.0) + share + opening)
            best = sorted(range(len(own)), key=lambda i: -scores[i])[:3]
            kept = [i for i in best if scores[i] >= HIGHLIGHT_SHARE * scores[best[0]]]
            chosen.append(tuple(own[i] for i in sorted(kept)))
        return chosen

    def _suggest(self, hits: Sequence[Hit]) -> tuple[Suggestion, ...]:
        """First carried question of the best sections, each section once."""
        sections: dict[str, Suggestion] = {}
        for hit in hits:
            if hit.passage.questions:
                url = self._address(hit.passage)
                sections.setdefault(url, Suggestion(hit.passage.questions[0], url))
        return tuple(sections.values())[:MAX_SUGGESTIONS]

    def _has_twin(self, passage: Passage) -> bool:
        return twin(passage.url) in self._urls

    def _address(self, passage: Passage) -> str:
        return self._settings.public_url.rstrip("/") + passage.url


def features(hits: Sequence[Hit]) -> dict[str, float]:
    """What the probabilities look at: nearness of passages and of unanswered questions, shared words, length."""
    top = hits[0]
    return {
        **top.signals,
        **{f"nearest_{name}": max(hit.signals[name] for hit in hits) for name in ("dense_text", "dense_questions")},
        "coverage": top.coverage,
        "near_unanswered": top.near_unanswered,
        "near_outside": top.near_outside,
        "terms": min(top.terms, MAX_TERMS),
    }


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """Drop what only repeats a better passage."""
    kept: list[Hit] = []
    for hit in hits:
        own = passage_terms(hit.passage)
        if all(len(own & passage_terms(other.passage)) < SAME_TEXT * min(len(own), len(passage_terms(other.passage)))
               for other in kept):  # fmt: skip
            kept.append(hit)
    return kept


def _words(passages: Sequence[Passage]) -> Iterator[str]:
    """All that the passages and their carried questions say."""
    for passage in passages:
        yield passage.wording
