"""Whether a killed `hdh-faq build` or `hdh-faq index` ever leaves less than a whole site and index, or more.

`python -m evaluation.kills build|index [TIMES]` kills (SIGKILL) the command before each rename and exchange of
folders, again so as on a disk that cannot exchange two folders at once, and so many times at random moments. The
project is the tests' toy site with our model, in two editions that are made whole first: pages differ for `build`,
the questions about them for `index`. After each kill, what a reader can be sent of the site, and the index, must be
those of an edition, byte for byte (where folders cannot be exchanged: after the next start). After the next start,
`hdh-faq index` begun at once, both folders must be those of the same edition, with nothing in or beside them. Prints
Markdown, and ends with 1 if anything else was seen.
"""

import hashlib
import itertools
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hdh_faq.bundle import FOLDER, LISTING, NEW_LISTING, PLACE
from hdh_faq.folders import LIST, NEW_LIST

ROOT = Path(__file__).parent.parent
PAGES = [Path(f"docs/{lang}/hebergeur.md") for lang in ("fr", "en")]
ASKED = Path("docs/questions.jsonl")
EDITIONS = ("old", "new")
TIMES = 300
HEAD = """
| killed | | site, as read | index | site after the next start | times |
| --- | --- | --- | --- | --- | --- |"""
HOOK = """
import itertools, os, signal, sys
left, at_once = itertools.count(int(sys.argv.pop(1)), -1), sys.argv.pop(1) == "at once"
from hdh_faq import cli, folders
def before(name, _=None):
    if name == "os.rename" and not next(left):
        os.kill(os.getpid(), signal.SIGKILL)
def exchange(one, other, real=folders._exchange_at_once):
    if at_once:
        before("os.rename")  # Python tells nothing of it by itself
    return at_once and real(one, other)
folders._exchange_at_once = exchange
sys.addaudithook(before)
cli.main()
"""


class Project:
    """A copy of the toy project, and what its folders hold in each edition."""

    def __init__(self, folder: Path, command: str) -> None:
        """Make both editions whole; the one that stands is the old one."""
        self.folder, self.command = folder / "tests" / "toy", command
        shutil.copytree(ROOT / "tests" / "toy", self.folder)
        shutil.copytree(ROOT / "theme", folder / "theme")
        (folder / "tmp").mkdir()
        self.environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
        self._pages = {page: (self.folder / page).read_text(encoding="utf-8") for page in PAGES}
        self.whole: dict[str, dict[str, str]] = {}
        self.write("old")
        self.run("build")
        for edition in reversed(EDITIONS):
            self.write(edition)
            started = time.monotonic()
            self.run(command)
            self.seconds = time.monotonic() - started
            self.whole[edition] = {name: digest(self.folder / name) for name in ("site", "index")}
        self.beside = self.names()

    def write(self, edition: str) -> None:
        """Change what the command reads."""
        if self.command == "build":
            for page, text in self._pages.items():
                (self.folder / page).write_text(f"{text}\n\nEdition: {edition}.\n", encoding="utf-8")
        else:
            line = {"section": "/hebergeur/#host", "fr": [f"Est-ce {edition} ?"], "en": [f"Is it {edition}?"]}
            (self.folder / ASKED).write_text(json.dumps(line) + "\n", encoding="utf-8")

    def run(self, command: str) -> None:
        """Let a command end."""
        self.start("-m", "hdh_faq", command).wait()

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Begin one."""
        quiet = subprocess.DEVNULL
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=quiet, stderr=quiet)

    def names(self) -> list[str]:
        """What stands in the project's folder, and in that for what is temporary."""
        return sorted(os.listdir(self.folder) + os.listdir(self.environment["TMPDIR"]))  # noqa: PTH208 - names only

    def standing(self, *, read: bool = False) -> tuple[str, ...]:
        """Of which edition site and index are, or what can be read of them."""
        found = {name: digest(self.folder / name, read=read) for name in ("site", "index")}
        return tuple(
            next((edition for edition in EDITIONS if self.whole[edition][name] == own), "neither")
            for name, own in found.items()
        )


def digest(folder: Path, *, read: bool = False) -> str:
    """Of all names and bytes in it, or of those that can be read: what a site's listing names, and no new listing.

    The list of our files is left out: it also names those that went.
    """
    listing = folder / PLACE / LISTING
    named = {one["file"] for one in json.loads(listing.read_bytes()).values()} if listing.is_file() else set()
    bundle = folder / PLACE / FOLDER
    parts = [
        f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LIST
        if not read
        or (path.name not in (NEW_LIST, NEW_LISTING) and (path.parent != bundle or f"{FOLDER}/{path.name}" in named))
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def random_kills(project: Project, times: int) -> Iterator["tuple[str, subprocess.Popen[bytes]]"]:
    """The command, killed at so many moments, evenly over what it takes, which changes with what else runs here."""
    chance, seconds = random.Random(1), project.seconds  # noqa: S311 - moments, not secrets
    while times:
        process = project.start("-m", "hdh_faq", project.command)
        time.sleep(chance.uniform(0, seconds))
        ended = process.poll() is not None
        process.kill()
        seconds *= 0.9 if ended else 1.01
        times -= not ended
        yield "at a random moment", process


def kills_before(project: Project, how: str) -> Iterator["tuple[str, subprocess.Popen[bytes]]"]:
    """The command, killed before each of its steps in turn."""
    for step in itertools.count():
        process = project.start("-c", HOOK, str(step), how, project.command)
        process.wait()
        yield f"before a step, exchanged {how}", process
        if process.returncode == 0:
            return


def main(command: str, times: int = TIMES) -> None:
    """Try, and report."""
    seen, faults, took = Counter[tuple[str, ...]](), 0, list[float]()
    with tempfile.TemporaryDirectory() as scratch:
        project = Project(Path(scratch), command)
        print(f"`hdh-faq {command}` of the toy site takes {project.seconds:.1f} s here.", flush=True)
        edition = "new"
        project.write(edition)
        for when, process in itertools.chain(
            kills_before(project, "at once"), kills_before(project, "in two steps"), random_kills(project, times)
        ):
            ended = process.wait() == 0
            found = project.standing(read=True)
            started = time.monotonic()
            project.run("index")
            took.append(time.monotonic() - started)
            after, names = project.standing(), project.names()
            told = [{edition: "new", "neither": "neither"}.get(one, "old") for one in (*found, after[0])]
            seen[(when, "ended before" if ended else "", *told)] += 1
            whole = "neither" not in (*after, *(() if when.endswith("in two steps") else found))
            fault = not whole or after[0] != after[1] or names != project.beside
            faults += fault
            more = f"FAULT: {found}, then {after}; beside them {names}" if fault else ""
            print(when, "ended before" if ended else "", *told, more, file=sys.stderr, flush=True)
            # The next start of `index` has made the new one; that of `build` shows the one that was there.
            edition = EDITIONS[after[0] == "old"]
            project.write(edition)
    print(HEAD)
    for row, count in sorted(seen.items()):
        print("|", " | ".join(map(str, (*row, count))), "|")
    print(f"\nNext start, median: {statistics.median(took):.1f} s. Faults: {faults}.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
