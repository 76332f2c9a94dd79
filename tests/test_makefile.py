"""A change of any file that the site is made from is never missed, and nothing is built twice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import PROJECT

MATTERS = [
    "docs/fr/index.md",
    "docs/en/faq.md",
    "docs/sources.yml",
    "theme/main.html",
    "theme/partials/header.html",
    "theme/assets/css/base.css",
    "theme/assets/faq/panel.js",
    "mkdocs.base.yml",
    "mkdocs.yml",
    "mkdocs.en.yml",
    "pyproject.toml",
    "requirements.lock",
    "src/hdh_faq/faq.py",
    "src/hdh_faq/site/build.py",
    "src/hdh_faq/data/unanswered.jsonl",
]
DOES_NOT = [
    "README.md",
    "evaluation/results.md",
    "tests/conftest.py",
    "src/hdh_faq/__pycache__/x.pyc",
    "site/404.html",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the project, as if the environment and then the site had been made after all of them."""
    folder = tmp_path_factory.mktemp("made") / "project"
    ignored = shutil.ignore_patterns("__pycache__", "model")
    for name in ("docs", "theme", "src"):
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    for name in (
        "Makefile",
        "pyproject.toml",
        "requirements.lock",
        "requirements-cpu.lock",
        "requirements-cuda.lock",
    ):
        shutil.copy2(PROJECT / name, folder)
    for path in PROJECT.glob("mkdocs*.yml"):
        shutil.copy2(path, folder)
    for name in (*DOES_NOT, ".venv/.ready", "site/index.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def make(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """What make says of the site; nothing is made."""
    # Not the options of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--question", *options, "site/index.html"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr
    return done


def is_up_to_date(folder: Path, *changed: str) -> bool:
    """Whether it would be left as it is, were these files new."""
    return make(folder, *(option for name in changed for option in ("-W", name))).returncode == 0


def test_a_site_that_is_newer_than_all_its_files_is_not_built_again(built: Path) -> None:
    assert is_up_to_date(built)


@pytest.mark.parametrize("name", MATTERS)
def test_a_change_of_a_file_that_matters_builds_the_site_again(built: Path, name: str) -> None:
    assert (built / name).is_file()
    assert not is_up_to_date(built, name)


def test_every_file_of_the_program_matters(built: Path) -> None:
    rules = make(built, "--print-data-base").stdout.splitlines()
    (needed,) = (rule.split() for rule in rules if rule.startswith("site/index.html: "))
    program = {path.relative_to(built).as_posix() for path in (built / "src" / "hdh_faq").rglob("*.py")}
    assert len(program) > 100
    assert program <= set(needed)


@pytest.mark.parametrize("name", DOES_NOT)
def test_a_change_of_another_file_builds_nothing(built: Path, name: str) -> None:
    assert is_up_to_date(built, name)


def test_a_new_page_builds_the_site_again(built: Path) -> None:
    page = built / "docs" / "fr" / "nouvelle.md"
    page.touch()
    assert not is_up_to_date(built, "docs/fr/nouvelle.md")
    page.unlink()
