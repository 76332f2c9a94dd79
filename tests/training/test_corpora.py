"""Training corpora: files of known digests only, for their use only, and samples that come out the same."""

import argparse
import hashlib
import json
import random
from pathlib import Path

import pandas as pd
import pytest

import corpora
from card import STATIC, TRANSPLANT, write_card
from conftest import PROJECT
from corpora import Corpora, CorpusError, _cloze, _neighbours, _pairs
from options import add_shared

FILES = json.loads((PROJECT / "training" / "data.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "entry"), FILES.items())
def test_every_file_names_its_use_its_digest_its_address_and_its_licence(name: str, entry: dict[str, str]) -> None:
    assert entry["use"] in ("train", "measure")
    assert len(bytes.fromhex(entry["sha256"])) == hashlib.sha256().digest_size
    assert entry["address"]
    assert entry["commit"]
    assert entry["licence"]
    assert entry["use"] == "measure" or "mixed-licence" not in name


TRAINED = next(name for name, entry in FILES.items() if entry["use"] == "train")
MEASURED = next(name for name, entry in FILES.items() if entry["use"] == "measure")


def test_what_is_measured_on_is_never_trained_on(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is for 'measure', not for 'train'"):
        corpora.read(tmp_path, MEASURED, "train")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=f"{TRAINED} is missing"):
        corpora.read(tmp_path, TRAINED, "train")


def test_an_altered_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / TRAINED).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / TRAINED).write_bytes(b"no parquet at all")
    with pytest.raises(CorpusError, match=r"whose digest stands in training/data\.json"):
        corpora.read(tmp_path, TRAINED, "train")


def test_pairs_with_an_empty_side_are_left_out() -> None:
    frame = pd.DataFrame({"q": ["a", "", None, "d"], "p": ["b", "c", "d", " "]})
    assert _pairs(frame, "q", "p") == [("a", "b")]


def test_a_neighbour_is_another_row_of_the_same_document_and_each_can_be_one() -> None:
    documents = ["x", "y", "x", "z", "x", "y"]
    chosen = [_neighbours(documents, random.Random(seed)) for seed in range(50)]
    for own in chosen:
        assert own[3] == -1
        assert all(documents[own[row]] == documents[row] and own[row] != row for row in (0, 1, 2, 4, 5))
    assert {own[0] for own in chosen} == {2, 4}
    assert {own[2] for own in chosen} == {0, 4}
    assert {own[4] for own in chosen} == {0, 2}


def test_two_sentences_of_a_passage_are_asked_with_the_rest_of_it() -> None:
    sentences = [f"La phrase numéro {word} est assez longue." for word in ("une", "deux", "trois", "quatre")]
    found = list(_cloze([" ".join(sentences)], random.Random(0)))
    assert len(found) == 2
    for sentence, rest in found:
        assert sentence in sentences
        assert rest == " ".join(other for other in sentences if other != sentence)


@pytest.mark.parametrize(("sentences", "count"), [(2, 0), (3, 2)])
def test_a_passage_of_fewer_than_three_sentences_is_not_asked(sentences: int, count: int) -> None:
    passage = " ".join(["Une phrase qui est assez longue."] * sentences) + " Courte."
    assert len(list(_cloze([passage], random.Random(0)))) == count


def test_passages_of_piaf_weigh_twice_and_each_stands_once_a_source() -> None:
    retrieval: dict[str, list[corpora.Pair] | list[corpora.Triplet]] = {
        "piaf": [("q1", "p"), ("q2", "p")],
        "snds": [("q", "s")],
        "public": [("q", "a")],
    }
    assert Corpora({}, retrieval).french_passages() == ["p", "p", "s", "a"]


def test_options_take_the_folder_from_the_environment_or_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINING_DATA", "/data")
    assert add_shared(argparse.ArgumentParser()).parse_args([]).data == Path("/data")
    assert add_shared(argparse.ArgumentParser()).parse_args(["--data", "x"]).data == Path("x")
    monkeypatch.delenv("TRAINING_DATA")
    with pytest.raises(SystemExit):
        add_shared(argparse.ArgumentParser()).parse_args([])


def test_a_script_that_reads_no_corpora_wants_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRAINING_DATA", raising=False)
    options = add_shared(argparse.ArgumentParser(), data=False).parse_args([])
    assert (options.work, options.threads) == (Path(".cache/training"), 2)


@pytest.mark.parametrize("kind", [STATIC, TRANSPLANT])
def test_the_card_names_what_was_trained_on_and_nothing_else(kind: dict[str, str]) -> None:
    card = write_card("name", kind, tuned=False)
    assert all((f"| {name} |" in card) == (entry["use"] == "train") for name, entry in FILES.items())
    assert ("tuned on" in card, "tuned on" in write_card("name", kind, tuned=True)) == (False, True)
