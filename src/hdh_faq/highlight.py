"""Which sentences of a passage answer: those nearest to the question, by meaning and by words."""

from collections.abc import Set as AbstractSet

from hdh_faq.embedding import Vectors
from hdh_faq.sentences import Sentences

MOST = 3
OPENING_BONUS = 0.2
"""Our sections open with their answer."""
HIGHLIGHT_SHARE = 0.65
"""A sentence is highlighted with the best one if it is at least this near to the question."""


def highlights(
    sentences: Sentences, cosines: Vectors, asked: AbstractSet[str], *, opens_section: bool
) -> tuple[tuple[int, int], ...]:
    """Spans of the one to `MOST` best sentences, in the order of the text.

    ``cosines`` are those of the sentences to the question, shape (sentences,); ``asked`` are the question's stems.
    What the passage is about as a whole tells no sentence from another. A sentence without telling words (``Non.``,
    ``Pourquoi ?``) belongs to the next one.
    """
    asked -= sentences.around
    first = next((number for number, stems in enumerate(sentences.terms) if stems), 0)
    scores = []
    for number, stems in enumerate(sentences.terms):
        opening = OPENING_BONUS if opens_section and number == first else 0.0
        scores.append(max(float(cosines[number]), 0.0) + len(asked & stems) / max(len(asked), 1) + opening)
    for number in reversed(range(len(scores) - 1)):
        if not sentences.terms[number]:
            scores[number] = scores[number + 1]
    best = sorted(range(len(scores)), key=lambda number: -scores[number])[:MOST]
    kept = [number for number in best if scores[number] >= HIGHLIGHT_SHARE * scores[best[0]]]
    return tuple(sentences.spans[number] for number in sorted(kept))
