"""Damaged packaged data is refused in one sentence, never indexed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hdh_faq import packaged
from hdh_faq.errors import PackageDamagedError
from hdh_faq.faq import Faq
from hdh_faq.ranking import FEATURES, Ranking
from hdh_faq.store import SIGNALS


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package in a checkout of its own."""
    (tmp_path / "pyproject.toml").touch()
    copy = tmp_path / "src" / "hdh_faq"
    shutil.copytree(packaged.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])


def test_the_committed_pin_is_right() -> None:
    packaged.verify()


@pytest.mark.parametrize("name", ["data/ranking.json", "data/unanswered.jsonl", "data/model/model.safetensors"])
def test_one_flipped_bit_is_named_until_it_is_pinned(package: Path, name: str) -> None:
    before = (package / name).read_bytes()
    flip(package / name)
    with pytest.raises(PackageDamagedError, match=name):
        packaged.verify(package)
    if not name.startswith("data/model"):  # a change that leaves it of use
        (package / name).write_bytes(before + b"\n" if name == "data/ranking.json" else before.partition(b"\n")[2])
        with pytest.raises(PackageDamagedError, match=name):
            packaged.verify(package)
    packaged.pin(package)
    packaged.verify(package)


def refused(package: Path) -> str:
    """What is said of data that was pinned as it is."""
    packaged.pin(package)
    with pytest.raises(PackageDamagedError) as caught:
        packaged.verify(package)
    assert "\n" not in caught.value.message
    assert caught.value.message.endswith(".")
    return caught.value.message


GOOD = Ranking.packaged().to_dict()


@pytest.mark.parametrize("text", [
    b"", b"{", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000,
    *(json.dumps(data).encode() for data in (
        {name: value for name, value in GOOD.items() if name != "scope"},
        {**GOOD, "extra": 1},
        {**GOOD, "answer_from": "0.4"},
        {**GOOD, "answer_from": True},
        {**GOOD, "related_from": 1.5},
        {**GOOD, "in_scope_from": float("nan")},
        {**GOOD, "weights": []},
        {**GOOD, "weights": {}},
        {**GOOD, "weights": {"dense_txt": 1.0}},
        {**GOOD, "weights": {"bias": 1.0}},
        {**GOOD, "first": {"bias": None}},
        {**GOOD, "site": {"bias": float("inf")}},
        {**GOOD, "site": {"bias": 10**400}},
        {**GOOD, "scope": {"no such feature": 1.0}},
    )),
])  # fmt: skip
def test_numbers_that_cannot_be_used_are_refused_though_pinned(package: Path, text: bytes) -> None:
    (package / "data/ranking.json").write_bytes(text)
    assert "data/ranking.json" in refused(package)


@pytest.mark.parametrize("line", [
    "", "{", "[]", "null", "{}", '{"q": "Qui ?"}', '{"q": "Qui ?", "expect": "out_of_scopf"}',
    '{"q": "", "expect": "no_answer"}', '{"q": 1, "expect": "no_answer"}', '{"expect": "no_answer"}',
    '{"q": "Qui ?", "expect": []}', "[" * 100_000,
])  # fmt: skip
def test_a_line_that_is_no_question_is_refused_though_pinned(package: Path, line: str) -> None:
    path = package / "data/unanswered.jsonl"
    path.write_text(f'{{"q": "Qui ?", "expect": "no_answer"}}\n{line}\n', encoding="utf-8")
    assert "line 2" in refused(package)


@pytest.mark.parametrize("text", [b"", b"\xff\n"])
def test_a_list_of_no_questions_is_refused_though_pinned(package: Path, text: bytes) -> None:
    (package / "data/unanswered.jsonl").write_bytes(text)
    assert "data/unanswered.jsonl" in refused(package)


WORDS = json.loads((packaged.PACKAGE / "data/words.json").read_text(encoding="utf-8"))
RULE = {"mask": "[masqué]", "pattern": "[0-9]{9}"}


UNUSABLE: list[dict[str, object]] = [
    {"greetings": ["bonjour"]},
    {"stop_words": {"fr": "le la"}},
    {"foreign": "der die das"},
    {"shorthand": {"fr": {"pk": 1}, "en": {}}},
    {"messages": {"answered": {"fr": "Voici."}}},
    {"personal": {}},
    {"personal": [RULE, []]},
    {"personal": [{"mask": "[masqué]"}]},
    {"personal": [{**RULE, "pattern": "["}]},
    {"personal": [{**RULE, "check": "md5"}]},
    {"personal": [{**RULE, "extra": ""}]},
]


@pytest.mark.parametrize("text", [
    b"", b"{", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000,
    *(json.dumps({**WORDS, **changed}).encode() for changed in UNUSABLE),
])  # fmt: skip
def test_words_that_cannot_be_used_are_refused_though_pinned(package: Path, text: bytes) -> None:
    (package / "data/words.json").write_bytes(text)
    assert "data/words.json" in refused(package)


@pytest.mark.parametrize("text", [
    b"", b"{", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"_a": "1"}', b'{"_a": 1.5}', b'{"_a": true}',
    b'{"_a": NaN}', b'{"_a": {"b": 1}}', b'{"_a": 1' + b"0" * 400 + b"}",
])  # fmt: skip
def test_letter_groups_that_cannot_be_used_are_refused_though_pinned(package: Path, text: bytes) -> None:
    (package / "data/french.json").write_bytes(text)
    assert "data/french.json" in refused(package)


@pytest.mark.parametrize(("name", "text"), [
    ("words.json", b"{"),
    ("words.json", json.dumps({**WORDS, "messages": {}}).encode()),
    ("french.json", b"{"),
    ("french.json", b'{"_a": null}'),
    ("common-words.txt", b"\xff"),
])  # fmt: skip
def test_a_command_says_in_one_sentence_that_packaged_words_cannot_be_used(
    package: Path, name: str, text: bytes
) -> None:
    (package / "data" / name).write_bytes(text)
    packaged.pin(package)
    done = subprocess.run(
        [sys.executable, "-m", "hdh_faq", "ask", "Qui ?"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(package.parent)},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: The packaged file “data/{name}” cannot be used")
    assert len(done.stderr.splitlines()) == 1


def test_the_numbers_may_look_at_all_that_the_decision_looks_at(toy_faq: Faq) -> None:
    search = toy_faq.search("Qui remplace Microsoft ?", "fr")
    hits = toy_faq.rank(search, "fr", 3)
    assert set(toy_faq.judge.features(search, hits)) | set(SIGNALS) == FEATURES


def test_only_a_checkout_is_pinned_anew(package: Path) -> None:
    (package.parent.parent / "pyproject.toml").unlink()
    with pytest.raises(PackageDamagedError, match="install"):
        packaged.pin(package)


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("command", [["index"], ["serve"], ["ask", "Qui héberge les données ?"]])
def test_commands_refuse_an_emptied_ranking_in_one_sentence(
    package: Path, command: list[str], pinned: bool, toy_site: Path
) -> None:
    (package / "data/ranking.json").write_bytes(b"")
    if pinned:
        packaged.pin(package)
    settings = {"HDH_FAQ_SITE_DIR": str(toy_site), "HDH_FAQ_PORT": "0"}
    environment = {**os.environ, "PYTHONPATH": str(package.parent), **settings}
    done = subprocess.run(
        [sys.executable, "-m", "hdh_faq", *command],
        cwd=package.parent.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "data/ranking.json" in done.stderr
    assert "Traceback" not in done.stderr
