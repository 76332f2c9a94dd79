"""A folder that we make is replaced whole or not at all.

The new folder is made in a scratch folder beside the old one. A scratch folder carries our mark and is locked by
its maker for as long as that lives, so what a killed maker left can be told from anything else, and only that is
removed. A lock on the folder above orders the few moments in which names change.
"""

import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = "made-by-hdh-faq"
RENAME_EXCHANGE = 2
AT_FDCWD = -100


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of ``folder`` when the block ends without an error.

    The caller has made sure that ``folder`` may be replaced. If two do this at once, the last to end wins.

    Raises:
        OSError: it cannot be written. The old folder stays.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.parent):
        _tidy(folder)
        scratch = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
        alive = os.open(scratch, os.O_RDONLY)
        fcntl.flock(alive, fcntl.LOCK_EX)
    try:
        (scratch / MARK).touch()
        fresh = scratch / "fresh"
        fresh.mkdir()
        yield fresh
        with _locked(folder.parent):
            _exchange(fresh, folder, scratch / "old")
    finally:
        # An old folder that could not be put back is all there is: the next start finds it here.
        if folder.exists() or not (scratch / "old").exists():
            with suppress(OSError):
                _remove(scratch)
        os.close(alive)


def recover(folder: Path) -> None:
    """Put ``folder`` back if a writer was killed between moving it away and putting the new one in its place."""
    folder = folder.resolve()
    if not folder.exists() and folder.parent.is_dir():
        with suppress(OSError), _locked(folder.parent):
            _tidy(folder)


def _prefix(folder: Path) -> str:
    return f".{folder.name}.hdh-faq-"


def _tidy(folder: Path) -> None:
    """Give back what killed writers held and remove what they left; the folder above is locked."""
    for scratch in sorted(folder.parent.iterdir()):
        if scratch.name.startswith(_prefix(folder)) and _is_ours(scratch) and not _is_alive(scratch):
            if not folder.exists() and (scratch / "old").is_dir():
                (scratch / "old").rename(folder)
            _remove(scratch)


def _is_ours(scratch: Path) -> bool:
    """Whether it carries our mark, or is empty: a kill before the mark was set or after it was removed."""
    if scratch.is_symlink() or not scratch.is_dir():
        return False
    return (scratch / MARK).is_file() or not any(scratch.iterdir())


def _remove(scratch: Path) -> None:
    """Remove all, the mark last; a half removed old folder must never be taken for one to give back."""
    if (scratch / "old").exists():
        (scratch / "old").rename(scratch / "removed")
    for part in scratch.iterdir():
        if part.name != MARK:
            shutil.rmtree(part)
    (scratch / MARK).unlink(missing_ok=True)
    scratch.rmdir()


def _is_alive(scratch: Path) -> bool:
    descriptor = os.open(scratch, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _exchange(fresh: Path, folder: Path, retired: Path) -> None:
    """Put ``fresh`` in the place of ``folder``, or leave all as it was."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange_at_once(fresh, folder):
        folder.rename(retired)
        try:
            fresh.rename(folder)
        except BaseException:
            retired.rename(folder)
            raise


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; false where the system or the disk cannot."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0)
