"""One part's process with all that it starts: its own process group, its log file, its end."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 5_000_000
LOG_FILES = 3
"""A log is put aside when it reaches `LOG_BYTES`; this many older ones are kept."""
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Part:
    """What to start and how to see that it works."""

    name: str
    command: Sequence[str]
    folder: Path
    """Where it runs."""
    health_url: str = field(repr=False)
    """Answers with 200 when it works; may hold a token."""
    environment: Mapping[str, str] = field(repr=False)
    """All variables of its process, secrets among them."""
    stamp: Callable[[], str] | None = field(default=None, repr=False)
    """What it was started from; when this changes, it is started again. It may know a secret."""


class _PartLog(RotatingFileHandler):
    """Takes pieces of text as they come."""

    terminator = ""

    def handleError(self, record: logging.LogRecord) -> None:
        """Go on without: a full disk must not end the part."""


class PartProcess:
    """A started part."""

    def __init__(self, process: asyncio.subprocess.Process, log: _PartLog) -> None:
        self._process = process
        self._copying = asyncio.create_task(self._copy_output(log))

    @classmethod
    async def start(cls, part: Part, log: Path) -> PartProcess:
        """Start a part in a session of its own, so that the terminal's Ctrl-C reaches it through us only.

        Raises:
            OSError: its program cannot be run, or its log cannot be written.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        copy = _PartLog(log, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
        try:
            process = await asyncio.create_subprocess_exec(
                *part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env=dict(part.environment),
                cwd=part.folder,
                start_new_session=True,
            )
        except OSError:
            copy.close()
            raise
        return cls(process, copy)

    @property
    def pid(self) -> int:
        """Its process id, which is its group's as well."""
        return self._process.pid

    async def wait(self) -> int:
        """Its exit code, once it has ended by itself."""
        return await self._process.wait()

    async def stop(self, grace_seconds: float) -> None:
        """End it and everything in its group: first politely, then for certain."""
        deadline = asyncio.get_running_loop().time() + grace_seconds
        self._signal(signal.SIGTERM)
        while _is_alive(self.pid) and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110  no event tells it
            await asyncio.sleep(_POLL_SECONDS)
        self._signal(signal.SIGKILL)
        await self._process.wait()
        await asyncio.wait({self._copying}, timeout=1)
        self._copying.cancel()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    async def _copy_output(self, log: _PartLog) -> None:
        """Copied rather than inherited, so that the file can be put aside while the part runs."""
        assert self._process.stdout
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            while chunk := await self._process.stdout.read(65536):
                log.emit(logging.makeLogRecord({"msg": decoder.decode(chunk)}))
        finally:
            log.close()


def _is_alive(group: int) -> bool:
    """Whether a process of the group still does anything; one that ended but was not collected by init does not."""
    return any(_state_of(stat, group) not in ("", "Z", "X") for stat in Path("/proc").glob("[0-9]*/stat"))


def _state_of(stat: Path, group: int) -> str:
    """The state letter of a process, or "" when it is of another group or gone (proc_pid_stat(5))."""
    try:
        state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return ""
    return state if its_group == str(group) else ""
