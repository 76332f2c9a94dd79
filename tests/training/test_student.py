"""The student on a table of five rows: losses worked out by hand, batches without repeats, files read back."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from late import Late

if TYPE_CHECKING:
    from pathlib import Path

    import sentence_transformers
    import torch

    import finetune
    import static
    import student
else:
    finetune, static, student = map(Late, ("finetune", "static", "student"))
    sentence_transformers, torch = map(Late, ("sentence_transformers", "torch"))

ROWS = np.asarray([[0, 0], [1, 0], [0, 1], [1, 1], [-1, 2]], dtype=np.float32)


def tiny() -> sentence_transformers.SentenceTransformer:
    """A student of four words and two dimensions."""
    vocabulary = {"[UNK]": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return student.make(tokenizer, ROWS.copy())


def batch(model: sentence_transformers.SentenceTransformer, *columns: list[str]) -> list[dict[str, torch.Tensor]]:
    return [model.tokenize(column) for column in columns]


def loss_of(loss: student.RankingLoss, *columns: list[str]) -> float:
    return float(loss(batch(loss.model, *columns), torch.zeros(1)).detach())


def test_a_text_is_the_direction_of_the_mean_of_its_rows() -> None:
    encode = student.encoder(tiny())
    assert encode(["un", "un deux", "trois"]) == pytest.approx(
        np.asarray([[1, 0], [0.5**0.5, 0.5**0.5], [0.5**0.5, 0.5**0.5]]), abs=1e-6
    )


def test_a_saved_student_is_read_back_within_what_three_bits_hold(tmp_path: Path) -> None:
    model = tiny()
    student.save(model, tmp_path / "model", "# Card")
    again = student.load(tmp_path / "model")
    assert (tmp_path / "model" / "README.md").read_text(encoding="utf-8") == "# Card"
    assert student.encoder(again)(["un deux", "quatre"]) == pytest.approx(
        student.encoder(model)(["un deux", "quatre"]), abs=0.15
    )
    assert student.is_static(again)


def test_rows_in_few_levels_keep_their_direction() -> None:
    rows = np.random.default_rng(0).standard_normal((50, 256)).astype(np.float32)
    whole, weights = student.in_few_levels(rows)
    assert set(np.unique(whole)) == set(range(-student.LARGEST, student.LARGEST + 1))
    back = whole * weights[:, None]
    cosines = (back * rows).sum(axis=1) / np.linalg.norm(back, axis=1) / np.linalg.norm(rows, axis=1)
    assert cosines.min() > 0.96
    # A browser gets the weights as half floats: they must not change on the way.
    assert np.array_equal(weights, weights.astype(np.float16).astype(np.float32))
    assert not student.in_few_levels(np.zeros((1, 4), np.float32))[0].any()


def test_the_ranking_loss_is_the_cross_entropy_of_scaled_cosines() -> None:
    # Questions and passages: (1, 0) and (0, 1), each its own answer; cosines 1 and 0, scale 20.
    expected = float(np.log(1 + np.exp(-student.SCALE)))
    found = loss_of(student.RankingLoss(tiny()), ["un", "deux"], ["un", "deux"])
    assert found == pytest.approx(expected, abs=1e-6)
    # Answers exchanged: each is as far as can be from what is wanted.
    assert loss_of(student.RankingLoss(tiny()), ["un", "deux"], ["deux", "un"]) == pytest.approx(20, abs=1e-4)


def test_the_ranking_loss_looks_both_ways() -> None:
    # Both questions are (1, 0): each finds a passage by chance, and so does each passage a question.
    columns = ["un", "un"], ["un", "deux"]
    forward = (np.log(1 + np.exp(-20)) + 20 + np.log(1 + np.exp(-20))) / 2
    backward = np.log(2)
    found = loss_of(student.RankingLoss(tiny()), *columns)
    assert found == pytest.approx((forward + backward) / 2, abs=1e-4)


def test_a_weight_multiplies_the_loss() -> None:
    columns = ["un", "deux"], ["trois", "quatre"]
    once, thrice = (loss_of(student.RankingLoss(tiny(), weight), *columns) for weight in (1.0, 3.0))
    assert thrice == pytest.approx(3 * once)


def test_the_anchor_is_the_mean_squared_distance_of_the_rows_to_those_at_the_start() -> None:
    model = tiny()
    loss = finetune.AnchoredRankingLoss(model, anchor=0.5)
    columns = ["un", "deux"], ["un", "deux"]
    before = loss_of(loss, *columns)
    with torch.no_grad():
        student.table(model)[4] += torch.tensor([3.0, 4.0])  # a row that the batch does not use
    assert loss_of(loss, *columns) - before == pytest.approx(0.5 * 25 / len(ROWS), abs=1e-5)


def test_distillation_is_one_minus_the_cosine_to_the_teacher() -> None:
    same, opposite = torch.tensor([[1.0, 0.0]]), torch.tensor([[-1.0, 0.0]])
    loss = static.Distillation(tiny(), weight=2.0)
    assert float(loss.compute_loss_from_embeddings([same], [same])) == pytest.approx(0, abs=1e-6)
    assert float(loss.compute_loss_from_embeddings([opposite], [same])) == pytest.approx(4, abs=1e-6)


def test_only_a_static_model_has_a_table() -> None:
    layers = sentence_transformers.SentenceTransformer(modules=[torch.nn.Identity()], device="cpu")
    with pytest.raises(TypeError, match="table of rows"):
        student.table(layers)


# Batches


def test_no_text_stands_twice_in_a_batch() -> None:
    rows = [("a", "x"), ("b", "x"), ("a", "y"), ("c", "z"), ("d", "w"), ("e", "c")]
    for numbers in student.distinct_batches(rows, 3, 40, random.Random(0)):
        texts = [text for number in numbers for text in rows[number]]
        assert len(numbers) == 3
        assert len(set(texts)) == len(texts)


def test_every_row_is_used_before_one_is_used_again() -> None:
    rows = [(f"q{i}", f"p{i}") for i in range(12)]
    batches = student.distinct_batches(rows, 4, 3, random.Random(0))
    assert sorted(number for batch in batches for number in batch) == list(range(12))


def test_rows_that_are_all_alike_cannot_fill_a_batch() -> None:
    with pytest.raises(ValueError, match="Only 1 of 2"):
        student.distinct_batches([("a", "b")] * 9, 2, 1, random.Random(0))


# Subjects to tune on


def subject(name: str, word: str = "mot") -> finetune.Subject:
    asked: dict[str, tuple[str, ...]] = {
        lang: (f"{name} {lang} un ?", f"{name} {lang} deux ?") for lang in ("fr", "en")
    }
    return finetune.Subject(name, asked, {lang: (f"{word} {name} {lang}",) for lang in ("fr", "en")})


@pytest.mark.parametrize("with_texts", [True, False])
def test_a_batch_has_one_pair_a_subject_and_no_question_answers_itself(with_texts: bool) -> None:
    subjects = [subject(name) for name in "abcdef"]
    rows, batches = finetune.pairs(subjects, 4, 5, random.Random(0), with_texts=with_texts)
    assert [list(batch) for batch in batches] == [list(range(start, start + 4)) for start in (0, 4, 8, 12, 16)]
    for batch_rows in ([rows[number] for number in batch] for batch in batches):
        assert len({asked.split()[0] for asked, _ in batch_rows}) == 4
    for asked, found in rows:
        assert asked != found
        assert asked.split()[0] in found.split()
        assert found.startswith("mot") is with_texts


def test_a_fifth_of_the_sections_is_kept_out_with_the_facts_that_they_tell() -> None:
    words = ("pomme", "poire", "prune", "cerise", "figue", "mangue", "olive", "datte", "noix", "orange")
    sections = [subject(f"/{word}/", word) for word in words]
    facts = [subject(f"fact-{word}", word) for word in words]
    learnt, told, kept = finetune.split(sections, facts)
    assert len(kept) == 2
    assert {one.name for one in learnt} | {one.name for one in kept} == {one.name for one in sections}
    assert {one.name for one in told} == {one.name.strip("/").join(("fact-", "")) for one in learnt}


def test_questions_of_sections_that_are_gone_are_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "more.jsonl"
    rows = [{"section": name, "fr": ["Neuf ?"], "en": ["New?"]} for name in ("a", "gone")]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    more, same = finetune.with_more_questions([subject("a"), subject("b")], path)
    assert more.questions["fr"] == (*subject("a").questions["fr"], "Neuf ?")
    assert same == subject("b")
    assert "gone" in capsys.readouterr().out


# Numbers


def test_an_average_is_the_mean_of_every_parameter() -> None:
    one, other = tiny(), tiny()
    with torch.no_grad():
        student.table(other).add_(2.0)
    assert student.table(finetune.average([one, other])).detach().numpy() == pytest.approx(ROWS + 1)


def test_a_rank_counts_owners_that_are_nearer_by_their_best() -> None:
    similar = np.asarray([[0.9, 0.1, 0.5, 0.6], [0.2, 0.1, 0.1, 0.9]], dtype=np.float32)
    # Owner 0 has the first two columns, owners 1 and 2 one each.
    assert finetune._ranks(similar, [0, 0, 1, 2], np.asarray([1, 2])) == [3, 1]


def test_rows_are_scaled_to_length_one_and_nothing_stays_nothing() -> None:
    assert static.unit(np.asarray([[3, 4], [0, 0]], dtype=np.float32)) == pytest.approx(
        np.asarray([[0.6, 0.8], [0, 0]])
    )


def test_the_main_direction_is_that_of_most_variance() -> None:
    vectors = np.asarray([[x, 0.1 * (-1) ** x, 5] for x in range(10)], dtype=np.float32)
    directions, mean = static.project(vectors, 1)
    assert abs(directions[:, 0]) == pytest.approx([1, 0, 0], abs=0.02)
    assert mean == pytest.approx([4.5, 0, 5])
