"""BM25 over stemmed words, accents folded: one searchable field of one language."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from hdh_faq.words import STOP_WORDS

WORD = re.compile(r"[^\W_]+")
STEMMERS = {"fr": "french", "en": "english"}


def fold(text: str) -> str:
    """Lower case without accents; ligatures opened."""
    if text.isascii():
        return text.lower()
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@cache
def _stemmer(lang: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(STEMMERS.get(lang, "french"))


def terms(text: str, lang: str) -> list[str]:
    """Stems of the words of ``text`` that carry meaning.

    Accents go before stemming: the rules lose a little by it, but a word then has the same stem whether or not
    its accents were typed.
    """
    words = [word for word in WORD.findall(fold(text)) if word not in STOP_WORDS[lang]]
    stems: list[str] = _stemmer(lang).stemWords(words)
    return stems


class LexicalField:
    """The passages of one language by their words. Scores are Lucene's BM25, by bm25s (Lù 2024, arXiv:2407.03618)."""

    def __init__(self, retriever: "bm25s.BM25 | None", size: int) -> None:
        """Wrap a built retriever of ``size`` texts; None if there are none."""
        self._retriever, self._size = retriever, size

    @classmethod
    def build(cls, texts: Sequence[str], lang: str) -> "LexicalField":
        """Index texts of one language."""
        tokens = [terms(text, lang) or [""] for text in texts]
        if not tokens:
            return cls(None, 0)
        # Sorted: the order of a set differs from run to run, and with it every byte of the index.
        vocabulary = {term: number for number, term in enumerate(sorted({term for own in tokens for term in own}))}
        retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        numbers = [[vocabulary[term] for term in own] for own in tokens]
        retriever.index((numbers, vocabulary), show_progress=False)
        return cls(retriever, len(tokens))

    def has(self, term: str) -> bool:
        """Whether any text has this term."""
        return self._retriever is not None and term in self._retriever.vocab_dict

    def scores(self, question_terms: Sequence[str]) -> NDArray[np.float32]:
        """Score of each text; 0 where it shares no term."""
        known = [term for term in question_terms if self.has(term)]
        if self._retriever is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        found: NDArray[np.float32] = self._retriever.get_scores(known).astype(np.float32)
        return found

    def numbers(self, question_terms: Sequence[str]) -> Counter[int]:
        """How often each term is asked, by its number; one that no text has is left out."""
        if self._retriever is None:
            return Counter()
        return Counter(self._retriever.vocab_dict[term] for term in question_terms if self.has(term))

    def weights(self) -> csr_array:
        """What a term, by its number, adds to a text's score each time it is asked: shape (texts, terms)."""
        if self._retriever is None:
            return csr_array((self._size, 0), dtype=np.float32)
        parts = self._retriever.scores
        shape = (self._size, len(parts["indptr"]) - 1)
        return csc_array((parts["data"], parts["indices"], parts["indptr"]), shape).tocsr()

    def weight(self, question_terms: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each term in this field; a term it has not counts as the rarest."""
        if self._retriever is None:
            return dict.fromkeys(question_terms, 1.0)
        vocabulary = self._retriever.vocab_dict
        pointers = self._retriever.scores["indptr"]
        frequencies = {
            term: int(pointers[vocabulary[term] + 1] - pointers[vocabulary[term]]) if term in vocabulary else 0
            for term in question_terms
        }
        return {term: math.log1p((self._size - n + 0.5) / (n + 0.5)) for term, n in frequencies.items()}

    def save(self, folder: Path) -> None:
        """Write the arrays and the vocabulary into ``folder``, which stays empty if there is nothing."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._retriever is not None:
            self._retriever.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalField":
        """Read what `save` wrote.

        Raises:
            FileNotFoundError: there is no such folder.
        """
        if not next(folder.iterdir(), None):
            return cls(None, 0)
        retriever = bm25s.BM25.load(folder, load_vocab=True)
        return cls(retriever, int(retriever.scores["num_docs"]))
