"""The browser's engine makes of every text what Python makes of it, room by room."""

import json
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from conftest import PROJECT
from engine.node import packaged, run, tokenizer
from engine.texts import asked, broken, measured, questions, strange
from hdh_faq.dictionary import MIN_USES, Dictionary
from hdh_faq.identification import PageWords, groups_of
from hdh_faq.languages import LANGUAGES, Lang
from hdh_faq.lexical import WORD, fold, terms
from hdh_faq.mending import Mender
from hdh_faq.personal_data import masked, without_masks
from hdh_faq.question import Question, clean, read_question
from hdh_faq.spelling import Speller
from hdh_faq.thread import EARLIER, in_full, is_short, leans, may_lean

STRANGE, WHOLE = 1000, 20_000
"""So many strange texts are tried, or as many as ``STRANGE_TEXTS`` says; with the whole number, every plain one."""
SAMPLE = 20
"""Else, of wordings and of questions that no page answers, one in so many."""


@dataclass(frozen=True)
class Rooms:
    """The rooms of the Python engine, put to work on the pages' words."""

    dictionaries: tuple[Dictionary, ...]
    texts: list[str]

    @cached_property
    def page_words(self) -> PageWords:
        return PageWords(*(frozenset(one.words) for one in self.dictionaries))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset().union(*(one.names for one in self.dictionaries))

    @cached_property
    def menders(self) -> list[Mender]:
        return [Mender(one, lang) for one, lang in zip(self.dictionaries, LANGUAGES, strict=True)]

    @cached_property
    def spellers(self) -> list[Speller]:
        return [Speller(one.words, lang) for one, lang in zip(self.dictionaries, LANGUAGES, strict=True)]

    @cached_property
    def asked(self) -> list[Question]:
        return [self.read(text) for text in self.texts]

    def read(self, text: str, lang: Lang | None = None, most: int = 1000) -> Question:
        return read_question(text, lang, self.page_words, most)

    def leaning(self, question: Question) -> list[bool]:
        return [leans(question, self.names), may_lean(question, self.names), is_short(question)]

    def full(self, number: int) -> str:
        return in_full(self.asked[number], self.asked[max(number - EARLIER, 0) : number], self.names)

    def mended(self, text: str) -> list[Any]:
        mended = [mender.mend(text) for mender in self.menders]
        return [[one.text, sorted(one.guessed, key=lambda word: word.encode("utf-16-be"))] for one in mended]


def as_json(question: Question) -> dict[str, Any]:
    return {
        "text": question.text,
        "lang": question.lang,
        "otherLanguage": question.other_language,
        "personalData": question.personal_data,
        "tooLong": question.too_long,
    }


ROOMS: dict[str, Callable[[Rooms, str, int], Any]] = {
    "fold": lambda _, text, __: fold(text),
    "words": lambda _, text, __: WORD.findall(text),
    "parts": lambda _, text, __: text.split(),
    "size": lambda _, text, __: len(text),
    "groups": lambda _, text, __: list(groups_of(text[:60])),
    "terms": lambda _, text, __: [terms(text, lang) for lang in LANGUAGES],
    "tokens": lambda _, text, __: tokenizer().encode(text, add_special_tokens=False).ids,
    "masks": lambda _, text, __: [masked(text), without_masks(masked(text))],
    "questions": lambda rooms, text, _: [as_json(rooms.read(text, lang)) for lang in (None, *LANGUAGES)],
    "excerpt": lambda rooms, text, _: as_json(rooms.read(text, "fr", 90)),
    "refusals": lambda rooms, _, at: [rooms.asked[at].is_empty, rooms.asked[at].is_greeting],
    "mended": lambda rooms, text, _: rooms.mended(text),
    "corrected": lambda rooms, text, _: [
        [speller.correction(word) for word in WORD.findall(text)] for speller in rooms.spellers
    ],
    "leaning": lambda rooms, _, at: rooms.leaning(rooms.asked[at]),
    "full": lambda rooms, _, at: rooms.full(at),
}


@pytest.fixture(scope="module")
def dictionaries(real_site: Path) -> tuple[Dictionary, ...]:
    index = PROJECT / "index"
    texts = ((index / f"dictionary-{lang}.json").read_text(encoding="utf-8") for lang in LANGUAGES)
    return tuple(map(Dictionary.from_json, texts))


@pytest.fixture(scope="module")
def raw(dictionaries: tuple[Dictionary, ...]) -> list[str]:
    count = int(os.environ.get("STRANGE_TEXTS", STRANGE))
    names = [word for one in dictionaries for word, uses in one.words.items() if uses >= MIN_USES]
    plain = [*questions(), *asked()][:: 1 if count >= WHOLE else SAMPLE]
    return [*measured(), *plain, *broken(names), *strange(count)]


@pytest.fixture(scope="module")
def rooms(dictionaries: tuple[Dictionary, ...], raw: list[str]) -> Rooms:
    """Every room but the first gets what that one cleaned, and what it need not have: all is assigned in it."""
    assigned = [text for text in raw if not any(unicodedata.category(char) == "Cn" for char in text)]
    return Rooms(dictionaries, list(dict.fromkeys((*map(clean, raw), *assigned))))


@pytest.fixture(scope="module")
def browser(rooms: Rooms, raw: list[str]) -> dict[str, list[Any]]:
    """What the rooms of the browser make of the same texts."""
    dictionaries = [json.loads(one.to_json()) for one in rooms.dictionaries]
    return run("rooms.mjs", {**packaged(), "dictionaries": dictionaries, "raw": raw, "texts": rooms.texts})


def test_every_text_is_cleaned_as_by_python(browser: dict[str, list[Any]], raw: list[str]) -> None:
    pairs = zip(raw, browser["clean"], strict=True)
    assert not [(text, clean(text), made) for text, made in pairs if clean(text) != made][:5]


@pytest.mark.parametrize("room", ROOMS)
def test_the_browsers_room_makes_of_every_text_what_pythons_makes(
    room: str, browser: dict[str, list[Any]], rooms: Rooms
) -> None:
    ours = [ROOMS[room](rooms, text, at) for at, text in enumerate(rooms.texts)]
    pairs = zip(rooms.texts, ours, browser[room], strict=True)
    assert not [(text, python, browsers) for text, python, browsers in pairs if python != browsers][:5]


def test_the_two_engines_have_the_same_rooms(browser: dict[str, list[Any]]) -> None:
    assert browser.keys() == {*ROOMS, "clean"}
