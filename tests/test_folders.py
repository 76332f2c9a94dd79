"""A folder is replaced whole or not at all, whenever its maker is killed, and nothing of others is touched."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from hdh_faq import folders
from hdh_faq.errors import FolderError
from hdh_faq.folders import LIST, own, replacing
from hdh_faq.locks import locked

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


STEPS = {
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.truncate",
    "shutil.rmtree",
    "ctypes.call_function",
}
"""What Python tells before it does it."""


def killed_before(step: int, work: Callable[[], None]) -> bool:
    """Do the work in a process that is killed before this step; false if it ended before."""
    child = os.fork()
    if not child:
        left = count(step, -1)
        sys.addaudithook(
            lambda name, _: os.kill(os.getpid(), signal.SIGKILL) if name in STEPS and not next(left) else None
        )
        work()
        os._exit(0)
    return os.waitpid(child, 0)[1] != 0


@pytest.mark.parametrize("at_once", [True, False])
def test_a_kill_before_any_step_leaves_one_whole_folder_and_nothing_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(folders, "_exchange_at_once", lambda *_: False)
    monkeypatch.setitem(globals(), "PARTS", 3)
    folder = tmp_path / "index"
    fill(folder, "old")
    seen: list[str] = []
    for step in count():
        was_killed = killed_before(step, lambda: fill(folder, "new"))
        folders.recover(folder)
        seen += content(folder)
        assert list(tmp_path.iterdir()) == [folder]
        if not was_killed:
            break
        fill(folder, "old")
    assert seen == sorted(seen, reverse=True)  # old until a step, new from there on
    assert len(seen) > 10


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


def test_what_a_kill_left_beside_a_whole_folder_goes_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    fill(folder, "old")
    child = os.fork()
    if not child:

        def killed(scratch: Path) -> None:
            assert scratch.is_dir()
            os.kill(os.getpid(), signal.SIGKILL)

        folders._remove = killed
        fill(folder, "new")
    os.waitpid(child, 0)
    assert len(list(tmp_path.iterdir())) == 2
    folders.recover(folder)
    assert content(folder) == {"new"}
    assert list(tmp_path.iterdir()) == [folder]


def test_what_lies_beside_a_folder_stays_while_its_writer_lives(tmp_path: Path) -> None:
    with replacing(tmp_path / "index") as fresh:
        folders.recover(tmp_path / "index")
        assert fresh.is_dir()
        (fresh / "0").touch()
    assert list(tmp_path.rglob("*")) == [tmp_path / "index", tmp_path / "index" / "0"]


def test_a_writer_that_ends_while_it_is_looked_at_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / ".index.hdh-faq-other"
    scratch.mkdir()
    is_alive = folders._is_alive

    def ends_before(folder: Path) -> bool:
        folder.rmdir()
        return is_alive(folder)

    monkeypatch.setattr(folders, "_is_alive", ends_before)
    fill(tmp_path / "index", "new")
    assert content(tmp_path / "index") == {"new"}


WRITER = """
import sys, time
from pathlib import Path
from hdh_faq import folders, locks
if sys.argv[4] == "no fcntl":
    locks.fcntl = None
old = Path(sys.argv[1], "name")
with folders.replacing(old.parent) as fresh:
    print("begun after", old.read_text(encoding="utf-8") if old.exists() else "none", flush=True)
    (fresh / "name").write_text(sys.argv[2], encoding="utf-8")
    time.sleep(float(sys.argv[3]))
    (fresh / "name").write_text(sys.argv[2] + " whole", encoding="utf-8")
