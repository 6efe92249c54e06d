"""Turns on their way to the log: append-only files, so that a database that is slow or away loses nothing.

A line is handed to the system as soon as it is written, so a crash of the process loses none; it is forced to the disk
once a second at most and at the end, so a power failure costs the last second. What the database has is deleted.
Whoever appends, drains or erases holds a lock of the folder, across processes.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import logging
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from sqlalchemy.engine import URL

from bot.conversations.records import Record, record_of
from bot.settings import PROJECT_ROOT

SEGMENT_BYTES = 512 * 1024
FSYNC_SECONDS = 1.0
ERASE_WAIT_SECONDS = 20.0
_POLL_SECONDS = 0.02
_OPEN = "*.open.jsonl"
_CLOSED = "*.closed.jsonl"
REJECTED = "rejected.jsonl"
_COUNTS = "counts.json"

log = logging.getLogger(__name__)


class Spool:
    """The spool of one database. All paths are the owner's only."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._synced_at = 0.0

    @classmethod
    def of(cls, url: URL, most_bytes: int = 0) -> Spool:
        """The spool that belongs to a database: beside SQLite's file, for a server below `var/spool/`."""
        if url.get_backend_name() == "sqlite" and url.database:
            return cls(Path(f"{url.database}.spool"), most_bytes)
        name = hashlib.sha256(url.render_as_string(hide_password=True).encode()).hexdigest()[:16]
        return cls(PROJECT_ROOT / "var" / "spool" / name, most_bytes)

    def append(self, records: Sequence[Record]) -> int:
        """Write records down; returns how many had no room.

        Raises:
            OSError: the disk takes nothing.
        """
        lines = [json.dumps(record.as_dict(), ensure_ascii=False) + "\n" for record in records]
        with self._locked("append"):
            room = self._most_bytes - self._bytes()
            taken: list[bytes] = []
            for line in (line.encode() for line in lines):
                if len(line) > room:
                    break
                taken.append(line)
                room -= len(line)
            self._write(b"".join(taken))
        return len(lines) - len(taken)

    def size(self) -> int:
        """Bytes that wait."""
        if not self.folder.exists():
            return 0
        with self._locked("append"):
            return self._bytes()

    def waiting(self) -> int:
        """Records that wait."""
        return self._count_lines(_OPEN, _CLOSED)

    def rejected(self) -> int:
        """Records that the database refused, which are kept aside."""
        return self._count_lines(REJECTED)

    def sync(self) -> None:
        """Force what was appended to the disk."""
        with self._locked("append"):
            for path in self.folder.glob(_OPEN):
                with path.open("rb") as file:
                    os.fsync(file.fileno())
        self._synced_at = time.monotonic()

    def take(self) -> tuple[Path, list[Record]]:
        """The oldest segment, which nobody appends to from now on. Hold `draining` meanwhile.

        Raises:
            FileNotFoundError: nothing waits.
        """
        with self._locked("append"):
            for path in self.folder.glob(_OPEN):
                _close(path)
            oldest = min(self.folder.glob(_CLOSED), default=None)
        if oldest is None:
            raise FileNotFoundError(f"nothing waits in {self.folder}")
        return oldest, list(_records(oldest))

    def done(self, segment: Path) -> None:
        """The database has all of a segment."""
        with self._locked("append"):
            segment.unlink()

    def reject(self, record: Record) -> None:
        """Keep a record aside that the database will not have."""
        with self._locked("append"), self._appending(REJECTED) as file:
            file.write((json.dumps(record.as_dict(), ensure_ascii=False) + "\n").encode())

    def forget_rejected(self, before: float) -> None:
        """Delete the records set aside once none of them is newer than `before` (seconds since 1970)."""
        path = self.folder / REJECTED
        with self._locked("append"):
            if path.exists() and path.stat().st_mtime < before:
                path.unlink()

    def erase(self, sender: str) -> int:
        """Rewrite all files without a conversation's lines; returns how many there were. Hold `draining` meanwhile."""
        with self._locked("append"):
            return sum(_without(path, sender) for path in [*self._segments(), self.folder / REJECTED] if path.exists())

    @asynccontextmanager
    async def draining(self, seconds: float = ERASE_WAIT_SECONDS) -> AsyncIterator[None]:
        """Nobody else brings lines into the database or erases them meanwhile.

        Raises:
            TimeoutError: somebody else held it for so many seconds.
        """
        self._prepare()
        deadline = time.monotonic() + seconds
        with (self.folder / "drain.lock").open("ab") as lock:
            while not _try_lock(lock):  # no event tells when another process is done
                if time.monotonic() > deadline:
                    raise TimeoutError("the log is being written")
                await asyncio.sleep(_POLL_SECONDS)
            yield

    def count(self, **more: int) -> None:
        """Add to the counters that outlast a restart."""
        with self._locked("append"):
            counts = self.counts()
            for name, number in more.items():
                counts[name] = counts.get(name, 0) + number
            _replace(self.folder / _COUNTS, json.dumps(counts).encode())

    def counts(self) -> dict[str, int]:
        """`spooled`, `written` and `dropped` (had no room) since the spool was made."""
        with suppress(FileNotFoundError, ValueError):
            return dict(json.loads((self.folder / _COUNTS).read_bytes()))
        return {}

    def _bytes(self) -> int:
        return sum(path.stat().st_size for path in self._segments())

    def _count_lines(self, *patterns: str) -> int:
        if not self.folder.exists():
            return 0
        with self._locked("append"):
            return sum(path.read_bytes().count(b"\n") for pattern in patterns for path in self.folder.glob(pattern))

    def _write(self, data: bytes) -> None:
        if not data:
            return
        with self._appending(self._open_segment().name) as file:
            file.write(data)
            file.flush()
            if time.monotonic() - self._synced_at > FSYNC_SECONDS:
                os.fsync(file.fileno())
                self._synced_at = time.monotonic()

    def _open_segment(self) -> Path:
        for path in self.folder.glob(_OPEN):
            if path.stat().st_size < SEGMENT_BYTES:
                return path
            _close(path)
        return self.folder / f"{time.time_ns():020d}.open.jsonl"

    def _segments(self) -> list[Path]:
        return sorted([*self.folder.glob(_OPEN), *self.folder.glob(_CLOSED)])

    def _appending(self, name: str) -> IO[bytes]:
        descriptor = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "ab")

    def _prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        self._prepare()
        with (self.folder / f"{name}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _close(segment: Path) -> None:
    segment.rename(segment.with_name(segment.name.replace(".open.", ".closed.")))


def _try_lock(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _records(path: Path) -> Iterator[Record]:
    """A line that a power failure cut off is no record."""
    for line in path.read_bytes().splitlines():
        try:
            yield record_of(json.loads(line))
        except (ValueError, KeyError, TypeError):
            log.warning("A line of the spool %s cannot be read and is left out", path.name)


def _without(path: Path, sender: str) -> int:
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if not _is_of(line, sender)]
    if len(kept) < len(lines):
        _replace(path, b"".join(kept))
    return len(lines) - len(kept)


def _is_of(line: bytes, sender: str) -> bool:
    try:
        data: Any = json.loads(line)
        return bool(data["sender"] == sender and data["kind"] == "turn")
    except (ValueError, KeyError, TypeError):
        return True  # nobody can read it, so nobody can say whose it is


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(".fresh")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
