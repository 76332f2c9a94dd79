"""Damaged packaged data is refused in one sentence, never indexed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hdh_faq import packaged
from hdh_faq.errors import PackageDamagedError


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
    flip(package / name)
    with pytest.raises(PackageDamagedError, match=name):
        packaged.verify(package)
    packaged.pin(package)
    packaged.verify(package)


def test_only_a_checkout_is_pinned_anew(package: Path) -> None:
    (package.parent.parent / "pyproject.toml").unlink()
    with pytest.raises(PackageDamagedError, match="install"):
        packaged.pin(package)


@pytest.mark.parametrize("command", [["index"], ["serve"], ["ask", "Qui héberge les données ?"]])
def test_commands_refuse_an_emptied_ranking_in_one_sentence(
    package: Path, command: list[str], toy_site: Path
) -> None:
    (package / "data/ranking.json").write_bytes(b"")
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "HDH_FAQ_SITE_DIR": str(toy_site)}
    done = subprocess.run(
        [sys.executable, "-m", "hdh_faq", *command],
        cwd=package.parent.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "data/ranking.json" in done.stderr
    assert "Traceback" not in done.stderr