"""


def writer(folder: Path, name: str, seconds: float, locks: str = "") -> "subprocess.Popen[str]":
    """Another process that writes the folder, and says what stood there when it began."""
    command = [sys.executable, "-c", WRITER, str(folder), name, str(seconds), locks]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    return process


@pytest.mark.parametrize("kind", ["", "no fcntl"])
def test_a_second_writer_waits_for_the_first(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "index"
    first = writer(folder, "first", 0.6, kind)
    assert first.stdout
    assert first.stdout.readline() == "begun after none\n"
    second = writer(folder, "second", 0, kind)
    assert second.stdout
    assert second.stdout.readline() == "begun after first whole\n"
    assert [process.wait(20) for process in (first, second)] == [0, 0]
    assert (folder / "name").read_text(encoding="utf-8") == "second whole"
    assert list(tmp_path.iterdir()) == [folder]
    for process in (first, second):
        process.communicate()


def test_a_writer_who_waits_too_long_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hdh_faq.locks.WAIT_SECONDS", 0.2)
    with replacing(tmp_path / "index") as fresh:
        with pytest.raises(FolderError, match="Another hdh-faq is writing"):
            fill(tmp_path / "index", "second")
        fill(tmp_path / "site", "another folder")
        for number in range(PARTS):
            (fresh / str(number)).write_text("first", encoding="utf-8")
    assert content(tmp_path / "index") == {"first"}
    assert {path.name for path in tmp_path.iterdir()} == {"index", "site"}


def test_a_folder_that_somebody_holds_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hdh_faq.locks.WAIT_SECONDS", 0.2)
    with locked(tmp_path), pytest.raises(FolderError, match="at work in"):
        fill(tmp_path / "index", "new")


def failing_renames(monkeypatch: pytest.MonkeyPatch, wrong: set[int]) -> None:
    """Let the renames of these numbers fail."""
    monkeypatch.setattr(folders, "_exchange_at_once", lambda *_: False)
    rename, numbers = Path.rename, count(1)

    def rename_or_fail(path: Path, target: Path) -> Path:
        if next(numbers) in wrong:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", rename_or_fail)


@pytest.mark.parametrize("wrong", [{1}, {2}])
def test_a_rename_that_fails_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: set[int]
) -> None:
    fill(tmp_path / "index", "old")
    with monkeypatch.context() as patch:
        failing_renames(patch, wrong)
        with pytest.raises(OSError, match="Input/output"):
            fill(tmp_path / "index", "new")
    assert content(tmp_path / "index") == {"old"}
    assert list(tmp_path.iterdir()) == [tmp_path / "index"]


@pytest.mark.parametrize("mender", [folders.recover, lambda folder: fill(folder, "newer")])
def test_what_could_not_be_put_back_is_put_back_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mender: Callable[[Path], None]
) -> None:
    fill(tmp_path / "index", "old")
    with monkeypatch.context() as patch:
        failing_renames(patch, {2, 3})
        with pytest.raises(OSError, match="Input/output"):
            fill(tmp_path / "index", "new")
    assert not (tmp_path / "index").exists()
    mender(tmp_path / "index")
    assert content(tmp_path / "index") <= {"old", "newer"}
    assert list(tmp_path.iterdir()) == [tmp_path / "index"]


def test_without_the_systems_locks_a_folder_is_replaced_all_the_same(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["fcntl"] = None
from pathlib import Path
from hdh_faq import folders, locks
import hdh_faq.cli, hdh_faq.index_files, hdh_faq.site.build
assert locks.fcntl is None
folder = Path(sys.argv[1])
for text in ("old", "new"):
    with folders.replacing(folder) as fresh:
        (fresh / "0").write_text(text, encoding="utf-8")
locks.WAIT_SECONDS = 0.2
try:
    with folders.replacing(folder), folders.replacing(folder):
        pass
except folders.FolderError as error:
    print(error.message)
folders.recover(folder.with_name("none"))
print((folder / "0").exists(), list(folder.parent.iterdir()) == [folder])
"""
    command = [sys.executable, "-c", code, str(tmp_path / "index")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "Another hdh-faq is writing" in said[0]
    assert said[1:] == ["True True"]


def test_a_file_of_a_stranger_is_never_replaced(tmp_path: Path) -> None:
    site = tmp_path / "site"

    def build(name: str) -> None:
        with replacing(site, listed=True) as fresh:
            (fresh / "en").mkdir()
            (fresh / "en" / name).write_text("ours", encoding="utf-8")

    build("old.html")
    build("new.html")
    assert [path.name for path in (site / "en").iterdir()] == ["new.html"]
    for stranger in ("robots.txt", "en/notes é.txt", "a/b/c"):
        (site / stranger).parent.mkdir(parents=True, exist_ok=True)
        (site / stranger).write_text("mine", encoding="utf-8")
        with pytest.raises(FolderError, match=stranger):
            build("newer.html")
        assert (site / stranger).read_text(encoding="utf-8") == "mine"
        (site / stranger).unlink()
    (site / "link").symlink_to(tmp_path)
    with pytest.raises(FolderError, match="link"):
        build("newer.html")
    (site / "link").unlink()
    with pytest.raises(FolderError, match="late"), replacing(site, listed=True):
        (site / "late.txt").write_text("mine", encoding="utf-8")
    (site / "late.txt").unlink()
    build("newer.html")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_is_written_into_it_later_is_ours_whatever_its_names(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for _ in range(2):
        with replacing(site, listed=True) as fresh:
            (fresh / "two words\u2028é.txt").touch()
        own(site, ["later words.bin"])
        (site / "later words.bin").touch()
    listed = (site / LIST).read_text(encoding="utf-8")
    assert listed == "later words.bin\ntwo words\u2028é.txt\n"


def test_a_kill_while_the_list_grows_does_not_stop_the_next_build(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with replacing(site, listed=True) as fresh:
        (fresh / "page").touch()
    (site / f"{LIST}.new").write_text("pa", encoding="utf-8")
    with replacing(site, listed=True) as fresh:
        (fresh / "page").touch()
    assert not (site / f"{LIST}.new").exists()


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
