"""A folder that we make is replaced whole or not at all, by one writer at a time.

The new folder is made in a scratch folder beside the old one. A scratch folder carries our mark and is locked by
its maker for as long as that lives, so what a killed maker left can be told from anything else, and only that is
removed. A lock on the folder above orders the few moments in which names change.
"""

import ctypes
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hdh_faq import locks
from hdh_faq.errors import FolderError
from hdh_faq.locks import LOCK, FolderLock, locked

MARK = "made-by-hdh-faq"
LIST = ".hdh-faq-files"
"""In a folder that strangers may put files into: what we wrote there, a name a line."""
NEW_LIST = f"{LIST}.new"
RENAME_EXCHANGE = 2
AT_FDCWD = -100


@contextmanager
def replacing(folder: Path, *, listed: bool = False) -> Iterator[Path]:
    """Yield an empty folder that takes the place of ``folder`` when the block ends without an error.

    The caller has made sure that ``folder`` may be replaced. If it is ``listed``, what was written is noted in it,
    and the next time it is not replaced if it holds anything else. A second writer waits for the first.

    Raises:
        OSError: it cannot be written. The old folder stays.
        FolderError: another writer takes too long, or there are files of others.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch, alive = _begin(folder)
    try:
        _refuse_strangers(folder)
        fresh = scratch / "fresh"
        fresh.mkdir()
        yield fresh
        if listed:
            (fresh / LIST).write_text("".join(f"{name}\n" for name in _files(fresh)), encoding="utf-8", newline="\n")
        with locked(folder.parent):
            _refuse_strangers(folder)
            _exchange(fresh, folder, scratch / "old")
    finally:
        # An old folder that could not be put back is all there is: the next start finds it here.
        if folder.exists() or not (scratch / "old").exists():
            with suppress(OSError):
                _remove(scratch)
        alive.give_back()


def recover(folder: Path) -> None:
    """Mend what a killed writer left: put ``folder`` back if it was moved away, and remove the scratch folder."""
    folder = folder.resolve()
    with suppress(OSError):
        if any(path.name.startswith(_prefix(folder)) for path in folder.parent.iterdir()):
            with locked(folder.parent):
                _tidy(folder)


def own(folder: Path, names: Iterable[str]) -> None:
    """Add files to the list of those that we made in ``folder``, if it has one."""
    if (folder / LIST).is_file():
        fresh = folder / NEW_LIST
        fresh.write_text(
            "".join(f"{name}\n" for name in sorted({*names, *_listed(folder)})), encoding="utf-8", newline="\n"
        )
        fresh.replace(folder / LIST)


def _begin(folder: Path) -> tuple[Path, FolderLock]:
    """Our scratch folder and the sign that we live, once no other writer of ``folder`` does."""
    until = time.monotonic() + locks.WAIT_SECONDS
    while True:
        with locked(folder.parent):
            rival = _tidy(folder)
            if rival is None:
                scratch = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
                (scratch / MARK).touch()
                alive = FolderLock(scratch)
                alive.take()
                return scratch, alive
        if time.monotonic() > until:
            raise FolderError(
                f"Another hdh-faq is writing “{folder}”: try again when it has ended. If there is none, remove "
                f"“{rival}”."
            )
        time.sleep(locks.PAUSE_SECONDS)


def _files(folder: Path) -> list[str]:
    """Names of all in it that is no folder."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _listed(folder: Path) -> list[str]:
    """Names of what we wrote in it; a name may hold anything but a new line."""
    return (folder / LIST).read_text(encoding="utf-8", errors="replace").removesuffix("\n").split("\n")


def _refuse_strangers(folder: Path) -> None:
    if not (folder / LIST).is_file():
        return
    # A kill may have left the new list beside the old one.
    ours = {LIST, NEW_LIST, *_listed(folder)}
    strangers = [name for name in _files(folder) if name not in ours]
    if strangers:
        raise FolderError(
            f"“{folder / strangers[0]}” was not written by hdh-faq and would be lost: move it away first."
        )


def _prefix(folder: Path) -> str:
    return f".{folder.name}.hdh-faq-"


def _tidy(folder: Path) -> Path | None:
    """Give back what killed writers held and remove what they left; the folder above is locked.

    Return the scratch folder of a writer that lives, if there is one.
    """
    rival = None
    for scratch in sorted(folder.parent.iterdir()):
        if not scratch.name.startswith(_prefix(folder)):
            continue
        with suppress(FileNotFoundError):  # its writer has ended, and removed it meanwhile
            if not _is_ours(scratch):
                continue
            if _is_alive(scratch):
                rival = scratch
                continue
            if not folder.exists() and (scratch / "old").is_dir():
                (scratch / "old").rename(folder)
            _remove(scratch)
    return rival


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
        if part.name not in (MARK, LOCK):
            shutil.rmtree(part)
    for sign in (MARK, LOCK):
        (scratch / sign).unlink(missing_ok=True)
    scratch.rmdir()


def _is_alive(scratch: Path) -> bool:
    lock = FolderLock(scratch)
    free = lock.take()
    if free:
        lock.give_back()
    return not free


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
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0)
