"""Tune a static student on this site's own questions: those that its sections carry and those of the dossier.

With ``--hold-out`` a fifth of the sections is kept out, both languages together, with the facts that they tell,
and the tuned student is measured on the questions of those sections.
"""

import argparse
import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import yaml
from sentence_transformers import SentenceTransformer
from torch import Tensor

import student
from card import STATIC, TRANSPLANT, write_card
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import LexicalField, terms
from hdh_faq.passage import Passage
from options import add_shared

SEED = 0
QUESTIONS = Path("docs/questions.jsonl")
HELD_OUT = 5
"""One section in this many is kept out."""
OTHER_LANGUAGE = 0.25
"""Share of the pairs that cross the languages."""
STEPS, RUNS, RATE, ANCHOR, BATCH = 600, 3, 2e-3, 0.3, 448
LAYERS_RATE, TABLE_RATE, LAYERS_BATCH = 1e-4, 5e-4, 64
"""For a model with layers: a batch of it costs a hundred times as much."""


@dataclass(frozen=True)
class Subject:
    """A section of the site, or a fact of the dossier: what is asked about it and what is said, by language."""

    name: str
    questions: dict[str, tuple[str, ...]]
    texts: dict[str, tuple[str, ...]]


class AnchoredRankingLoss(student.RankingLoss):
    """InfoNCE plus the squared distance of the rows to those at the start, so that little data moves them little."""

    def __init__(self, model: SentenceTransformer, anchor: float) -> None:
        """Remember the rows; ``anchor`` weighs the mean over the pieces of their squared distance."""
        super().__init__(model)
        self.anchor = anchor
        self._start = student.table(model).detach().clone()

    def forward(self, sentence_features: Iterable[dict[str, Tensor]], labels: Tensor) -> Tensor:
        """The loss of a batch."""
        moved = student.table(self.model) - self._start
        return super().forward(sentence_features, labels) + self.anchor * moved.square().sum(dim=1).mean()


