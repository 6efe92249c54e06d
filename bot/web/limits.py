"""How fast messages may come: a bucket of tokens for each session and each address, in memory only."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_BUCKETS = 20_000
_IPV6_HOME = 64
"""Bits of an IPv6 address that name a household; the rest its devices choose freely."""


@dataclass
class Bucket:
    """Tokens that refill with time; a message takes one."""

    capacity: float
    per_second: float
    tokens: float
    at: float

    def take(self, now: float) -> float:
        """Take a token. Returns 0.0, or the seconds until there is one."""
        self.tokens = min(self.capacity, self.tokens + max(0.0, now - self.at) * self.per_second)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.per_second


class Limiter:
    """Buckets by key; half a minute's messages may come at once. Of too many buckets the longest unused goes."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait(self, key: str) -> int:
        """Count a message in. Returns 0, or the whole seconds after which it may come again."""
        now = self._clock()
        bucket = self._buckets.pop(key, None)
        if bucket is None:
            capacity = max(1.0, self._per_minute / 2)
            bucket = Bucket(capacity, self._per_minute / 60, capacity, now)
        self._buckets[key] = bucket
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return math.ceil(bucket.take(now))


def client_address(peer: str, forwarded_for: str, trusted: frozenset[str]) -> str:
    """Where a request comes from: the last address of `X-Forwarded-For` that no trusted proxy has, or the peer's."""
    hops = [peer, *reversed([hop.strip() for hop in forwarded_for.split(",") if hop.strip()])]
    address = next((hop for hop in hops if hop not in trusted), hops[-1])
    return _household(address)


def _household(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((int(parsed), _IPV6_HOME), strict=False))
