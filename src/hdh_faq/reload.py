"""A rebuilt site and its index are taken up together, without a stop; what is not whole is refused and said."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.types import Receive, Scope, Send

from hdh_faq.bundle import LISTING, PLACE
from hdh_faq.edition import Edition, copied, open_edition
from hdh_faq.errors import FaqError, StaleError, StoreError
from hdh_faq.faq import Faq
from hdh_faq.indexing import code_digest
from hdh_faq.pages import site_digest
from hdh_faq.settings import Settings

log = logging.getLogger("hdh_faq")

WRITTEN_LATE = ("_headers", "index.html", f"{PLACE}/{LISTING}")
"""Files of a site; a copy made before the last one came would let no browser answer, or by older passages."""
Signs = tuple[tuple[int, int] | None, ...]


class Shown:
    """The edition that is shown, and word of one that was refused."""

    def __init__(self, faq: Faq, settings: Settings) -> None:
        """Show the pages of the settings' folder with this product.

        Raises:
            SiteMissingError: there are no pages.
        """
        self.edition = Edition.of(faq, settings)
        self.refused = ""
        self._told = ""
        self._settings = settings
        self._code = code_digest()
        self._seen: Signs = ()
        # Requests in hand may still read its pages.
        self._former: Edition | None = None

    async def pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The shown pages, as an ASGI app."""
        await self.edition.pages(scope, receive, send)

    def state(self) -> dict[str, Any]:
        """What ``/healthz`` says of it."""
        there = {
            "site": (self.edition.site / "index.html").is_file(),
            "index": self.edition.folder is not None or (self._settings.index_dir / "manifest.json").is_file(),
        }
        status = "ok" if all(there.values()) else "incomplete"
        return {"status": status, **there, "edition": self.edition.name, "refused": self._told or None}

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """While this lasts, take up what is rebuilt; a build changes nothing of what is shown before."""
        if not self._settings.reload_seconds:
            yield
            return
        seen = self._signs()
        try:
            self.edition = await to_thread.run_sync(copied, self.edition.faq, self._settings)
        except OSError as error:
            log.warning("Rebuilt pages will not be taken up: there is no room for a copy (%s).", _reason(error))
            yield
            return
        if site_digest(self.edition.site) == self.edition.faq.index.manifest.site_digest:
            self._seen = seen
        watcher = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
            for edition in filter(None, (self._former, self.edition)):
                edition.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._settings.reload_seconds)
            await self.look()

    async def look(self) -> None:
        """Take up what is on disk, if it has changed since it was last looked at."""
        signs = self._signs()
        if signs == self._seen:
            return
        self._seen = signs
        try:
            edition = await to_thread.run_sync(open_edition, self._settings, self._code)
        except StoreError as error:
            self._seen = ()  # nothing on disk will change when the engine is back or holds this index
            self._refuse(error.message, error)
        except (FaqError, OSError) as error:
            self._refuse(error.message if isinstance(error, FaqError) else f"{_reason(error)}.", error)
        except Exception as error:  # noqa: BLE001 - whatever a rebuilt index does, the one in use stays
            self._refuse(f"{type(error).__name__} while it was tried.", error)
        else:
            if self._signs() != signs:  # a build went on meanwhile
                self._seen = ()
                return
            self._former, self.edition = self.edition, edition
            self.refused = self._told = ""
            log.info("Edition %s is shown: %d passages.", edition.name, edition.faq.index.manifest.passages)

    def _refuse(self, reason: str, error: Exception) -> None:
        reason = reason.partition(" Run ")[0]
        if reason == self.refused:
            return
        self.refused = reason
        # Anyone may ask for the state: a reason that may name folders or engines is for the log.
        self._told = (
            reason if isinstance(error, StaleError) else f"{type(error).__name__}: the server's log says why."
        )
        log.warning("What was rebuilt is not shown yet: %s Edition %s stays.", self.refused, self.edition.name)

    def _signs(self) -> Signs:
        """Change when a folder is exchanged or a build writes into it."""
        site, index = self._settings.site_dir, self._settings.index_dir
        return tuple(map(_sign, (site, *(site / name for name in WRITTEN_LATE), index, index / "manifest.json")))


def _sign(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns


def _reason(error: OSError) -> str:
    # Of many files at once there is no one word.
    return error.strerror or "not all files can be copied"
