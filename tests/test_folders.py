"""A folder is replaced whole or not at all, whenever its maker is killed, and nothing of others is touched."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from hdh_faq import folders
from hdh_faq.folders import replacing

PARTS = 20


def fill(folder: Path, text: str) -> None:
    with replacing(folder) as fresh:
        for number in range(PARTS):
            (fresh / str(number)).write_text(text, encoding="utf-8")


def content(folder: Path) -> set[str]:
    assert len(list(folder.iterdir())) == PARTS
    return {path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_files_of_others_beside_the_folder_are_left_alone(tmp_path: Path) -> None:
    for name in (".config-precious", ".config.hdh-faq-precious"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("mine", encoding="utf-8")
    (tmp_path / ".config.hdh-faq-file").write_text("mine", encoding="utf-8")
    fill(tmp_path / "config", "old")
    fill(tmp_path / "config", "new")
    assert content(tmp_path / "config") == {"new"}
    assert len(list(tmp_path.rglob("thesis.txt"))) == 2
    assert (tmp_path / ".config.hdh-faq-file").is_file()


@pytest.mark.parametrize("at_once", [True, False])
def test_a_kill_at_any_moment_leaves_one_whole_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(folders, "_exchange_at_once", lambda *_: False)
    folder = tmp_path / "a[b]*"
    fill(folder, "first")
    chance = random.Random(1)
    for number in range(20):
        child = os.fork()
        if not child:
            while True:
                fill(folder, f"text {number}")
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        folders.recover(folder)
        assert len(content(folder)) == 1
    fill(folder, "last")
    assert content(folder) == {"last"}
    assert list(tmp_path.iterdir()) == [folder]


def test_a_kill_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    fill(folder, "old")
    child = os.fork()
    if not child:
        folders._exchange_at_once = lambda *_: False
        rename = Path.rename

        def killed_after(path: Path, target: Path) -> Path:
            rename(path, target)
            os.kill(os.getpid(), signal.SIGKILL)
            return target

        Path.rename = killed_after  # type: ignore[method-assign,assignment]
        fill(folder, "new")
    os.waitpid(child, 0)
    assert not folder.exists()
    folders.recover(folder)
    assert content(folder) == {"old"}
    assert list(tmp_path.iterdir()) == [folder]


def test_two_writers_at_once_both_end_and_the_last_wins(tmp_path: Path) -> None:
    with replacing(tmp_path / "index") as fresh:
        fill(tmp_path / "index", "first")
        for number in range(PARTS):
            (fresh / str(number)).write_text("second", encoding="utf-8")
    assert content(tmp_path / "index") == {"second"}
    assert list(tmp_path.iterdir()) == [tmp_path / "index"]


def test_a_linked_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    fill(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == {"new"}


def test_an_error_leaves_the_old_folder_and_no_scratch(tmp_path: Path) -> None:
    fill(tmp_path / "index", "old")
    with pytest.raises(OSError, match="full"), replacing(tmp_path / "index"):
        raise OSError(28, "full")
    assert content(tmp_path / "index") == {"old"}
    assert list(tmp_path.iterdir()) == [tmp_path / "index"]
