"""What the pages do not answer, counted for those who write them, without a word of what was asked.

A count is kept for a day, an outcome and the section nearest to the question. Nothing else is: no text, no hour, no
address of anybody.
"""

import csv
import io
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from hdh_faq.answer import Answer, Outcome
from hdh_faq.errors import FaqError
from hdh_faq.locks import locked

log = logging.getLogger("hdh_faq")

COUNTED = (Outcome.RELATED, Outcome.NO_ANSWER, Outcome.OUT_OF_SCOPE, Outcome.OTHER_LANGUAGE)
FEWEST = 5
"""A count below this is not shown for a section of its own."""
FEW = "(fewer than 5 each)"
HEAD = ("day", "outcome", "section", "count")

Key = tuple[str, str, str]


class Gaps:
    """Counts of this process, added to a file that several may share."""

    def __init__(self, path: Path) -> None:
        """Add to the counts in ``path``."""
        self._path = path
        self._new: Counter[Key] = Counter()

    def count(self, answer: Answer, _seconds: float = 0) -> None:
        """Count an abstention."""
        if answer.outcome in COUNTED:
            self._new[datetime.now(UTC).date().isoformat(), str(answer.outcome), nearest(answer)] += 1

    def write(self) -> None:
        """Add what was counted since the last time; if that fails, it is kept for the next."""
        if not self._new:
            return
        new, self._new = self._new, Counter()
        try:
            add(self._path, new)
        except (FaqError, OSError) as error:
            self._new += new
            log.error("The counts of gaps could not be written: %s", type(error).__name__)  # noqa: TRY400


def nearest(answer: Answer) -> str:
    """Address of the section nearest to what was asked; empty where nothing is near."""
    if answer.passages:
        return _path(answer.passages[0].url)
    # Outside the subject, what is suggested is what everybody is suggested.
    if answer.outcome is Outcome.NO_ANSWER and answer.suggestions:
        return _path(answer.suggestions[0].url)
    return ""


def read(path: Path) -> Counter[Key]:
    """The counts in a file; none if there is no file.

    Raises:
        FaqError: the file holds something else.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return Counter({(day, outcome, section): int(count) for day, outcome, section, count in rows})
    except FileNotFoundError:
        return Counter()
    except (OSError, ValueError, TypeError):
        raise FaqError(f"“{path}” holds no counts of ours: name another file in HDH_FAQ_GAPS_FILE.") from None


def add(path: Path, new: Counter[Key]) -> None:
    """Write a file's counts and these, whole or not at all, one writer at a time.

    Raises:
        FaqError: the file holds something else, or another writer does not end.
    """
    with locked(path.parent):
        rows = [[*key, count] for key, count in sorted((read(path) + new).items())]
        with _beside(path) as scratch:
            scratch.write_text(json.dumps(rows, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
            scratch.replace(path)


def as_csv(counts: Counter[Key]) -> str:
    """A table for writers; small counts of a day and an outcome are put together."""
    shown: Counter[Key] = Counter()
    for (day, outcome, section), count in counts.items():
        shown[day, outcome, section if count >= FEWEST else FEW] += count
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(HEAD)
    table.writerows((*key, count) for key, count in sorted(shown.items()))
    return text.getvalue()


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)
