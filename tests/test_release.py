"""The same files make the same archive, whoever made them when and in whatever order."""

import os
import tarfile
from pathlib import Path

import pytest

from release import pack, repack, run

WHEN = 1_700_000_000


def folder(place: Path, names: list[str]) -> Path:
    for number, name in enumerate(names):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}", encoding="utf-8")
        path.chmod(0o600 + number)
        os.utime(path, (number, number))
    return place


def test_an_archive_depends_on_names_and_contents_only(tmp_path: Path) -> None:
    names = ["a/b.txt", "a.txt", "z/é.txt"]
    for which, order in (("one", names), ("two", names[::-1])):
        pack(folder(tmp_path / which, order), tmp_path / f"{which}.tar.gz", "top", WHEN)
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "one.tar.gz") as tar:
        assert tar.getnames() == ["top/a.txt", "top/a/b.txt", "top/z/é.txt"]
        assert {(member.mtime, member.uid, member.mode) for member in tar} == {(WHEN, 0, 0o644)}


def test_an_archive_made_elsewhere_becomes_the_same(tmp_path: Path) -> None:
    source = folder(tmp_path / "source", ["a.txt", "b/c.txt"])
    pack(source, tmp_path / "ours.tar.gz", "top", WHEN)
    with tarfile.open(tmp_path / "theirs.tar.gz", "w:gz") as tar:
        tar.add(source, "top")
    repack(tmp_path / "theirs.tar.gz", WHEN)
    assert (tmp_path / "theirs.tar.gz").read_bytes() == (tmp_path / "ours.tar.gz").read_bytes()


def test_a_step_that_fails_says_what_it_said() -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        run("sh", "-c", "echo no such thing >&2; exit 3")
