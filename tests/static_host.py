"""A static host that does what Netlify documents, and nothing kind: `_headers` and the redirects of netlify.toml."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """What a reader's browser gets."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class StaticHost:
    """Serves a folder by its `_headers` and by the ``redirects`` of a configuration, first match first."""

    site: Path
    redirects: list[dict[str, Any]]
    rules: list[tuple[str, dict[str, str]]] = field(init=False)

    def __post_init__(self) -> None:
        self.rules = read_headers((self.site / "_headers").read_text(encoding="utf-8"))

    @classmethod
    def of(cls, site: Path, configuration: Path) -> "StaticHost":
        """As the configuration says."""
        return cls(site, tomllib.loads(configuration.read_text(encoding="utf-8"))["redirects"])

    def get(self, address: str, language: str = "") -> Reply:
        """What an address gives to a browser that prefers this language."""
        parts = urlsplit(address)
        found = self._file(parts.path)
        for rule in self.redirects:
            if self._applies(rule, parts.path, parts.query, language) and (rule.get("force") or not found):
                if rule["status"] in (301, 302):
                    return self._reply(rule["status"], parts.path, {"Location": rule["to"]})
                return self._reply(rule["status"], parts.path, file=self._file(rule["to"]))
        if found and not parts.path.endswith("/") and found.name == "index.html" and found.parent != self.site:
            return self._reply(301, parts.path, {"Location": parts.path + "/"})
        return self._reply(200 if found else 404, parts.path, file=found or self.site / "404.html")

    def _file(self, path: str) -> Path | None:
        place = self.site / path.lstrip("/")
        if path == "/_headers" or not place.resolve().is_relative_to(self.site.resolve()):
            return None
        return next((one for one in (place, place / "index.html") if one.is_file()), None)

    @staticmethod
    def _applies(rule: dict[str, Any], path: str, query: str, language: str) -> bool:
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        languages = rule.get("conditions", {}).get("Language")
        return (
            matches(rule["from"], path)
            and all(asked.get(name) == value for name, value in rule.get("query", {}).items())
            and (languages is None or language.lower().split("-")[0] in languages)
        )

    def _reply(self, status: int, path: str, extra: dict[str, str] | None = None, file: Path | None = None) -> Reply:
        headers = {"Cache-Control": "public, max-age=0, must-revalidate"}
        for pattern, own in self.rules:
            if matches(pattern, path):
                headers |= own
        if file:
            kind = guess_type(file.name)[0] or "application/octet-stream"
            headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        return Reply(status, {**headers, **(extra or {})}, file.read_bytes() if file else b"")

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Serve on this machine; yield the address, without a final slash."""
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                preferred = (self.headers.get("Accept-Language") or "").split(",")[0].split(";")[0].strip()
                reply = host.get(self.path, preferred)
                self.send_response_only(reply.status)
                for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()


def matches(pattern: str, path: str) -> bool:
    """Whether a path is one of the pattern's, whose star stands for anything at its end."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path) is not None or pattern == f"{path}/*"


def read_headers(text: str) -> list[tuple[str, dict[str, str]]]:
    """The rules of a `_headers` file; whatever it should not hold is an error."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            rules.append((line, {}))
            continue
        found = re.fullmatch(r"  ([A-Za-z-]+): (\S.*)", line)
        assert found, line
        assert found[1] not in rules[-1][1], line
        rules[-1][1][found[1]] = found[2]
    return rules
