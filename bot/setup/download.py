"""Fetches one file over HTTP within a time limit that also holds while a name is looked up."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

MAX_BYTES = 200 * 10**6
PATIENCE = 6
"""The whole download may take this many times as long as its server may be silent."""
_CHUNK = 64 * 1024


class DownloadError(RuntimeError):
    """The file could not be fetched; the message says why in a few words."""


def fetch(url: str, target: Path, silence_seconds: float) -> None:
    """Write what the address serves to a file.

    Args:
        url: http or https.
        target: overwritten; half a file may be left when this raises.
        silence_seconds: longest wait for the first or the next piece.

    Raises:
        DownloadError: it cannot be reached, answers with an error, is silent, too slow or too large.
    """
    host = urlsplit(url).hostname
    if urlsplit(url).scheme not in ("http", "https") or not host:
        raise DownloadError(f"{url} is no http or https address")
    transfer = _Transfer(url, target, silence_seconds)
    if not transfer.finish():
        raise DownloadError(f"{host} did not answer within {silence_seconds:g} s")
    if transfer.error:
        raise DownloadError(transfer.error)


class _Transfer(threading.Thread):
    """Runs beside the waiting, because a name server's silence knows no time-out."""

    def __init__(self, url: str, target: Path, silence_seconds: float) -> None:
        super().__init__(daemon=True)
        self.error = ""
        self._url = url
        self._target = target
        self._silence = silence_seconds
        self._moved_at = self._started_at = time.monotonic()

    def finish(self) -> bool:
        """Start, and wait until it has ended; False when it is given up."""
        self._moved_at = self._started_at = time.monotonic()
        self.start()
        while self.is_alive() and time.monotonic() < self._limit():
            self.join(min(0.2, self._silence))
        return not self.is_alive()

    def _limit(self) -> float:
        return min(self._moved_at + self._silence, self._started_at + PATIENCE * self._silence)

    def run(self) -> None:
        """Fetch, and keep the reason when that fails."""
        host = urlsplit(self._url).hostname
        try:
            self._copy()
        except urllib.error.HTTPError as error:
            self.error = f"{host} answered with {error.code}"
        except (OSError, ValueError) as error:
            self.error = f"{host} cannot be reached ({getattr(error, 'reason', error)})"

    def _copy(self) -> None:
        request = urllib.request.Request(self._url)  # noqa: S310  `fetch` checked the scheme
        with urllib.request.urlopen(request, timeout=self._silence) as answer, self._target.open("wb") as file:  # noqa: S310
            size = 0
            while size <= MAX_BYTES:
                chunk = answer.read(_CHUNK)
                if not chunk:
                    self._check_length(answer.headers.get("Content-Length"), size)
                    return
                size += file.write(chunk)
                self._moved_at = time.monotonic()
        self.error = f"the file is larger than {MAX_BYTES // 10**6} MB"

    def _check_length(self, promised: str | None, size: int) -> None:
        if promised is not None and promised.isdigit() and int(promised) != size:
            self.error = f"the connection ended after {size} of {promised} bytes"
