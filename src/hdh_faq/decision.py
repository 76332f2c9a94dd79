"""What the ranked passages amount to: an answer, something near, or a kind of silence."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from hdh_faq.answer import MAX_PASSAGES, Outcome
from hdh_faq.bags import EmbeddingBags
from hdh_faq.embedding import Vectors
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES, Lang, searched_as
from hdh_faq.lexical import WORD, fold, terms
from hdh_faq.ranking import Ranking, probability
from hdh_faq.search import Hit, Search, distinct
from hdh_faq.spelling import COMMON_WORDS
from hdh_faq.words import MONTHS

NEIGHBOURS = 3
MAX_TERMS = 12
"""A question longer than this counts as this long."""
SHOWS = (Outcome.ANSWERED, Outcome.RELATED)
RARE = 3.0
"""Inverse document frequency of a name that fewer than one passage in twenty has."""
NAMED_MONTHS = {fold(month) for months in MONTHS.values() for month in months if len(month) > len("may")}
"""Months that are no other word: one may also ask whether one may."""


STOPS = frozenset(".?!…")
"""One of these stands before the first word of a sentence, if another sentence does."""


@dataclass(frozen=True)
class Decision:
    """How a question ends.

    Attributes:
        confidence: probability (0..1) that the first passage answers; 0 where nothing was searched.
        answerable: probability that one of the passages shown answers.
        hits: the ranking it rests on, best first; empty where nothing was searched.
        lang: language of the answer.
        shown: what the reader sees: the best passages, without those that only repeat a better one.
        lacking: numbers, months and rare names of the question that the first passage does not have.
    """

    outcome: Outcome
    confidence: float
    answerable: float
    hits: tuple[Hit, ...]
    lang: Lang
    shown: tuple[Hit, ...] = ()
    lacking: tuple[str, ...] = ()


class Judge:
    """Decides by the fitted numbers, and by what is known of questions that no page answers."""

    def __init__(self, index: Index, ranking: Ranking) -> None:
        """Take the unanswered questions and the names out of the index."""
        self._ranking = ranking
        self._unanswered, self._outside = index.unanswered_as("no_answer"), index.unanswered_as("out_of_scope")
        self._dictionaries = index.dictionaries
        self._fields = index.fields

    def decide(self, search: Search, hits: Sequence[Hit], lang: Lang) -> Decision:
        """Answer if a passage surely enough does; within our subject show what may be near; else fall silent."""
        if not hits:
            return Decision(Outcome.OUT_OF_SCOPE, 0.0, 0.0, (), lang)
        best, names = distinct(hits, MAX_PASSAGES), self._names(search.text)
        seen = self._features(search, hits, best, names)
        ranking = self._ranking
        answerable = probability(ranking.site, seen)
        when, who = self._lacking(search, hits[0])
        # Another year, another answer; while an American giant may be called by its town.
        if answerable >= ranking.answer_from and not when and not self._rests_on_a_guess(search, hits[0]):
            outcome = Outcome.ANSWERED
        elif probability(ranking.scope, seen) < ranking.in_scope_from and not names:
            outcome = Outcome.OUT_OF_SCOPE
        elif answerable >= ranking.related_from:
            outcome = Outcome.RELATED
        else:
            outcome = Outcome.NO_ANSWER
        shown = tuple(best) if outcome in SHOWS else ()
        first = probability(ranking.first, seen)
        return Decision(outcome, first, answerable, tuple(hits), lang, shown, (*when, *who))

    def knows(self, search: Search, lang: Lang) -> bool:
        """Whether the pages use all telling words of a question."""
        return all(map(self._fields[lang].has, search.terms[lang]))

    def features(self, search: Search, hits: Sequence[Hit]) -> dict[str, float]:
        """What the probabilities look at: nearness of passages and of unanswered questions, shared words, length."""
        return self._features(search, hits, distinct(hits, MAX_PASSAGES), self._names(search.text))

    def _features(
        self, search: Search, hits: Sequence[Hit], best: Sequence[Hit], names: AbstractSet[str]
    ) -> dict[str, float]:
        """Of the ``best`` passages among the hits, and the ``names`` in the question."""
        top = hits[0]
        lang = searched_as(top.passage.lang)
        asked = search.terms[lang]
        known = [term for term in asked if self._fields[lang].has(term)]
        named = {stem for name in names for stem in terms(name, lang)}
        plain = [term for term in asked if term not in named]
        missing = set(asked) - top.sentences.all_terms
        return {
            **top.signals,
            **{
                f"nearest_{name}": max(hit.signals.get(name, 0.0) for hit in best)
                for name in ("dense_text", "dense_questions")
            },
            "coverage": top.coverage,
            "coverage_plain": _share(plain, top),
            "unknown": 1 - len(known) / len(asked) if asked else 1.0,
            "missing_names": len(missing & named),
            "missing_numbers": sum(term.isdigit() for term in missing),
            "missing_words": sum(term not in named and not term.isdigit() for term in missing),
            "margin": top.score - hits[-1].score,
            "near_unanswered": _nearness(self._unanswered, search.vector),
            "near_outside": _nearness(self._outside, search.vector),
            "terms": min(len(asked), MAX_TERMS),
        }

    def _names(self, text: str) -> set[str]:
        """Words of the text that the pages of either language know as names."""
        words = {fold(word) for word in WORD.findall(text)}
        return {word for word in words if any(word in self._dictionaries[lang].names for lang in LANGUAGES)}

    def _lacking(self, search: Search, top: Hit) -> tuple[list[str], list[str]]:
        """What tells one question from the next, and the first passage lacks: numbers and months; then names."""
        lang = searched_as(top.passage.lang)
        missing = set(search.terms[lang]) - top.sentences.all_terms
        when, who, end = [], [], 0
        for place, match in enumerate(WORD.finditer(search.text) if missing else ()):
            folded = fold(word := match[0])
            opens = not place or not STOPS.isdisjoint(search.text[end : match.start()])
            end, capital = match.end(), word[0].isupper() and not opens
            if missing.isdisjoint(terms(folded, lang)):
                continue
            if folded in NAMED_MONTHS or (folded.isdigit() and len(folded) > 1):
                when.append(word)
            elif self._tells(folded, lang, capital=capital):
                who.append(word)
        return when, who

    def _tells(self, word: str, lang: Lang, *, capital: bool) -> bool:
        """Whether it is a name that few passages have, or none; a capital tells a name from a common word."""
        if not any(word in self._dictionaries[lang].words for lang in LANGUAGES):
            return capital
        rarity = self._fields[lang].weight(terms(word, lang))
        named = word in self._dictionaries[lang].names and (capital or word not in COMMON_WORDS)
        return named and min(rarity.values()) > RARE

    def _rests_on_a_guess(self, search: Search, top: Hit) -> bool:
        """Whether one guessed word is all that the first passage shares with a question of several."""
        lang = searched_as(top.passage.lang)
        guessed = set(terms(" ".join(search.guessed), lang))
        shared = top.sentences.all_terms.intersection(search.terms[lang])
        return len(shared) == 1 and shared <= guessed and len(search.terms[lang]) > 1


def _share(chosen: Sequence[str], hit: Hit) -> float:
    """Share of these terms that the passage, its headings or its carried questions hold; none of none."""
    return sum(term in hit.sentences.all_terms for term in chosen) / len(chosen) if chosen else 0.0


def _nearness(bags: EmbeddingBags, vector: Vectors) -> float:
    """Mean cosine of the nearest few; 0 where there are none."""
    return float(np.sort(bags @ vector)[-NEIGHBOURS:].mean()) if len(bags) else 0.0
