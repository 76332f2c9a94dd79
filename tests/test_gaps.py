"""Counts of what the pages do not answer: what is counted, what never is, and what becomes of the file."""

import csv
import io
import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from hdh_faq.answer import Answer, AnswerPassage, Outcome, Suggestion, abstention
from hdh_faq.cli import main
from hdh_faq.errors import FaqError, SettingError
from hdh_faq.faq import Faq
from hdh_faq.gaps import FEW, HEAD, Gaps, add, as_csv, nearest, read
from hdh_faq.server import create_app
from hdh_faq.settings import Settings

DAY = datetime.now(UTC).date().isoformat()
URL = "https://site.example/visio/#cost"


def silent(outcome: Outcome, *urls: str) -> Answer:
    return Answer("secret", "fr", outcome, 0.1, "", suggestions=tuple(Suggestion("Q ?", url) for url in urls))


def related(url: str) -> Answer:
    passage = AnswerPassage("t", "p", "h", url, "fr", "", 0.1, (), ())
    return Answer("secret", "fr", Outcome.RELATED, 0.1, "", (passage,))


@pytest.mark.parametrize(
    ("answer", "section"),
    [
        (related(URL), "/visio/#cost"),
        (silent(Outcome.NO_ANSWER, URL, "/other/"), "/visio/#cost"),
        (silent(Outcome.NO_ANSWER), ""),
        (silent(Outcome.OUT_OF_SCOPE, URL), ""),
    ],
)
def test_the_nearest_section_is_told_where_something_is_near(answer: Answer, section: str) -> None:
    assert nearest(answer) == section


def test_abstentions_are_counted_and_nothing_else(tmp_path: Path) -> None:
    gaps = Gaps(tmp_path / "gaps.json")
    for outcome in Outcome:
        gaps.count(abstention(outcome, "secret", "fr", limit=1, reason="x"))
    gaps.write()
    counted = {"related", "no_answer", "out_of_scope", "other_language"}
    assert read(tmp_path / "gaps.json") == Counter({(DAY, outcome, ""): 1 for outcome in counted})


def test_the_file_holds_days_outcomes_sections_and_counts_only(tmp_path: Path) -> None:
    gaps = Gaps(tmp_path / "gaps.json")
    for _ in range(3):
        gaps.count(related(URL), 0.123)
    gaps.write()
    assert json.loads((tmp_path / "gaps.json").read_text()) == [[DAY, "related", "/visio/#cost", 3]]
    assert [path.name for path in tmp_path.iterdir()] == ["gaps.json"]


def test_what_is_counted_later_is_added(tmp_path: Path) -> None:
    path = tmp_path / "gaps.json"
    for _ in range(2):
        gaps = Gaps(path)
        gaps.count(related(URL))
        gaps.write()
        gaps.write()
    assert read(path).total() == 2


def _add_often(path: Path) -> None:
    for _ in range(20):
        add(path, Counter({(DAY, "related", "/"): 1}))


def test_several_processes_lose_no_count(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(_add_often, [tmp_path / "gaps.json"] * 3))
    assert read(tmp_path / "gaps.json").total() == 60


@pytest.mark.parametrize(
    "content", [b"", b"{}x", b'{"a": 1}', b"[[1]]", b'[["d", "o", "s", "many"]]', b"\xff", b"[1]"]
)
def test_a_file_of_something_else_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thesis.txt"
    path.write_bytes(content)
    with pytest.raises(FaqError, match=r"thesis\.txt"):
        add(path, Counter({(DAY, "related", "/"): 1}))
    assert path.read_bytes() == content


def test_counts_that_cannot_be_written_are_kept_for_the_next_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gaps = Gaps(tmp_path / "later" / "gaps.json")
    gaps.count(related(URL))
    gaps.write()
    assert "FileNotFoundError" in caplog.text
    (tmp_path / "later").mkdir()
    gaps.write()
    assert read(tmp_path / "later" / "gaps.json").total() == 1


def test_small_counts_are_put_together(tmp_path: Path) -> None:
    counts = Counter({
        ("2026-11-28", "related", "/a/"): 5,
        ("2026-11-28", "related", "/b/"): 4,
        ("2026-11-28", "related", "/c/"): 1,
        ("2026-11-28", "no_answer", "/a/"): 1,
        ("2026-11-29", "related", "/b/"): 4,
    })  # fmt: skip
    rows = list(csv.reader(io.StringIO(as_csv(counts))))
    assert rows == [
        list(HEAD),
        ["2026-11-28", "no_answer", FEW, "1"],
        ["2026-11-28", "related", FEW, "5"],
        ["2026-11-28", "related", "/a/", "5"],
        ["2026-11-29", "related", FEW, "4"],
    ]


def test_the_command_prints_them(tmp_path: Path) -> None:
    add(tmp_path / "gaps.json", Counter({(DAY, "no_answer", "/a/"): 7}))
    done = CliRunner().invoke(main, ["gaps"], env={"HDH_FAQ_GAPS_FILE": str(tmp_path / "gaps.json")})
    assert (done.exit_code, done.output) == (0, f"day,outcome,section,count\n{DAY},no_answer,/a/,7\n")


def test_without_a_file_the_command_says_which_setting_is_missing() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HDH_FAQ_")}
    command = [sys.executable, "-m", "hdh_faq", "gaps"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "HDH_FAQ_GAPS_FILE" in done.stderr


def test_a_server_counts_only_if_it_is_told_to_and_writes_at_its_end(
    toy_faq: Faq, toy_site: Path, tmp_path: Path
) -> None:
    path = tmp_path / "gaps.json"
    for settings in (Settings(site_dir=toy_site), Settings(site_dir=toy_site, gaps_file=str(path))):
        with TestClient(create_app(toy_faq, settings)) as client:
            client.post("/api/ask", json={"question": "zzz yyy xxx"})
        assert path.is_file() is bool(settings.gaps_file)
    assert read(path) == Counter({(DAY, "out_of_scope", ""): 1})


def test_a_server_does_not_start_with_a_file_it_cannot_use(toy_faq: Faq, toy_site: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("chapter one")
    with pytest.raises(FaqError, match=r"thesis\.txt"):
        create_app(toy_faq, Settings(site_dir=toy_site, gaps_file=str(tmp_path / "thesis.txt")))
    with pytest.raises(SettingError, match="HDH_FAQ_GAPS_FILE"):
        create_app(toy_faq, Settings(site_dir=toy_site, gaps_file=str(tmp_path / "nowhere" / "gaps.json")))
