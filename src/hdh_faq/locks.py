"""Locks on folders. They end with the process that holds them, where the system can do that.

Where it cannot (Windows has no ``fcntl``), a file is the lock, and one who was killed leaves it behind.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hdh_faq.errors import FolderError

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

LOCK = ".hdh-faq.lock"
"""The file that is a lock where the system has none."""
WAIT_SECONDS = 60
"""How long one waits for another."""
PAUSE_SECONDS = 0.05


class FolderLock:
    """One holder at a time, of whatever process."""

    def __init__(self, folder: Path) -> None:
        """Of this folder, which must be there."""
        self._folder = folder
        self._descriptor = -1

    def take(self) -> bool:
        """Become the holder; false if another one is."""
        try:
            if fcntl is None:
                (self._folder / LOCK).touch(exist_ok=False)
            else:
                self._descriptor = os.open(self._folder, os.O_RDONLY)
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileExistsError:
            return False
        except BlockingIOError:
            os.close(self._descriptor)
            return False
        return True

    def give_back(self) -> None:
        """Be the holder no more."""
        if fcntl is None:
            (self._folder / LOCK).unlink(missing_ok=True)
        else:
            os.close(self._descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, once it is free.

    Raises:
        FolderError: another one holds it for too long.
    """
    lock, until = FolderLock(folder), time.monotonic() + WAIT_SECONDS
    while not lock.take():
        if time.monotonic() > until:
            raise FolderError(
                f"Another hdh-faq is at work in “{folder}”: try again later. If there is none, remove “{LOCK}” there."
            )
        time.sleep(PAUSE_SECONDS)
    try:
        yield
    finally:
        lock.give_back()
