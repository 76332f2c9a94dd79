"""How many questions one client may ask: a bucket of tokens each, refilled by the second.

An address is held in memory only, and no longer than it matters: a bucket that has had a minute to fill is forgotten.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

SECONDS = 60
MOST_CLIENTS = 20_000
"""Buckets held at once; of one more, the one asked longest ago is forgotten."""
IPV6_PREFIX = 64
"""What a household or a server is given: within it, addresses cost nothing."""


@dataclass
class _Bucket:
    tokens: float
    at: float


class Limits:
    """A minute's questions for each client, which it may ask at once or spread out."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Let each client ask ``per_minute`` questions; 0 sets no limit."""
        self.refused = 0
        self._most, self._clock = per_minute, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, address: str) -> int:
        """Take a token: 0 if there was one, else the seconds until there is.

        This machine's own address has no limit: it is that of a proxy which nobody named, and so of everybody.
        """
        client = client_of(address)
        if not self._most or client is None:
            return 0
        now = self._clock()
        self._forget(now)
        bucket = self._buckets.setdefault(client, _Bucket(self._most, now))
        self._buckets.move_to_end(client)
        bucket.tokens = min(self._most, bucket.tokens + (now - bucket.at) * self._most / SECONDS)
        bucket.at = now
        if bucket.tokens < 1:
            self.refused += 1
            return math.ceil((1 - bucket.tokens) * SECONDS / self._most)
        bucket.tokens -= 1
        return 0

    def _forget(self, now: float) -> None:
        """Drop the buckets that are full again, and the oldest if there are too many."""
        while self._buckets:
            client, oldest = next(iter(self._buckets.items()))
            if now - oldest.at < SECONDS and len(self._buckets) < MOST_CLIENTS:
                return
            del self._buckets[client]


def client_of(address: str) -> str | None:
    """Whom an address stands for: itself, or its /64; None for this machine, and for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None  # a proxy over a local socket
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return None if parsed.is_loopback else str(ip_network((int(parsed), IPV6_PREFIX), strict=False))
        parsed = parsed.ipv4_mapped
    return None if parsed.is_loopback else str(parsed)
