"""The product in one object: a question in, an answer out.

Question → Search → hits → Decision → Answer
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hdh_faq import packaged
from hdh_faq.answer import MAX_SUGGESTIONS, Answer, AnswerPassage, Outcome, Suggestion
from hdh_faq.decision import SHOWS, Decision, Judge
from hdh_faq.embedding import Embedder, load_embedder, model_digest
from hdh_faq.errors import IndexDamagedError
from hdh_faq.highlight import highlights
from hdh_faq.identification import PageWords
from hdh_faq.index import Index
from hdh_faq.index_files import REBUILD, load
from hdh_faq.languages import LANGUAGES, Lang, other, searched_as
from hdh_faq.lexical import WORD, fold, terms
from hdh_faq.mending import Mender
from hdh_faq.question import Question, read_question, refusal
from hdh_faq.search import Hit, Search, Searcher
from hdh_faq.settings import Settings
from hdh_faq.store.opening import open_stores
from hdh_faq.story import Told, sentences, told
from hdh_faq.thread import EARLIER, asks_of_all, in_full, leans, may_lean
from hdh_faq.words import LACKING, QUOTED

CANDIDATES = 12


class Faq:
    """Answers questions from an index. Safe to share between threads: nothing in it changes."""

    def __init__(self, index: Index, embedder: Embedder, settings: Settings | None = None) -> None:
        """Put an index and the embedder it was built with to work.

        Raises:
            StoreError: the engine that the settings name is down, or holds another index.
        """
        self.index = index
        self.ranking = index.manifest.ranking
        self._embedder = embedder
        self._settings = settings or Settings()
        stores = open_stores(self._settings.store, index)
        self._searchers = {lang: Searcher(index, lang, store) for lang, store in stores.items()}
        self._menders = {lang: Mender(index.dictionaries[lang], lang) for lang in LANGUAGES}
        self._foreign = not set(index.manifest.languages).issubset(LANGUAGES)
        self.judge = Judge(index, self.ranking)
        self._names = frozenset().union(*(index.dictionaries[lang].names for lang in LANGUAGES))
        self._page_words = PageWords(*(frozenset(index.dictionaries[lang].words) for lang in LANGUAGES))

    @classmethod
    def load(cls, folder: str | Path = "index", settings: Settings | None = None) -> "Faq":
        """Load a built index and the model the settings name.

        Raises:
            IndexDamagedError: the index is missing, damaged, or was built with another model.
            ModelError: the model cannot be loaded.
            PackageDamagedError: the packaged data is not what was published.
            StoreError: the engine that the settings name is down, or holds another index.
        """
        settings = settings or Settings.from_env()
        packaged.verify()
        index = load(Path(folder))
        if index.manifest.model_digest != model_digest(settings):
            raise IndexDamagedError(f"The index in “{folder}” was built with another embedding model. {REBUILD}")
        return cls(index, load_embedder(settings), settings)

    def ask(self, question: str, lang: Lang | None = None, previous: Sequence[str] = ()) -> Answer:
        """Answer a question; ``lang`` is the language of the page it comes from, if any.

        ``previous`` are the questions asked before it, oldest first; a question that goes on from them is understood.
        """
        asked, earlier = self.read(question, lang), [self.read(one, lang) for one in previous[-EARLIER:]]
        search, decision = self.decide(asked, earlier)
        if search and decision.outcome in SHOWS:
            return self._shown(asked, search, decision)
        return self._silent(asked, search, decision)

    def read(self, question: str, lang: Lang | None = None) -> Question:
        """What was typed, cleaned and told apart; a third language is none that we refuse, if pages are in one."""
        asked = read_question(question, lang, self._page_words, self._settings.max_question_chars)
        return (
            replace(asked, other_language=False, lang=lang or "en")
            if asked.other_language and self._foreign
            else asked
        )

    def decide(self, asked: Question, earlier: Sequence[Question] = ()) -> tuple[Search | None, Decision]:
        """How the question ends, and what was searched for it; nothing is, if it is refused."""
        refused = refusal(asked)
        if refused:
            return None, Decision(refused, 0.0, 0.0, (), asked.lang)
        whole = self._in_thread(asked, [one for one in earlier if not refusal(one)])
        places = told(asked.text, self.index.dictionaries[asked.lang], asked.lang)
        answered = whole[1].outcome is Outcome.ANSWERED
        if not places or (answered and len(sentences(asked.text)) == 1):
            return whole
        part = max((self._told(asked, place) for place in places), key=lambda one: one[1].answerable)
        # A story has passages of its own; where the question, too, is near to the first of them, it is one text.
        is_one = answered and any(hit.row == whole[1].hits[0].row for hit in part[1].hits)
        return whole if is_one else part

    def _told(self, asked: Question, told: Told) -> tuple[Search, Decision]:
        """By the part of a text that asks, after the sentence or the names before it where it goes on from that."""
        before = [replace(asked, text=told.before)] if told.before else []
        part = replace(asked, text=told.question)
        found = [self._in_thread(part, before)]
        if told.names and leans(part, self._names) and not asks_of_all(part.text, asked.lang):
            found.append(self._decide(f"{told.names} {part.text}", asked.lang))
        search, decision = max(found, key=lambda one: one[1].answerable)
        return replace(search, part=True), decision

    def _in_thread(self, asked: Question, earlier: Sequence[Question]) -> tuple[Search, Decision]:
        """After the earlier questions, where it goes on from them."""
        if earlier and leans(asked, self._names):
            return self._decide(in_full(asked, earlier, self._names), asked.lang)
        alone = self._decide(asked.text, asked.lang)
        if not earlier or not may_lean(asked, self._names) or not self.judge.knows(alone[0], asked.lang):
            return alone
        together = self._decide(in_full(asked, earlier, self._names), asked.lang)
        return max(alone, together, key=lambda one: one[1].answerable)

    def search(self, text: str, lang: Lang) -> Search:
        """A text as it is searched."""
        mended = self._menders[lang].mend(text)
        return Search.of(mended.text, self._embedder.encode_question(mended.text), mended.guessed)

    def rank(self, search: Search, lang: Lang, count: int, weights: Mapping[str, float] | None = None) -> list[Hit]:
        """The best passages of one language."""
        return self._searchers[lang].rank(search, count, weights or self.ranking.weights)

    def _decide(self, text: str, lang: Lang) -> tuple[Search, Decision]:
        """By the pages of the language, and by those of the other that have no twin."""
        search = self.search(text, lang)
        own = self.judge.decide(search, self.rank(search, lang, CANDIDATES), lang)
        if own.outcome is Outcome.ANSWERED or not self.index.twinless:
            return search, own
        hits = [hit for hit in self.rank(search, other(lang), CANDIDATES) if hit.row in self.index.twinless]
        found = self.judge.decide(search, hits, lang)
        # A site in one language answers questions in the other as well as it can.
        return search, found if found.outcome is Outcome.ANSWERED or not own.hits else own

    def starters(self, lang: Lang) -> tuple[Suggestion, ...]:
        """Questions to begin with, named by the home page; each is one that a section carries."""
        named = self.index.manifest.starters.get(lang, ())
        return tuple(Suggestion(question, self._address(url)) for question, url in named)

    def _silent(self, asked: Question, search: Search | None, decision: Decision) -> Answer:
        in_scope = decision.outcome is Outcome.NO_ANSWER
        return Answer(
            question=asked.text,
            lang=asked.lang,
            outcome=decision.outcome,
            confidence=decision.confidence,
            message=self._sentence(decision.outcome, asked.lang),
            suggestions=self._suggest(decision.hits) if in_scope else self.starters(asked.lang)[:MAX_SUGGESTIONS],
            read_as=_read_as(asked, search),
        )

    def _shown(self, asked: Question, search: Search, decision: Decision) -> Answer:
        shown = decision.shown
        urls = {hit.passage.url for hit in shown}
        return Answer(
            question=asked.text,
            lang=asked.lang,
            outcome=decision.outcome,
            confidence=decision.confidence,
            message=self._sentence(decision.outcome, asked.lang, decision.lacking),
            passages=tuple(self._passage(hit, search) for hit in shown),
            suggestions=self._suggest([hit for hit in decision.hits if hit.passage.url not in urls]),
            read_as=_read_as(asked, search),
        )

    def _passage(self, hit: Hit, search: Search) -> AnswerPassage:
        passage = hit.passage
        start, end = self.index.sentence_starts[hit.row : hit.row + 2]
        cosines = self.index.sentence_vectors.cosines(start, end, search.vector)
        asked = frozenset(search.terms[searched_as(passage.lang)])
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
            numbers=passage.numbers,
        )

    def _suggest(self, hits: Sequence[Hit]) -> tuple[Suggestion, ...]:
        """First carried question of the best sections, each section once."""
        sections: dict[str, Suggestion] = {}
        for hit in hits:
            if hit.passage.questions:
                url = self._address(hit.passage.url)
                sections.setdefault(url, Suggestion(hit.passage.questions[0], url))
        return tuple(sections.values())[:MAX_SUGGESTIONS]

    def _sentence(self, outcome: Outcome, lang: Lang, lacking: Sequence[str] = ()) -> str:
        sentence = self.index.manifest.about.sentence(outcome, lang, self._settings.max_question_chars)
        words = ", ".join(QUOTED[lang].replace("{word}", word) for word in dict.fromkeys(lacking))
        return f"{sentence} {LACKING[lang].replace('{words}', words)}" if words else sentence

    def _address(self, url: str) -> str:
        return self._settings.public_url.rstrip("/") + url


def _read_as(asked: Question, search: Search | None) -> str | None:
    """What was searched, if it is less than what was typed, or has a word that was not, in any form."""
    if search is None:
        return None
    typed, read = (WORD.findall(fold(text)) for text in (asked.text, search.text))
    stems = set(terms(asked.text, asked.lang))
    new = [word for word in read if word not in typed and stems.isdisjoint(terms(word, asked.lang))]
    return search.text if new or (search.part and len(read) < len(typed)) else None
