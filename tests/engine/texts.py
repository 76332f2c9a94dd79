"""What visitors type: every question we hold, and as many strange ones as wanted, made of those by a seed."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from conftest import PROJECT
from hdh_faq.languages import LANGUAGES

APOSTROPHES = "'’‘ʼʹ´`′＇"
MARKS = "\u0301\u0300\u0327\u0308\u0302\u0345\u034f\u0338\u20dd\u0903\u093c\u1abf\u1df7\u0489\u3099\ufe0f"
UNSEEN = "\x00\x07\x1b\x1c\x1f\x7f\x85\xad\u200b\u200d\u2060\ufeff\u202e\ue000\U000e0041\U000f0000\u0378"
BLANKS = " \t\n\r\v\f\xa0\u1680\u2003\u2009\u2028\u202f\u3000"
LETTERS = "İıſẞßſSΣσςǄǅœŒæÆﬁﬀªºKÅⅎↃﾊﾟʰⁿꟊⱼⅧⅷ½²①٣৪߇೬ŁłøđÑñ¿¡ţşŉǰΐΰẖệ"
SCRIPTS = "日本語кодГдеفينعرπού한국ไทยहिन्दीעבלךაქართული𐐀𐐨𝒜𝔸𝟘𞤀𠀀𓀀ꦀᳲᳳ"
SIGNS = '🙂👩\u200d⚕️🇫🇷…«»“”"()[]{}<>?!.,;:/\\_-–—@#&*+=%€$£|~^'
ENDS = ("[UNK]", "[PAD]", "[e-mail masqué]", "constructor", "__proto__", "toString", "2A", "##s", "a" * 41, "h.d.h.")
DATA = (
    "1 75 11 56 007 012 34", "175115600701234", "2A 04 2A 004 123 45", "184127645108946", "299022A12345678",
    "marie.dupont@exemple.fr", "jean arobase exemple point fr", "06 12 34 56 78", "+33 (0)6.12.34.56.78",
    "0033612345678", "le 01/02/2024", "7 84 05 88 123 456 31", "a@b.c.d", "n° 2026-272",
    *(json.loads(line)["text"] for line in (PROJECT / "tests/personal_data.jsonl").read_text("utf-8").splitlines()),
)  # fmt: skip
QUESTION_SETS = "dev dev2 calibration calibration2 test test2 cliffs threads".split()


def questions() -> list[str]:
    """Every question that we measure by, or that no page answers, each once."""
    return list(dict.fromkeys((*measured(), *_rows("src/hdh_faq/data/unanswered.jsonl", "q"))))


def asked() -> list[str]:
    """Every further wording of the questions that pages answer, each once."""
    rows = _lines(PROJECT / "docs/questions.jsonl")
    return list(dict.fromkeys(text for row in rows for lang in LANGUAGES for text in row.get(lang, ())))


def strange(count: int, seed: int = 11) -> list[str]:
    """Questions after a few edits, rows of deciding words, some very long, some of nothing but odd characters."""
    draw = random.Random(seed)
    known = [*questions(), *asked()]
    deciding = _deciding()
    pools = (
        APOSTROPHES,
        MARKS,
        UNSEEN,
        BLANKS,
        LETTERS,
        SCRIPTS,
        SIGNS,
        "abcdefghijklmnopqrstuvwxyzéèçàùîô0123456789",
    )
    return [_strange(draw, known, deciding, pools) for _ in range(count)]


def broken(words: Sequence[str], seed: int = 11) -> list[str]:
    """Words in rows of eight, each written apart where chance has it: ``sec num cloud``."""
    draw = random.Random(seed)
    apart = [_split(draw, _split(draw, word) if draw.random() < 0.2 else word) for word in words]
    return [" ".join(apart[start : start + 8]) for start in range(0, len(apart), 8)]


def _split(draw: random.Random, word: str) -> str:
    at = draw.randrange(1, max(len(word), 2))
    return f"{word[:at]} {word[at:]}"


def _strange(draw: random.Random, known: list[str], deciding: list[str], pools: tuple[str, ...]) -> str:
    kind = draw.random()
    if kind < 0.1:
        return "".join(draw.choice(draw.choice(pools)) for _ in range(draw.randint(0, 60)))
    if kind < 0.13:
        return " ".join(draw.choices(known, k=draw.randint(5, 40)))
    if kind < 0.2:
        return "".join(chr(_assigned(draw)) for _ in range(draw.randint(1, 30)))
    if kind < 0.4:
        few = draw.choices(deciding[:200] if kind < 0.22 else deciding, k=draw.randint(1, 7))
        if draw.random() < 0.5:
            few.append(draw.choice(draw.choice(known).split()))
        text = draw.choice((" ", " ", ", ", "'", "-")).join(few if kind < 0.25 else (*few, draw.choice(known)))
        return text if kind < 0.3 else _edited(draw, text, pools)
    text = draw.choice(known)
    for _ in range(draw.randint(1, 8)):
        text = _edited(draw, text, pools)
    return text


def _assigned(draw: random.Random) -> int:
    """Any code point but half a surrogate pair."""
    number = draw.randrange(0x3000) if draw.random() < 0.7 else draw.randrange(0x32000)
    return number if not 0xD800 <= number < 0xE000 else number - 0xA000


def _edited(draw: random.Random, text: str, pools: tuple[str, ...]) -> str:
    at = draw.randrange(len(text) + 1)
    before, after = text[:at], text[at:]
    edits = (
        lambda: before + draw.choice(draw.choice(pools)) + after,
        lambda: before + draw.choice(draw.choice(pools)) + after[1:],
        lambda: before + after[1:],
        lambda: before + after[1:2] + after[:1] + after[2:],
        lambda: before + after.upper(),
        lambda: before.lower() + after,
        lambda: before.title() + after,
        lambda: before + " " + draw.choice((*ENDS, *DATA)) + " " + after,
        lambda: text.replace("'", draw.choice(APOSTROPHES)).replace("’", draw.choice(APOSTROPHES)),
        lambda: text.replace(" ", "", 1) if draw.random() < 0.5 else text.replace(" ", draw.choice(BLANKS)),
        lambda: before + "".join(draw.choices(MARKS, k=draw.randint(1, 6))) + after,
    )
    return draw.choice(edits)()


def _deciding() -> list[str]:
    """Words that greet, lean, stand for something said, are written in haste or are of another language."""
    data = json.loads((PROJECT / "src/hdh_faq/data/words.json").read_text(encoding="utf-8"))
    lists = [data["greetings"] + " " + data["around_greetings"], *data["foreign"].values()]
    for kind in ("openings", "pronouns", "empty", "shorthand", "stop_words"):
        lists += [" ".join(words) if isinstance(words, dict) else words for words in data[kind].values()]
    # As many of a short list as of a long one.
    return [word for words in lists for word in (words.split() * 10)[:200]]


def measured() -> Iterator[str]:
    """Every question that we measure by."""
    for name in QUESTION_SETS:
        yield from _rows(f"evaluation/{name}.jsonl", "q")
    for name in ("pairs", "pairs2"):
        for row in _lines(PROJECT / f"evaluation/{name}.jsonl"):
            yield from (row["a"]["q"], row["b"]["q"])
    for row in _lines(PROJECT / "evaluation/threads.jsonl"):
        yield from row["previous"]


def _rows(path: str, key: str) -> Iterator[str]:
    yield from (row[key] for row in _lines(PROJECT / path))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
