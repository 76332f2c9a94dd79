"""The names and ports under which the server may be addressed."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(\d*))?")
PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Hosts:
    """Those of the public address and a few more; as long as no public address is set, all.

    Attributes:
        scheme: that of the public address; empty where there is none.
        named: a name and a port each. This machine's own names may be called at any port.
    """

    scheme: str = ""
    named: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @classmethod
    def of(cls, public_url: str, further: str) -> "Hosts":
        """From the settings; a further name without a port has that of the public address."""
        if not public_url:
            return cls()
        public = urlsplit(public_url)
        port = _name_and_port(public.netloc, PORTS[public.scheme])[1]
        names = (public.netloc, *filter(None, (name.strip() for name in further.split(","))))
        return cls(public.scheme, frozenset(_name_and_port(name, port) for name in names))

    def allow(self, host: str) -> bool:
        """Whether a request with this ``Host`` header is meant for us."""
        if not self.scheme:
            return True
        asked = _name_and_port(host, PORTS[self.scheme])
        return asked[0] in LOOPBACK or asked in self.named

    def scheme_for(self, host: str, scheme: str) -> str:
        """What a reader's browser speaks, whatever a proxy speaks to us: no ``http:`` behind TLS."""
        return scheme if not self.scheme or _name_and_port(host, "")[0] in LOOPBACK else self.scheme


def _name_and_port(host: str, port: str) -> tuple[str, str]:
    """Both, the latter ``port`` where none is named; empty where ``host`` is no host."""
    found = HOST.fullmatch(host.lower())
    return (found[1], found[2] or port) if found else ("", "")
