"""How far the process itself can hold the passages: build, memory, time and recall on ever larger synthetic sites.

`python -m evaluation.scale 1000 10000 100000` prints a row each, each measured in a process of its own. Times are
of the processor, which say the same on a busy machine. A site has half of its passages in each language, each the
twin of another; a passage has twenty words and five questions of twenty, half of them its own words, and words are as
unequally common as in a language. Nothing is cut into word pieces or sentences: passages are made of pieces from the
start. Needs a built index, for its weights.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import psutil
from numpy.typing import NDArray
from scipy.sparse import vstack

from evaluation.speed import milliseconds
from hdh_faq.bags import EmbeddingBags, Table
from hdh_faq.embedding import in_eight_bits
from hdh_faq.index import Index
from hdh_faq.index_files import load
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import LexicalField
from hdh_faq.passage import Passage
from hdh_faq.search import Search, Searcher, panel, standardise
from hdh_faq.sentences import Sentences
from hdh_faq.settings import Settings
from hdh_faq.store import Probe
from hdh_faq.store.embedded import EmbeddedStore

PIECES, DIMENSION = 15_000, 256
LENGTH, QUESTIONS = 20, 5
ROW = "row"
ASKED, COMPARED, TOP = 300, 50, 10
SLICE = 100_000
HEAD = """
| passages | build (s) | MiB held, peak | rank p50 / p99 (ms) | recall@10 | load average |
| --- | --- | --- | --- | --- | --- |"""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""As the program has it; a second one would only wait, on the processor's time."""
RNG = np.random.default_rng(0)
SHARE = 1 / (np.arange(PIECES) + 10)
"""How common each word is, as Zipf has it."""
COMMON = np.cumsum(SHARE) / SHARE.sum()
Pieces = NDArray[np.int64]


def drawn(*shape: int) -> Pieces:
    """Pieces of texts, common ones more often."""
    return np.minimum(np.searchsorted(COMMON, RNG.random(shape)), PIECES - 1)


def near(texts: Pieces, own: int, length: int) -> Pieces:
    """For each text another one, with so many of its pieces."""
    places = RNG.integers(0, texts.shape[1], (len(texts), own))
    return np.hstack([np.take_along_axis(texts, places, axis=1), drawn(len(texts), length - own)])


def bags(table: Table, texts: Pieces) -> EmbeddingBags:
    """The vectors of texts, in slices: of millions at once they would take many gigabytes while they are made."""
    parts = [
        EmbeddingBags.of(table, texts[start : start + SLICE].tolist()).shares for start in range(0, len(texts), SLICE)
    ]
    return EmbeddingBags(table, vstack(parts, format="csr"))


def synthetic(base: Index, size: int) -> tuple[Index, Pieces, float]:
    """An index of so many passages, what they are made of, and the seconds that its vectors and words took."""
    # Rare pieces say more: a static model makes their rows longer.
    rows = RNG.standard_normal((PIECES, DIMENSION)) * -np.log(SHARE / SHARE.sum())[:, None]
    table = Table(*in_eight_bits(rows.astype(np.float32)))
    half = size // 2
    french = drawn(half, LENGTH)
    texts = np.vstack([french, near(french, LENGTH // 2, LENGTH)])
    questions = near(np.repeat(texts, QUESTIONS, axis=0), LENGTH // 2, LENGTH)
    names = np.asarray([f"m{piece}" for piece in range(PIECES)], dtype=object)
    words = [" ".join(names[own]) for own in texts]
    passages = tuple(
        Passage(text, "Page", ("Page",), f"{'' if row < half else '/en'}/p{row % half}/#a",
                LANGUAGES[row >= half], "", 0, (), "", ())
        for row, text in enumerate(words)
    )  # fmt: skip
    sentences = tuple(
        Sentences(((0, len(text)),), (frozenset(names[own]),), frozenset())
        for text, own in zip(words, texts, strict=True)
    )
    started = time.process_time()
    fields: dict[str, LexicalField] = {
        lang: LexicalField.build(words[half * number : half * (number + 1)], lang)
        for number, lang in enumerate(LANGUAGES)
    }
    index = replace(
        base,
        table=table,
        passages=passages,
        sentences=sentences,
        vectors=bags(table, texts),
        questions=(),
        question_owners=np.repeat(np.arange(size, dtype=np.int32), QUESTIONS),
        question_vectors=bags(table, questions),
        fields=fields,
        asked_fields=fields,  # only a search by words alone looks at these
    )
    return index, texts, time.process_time() - started


def searches(index: Index, texts: Pieces) -> list[Search]:
    """New questions, each of which has four pieces of a passage and four others."""
    asked = near(texts[RNG.integers(0, len(texts) // 2, ASKED)], 4, 8)
    vectors = bags(index.table, asked).vectors()
    return [Search(str(own), vector, dict.fromkeys(LANGUAGES, tuple(f"m{piece}" for piece in own)))
            for own, vector in zip(asked, vectors, strict=True)]  # fmt: skip


def recall(index: Index, asked: Sequence[Search], searcher: Searcher) -> float:
    """Share of the best ten, were every passage looked at, that a ranking has among its best ten."""
    weights, store, rows = index.manifest.ranking.weights, EmbeddedStore(index, "fr"), index.rows("fr")
    scale, found = panel(len(rows)), 0
    for search in asked:
        signals = store.scores(Probe(search.vector, search.terms["fr"], tuple(weights)), np.arange(len(rows)))
        fused = np.sum(
            [weight * standardise(signals[name], signals[name][scale]) for name, weight in weights.items()], axis=0
        )
        best = set(rows[np.argsort(-fused, kind="stable")[:TOP]].tolist())
        found += len(best & {hit.row for hit in searcher.rank(search, TOP, weights)})
    return found / TOP / len(asked)


def measure(size: int) -> str:
    """A row of the table."""
    process = psutil.Process()
    base = load(Settings().index_dir)
    before = process.memory_info().rss
    index, texts, build = synthetic(base, size)
    started = time.process_time()
    searchers = {lang: Searcher(index, lang) for lang in LANGUAGES}
    build += time.process_time() - started
    held = process.memory_info().rss - before
    with open("/proc/self/status", encoding="utf-8") as status:  # noqa: PTH123 - no file of ours
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM")) - before
    asked, times = searches(index, texts), []
    for search in asked:
        started = time.process_time()
        searchers["fr"].rank(search, TOP, index.manifest.ranking.weights)
        times.append(time.process_time() - started)
    load_average = f"{os.getloadavg()[0]:.1f}"
    share = recall(index, asked[:COMPARED], searchers["fr"])
    memory = f"{held / 2**20:,.0f}, {peak / 2**20:,.0f}"
    return f"| {size:,} | {build:.1f} | {memory} | {milliseconds(times)} | {share:.3f} | {load_average} |"


def main(sizes: Sequence[str]) -> None:
    """Measure each size in a process of its own."""
    if sizes[0] == ROW:
        print(measure(int(sizes[1])), flush=True)
        return
    print(HEAD, flush=True)
    for size in sizes:
        command = [sys.executable, "-m", "evaluation.scale", ROW, size]
        subprocess.run(command, check=True, env={**os.environ, **ONE_THREAD})


if __name__ == "__main__":
    main(sys.argv[1:])
