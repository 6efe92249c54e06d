"""How many connections are open, by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Counted:
    """Counts what is open by key, and refuses more than `most` of one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    @contextmanager
    def one(self, key: str) -> Iterator[bool]:
        """Count one in while the block runs; yields whether it may stay."""
        self._open[key] += 1
        try:
            yield self._open[key] <= self._most
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]
