"""The stemmers of the browser are those of Python: compiled from the same rules."""

import random

import pytest
import Stemmer

from engine.node import DATA, run
from engine.texts import asked, questions
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import STEMMERS, WORD, fold

ENDINGS = (
    "ement issement ivement ation ateur atrice logie ence ité iqUe eux euses ivité ables issent erait ez és z en "
    "eed eedly ing ingly ed ies ied ness ational fulness ousli ization ement sses ss ying ism ogi li"
).split()
STRANGE = "abcdeghilmnoqrstuvyz" * 3 + "éèçàùîôœßяж日0123456789𝒜𐐨"


@pytest.fixture(scope="module")
def words() -> list[str]:
    """Those of the questions and the common ones, folded or not, and made-up ones that end as words do."""
    draw = random.Random(11)
    known = {
        word for text in (*questions(), *asked()) for word in (*WORD.findall(fold(text)), *WORD.findall(text.lower()))
    }
    known.update((DATA / "common-words.txt").read_text(encoding="utf-8").split())
    starts = ("".join(draw.choices(STRANGE, k=draw.randint(0, 9))) for _ in range(30_000))
    return sorted({*known, *(start + draw.choice(ENDINGS) for start in starts)})


def test_every_word_has_the_stem_that_it_has_in_python(words: list[str]) -> None:
    browser = run("stems.mjs", {"words": words})
    for lang in LANGUAGES:
        python = Stemmer.Stemmer(STEMMERS[lang]).stemWords(words)
        stems = zip(words, python, browser[lang], strict=True)
        assert not [(word, ours, made) for word, ours, made in stems if ours != made][:20]
