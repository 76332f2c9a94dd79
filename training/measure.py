"""Measure a model where nobody here wrote the questions: PIAF, the CNIL's help pages, Canadian privacy statutes.

Each question ranks all passages, by the model alone and by the sum of its z-scores and those of BM25.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

import corpora
import student
from evaluation.judge import as_table
from hdh_faq.lexical import LexicalField, terms
from hdh_faq.search import standardise
from options import add_shared

DEPTH = 10
PRIVACY_ACTS = ("P-21", "P-8.6", "A-1")


@dataclass(frozen=True)
class Benchmark:
    """Questions, passages, and for each question the rows of the right passages."""

    name: str
    questions: Sequence[str]
    passages: Sequence[str]
    right: Sequence[frozenset[int]]
    languages: tuple[str, str] = ("fr", "fr")


def piaf(data: Path, name: str) -> Benchmark:
    """Questions written while looking at a paragraph of Wikipedia."""
    frame = corpora.read(data, f"{name}.parquet", "measure")
    distinct = frame.drop_duplicates("pid")
    rows = {pid: row for row, pid in enumerate(distinct["pid"])}
    passages = [f"{title} — {text}" for title, text in zip(distinct["title"], distinct["p"], strict=True)]
    return Benchmark(name, frame["q"].tolist(), passages, [frozenset({rows[pid]}) for pid in frame["pid"]])


def cnil(data: Path) -> Benchmark:
    """Testers' questions to the CNIL's help pages; each page is its title and its answer."""
    pages = corpora.read(data, "mixed-licence/bench-cnil-faq-docs.parquet", "measure")
    asked = corpora.read(data, "mixed-licence/bench-cnil-faq-queries.parquet", "measure")
    rows = {str(name): row for row, name in enumerate(pages["id"])}
    passages = [f"{title} — {text}" for title, text in zip(pages["title"], pages["text"], strict=True)]
    right = [frozenset(rows[str(name)] for name in names) for names in asked["ids"]]
    return Benchmark("cnil", asked["q"].tolist(), passages, right)


def statutes(data: Path, asked: str, found: str) -> Benchmark:
    """Marginal notes of the privacy and access statutes that were kept out of training."""
    frame = corpora.read(data, "bench-laws-held-out.parquet", "measure")
    frame = frame[frame["doc"].isin(PRIVACY_ACTS)].reset_index(drop=True)
    questions = (frame[f"heading_{asked}"].fillna("") + " : " + frame[f"note_{asked}"].fillna("")).str.strip(" :")
    rows: dict[str, set[int]] = {}
    for row, question in enumerate(questions):
        if question:
            rows.setdefault(question, set()).add(row)
    right = [frozenset(own) for own in rows.values()]
    return Benchmark(f"statutes {asked}→{found}", list(rows), frame[found].tolist(), right, (asked, found))


def measure(encode: student.Encoder, benchmark: Benchmark) -> dict[str, str | float]:
    """Share found first, among five, and mean reciprocal rank; then the last with BM25."""
    dense = encode(benchmark.questions) @ encode(benchmark.passages).T
    asked, found = benchmark.languages
    field = LexicalField.build(benchmark.passages, found)
    lexical = [field.scores(terms(question, asked)) for question in benchmark.questions]
    fused = [standardise(own) + standardise(other) for own, other in zip(dense, lexical, strict=True)]
    alone, together, words = (_ranks(scores, benchmark.right) for scores in (dense, fused, lexical))
    return {
        "benchmark": benchmark.name,
        "recall@1": round(float((alone == 1).mean()), 3),
        "recall@5": round(float(((alone > 0) & (alone <= 5)).mean()), 3),  # noqa: PLR2004
        "MRR@10": _reciprocal(alone),
        "MRR@10 with BM25": _reciprocal(together),
        "MRR@10 of BM25": _reciprocal(words),
    }


def _ranks(
    scores: Sequence[NDArray[np.float32]] | NDArray[np.float32], right: Sequence[frozenset[int]]
) -> NDArray[np.int64]:
    best = (np.argsort(-own, kind="stable")[:DEPTH] for own in scores)
    return np.asarray(
        [
            next((rank for rank, row in enumerate(top, 1) if int(row) in rows), 0)
            for top, rows in zip(best, right, strict=True)
        ]
    )


def _reciprocal(ranks: NDArray[np.int64]) -> float:
    return round(float(np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0).mean()), 3)


def main() -> None:
    """Print one table a model."""
    parser = add_shared(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("models", type=Path, nargs="+", help="folders of models")
    parser.add_argument("--only", nargs="*", help="names of the benchmarks")
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    data = arguments.data
    benchmarks = [
        piaf(data, "piaf-test"), cnil(data), statutes(data, "fr", "fr"), statutes(data, "fr", "en"),
    ]  # fmt: skip
    for folder in arguments.models:
        encode = student.encoder(SentenceTransformer(str(folder), device="cpu"))
        chosen = [bench for bench in benchmarks if not arguments.only or bench.name in arguments.only]
        print(f"{folder}\n\n{as_table([measure(encode, benchmark) for benchmark in chosen])}\n", flush=True)


if __name__ == "__main__":
    main()
