"""Do the tests notice? `make mutants` changes one deciding number at a time in a copy of the project, and runs them.

A mutant is killed when the tests nearest to it fail, and survives when they pass: then a test is missing. Prints the
Markdown table of `evaluation/results.md`; exit code 1 if one survives.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COPIED = ("src", "tests", "scripts", "evaluation", "pyproject.toml", "index", "site")
LINKED = ("docs", "theme", "mkdocs.base.yml", "mkdocs.yml", "mkdocs.en.yml")
LEFT_OUT = shutil.ignore_patterns("node_modules", "answers", "__pycache__")
DECISIONS, NUMBERS, FLOORS = (f"tests/quality/test_{name}.py" for name in ("decisions", "numbers", "floors"))
PACKAGE = "src/hdh_faq"
RANKING = f"{PACKAGE}/data/ranking.json"
PASSED, FAILED = 0, 1
"""Exit codes of pytest; any other means that the tests could not run, which kills nothing."""


@dataclass(frozen=True)
class Mutant:
    """A change of one place.

    Attributes:
        file: where, from the root of the project.
        changes: each old text, which stands in the file once, and the new one.
        tests: the file of tests that should notice.
    """

    name: str
    file: str
    changes: tuple[tuple[str, str], ...]
    tests: str

    @property
    def is_data(self) -> bool:
        """Whether the index, which carries the packaged numbers, must be written anew."""
        return "/data/" in self.file


def _code(name: str, file: str, old: str, new: str, tests: str) -> Mutant:
    return Mutant(name, f"{PACKAGE}/{file}", ((old, new),), tests)


MUTANTS = (
    _code("`near_unanswered` and `near_outside` swapped in the features", "decision.py",
          '"near_unanswered": _nearness(self._unanswered, search.vector)',
          '"near_unanswered": _nearness(self._outside, search.vector)', DECISIONS),
    _code("the two kinds of unanswered questions swapped", "decision.py",
          'index.unanswered_as("no_answer"), index.unanswered_as("out_of_scope")',
          'index.unanswered_as("out_of_scope"), index.unanswered_as("no_answer")', DECISIONS),
    _code("`nearest_*` of the first hit only", "decision.py",
          "for hit in best)", "for hit in best[:1])", DECISIONS),
    _code("a name may lie outside the subject", "decision.py", " and not names:", ":", DECISIONS),
    _code("what a guess found is an answer", "decision.py",
          " and not self._rests_on_a_guess(search, hits[0])", "", DECISIONS),
    _code("`MAX_TERMS` 12 → 1000", "decision.py", "MAX_TERMS = 12", "MAX_TERMS = 1000", DECISIONS),
    _code("`OPENING_BONUS` → 0", "highlight.py", "OPENING_BONUS = 0.2", "OPENING_BONUS = 0.0", DECISIONS),
    _code("`SAME_TEXT` 0.8 → 0.99", "search.py", "SAME_TEXT = 0.8", "SAME_TEXT = 0.99", DECISIONS),
    _code("`HIGHLIGHT_SHARE` → 0", "highlight.py", "HIGHLIGHT_SHARE = 0.65", "HIGHLIGHT_SHARE = 0.0", DECISIONS),
    _code("highlights ignore meaning", "highlight.py",
          "max(float(cosines[number]), 0.0)", "0 * max(float(cosines[number]), 0.0)", DECISIONS),
    _code("spelling: two edits from five letters on", "spelling.py", "LONG_WORD = 8", "LONG_WORD = 5", NUMBERS),
    _code("`MOST` 2 → 20: a stray word decides", "identification.py", "MOST = 2.0", "MOST = 20.0", NUMBERS),
    _code("`MIN_FOREIGN` 2 → 5", "identification.py",
          "KNOWN_SHARE = 3, 2, 0.6", "KNOWN_SHARE = 3, 5, 0.6", "tests/test_question.py"),
    _code("BM25 `b` 0.75 → 0", "lexical.py", "b=0.75", "b=0.0", NUMBERS),
    Mutant("95 % interval → 80 %", "evaluation/metrics.py", (("[2.5, 97.5]", "[10, 90]"),), NUMBERS),
    _code("`UNCITED_WORDS` 40 → 55", "site/check.py", "SPOKEN_WORDS = 40,", "SPOKEN_WORDS = 55,", NUMBERS),
    _code("`max_age_days` not checked", "settings.py", ', "max_age_days"):', "):", NUMBERS),
    Mutant("`answer_from` 0.38 → 0.1", RANKING, (('"answer_from": 0.38', '"answer_from": 0.1'),), FLOORS),
    Mutant("`answer_from` 0.38 → 0.7", RANKING, (('"answer_from": 0.38', '"answer_from": 0.7'),), FLOORS),
    Mutant("`related_from` 0.17 → 0.37", RANKING,
           (('"related_from": 0.17', '"related_from": 0.37'),), FLOORS),
    Mutant("weights: words only", RANKING, (('"dense_text": 1.0,', '"dense_text": 0.0,'),
                                            ('"dense_questions": 1.0,', '"dense_questions": 0.0,'),
                                            ('"dense_twin": 0.75\n', '"dense_twin": 0.0\n')), FLOORS),
    Mutant("the two swapped in the scope of ranking.json", RANKING,
           (('"near_unanswered": 8.49', '"near_unanswered": -12.54'),
            ('"near_outside": -12.54', '"near_outside": 8.49')), FLOORS),
)  # fmt: skip


class MutantError(Exception):
    """A mutant cannot be made or judged: its text has changed, or the tests fail without it."""


@contextmanager
def project_copy() -> Iterator[Path]:
    """A copy of the project that may be changed."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for name in COPIED:
            source = Path(name)
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=LEFT_OUT)
            else:
                shutil.copy(source, copy / name)
        for name in LINKED:
            (copy / name).symlink_to(Path(name).resolve())
        yield copy


