"""Write the golden answers anew: `make golden`.

`tests/golden/answers.jsonl` holds what the product answers to questions of every kind. Every engine that answers from
the same index must say the same. To add a question, add a line with its ``question``, ``lang`` and,
if it goes on from others, ``previous``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hdh_faq.answer import AnswerPassage
from hdh_faq.faq import Faq
from hdh_faq.settings import Settings

PLACE = Path("tests/golden/answers.jsonl")
START = 60
"""Characters that tell a passage from the others of its section."""
TOLERANCE = 0.0015
"""Of a confidence: two engines add floating-point numbers in different orders, and both round to three decimals."""

Record = dict[str, Any]


def record(faq: Faq, question: str, lang: str | None, previous: Sequence[str] = ()) -> Record:
    """What the product answers to a question, as far as engines must agree.

    The offsets of ``highlights`` count Unicode code points.
    """
    answer = faq.ask(question, lang, previous)  # type: ignore[arg-type]
    return {
        "question": question,
        "lang": lang,
        **({"previous": list(previous)} if previous else {}),
        "answer_lang": answer.lang,
        "outcome": str(answer.outcome),
        "confidence": round(answer.confidence, 3),
        "read_as": answer.read_as,
        "passages": [_passage(passage) for passage in answer.passages],
    }


def _passage(passage: AnswerPassage) -> Record:
    return {
        "url": passage.url,
        "start": passage.text[:START],
        "highlights": [list(span) for span in passage.highlights],
        "highlighted": [passage.text[start:end] for start, end in passage.highlights],
    }


def read(path: Path) -> list[Record]:
    """The golden answers."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def renew(faq: Faq, golden: Sequence[Mapping[str, Any]]) -> list[Record]:
    """What the product answers today to the same questions."""
    return [record(faq, old["question"], old["lang"], old.get("previous", ())) for old in golden]


def moves(golden: Sequence[Record], found: Sequence[Record]) -> list[str]:
    """Which answers differ from the golden ones, and how; one text an answer."""
    told = []
    for old, new in zip(golden, found, strict=True):
        lines = list(_differences(old, new))
        if lines:
            told.append("\n    ".join([f"“{old['question'][:80]}” ({old['lang']})", *lines]))
    return told


def _differences(old: Record, new: Record) -> Iterator[str]:
    for name in ("answer_lang", "outcome", "read_as"):
        if old.get(name) != new[name]:
            yield f"{name}: {old.get(name)} → {new[name]}"
    if abs(old.get("confidence", 0.0) - new["confidence"]) > TOLERANCE:
        yield f"confidence: {old.get('confidence')} → {new['confidence']}"
    before, after = old.get("passages", []), new["passages"]
    places = [[f"{passage['url']} “{passage['start'][:30]}…”" for passage in own] for own in (before, after)]
    if places[0] != places[1]:
        yield f"passages: {places[0]} → {places[1]}"
        return
    for place, was, now in zip(places[0], before, after, strict=True):
        if was != now:
            yield f"highlights of {place}: {was['highlights']} {was['highlighted']}"
            yield f"    → {now['highlights']} {now['highlighted']}"


def main() -> None:
    """Print what moved, and write."""
    golden = read(PLACE)
    found = renew(Faq.load(Settings().index_dir, Settings()), golden)
    for move in moves(golden, found):
        print(move)
    PLACE.write_text("".join(json.dumps(new, ensure_ascii=False) + "\n" for new in found), encoding="utf-8")


if __name__ == "__main__":
    main()
