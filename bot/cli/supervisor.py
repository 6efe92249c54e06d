"""Keeps the parts running: starts them together, asks for their health, starts again what crashed or went silent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.cli.process import Part, PartProcess


class PartError(RuntimeError):
    """A part cannot be started at all; the message names it and its log."""


@dataclass(frozen=True)
class Rhythm:
    """All waiting times, in seconds, and how many failures are too many."""

    start: float = 150.0
    """A part that has not answered by then is started again."""
    start_check: float = 0.25
    check: float = 5.0
    check_timeout: float = 4.0
    failed_checks: int = 3
    failed_starts: int = 3
    """A part that never answered is given up after this many attempts."""
    first_delay: float = 1.0
    longest_delay: float = 60.0
    calm: float = 120.0
    """After running this long, the next crash is treated as a first one."""
    grace: float = 8.0


class Supervisor:
    """Runs parts until it is stopped or one cannot start."""

    def __init__(
        self, parts: Sequence[Part], log_folder: Path, say: Callable[[str], None], rhythm: Rhythm | None = None
    ) -> None:
        self._keepers = [_Keeper(part, log_folder / f"{part.name}.log", say, rhythm or Rhythm()) for part in parts]
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End everything; `run` returns when that is done. For signal handlers."""
        self._stopping.set()

    async def ready(self) -> None:
        """Wait until every part has answered once."""
        await asyncio.gather(*(keeper.ready.wait() for keeper in self._keepers))

    async def run(self) -> None:
        """Start all parts at once and keep them running until `stop` is called.

        Raises:
            PartError: a part could not be started at all; the others were ended.
        """
        async with aiohttp.ClientSession() as session:
            tasks = [asyncio.create_task(keeper.keep(session)) for keeper in self._keepers]
            stopping = asyncio.create_task(self._stopping.wait())
            done, _running = await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in (*tasks, stopping):
                task.cancel()
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
        for task in done - {stopping}:
            task.result()


class _Keeper:
    """Keeps one part running."""

    def __init__(self, part: Part, log: Path, say: Callable[[str], None], rhythm: Rhythm) -> None:
        self.ready = asyncio.Event()
        self._part = part
        self._log = log
        self._say = say
        self._rhythm = rhythm

    async def keep(self, session: aiohttp.ClientSession) -> None:
        """Run the part for ever, with growing pauses between attempts.

        Raises:
            PartError: it never answered in any attempt.
        """
        delay, attempts = self._rhythm.first_delay, 0
        while True:
            started, stamp = asyncio.get_running_loop().time(), self._stamp()
            why = await self._run_once(session, stamp)
            if self._stamp() != stamp:
                self._say(f"{self._part.name} {why}; starting it again at once")
                continue
            attempts += 1
            if not self.ready.is_set() and attempts >= self._rhythm.failed_starts:
                raise PartError(f"{self._part.name} cannot start: it {why}; {self._log} says why.")
            if asyncio.get_running_loop().time() - started > self._rhythm.calm:
                delay = self._rhythm.first_delay
            self._say(f"{self._part.name} {why}; starting it again in {delay:g} s (log: {self._log})")
            await asyncio.sleep(delay)
            delay = min(2 * delay, self._rhythm.longest_delay)

    async def _run_once(self, session: aiohttp.ClientSession, stamp: str) -> str:
        """Why the part's process is no more."""
        try:
            process = await PartProcess.start(self._part, self._log)
        except OSError as error:
            return f"could not be run ({error})"
        ending = asyncio.create_task(process.wait())
        try:
            return await self._watch(session, ending, stamp)
        finally:
            ending.cancel()
            await process.stop(self._rhythm.grace)

    async def _watch(self, session: aiohttp.ClientSession, ending: asyncio.Task[int], stamp: str) -> str:
        """Ask for health until the process ends, does not answer any more, or was started from something older."""
        deadline = asyncio.get_running_loop().time() + self._rhythm.start
        answered, failures = False, 0
        while True:
            await asyncio.wait({ending}, timeout=self._rhythm.check if answered else self._rhythm.start_check)
            if ending.done():
                return f"ended with code {ending.result()}"
            if self._stamp() != stamp:
                return "has something new to load"
            if await self._is_healthy(session):
                answered, failures = True, 0
                self.ready.set()
            elif answered:
                failures += 1
                if failures >= self._rhythm.failed_checks:
                    return f"did not answer {failures} health checks"
            elif asyncio.get_running_loop().time() > deadline:
                return f"did not answer within {self._rhythm.start:g} s"

    def _stamp(self) -> str:
        return self._part.stamp() if self._part.stamp else ""

    async def _is_healthy(self, session: aiohttp.ClientSession) -> bool:
        timeout = aiohttp.ClientTimeout(total=self._rhythm.check_timeout)
        with contextlib.suppress(aiohttp.ClientError, OSError, asyncio.TimeoutError):
            async with session.get(self._part.health_url, timeout=timeout) as answer:
                return answer.status == 200
        return False
