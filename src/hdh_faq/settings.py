"""Every setting, read once from ``HDH_FAQ_*`` environment variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from hdh_faq.errors import SettingError
from hdh_faq.web_address import is_address, is_database, is_origin, is_path

PACKAGED_MODEL = Path(__file__).parent / "data" / "model"
PREFIX = "HDH_FAQ_"
TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,256}")
"""What can be sent as a bearer token (RFC 6750) and is too long to be guessed."""


@dataclass(frozen=True)
class Settings:
    """One field a setting; field ``model`` is read from ``HDH_FAQ_MODEL``, and so on.

    Attributes:
        model: embedding model: a folder, or a name on the model hub.
        query_prompt: text put before a question when the model wants one.
        document_prompt: text put before a passage when the model wants one.
        index_dir: folder of the built index.
        site_dir: folder of the published pages.
        store: address of the engine that holds the passages, Qdrant or PostgreSQL; empty: the process holds them.
        asked_file: further questions about sections, for the index: see `hdh_faq.asked`.
        host: address that the server listens on.
        port: port that the server listens on; 0 takes any free one.
        public_url: public address of the site; answers then carry full links.
        api_url: where the panel asks; if empty, it finds pages only.
        allowed_origins: sites, comma-separated, whose widget may ask this server.
        max_question_chars: longest question, in characters.
        max_body_bytes: largest request body, in bytes.
        allowed_hosts: further ``name`` or ``name:port``, comma-separated, that the server answers to.
        trusted_proxies: addresses, comma-separated, of the proxies whose word on the client is believed.
        max_concurrent: questions answered at once; 0 is two for each core.
        max_waiting: questions that may wait for a place; one more is told to come back.
        per_minute: questions that one client may ask in a minute; 0 sets no limit.
        off: a reason, shown to readers, for which no question is answered; empty: they are.
        mcp: 1 opens `/mcp` to agents.
        metrics_token: the word that `/metrics` asks for; empty: there is none.
        gaps_file: where abstentions are counted, without any text; empty: they are not.
        reload_seconds: how often the server looks for a rebuilt site and index; 0 is never.
        max_age_days: days after which `hdh-faq check` asks to read a page again.
    """

    model: str = str(PACKAGED_MODEL)
    query_prompt: str = ""
    document_prompt: str = ""
    index_dir: Path = Path("index")
    site_dir: Path = Path("site")
    store: str = ""
    asked_file: Path = Path("docs/questions.jsonl")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    api_url: str = "/api/ask"
    allowed_origins: str = ""
    max_question_chars: int = 1000
    max_body_bytes: int = 16_384
    allowed_hosts: str = ""
    trusted_proxies: str = ""
    max_concurrent: int = 0
    max_waiting: int = 28
    per_minute: int = 60
    off: str = ""
    mcp: int = 0
    metrics_token: str = ""
    gaps_file: str = ""
    reload_seconds: int = 5
    max_age_days: int = 180

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment.

        Raises:
            SettingError: a value has the wrong type or lies out of range.
        """
        env = os.environ if env is None else env
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = PREFIX + setting.name.upper()
            if name not in env:
                continue
            kind = setting.type if isinstance(setting.type, type) else str
            try:
                values[setting.name] = kind(env[name])
            except ValueError:
                raise SettingError(f"{name} must be a whole number, not {env[name]!r}.") from None
        return cls(**values).checked()

    def checked(self) -> "Settings":
        """Return these settings, or raise `SettingError` naming the one out of range."""
        if not 0 <= self.port <= 65_535:  # noqa: PLR2004
            raise SettingError(f"{PREFIX}PORT must lie between 0 and 65535, not {self.port}.")
        for name in ("max_question_chars", "max_body_bytes", "max_age_days"):
            if getattr(self, name) < 1:
                raise SettingError(f"{PREFIX}{name.upper()} must be 1 or more.")
        for proxy in filter(None, (part.strip() for part in self.trusted_proxies.split(","))):
            try:
                ip_network(proxy)
            except ValueError:
                raise SettingError(
                    f"{PREFIX}TRUSTED_PROXIES must be addresses or networks, comma-separated, not {proxy!r}."
                ) from None
        for name in ("max_concurrent", "max_waiting", "per_minute", "reload_seconds"):
            if getattr(self, name) < 0:
                raise SettingError(f"{PREFIX}{name.upper()} must be 0 or more.")
        if self.mcp not in (0, 1):
            raise SettingError(f"{PREFIX}MCP must be 0 or 1, not {self.mcp}.")
        if self.metrics_token and not TOKEN.fullmatch(self.metrics_token):
            raise SettingError(f"{PREFIX}METRICS_TOKEN must be 16 to 256 letters, digits or any of “-._~+/=”.")
        self._check_addresses()
        return self

    def _check_addresses(self) -> None:
        if self.store and not is_address(self.store) and not is_database(self.store):
            # Not repeated: it may hold a password.
            raise SettingError(
                f"{PREFIX}STORE must be the address of an engine: http://host:6333 (Qdrant), or "
                f"postgresql://user@host/name (PostgreSQL), its password in PGPASSWORD."
            )
        if self.public_url and not is_address(self.public_url):
            raise SettingError(
                f"{PREFIX}PUBLIC_URL must be an address like https://site.example, in small letters, without query "
                f"or fragment, not {self.public_url!r}."
            )
        if self.api_url and not is_address(self.api_url) and not is_path(self.api_url):
            raise SettingError(
                f"{PREFIX}API_URL must be a path like /api/ask, or an address like https://site.example/api/ask, "
                f"without query or fragment, not {self.api_url!r}."
            )
        for origin in self.origins:
            if not is_origin(origin):
                raise SettingError(
                    f"{PREFIX}ALLOWED_ORIGINS must be sites like https://site.example, comma-separated, without path "
                    f"or slash at the end, not {origin!r}."
                )

    @property
    def origins(self) -> tuple[str, ...]:
        """The sites of ``allowed_origins``."""
        return tuple(filter(None, (origin.strip() for origin in self.allowed_origins.split(","))))
