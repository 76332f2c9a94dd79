"""What the browser needs to answer by itself: written under the site, from the index, for `theme/assets/faq/engine/`.

Four files: what both languages share, the passages of each, and what the meaning of a question is compared with. Each
is compressed here, whatever the host does, and carries its digest in its name. Vectors do not travel: the browser
makes them from the model's rows, and they are the same to a millionth.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hdh_faq.embedding import Embedder, StaticEmbedder
from hdh_faq.errors import BuildError
from hdh_faq.folders import own
from hdh_faq.identification import FRENCH
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import terms
from hdh_faq.ranking import Ranking

PLACE = "assets/faq"
FOLDER = "bundle"
"""In it every file has its digest in its name, so it may be kept for ever; the listing beside it may not."""
LISTING = "bundle.json"
NEW_LISTING = f"{LISTING}.new"
OWN_NAME = re.compile(rf"(?:shared|meaning|pages-(?:{'|'.join(LANGUAGES)}))\.[0-9a-f]{{16}}\.bin")
ZERO = 8
"""Stands for zero in a packed row: two numbers a byte, each from -7 to 7."""
LARGEST = 7
MOST_PIECES = 255
"""Pieces of a question that are kept; the longest has a hundred."""


def write_bundle(index: Index, embedder: Embedder, site: Path, max_question_chars: int) -> None:
    """Write the bundle of a site that we built, in the place of an older one.

    Raises:
        BuildError: it cannot be written. The older one stays.
    """
    parts = {"shared": _as_json(_shared(index, max_question_chars))}
    parts |= {f"pages-{lang}": _as_json(_pages(index, lang)) for lang in LANGUAGES}
    if isinstance(embedder, StaticEmbedder) and _is_small(embedder):
        parts["meaning"] = _meaning(index, embedder)
    contents = {name: _compressed(content) for name, content in parts.items()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    names = {name: f"{FOLDER}/{name}.{digest[:16]}.bin" for name, digest in digests.items()}
    listing = {
        name: {"file": names[name], "sha256": digests[name], "bytes": len(content)}
        for name, content in contents.items()
    }
    try:
        _write(site, {names[name]: content for name, content in contents.items()}, listing)
    except OSError as error:
        raise BuildError(f"“{site / PLACE}” cannot be written: {error.strerror or error}.") from error


def has_bundle(site: Path) -> bool:
    """Whether this is a site that we built, with what browsers need to answer by themselves."""
    return (site / PLACE / LISTING).is_file()


def _write(site: Path, contents: Mapping[str, bytes], listing: Mapping[str, Any]) -> None:
    place, folder = site / PLACE, site / PLACE / FOLDER
    if not folder.resolve().is_relative_to(site.resolve()):
        raise BuildError(f"“{folder}” leads out of the site: remove this link.")
    own(site, [f"{PLACE}/{name}" for name in (*contents, LISTING, NEW_LISTING)])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (place / name).write_bytes(content)
    # The listing last: until then the old one names the old files, which are gone only afterwards.
    (place / NEW_LISTING).write_text(json.dumps(listing, sort_keys=True) + "\n", encoding="utf-8")
    (place / NEW_LISTING).replace(place / LISTING)
    for path in folder.iterdir():
        if OWN_NAME.fullmatch(path.name) and f"{FOLDER}/{path.name}" not in contents:
            path.unlink(missing_ok=True)


def _shared(index: Index, max_question_chars: int) -> dict[str, Any]:
    """Words, dictionaries and the numbers that decide."""
    data = files("hdh_faq") / "data"
    words = json.loads((data / "words.json").read_text(encoding="utf-8"))
    about = index.manifest.about
    said = {
        outcome: {lang: about.sentence(outcome, lang, max_question_chars) for lang in LANGUAGES}
        for outcome in words["messages"]
    }
    return {
        "words": {**words, "messages": said},
        "french": FRENCH,
        "common": _front_coded((data / "common-words.txt").read_text(encoding="utf-8").split()),
        "dictionaries": {lang: json.loads(own.to_json()) for lang, own in index.dictionaries.items()},
        "ranking": _in_order(index.manifest.ranking.to_dict()),
        "words_ranking": Ranking.packaged(name="ranking-words.json").to_dict(),
        "starters": _in_order(index.manifest.starters),
        "alone": {lang: not index.twinless.isdisjoint(index.rows(lang).tolist()) for lang in LANGUAGES},
        "max_chars": max_question_chars,
    }


def _pages(index: Index, lang: str) -> dict[str, Any]:
    """The passages of one language."""
    rows = index.rows(lang).tolist()
    sources = list(dict.fromkeys(source for row in rows for source in index.passages[row].sources))
    source_place = {source: number for number, source in enumerate(sources)}
    passages = [
        {
            "text": passage.text,
            "page": passage.page,
            "headings": passage.headings,
            "about": passage.about,
            "url": passage.url,
            "as_of": passage.as_of,
            "position": passage.position,
            "sources": [source_place[source] for source in passage.sources],
            "question": next(iter(passage.questions), None),
            "spans": _flat(index.sentences[row].spans),
            "asked": " ".join(terms("\n".join(passage.questions), lang)),
            "row": row,
            "twin": int(index.twins[row]),
            "alone": row in index.twinless,
            **({"numbers": passage.numbers} if passage.numbers else {}),
        }
        for row in rows
        for passage in [index.passages[row]]
    ]
    return {
        "lang": lang,
        "sources": [vars(source) for source in sources],
        "passages": passages,
    }


def _meaning(index: Index, embedder: StaticEmbedder) -> bytes:
    """The model, and the word pieces of what is compared with questions: a line of JSON, then the arrays it names."""
    order = np.argsort(index.question_owners, kind="stable")
    unanswered = [json.loads(line) for line in index.unanswered.splitlines()]
    silent = {
        name: [line["q"] for line in unanswered if line["expect"] == expect]
        for name, expect in (("unanswered", "no_answer"), ("outside", "out_of_scope"))
    }
    vocabulary = embedder.tokenizer.get_vocab()
    arrays: dict[str, NDArray[Any]] = {
        "packed": _packed(embedder.rows),
        "weights": embedder.weights.astype("<f2").view("<u2"),
        "counts": np.bincount(index.question_owners, minlength=len(index.passages)).astype("<u2"),
    }
    for name, texts in {"questions": [index.questions[number] for number in order], **silent}.items():
        pieces = [own[:MOST_PIECES] for own in embedder.pieces(texts)]
        arrays[f"{name}_pieces"] = np.asarray([piece for own in pieces for piece in own], dtype="<u2")
        arrays[f"{name}_sizes"] = np.asarray([len(own) for own in pieces], dtype=np.uint8)
    head = {
        "dimension": embedder.rows.shape[1],
        "zero": ZERO,
        "pieces": sorted(vocabulary, key=lambda piece: vocabulary[piece]),
        "arrays": [[name, array.itemsize, array.size] for name, array in arrays.items()],
    }
    return b"\n".join([_as_json(head), b"".join(array.tobytes() for array in arrays.values())])


def _is_small(embedder: StaticEmbedder) -> bool:
    """Whether the model's rows are such as a browser can fetch."""
    return embedder.rows.dtype == np.int8 and int(np.abs(embedder.rows).max()) <= LARGEST


def _packed(rows: NDArray[Any]) -> NDArray[np.uint8]:
    shifted = (rows.reshape(-1, 2) + ZERO).astype(np.uint8)
    packed: NDArray[np.uint8] = shifted[:, 0] * np.uint8(2 * ZERO) + shifted[:, 1]
    return packed


def _front_coded(words: Iterable[str]) -> str:
    """Sorted words, each as how many letters (9 at most) it shares with the one before, then its other letters."""
    coded, before = [], ""
    for word in sorted(words):
        pairs = zip(word[:9], before, strict=False)
        shared = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(before), 9))
        coded.append(f"{shared}{word[shared:]}")
        before = word
    return "".join(coded)


def _flat(pairs: Iterable[tuple[int, int]]) -> list[int]:
    return [number for pair in pairs for number in pair]


def _in_order(data: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as JSON is
    """The same whether the index was just made or read from the disk, where names are sorted."""
    return json.loads(json.dumps(data, sort_keys=True))


def _as_json(data: Mapping[str, Any] | Sequence[Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)
