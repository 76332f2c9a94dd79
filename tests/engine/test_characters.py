"""What a character is (letter, digit, mark, blank, unseen) the browser's engine says as Python says it."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from engine.node import packaged, run, tokenizer
from hdh_faq.identification import identify
from hdh_faq.lexical import WORD, fold
from hdh_faq.question import clean

PYTHON: dict[str, Callable[[str], Any]] = {
    "folded": lambda char: fold(f"A{char}1"),
    "words": lambda char: WORD.findall(f"A{char}1"),
    "parts": lambda char: f"A{char}1".split(),
    "languages": identify,
}


@pytest.fixture(scope="module")
def every() -> list[str]:
    return [chr(number) for number in range(0x110000) if not 0xD800 <= number < 0xE000]


@pytest.fixture(scope="module")
def rows(every: list[str]) -> list[str]:
    return ["A".join(["", *every[start : start + 256], ""]) for start in range(0, len(every), 256)]


@pytest.fixture(scope="module")
def seen(every: list[str]) -> list[str]:
    """What other rooms may be handed: a browser may know more characters than Python, but cleaning drops those."""
    return [char for char in every if char.isspace() or unicodedata.category(char) not in {"Cn", "Co"}]


@pytest.fixture(scope="module")
def browser(rows: list[str], seen: list[str]) -> dict[str, list[Any]]:
    return run("characters.mjs", {**packaged(), "rows": rows, "seen": seen})


def test_cleaning_leaves_of_every_character_what_python_leaves(
    browser: dict[str, list[Any]], rows: list[str]
) -> None:
    pairs = zip(rows, browser["cleaned"], strict=True)
    assert not [(f"{ord(row[1]):x}", clean(row), made) for row, made in pairs if clean(row) != made][:20]


@pytest.mark.parametrize("room", PYTHON)
def test_every_character_is_to_the_browser_what_it_is_to_python(
    room: str, browser: dict[str, list[Any]], seen: list[str]
) -> None:
    python = PYTHON[room]
    pairs = zip(seen, browser[room], strict=True)
    assert not [(f"{ord(char):x}", python(char), made) for char, made in pairs if python(char) != made][:20]


def test_every_character_makes_the_same_word_pieces(browser: dict[str, list[Any]], seen: list[str]) -> None:
    python = tokenizer().encode_batch([f"A{char}1" for char in seen], add_special_tokens=False)
    pairs = zip(seen, python, browser["tokens"], strict=True)
    assert not [(f"{ord(char):x}", ours.ids, made) for char, ours, made in pairs if ours.ids != made][:20]