def mutated(text: str, mutant: Mutant) -> str:
    """The text of the mutant's file, changed.

    Raises:
        MutantError: an old text does not stand in it just once.
    """
    for old, new in mutant.changes:
        if text.count(old) != 1:
            raise MutantError(f"“{mutant.name}”: {old!r} stands {text.count(old)} times in {mutant.file}.")
        text = text.replace(old, new)
    return text


def run(copy: Path, *arguments: str) -> int:
    """Run a module of Python on the copy; its exit code."""
    paths = {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["env", *(f"{name}={value}" for name, value in paths.items()), sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True)
    expected = (PASSED, FAILED) if arguments[0] == "pytest" else (PASSED,)
    if done.returncode not in expected:
        print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)
    return done.returncode


@contextmanager
def applied(mutant: Mutant, copy: Path) -> Iterator[None]:
    """The copy with the mutant in it, its index included; as it was afterwards.

    Raises:
        MutantError: the mutant cannot be made.
    """
    place = copy / mutant.file
    original = place.read_text(encoding="utf-8")
    try:
        _write(mutant, copy, mutated(original, mutant))
        yield
    finally:
        _write(mutant, copy, original)


def _write(mutant: Mutant, copy: Path, text: str) -> None:
    (copy / mutant.file).write_text(text, encoding="utf-8")
    if mutant.is_data and (run(copy, "hdh_faq", "pin") or run(copy, "hdh_faq", "index")):
        raise MutantError(f"“{mutant.name}”: its index cannot be built.")


def is_killed(copy: Path, mutant: Mutant) -> bool:
    """Whether the tests nearest to the mutant fail with it.

    Raises:
        MutantError: the mutant cannot be made, or the tests cannot run on it.
    """
    with applied(mutant, copy):
        code = tests(copy, mutant.tests)
    if code not in (PASSED, FAILED):
        raise MutantError(f"“{mutant.name}”: the tests could not run (exit code {code}).")
    return code == FAILED


def tests(copy: Path, *files: str) -> int:
    """Exit code of pytest."""
    return run(copy, "pytest", "-x", "-p", "no:cacheprovider", *files)


def main(names: Sequence[str]) -> None:
    """Judge the mutants whose names contain one of ``names``; all if none is given."""
    chosen = [mutant for mutant in MUTANTS if not names or any(name in mutant.name for name in names)]
    with project_copy() as copy:
        if tests(copy, *dict.fromkeys(mutant.tests for mutant in chosen)) != PASSED:
            raise MutantError("The tests fail without any mutant.")
        print("| mutant | tests | result |\n| --- | --- | --- |")
        survivors = 0
        for mutant in chosen:
            killed = is_killed(copy, mutant)
            survivors += not killed
            print(f"| {mutant.name} | {mutant.tests} | {'killed' if killed else '**survived**'} |", flush=True)
    sys.exit(int(survivors > 0))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except MutantError as error:
        sys.exit(str(error))
