"""Questions made up from a site's own words, for a site that has none: its numbers are fitted to them.

What it answers: some words of a heading and of a sentence under it, with words of other people among them, for nobody
asks in the words of the page. What it does not: questions about something else, and words of the site that no passage
has together.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hdh_faq.cutting import sentence_spans
from hdh_faq.embedding import Embedder
from hdh_faq.faq import Faq
from hdh_faq.fitting import IN_SCOPE_FROM, fit, thresholds
from hdh_faq.index import Index
from hdh_faq.indexing import packaged_unanswered
from hdh_faq.languages import LANGUAGES, Lang
from hdh_faq.lexical import WORD, fold
from hdh_faq.passage import Passage
from hdh_faq.ranking import Ranking
from hdh_faq.words import STOP_WORDS

ASKED = 200
"""Questions made up in each language of those that are answered, and as many of those that are not."""
WEIGHTS = {"dense_text": 1.0, "dense_questions": 1.5, "dense_twin": 1.0, "bm25_text": 0.3}
"""Not fitted: made-up questions share more words with their passage than people's, and speak for words alone."""
WORDS_ALONE = {"dense_text": 0.0, "dense_questions": 0.0, "dense_twin": 0.0, "bm25_text": 1.0}
"""For pages in a language that the model does not know."""
FEATURES = ("nearest_dense_text", "coverage", "unknown")
"""Few, and alike for made-up questions and for people's: with more the fit finds out what was made up."""
USUAL = {"bias": -3.0, "nearest_dense_text": 2.2, "coverage": 3.6, "unknown": -0.2}
NEAR = {"bias": 0.0, "nearest_dense_text": 2.0, "coverage": 2.0, "unknown": -2.0}
"""What other sites gave, for one too small to make up questions of."""
MIN_LETTERS, MIN_WORDS = 3, 8
"""Of a word that tells something, and of a passage that questions are made from."""
MIN_PASSAGES = 50
"""Of fewer, made-up questions are too easily told from others to say where people's lie."""


@dataclass(frozen=True)
class Made:
    """A question made up from a passage, or from none."""

    question: str
    lang: Lang
    expect: str
    text: str = ""

    @property
    def answerable(self) -> bool:
        """Whether it was made from a passage."""
        return bool(self.text)

    def is_answered_by(self, text: str) -> bool:
        """By the passage that it was made from, and no other."""
        return text == self.text


def fitted(index: Index, embedder: Embedder) -> Ranking:
    """Numbers for an index, without a question that anybody asked."""
    faq = with_usual(index, embedder)
    made = [one for lang in LANGUAGES for one in made_up(index, lang)]
    return fit(faq, made, faq.ranking.weights, (FEATURES, FEATURES)) or faq.ranking


def with_usual(index: Index, embedder: Embedder) -> Faq:
    """An index read with what is usual: by words alone where most of it is in a language that the model has not."""
    ours = sum(count for lang, count in index.manifest.languages.items() if lang in LANGUAGES)
    weights = WEIGHTS if 2 * ours > index.manifest.passages else WORDS_ALONE
    usual = Ranking(weights, USUAL, USUAL, *thresholds(), NEAR, IN_SCOPE_FROM)
    return Faq(replace(index, manifest=replace(index.manifest, ranking=usual)), embedder)


def made_up(index: Index, lang: Lang) -> list[Made]:
    """Questions in one language, answered and not by turns, the same for the same pages; none of a few pages."""
    chance = np.random.default_rng(0)
    passages: list[Passage] = [index.passages[row] for row in index.rows(lang)]
    passages = [passage for passage in passages if len(telling(passage.text, lang)) >= MIN_WORDS]
    others = _others(lang)
    if len(passages) < MIN_PASSAGES:
        return []
    strange = [word for question in others for word in telling(question, lang)]

    def some(words: Sequence[str], least: int, most: int) -> list[str]:
        count = min(int(chance.integers(least, most + 1)), len(words))
        return [words[number] for number in chance.permutation(len(words))[:count]]

    def passage() -> Passage:
        chosen: Passage = passages[int(chance.integers(len(passages)))]
        return chosen

    def answered() -> Made:
        own = passage()
        heading = some(telling(" ".join(own.headings[-2:]), lang), 1, 2)
        spans = sentence_spans(own.text)
        start, end = spans[int(chance.integers(len(spans)))]
        words = [*heading, *some(telling(own.text[start:end], lang), 1, 3), *some(strange, 0, 2)]
        return Made(" ".join(words), lang, "answered", own.text)

    def mixed() -> Made:
        words = telling(some(others, 1, 1)[0], lang)
        names = some(telling(" ".join(passage().headings[-2:]), lang), 1, 1)
        return Made(" ".join([*names, *some(words, 1, max(len(words) - 1, 1))]), lang, "no_answer")

    def elsewhere() -> Made:
        return Made(some(others, 1, 1)[0], lang, "out_of_scope")

    kinds = (answered, elsewhere, answered, mixed)
    return [kinds[number % len(kinds)]() for number in range(2 * ASKED)]


def telling(text: str, lang: str) -> list[str]:
    """The words of a text that carry meaning."""
    words = WORD.findall(text)
    return [word for word in words if len(word) >= MIN_LETTERS and fold(word) not in STOP_WORDS[lang]]


def _others(lang: Lang) -> list[str]:
    """What people asked another site, which had no answer either."""
    lines = map(json.loads, packaged_unanswered().splitlines())
    return [line["q"] for line in lines if line["lang"] == lang]
