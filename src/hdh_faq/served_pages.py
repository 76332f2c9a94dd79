"""The published pages as they are served: each file compressed once, for those who take it so."""

import gzip
import os
from collections import OrderedDict
from mimetypes import guess_type
from pathlib import Path
from threading import Lock

from anyio import to_thread
from fastapi import Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

NOT_FOUND = 404
SMALLEST = 500
"""Bytes below which compressing gains nothing."""
KEPT_BYTES = 32 * 1024 * 1024
"""What is kept in memory of compressed files, at most."""


class Gzipped:
    """Compressed files, the last used ones in memory."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        """Keep so many bytes."""
        self._room = kept_bytes
        self._kept: OrderedDict[str, tuple[tuple[int, int], bytes]] = OrderedDict()
        self._looking, self._compressing = Lock(), Lock()

    def kept(self, path: str, stat: os.stat_result) -> bytes | None:
        """The file as it was at ``stat``, compressed, if it is in memory; never waits for another one."""
        with self._looking:
            version, short = self._kept.get(path, (None, None))
            if version != (stat.st_mtime_ns, stat.st_size):
                return None
            self._kept.move_to_end(path)
            return short

    def of(self, path: str, stat: os.stat_result) -> bytes:
        """The file as it was at ``stat``, compressed."""
        with self._compressing:
            known = self.kept(path, stat)
            if known is not None:
                return known
            content = Path(path).read_bytes()
            short = gzip.compress(content, mtime=0)
            with self._looking:
                if len(content) == stat.st_size:
                    self._kept[path] = ((stat.st_mtime_ns, stat.st_size), short)
                    self._kept.move_to_end(path)
                while sum(len(kept) for _, kept in self._kept.values()) > self._room:
                    self._kept.popitem(last=False)
            return short


class GzipResponse(Response):
    """A file, compressed."""

    def __init__(self, file: FileResponse, stat: os.stat_result, gzipped: Gzipped) -> None:
        """Instead of ``file``."""
        super().__init__(status_code=file.status_code)
        self._path, self._stat, self._gzipped = str(file.path), stat, gzipped
        self.raw_headers = [pair for pair in file.raw_headers if pair[0] not in (b"content-length", b"accept-ranges")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compress in a thread, if that was not done before, then send."""
        try:
            kept = self._gzipped.kept(self._path, self._stat)
            if kept is None:
                kept = await to_thread.run_sync(self._gzipped.of, self._path, self._stat)
        except OSError:  # a build has just replaced it
            await Response(status_code=NOT_FOUND)(scope, receive, send)
            return
        self.body = kept
        self.headers["content-encoding"] = "gzip"
        self.headers["content-length"] = str(len(self.body))
        if scope["method"] == "HEAD":
            self.body = b""
        await super().__call__(scope, receive, send)


class Pages(StaticFiles):
    """The published pages; what is missing under ``/en/`` is said in English."""

    def __init__(self, site: Path) -> None:
        """Of a built site."""
        super().__init__(directory=site, html=True)
        self._gzipped = Gzipped()

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a file is; one that cannot be looked at, such as a link to itself, or not be read is not there."""
        try:
            found = super().lookup_path(path)
        except OSError:
            return "", None
        return found if os.access(found[0], os.R_OK) else ("", None)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at ``path``, or the 404 page of its language."""
        missing = path != "en/404.html" and path.startswith("en/")
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != NOT_FOUND or not missing:
                raise
            response = Response(status_code=NOT_FOUND)
        if response.status_code != NOT_FOUND:
            return response
        if missing:
            # Whether it has changed is no matter.
            asked = [pair for pair in scope["headers"] if not pair[0].startswith(b"if-")]
            response = await super().get_response("en/404.html", {**scope, "headers": asked})
            response.status_code = NOT_FOUND
        if isinstance(response, FileResponse) and response.stat_result:
            return self._shortened(response, response.path, response.stat_result, scope)
        return response

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, or word that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        return self._shortened(response, full_path, stat_result, scope)

    def _shortened(
        self, response: Response, path: str | os.PathLike[str], stat: os.stat_result, scope: Scope
    ) -> Response:
        """The same, compressed if that is wanted. A part of a file is never compressed."""
        if not is_text(str(path)) or stat.st_size < SMALLEST:
            return response
        headers = Headers(scope=scope)
        response.headers["vary"] = "Accept-Encoding"
        if "range" in headers or not takes_gzip(headers.get("accept-encoding", "")):
            return response
        # Weak: the same page, but other bytes than those that a range is cut from.
        response.headers["etag"] = f"W/{response.headers['etag']}"
        return GzipResponse(response, stat, self._gzipped) if isinstance(response, FileResponse) else response


def is_text(path: str) -> bool:
    """Whether a file of this name becomes much smaller when it is compressed."""
    kind, encoding = guess_type(path)
    if kind is None or encoding:
        return False
    return kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))


def takes_gzip(accepted: str) -> bool:
    """Whether this ``Accept-Encoding`` header lets us compress."""
    worth: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        try:
            worth[name.strip()] = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            worth[name.strip()] = 0
    return worth.get("gzip", worth.get("*", 0)) > 0
