"""A cross-encoder, which reads question and passage together: the second stage that was tried.

It learns from a right passage for each question and wrong ones from the head of our own ranking; for questions that
no page answers, from wrong ones only. `evaluation/results.md` says what it brought.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from datasets import Dataset
from sentence_transformers import CrossEncoder
from sentence_transformers.cross_encoder import CrossEncoderTrainer, CrossEncoderTrainingArguments
from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss

from finetune import QUESTIONS, Subject, read_sections, with_more_questions
from hdh_faq.faq import Faq
from hdh_faq.index import document_text, packaged_unanswered
from hdh_faq.pages import LANGUAGES
from hdh_faq.search import passage_terms
from hdh_faq.settings import Settings
from options import add_shared
from student import in_order

SEED = 0
DEPTH, WRONG = 12, 2
"""How far down our ranking wrong passages are taken from, and how many a question."""
ALIKE = 0.5
"""A passage that shares this much of the right one's words may be right as well."""
PAIRS, BATCH, TOKENS, RATE, TABLE_RATE = 18_000, 32, 128, 1e-4, 5e-4

Pair = tuple[str, str, float]


def answerable(faq: Faq, subjects: Sequence[Subject], rng: random.Random) -> Iterator[Pair]:
    """Each question, in random order, with a passage of its section and some that ours ranks high."""
    asked = [
        (question, lang, subject.name)
        for subject in subjects
        for lang in LANGUAGES
        for question in subject.questions[lang]
    ]
    rng.shuffle(asked)
    for question, lang, name in asked:
        hits = faq.rank(question, lang, 4 * DEPTH)
        right = [hit.passage for hit in hits if hit.passage.url.removeprefix("/en") == name]
        if not right:
            continue
        yield question, document_text(right[0]), 1.0
        own = passage_terms(right[0])
        wrong = [
            hit.passage
            for hit in hits[:DEPTH]
            if hit.passage.url.removeprefix("/en") != name
            and len(own & passage_terms(hit.passage)) < ALIKE * min(len(own), len(passage_terms(hit.passage)))
        ]
        for passage in rng.sample(wrong, min(WRONG, len(wrong))):
            yield question, document_text(passage), 0.0


def unanswerable(faq: Faq, rng: random.Random) -> Iterator[Pair]:
    """Each question that no page answers, with three passages that ours ranks high."""
    for row in map(json.loads, packaged_unanswered().splitlines()):
        for hit in rng.sample(faq.rank(row["q"], row["lang"], 5), 3):
            yield row["q"], document_text(hit.passage), 0.0


def main() -> None:
    """Train and save."""
    parser = add_shared(argparse.ArgumentParser(description=__doc__), data=False)
    parser.add_argument("--start", type=Path, required=True, help="folder of the transplant")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--index", type=Path, default=Path("index"), help="built index, with the packaged model")
    parser.add_argument(
        "--questions", type=Path, default=QUESTIONS, help="JSON lines of more questions about the sections"
    )
    parser.add_argument("--pairs", type=int, default=PAIRS)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    start = time.perf_counter()
    rng = random.Random(SEED)
    sections = with_more_questions(read_sections(arguments.index), arguments.questions)
    faq = Faq.load(arguments.index, Settings())
    pairs = list(unanswerable(faq, rng))
    for pair in answerable(faq, sections, rng):
        pairs.append(pair)
        if len(pairs) >= arguments.pairs:
            break
    # Batches of like length hold little padding; their order is random.
    pairs.sort(key=lambda pair: len(pair[0]) + len(pair[1]))
    batches = [pairs[i : i + BATCH] for i in range(0, len(pairs) - BATCH + 1, BATCH)]
    rng.shuffle(batches)
    ordered = [pair for batch in batches for pair in batch]
    print(f"{len(ordered)} pairs, {np.mean([pair[2] for pair in ordered]):.2f} right: "
          f"{time.perf_counter() - start:.0f} s", flush=True)  # fmt: skip
    model = CrossEncoder(str(arguments.start), num_labels=1, max_length=TOKENS, device="cpu")
    columns = dict(zip(("question", "passage", "label"), map(list, zip(*ordered, strict=True)), strict=True))
    trainer = CrossEncoderTrainer(
        model=model,
        args=CrossEncoderTrainingArguments(
            output_dir=str(arguments.work / "trainer"),
            max_steps=len(batches),
            per_device_train_batch_size=BATCH,
            learning_rate=RATE,
            learning_rate_mapping={"word_embeddings": TABLE_RATE},
            warmup_steps=len(batches) // 10,
            bf16=True,
            use_cpu=True,
            batch_sampler=in_order,
            save_strategy="no",
            report_to="none",
            logging_steps=max(len(batches) // 10, 1),
            disable_tqdm=True,
            seed=SEED,
        ),
        train_dataset=Dataset.from_dict(columns),
        loss=BinaryCrossEntropyLoss(model),
    )
    trainer.train()
    model.save_pretrained(str(arguments.out))
    print(f"{arguments.out}: {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
