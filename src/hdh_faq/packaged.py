"""The data that ships with the package, checked against the SHA-256 pinned beside it.

Without the pin, damaged data would be taken for new data and indexed. Markdown is left out, as in the digest of the
model: it describes and decides nothing.
"""

import hashlib
import json
from pathlib import Path

from hdh_faq.errors import PackageDamagedError
from hdh_faq.identification import read_groups
from hdh_faq.ranking import Ranking
from hdh_faq.words import read_words

PACKAGE = Path(__file__).parent
PIN = "data.sha256"
UNANSWERED = "data/unanswered.jsonl"


def verify(package: Path = PACKAGE) -> None:
    """Check every byte of the packaged data, and that what a person may have changed and pinned can be used.

    Raises:
        PackageDamagedError: a file is missing, altered, not pinned or of no use, or the pin cannot be read.
    """
    try:
        pinned = (package / PIN).read_text(encoding="utf-8").splitlines()
        differing = set(pinned) ^ set(_lines(package))
    except (OSError, ValueError) as error:
        raise PackageDamagedError(f"The packaged data cannot be checked: {error}. Install hdh-faq again.") from None
    if differing:
        name = min(line.partition("  ")[2] for line in differing)
        raise PackageDamagedError(
            f"The packaged file “{name}” is not the one that was published: install hdh-faq again, or, if you "
            "changed it yourself, run `hdh-faq pin`."
        )
    Ranking.packaged(package)
    read_words(package)
    read_groups(package)
    _check_unanswered(package / UNANSWERED)


def pin(package: Path = PACKAGE) -> Path:
    """Pin the packaged data as it is now, in the format of ``sha256sum``.

    Raises:
        PackageDamagedError: this is not a checkout, whose data is nobody's to change.
    """
    if not (package.parent.parent / "pyproject.toml").is_file():
        raise PackageDamagedError("Only the data of a checkout is pinned anew: install hdh-faq again instead.")
    place = package / PIN
    place.write_text("".join(f"{line}\n" for line in _lines(package)), encoding="utf-8", newline="\n")
    return place


def _check_unanswered(path: Path) -> None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise PackageDamagedError.in_file(UNANSWERED, error) from None
    wrong = next((number for number, line in enumerate(lines, 1) if not _is_unanswered(line)), None if lines else 1)
    if wrong:
        raise PackageDamagedError.in_file(
            UNANSWERED,
            f'line {wrong} is not {{"q": "…", "expect": …}}, with “no_answer” or “out_of_scope” expected',
        )


def _is_unanswered(line: str) -> bool:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict) or data.get("expect") not in ("no_answer", "out_of_scope"):
        return False
    question = data.get("q")
    return isinstance(question, str) and bool(question.strip())


def _lines(package: Path) -> list[str]:
    paths = sorted(path for path in (package / "data").rglob("*") if path.is_file() and path.suffix != ".md")
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(package).as_posix()}" for path in paths
    ]