def read_sections(index: Path) -> list[Subject]:
    """The sections of the built index; the English twin of ``/x/#y`` is ``/en/x/#y``."""
    lines = (index / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    questions: dict[str, dict[str, tuple[str, ...]]] = {}
    texts: dict[str, dict[str, tuple[str, ...]]] = {}
    for passage in map(Passage.from_json, lines):
        name = passage.url.removeprefix("/en")
        asked = questions.setdefault(name, {})
        asked[passage.lang] = (*asked.get(passage.lang, ()), *passage.questions)
        own = texts.setdefault(name, {})
        own[passage.lang] = (*own.get(passage.lang, ()), passage.document)
    return [
        Subject(name, asked, texts[name])
        for name, asked in questions.items()
        if set(asked) == set(LANGUAGES) and all(asked.values())
    ]


def with_more_questions(sections: Sequence[Subject], path: Path) -> list[Subject]:
    """The sections with the questions of ``path``: JSON lines of a ``section`` and its questions by language.

    Those of a section that the index no longer has are passed over.
    """
    more = {row["section"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    gone = more.keys() - {section.name for section in sections}
    if gone:
        print(f"{path.name} has questions of sections that are gone: {', '.join(sorted(gone))}", flush=True)
    return [
        replace(own, questions={lang: (*asked, *more[own.name][lang]) for lang, asked in own.questions.items()})
        if own.name in more
        else own
        for own in sections
    ]


def read_facts(dossier: Path) -> list[Subject]:
    """The facts of the dossier that have questions."""
    told: dict[str, dict[str, tuple[str, ...]]] = {
        fact["id"]: {lang: (fact[lang],) for lang in LANGUAGES}
        for path in sorted(dossier.glob("facts-*.yml"))
        for fact in yaml.safe_load(path.read_text(encoding="utf-8"))
    }
    rows = [
        json.loads(line)
        for path in sorted(dossier.glob("questions-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        Subject(row["fact"], {lang: tuple(row[lang]) for lang in LANGUAGES}, told[row["fact"]])
        for row in rows
        if row["fact"] in told
    ]


def split(
    sections: Sequence[Subject], facts: Sequence[Subject]
) -> tuple[list[Subject], list[Subject], list[Subject]]:
    """Sections to learn from, facts to learn from, sections kept out.

    A fact goes with the section whose French text tells it best (BM25), since its questions would give it away.
    """
    kept = set(random.Random(SEED).sample([section.name for section in sections], len(sections) // HELD_OUT))
    texts = ["\n".join(section.texts["fr"]) for section in sections]
    field = LexicalField.build(texts, "fr")
    owners = [sections[int(field.scores(terms(fact.texts["fr"][0], "fr")).argmax())].name for fact in facts]
    return (
        [section for section in sections if section.name not in kept],
        [fact for fact, owner in zip(facts, owners, strict=True) if owner not in kept],
        [section for section in sections if section.name in kept],
    )


def pairs(
    subjects: Sequence[Subject], size: int, count: int, rng: random.Random, *, with_texts: bool
) -> tuple[list[student.Row], list[range]]:
    """Batches of one question a subject with its text, or with another question about it.

    A batch holds most of the subjects, so that the near misses of each, which are what it must be told from, are
    among its negatives, and no other pair of the same subject is.
    """
    rows: list[student.Row] = []
    for _ in range(count):
        for subject in rng.sample(subjects, size):
            lang = rng.choice(LANGUAGES)
            other = LANGUAGES[1 - LANGUAGES.index(lang)] if rng.random() < OTHER_LANGUAGE else lang
            asked = rng.choice(subject.questions[lang])
            found = subject.texts[other] if with_texts else subject.questions[other]
            rows.append((asked, rng.choice([text for text in found if text != asked] or [asked])))
    return rows, [range(start, start + size) for start in range(0, len(rows), size)]


def tune(
    sections: Sequence[Subject], facts: Sequence[Subject], seed: int, arguments: argparse.Namespace
) -> SentenceTransformer:
    """Train on both kinds of subjects, to find texts and to find questions."""
    rng = random.Random(seed)
    model = student.load(arguments.start)
    static = student.is_static(model)
    loss = AnchoredRankingLoss(model, arguments.anchor) if static else student.RankingLoss(model)
    kinds = {name: subjects for name, subjects in (("sections", sections), ("facts", facts)) if subjects}
    size = min(BATCH if static else LAYERS_BATCH, *(len(subjects) for subjects in kinds.values()))
    count = arguments.steps // (2 * len(kinds))
    lessons = {}
    for kind, subjects in kinds.items():
        for with_texts in True, False:
            rows, batches = pairs(subjects, size, count, rng, with_texts=with_texts)
            name = f"{kind}-{'texts' if with_texts else 'questions'}"
            lessons[name] = student.Lesson(("anchor", "positive"), rows, batches, loss)
    rates = (arguments.rate, None) if static else (LAYERS_RATE, TABLE_RATE)
    student.fit(model, lessons, arguments.work, *rates, warmup=arguments.steps // 10)
    return model


def average(models: Sequence[SentenceTransformer]) -> SentenceTransformer:
    """One model whose parameters are the means of theirs (model soup, Wortsman et al. 2022); all had one start."""
    states = [model.state_dict() for model in models]
    models[0].load_state_dict({name: torch.stack([own[name] for own in states]).mean(dim=0) for name in states[0]})
    return models[0]


def measure(encode: student.Encoder, sections: Sequence[Subject], asked: Sequence[Subject]) -> dict[str, float]:
    """Each question of the sections ``asked`` against all sections: share found first, and mean reciprocal rank.

    ``text``: against the texts of its language; ``cross``: of the other; ``questions``: against the carried
    questions of its language but itself.
    """
    scores: dict[str, list[int]] = {"text": [], "cross": [], "questions": []}
    names = [section.name for section in sections]
    for lang in LANGUAGES:
        own = [(section.name, question) for section in asked for question in section.questions[lang]]
        vectors = encode([question for _, question in own])
        wanted = np.asarray([names.index(name) for name, _ in own])
        for kind, where in ("text", lang), ("cross", LANGUAGES[1 - LANGUAGES.index(lang)]):
            texts = [(row, text) for row, section in enumerate(sections) for text in section.texts[where]]
            scores[kind] += _ranks(vectors @ encode([text for _, text in texts]).T, [row for row, _ in texts], wanted)
        carried = [(row, text) for row, section in enumerate(sections) for text in section.questions[lang]]
        similar = vectors @ encode([text for _, text in carried]).T
        same = np.asarray([[question == text for _, text in carried] for _, question in own])
        scores["questions"] += _ranks(np.where(same, -1, similar), [row for row, _ in carried], wanted)
    return {
        f"{kind} {name}": round(value, 3)
        for kind, ranks in scores.items()
        for name, value in (
            ("hit@1", float(np.mean(np.asarray(ranks) == 1))),
            ("mrr", float(np.mean(1 / np.asarray(ranks)))),
        )
    }


def _ranks(
    similar: student.Rows, owners: Sequence[int], wanted: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> list[int]:
    best = np.full((len(similar), max(owners) + 1), -1.0, dtype=np.float32)
    for column, owner in enumerate(owners):
        best[:, owner] = np.maximum(best[:, owner], similar[:, column])
    right = best[np.arange(len(wanted)), wanted]
    return [int(rank) for rank in (best > right[:, None]).sum(axis=1) + 1]


def main() -> None:
    """Tune, save, and with ``--hold-out`` measure."""
    parser = add_shared(argparse.ArgumentParser(description=__doc__), data=False)
    parser.add_argument("--start", type=Path, required=True, help="folder of the student to tune")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--index", type=Path, default=Path("index"), help="built index with the carried questions")
    parser.add_argument("--dossier", type=Path, help="folder of facts-*.yml and questions-*.jsonl, if there is one")
    parser.add_argument(
        "--questions", type=Path, default=QUESTIONS, help="JSON lines of more questions about the sections"
    )
    parser.add_argument(
        "--hold-out", action="store_true", help="keep out a fifth of the sections and measure on them"
    )
    parser.add_argument("--steps", type=int, default=STEPS, help="batches of a run")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of different seeds, whose models are averaged")
    parser.add_argument("--with-start", action="store_true", help="average the start with the runs: it forgets less")
    parser.add_argument("--rate", type=float, default=RATE, help="learning rate")
    parser.add_argument("--anchor", type=float, default=ANCHOR, help="weight of the distance to the starting rows")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    start = time.perf_counter()
    every = with_more_questions(read_sections(arguments.index), arguments.questions)
    facts = read_facts(arguments.dossier) if arguments.dossier else []
    sections, told, kept = split(every, facts) if arguments.hold_out else (every, facts, [])
    print(f"{len(sections)} sections and {len(told)} facts to learn from, {len(kept)} sections kept out", flush=True)
    if kept:
        print("before", json.dumps(measure(student.encoder(student.load(arguments.start)), every, kept)), flush=True)
    models = [tune(sections, told, seed, arguments) for seed in range(SEED, SEED + arguments.runs)]
    model = average([*models, student.load(arguments.start)] if arguments.with_start else models)
    if kept:
        print("after ", json.dumps(measure(student.encoder(model), every, kept)), flush=True)
    kind = STATIC if student.is_static(model) else TRANSPLANT
    student.save(model, arguments.out, write_card(arguments.out.name, kind, tuned=True))
    print(f"{arguments.out}: {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
