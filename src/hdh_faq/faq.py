"""The product in one object: a question in, an answer out.

Question → Search → hits → Decision → Answer
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hdh_faq import packaged
from hdh_faq.answer import MAX_SUGGESTIONS, MESSAGES, Answer, AnswerPassage, Outcome, Suggestion
from hdh_faq.decision import Decision, decide
from hdh_faq.embedding import Embedder, load_embedder, model_digest
from hdh_faq.errors import IndexDamagedError
from hdh_faq.highlight import highlights
from hdh_faq.identification import PageWords
from hdh_faq.index import Index
from hdh_faq.index_files import REBUILD, load
from hdh_faq.languages import LANGUAGES, Lang, other
from hdh_faq.question import Question, read_question
from hdh_faq.search import Hit, Search, Searcher
from hdh_faq.settings import Settings
from hdh_faq.spelling import Speller

CANDIDATES = 12


class Faq:
    """Answers questions from an index. Safe to share between threads: nothing in it changes."""

    def __init__(self, index: Index, embedder: Embedder, settings: Settings | None = None) -> None:
        """Put an index and the embedder it was built with to work."""
        self.index = index
        self.ranking = index.manifest.ranking
        self._embedder = embedder
        self._settings = settings or Settings()
        self._searchers = {lang: Searcher(index, lang) for lang in LANGUAGES}
        self._spellers = {lang: Speller(index.dictionaries[lang], lang) for lang in LANGUAGES}
        self._page_words = PageWords(*(frozenset(index.dictionaries[lang]) for lang in LANGUAGES))

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
        index = load(Path(folder))
        if index.manifest.model_digest != model_digest(settings):
            raise IndexDamagedError(f"The index in “{folder}” was built with another embedding model. {REBUILD}")
        return cls(index, load_embedder(settings), settings)

    def ask(self, question: str, lang: Lang | None = None) -> Answer:
        """Answer a question; ``lang`` is the language of the page it comes from, if any."""
        asked = self.read(question, lang)
        search = self.search(asked)
        decision = self.decide(asked, search)
        if search and decision.outcome is Outcome.ANSWERED:
            return self._answered(asked, search, decision)
        return self._silent(asked, decision)

    def read(self, question: str, lang: Lang | None = None) -> Question:
        """What was typed, cleaned and told apart."""
        return read_question(question, lang, self._page_words, self._settings.max_question_chars)

    def search(self, asked: Question) -> Search | None:
        """The question as it is searched; None if it is refused, since then it must not be."""
        if refusal(asked):
            return None
        text = self._spellers[asked.lang].correct(asked.text)
        return Search.of(text, self._embedder.encode_question(text))

    def rank(self, search: Search, lang: Lang, count: int, weights: Mapping[str, float] | None = None) -> list[Hit]:
        """The best passages of one language."""
        return self._searchers[lang].rank(search, count, weights or self.ranking.weights)

    def decide(self, asked: Question, search: Search | None) -> Decision:
        """How the question ends, by the pages of its language and those of the other that have no twin."""
        refused = refusal(asked)
        if refused or not search:
            return Decision(refused or Outcome.TOO_SHORT, 0.0, (), asked.lang)
        own = decide(self.rank(search, asked.lang, CANDIDATES), self.ranking, asked.lang)
        if own.outcome is Outcome.ANSWERED or not self.index.twinless:
            return own
        hits = self.rank(search, other(asked.lang), CANDIDATES)
        found = decide([hit for hit in hits if hit.row in self.index.twinless], self.ranking, asked.lang)
        return found if found.outcome is Outcome.ANSWERED else own

    def starters(self, lang: Lang) -> tuple[Suggestion, ...]:
        """Questions to begin with, named by the home page; each is one that a section carries."""
        named = self.index.manifest.starters.get(lang, ())
        return tuple(Suggestion(question, self._address(url)) for question, url in named)

    def _silent(self, asked: Question, decision: Decision) -> Answer:
        in_scope = decision.outcome is Outcome.NO_ANSWER
        return Answer(
            question=asked.text,
            lang=asked.lang,
            outcome=decision.outcome,
            confidence=decision.confidence,
            message=MESSAGES[decision.outcome][asked.lang].format(limit=self._settings.max_question_chars),
            suggestions=self._suggest(decision.hits) if in_scope else self.starters(asked.lang)[:MAX_SUGGESTIONS],
        )

    def _answered(self, asked: Question, search: Search, decision: Decision) -> Answer:
        shown = decision.shown
        urls = {hit.passage.url for hit in shown}
        return Answer(
            question=asked.text,
            lang=asked.lang,
            outcome=Outcome.ANSWERED,
            confidence=decision.confidence,
            message=MESSAGES[Outcome.ANSWERED][asked.lang],
            passages=tuple(self._passage(hit, search) for hit in shown),
            suggestions=self._suggest([hit for hit in decision.hits if hit.passage.url not in urls]),
        )

    def _passage(self, hit: Hit, search: Search) -> AnswerPassage:
        passage = hit.passage
        start, end = self.index.sentence_starts[hit.row : hit.row + 2]
        cosines = self.index.sentence_vectors[start:end] @ search.vector
        asked = frozenset(search.terms[passage.lang])
        return AnswerPassage(
            text=passage.text,
            page=passage.page,
            heading=passage.heading,
            url=self._address(passage.url),
            lang=passage.lang,
            as_of=passage.as_of,
            score=hit.score,
            highlights=highlights(hit.sentences, cosines, asked, opens_section=passage.position == 0),
            sources=passage.sources,
        )

    def _suggest(self, hits: Sequence[Hit]) -> tuple[Suggestion, ...]:
        """First carried question of the best sections, each section once."""
        sections: dict[str, Suggestion] = {}
        for hit in hits:
            if hit.passage.questions:
                url = self._address(hit.passage.url)
                sections.setdefault(url, Suggestion(hit.passage.questions[0], url))
        return tuple(sections.values())[:MAX_SUGGESTIONS]

    def _address(self, url: str) -> str:
        return self._settings.public_url.rstrip("/") + url


def refusal(asked: Question) -> Outcome | None:
    """The abstention that needs no search, if one applies; in this order."""
    for outcome, applies in (
        (Outcome.TOO_LONG, asked.too_long),
        (Outcome.PERSONAL_DATA, asked.personal_data),
        (Outcome.TOO_SHORT, asked.is_empty),
        (Outcome.GREETING, asked.is_greeting),
        (Outcome.OTHER_LANGUAGE, asked.other_language),
    ):
        if applies:
            return outcome
    return None
