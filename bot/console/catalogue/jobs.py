"""Work on whole files: each runs in a process of its own, so that the console answers meanwhile and outlives it."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.console.keys import SETTINGS
from bot.settings import PROJECT_ROOT, Settings

MOST_JOBS = 20
KEPT_SECONDS = 7200.0
LONGEST_SECONDS = 1800
GRACE_SECONDS = 2.0
"""So long an answer waits for its work, before it shows how far that is."""
_REJECTED, _UNREADABLE = 1, 2
"""Exit codes of `kumpel catalogue import`: rows were rejected; a file could not be used."""
_LINE_BYTES = 1 << 22


@dataclass
class Job:
    """An import or export of one person. `state` is a key of `console_catalogue.job.states` in the phrases."""

    id: str
    owner: str
    folder: Path
    file: Path
    options: tuple[str, ...] = ()
    state: str = "running"
    rows: int = 0
    """Rows read so far."""
    result: dict[str, Any] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None

    @property
    def report(self) -> Path:
        """The spreadsheet with all that was found."""
        return self.folder / "report.xlsx"


class Jobs:
    """The jobs of a running console, one at work at a time; what they need lies in a folder that ends with it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._one_by_one = asyncio.Lock()

    def new(self, owner: str, file_name: str, options: Sequence[str] = ()) -> Job:
        """A job with a folder of its own, which goes after a while; the oldest goes when there are too many."""
        while len(self._jobs) >= MOST_JOBS:
            self.discard(next(iter(self._jobs.values())))
        number = secrets.token_hex(16)
        folder = self._folder / number
        folder.mkdir()
        job = self._jobs[number] = Job(number, owner, folder, folder / file_name, tuple(options))
        asyncio.get_running_loop().call_later(KEPT_SECONDS, self.discard, job)
        return job

    def find(self, number: str, owner: str) -> Job | None:
        """A job of somebody's own."""
        job = self._jobs.get(number)
        return job if job and job.owner == owner else None

    def discard(self, job: Job) -> None:
        """Stop a job and delete its files."""
        if job.task:
            job.task.cancel()
        self._jobs.pop(job.id, None)
        shutil.rmtree(job.folder, ignore_errors=True)

    async def start(self, job: Job, done: str, *arguments: str) -> None:
        """Let `kumpel catalogue …` work on a job, waited for a moment only; `done` is its state afterwards."""
        job.state, job.rows = "running", 0
        job.task = asyncio.create_task(self._work(job, done, arguments))
        await asyncio.wait((job.task,), timeout=GRACE_SECONDS)

    async def close(self) -> None:
        """Stop everything."""
        for job in list(self._jobs.values()):
            task = job.task
            self.discard(job)
            if task:
                with suppress(asyncio.CancelledError):
                    await task

    async def _work(self, job: Job, done: str, arguments: Sequence[str]) -> None:
        async with self._one_by_one:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.cli", "catalogue", *arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=_LINE_BYTES,
                cwd=PROJECT_ROOT,
                env={**os.environ, **self._settings.as_environment()},
            )
            try:
                await asyncio.wait_for(self._follow(process, job, done), LONGEST_SECONDS)
            except asyncio.TimeoutError:
                job.state = "failed"
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()

    async def _follow(self, process: asyncio.subprocess.Process, job: Job, done: str) -> None:
        assert process.stdout and process.stderr
        answer, _ = await asyncio.gather(process.stdout.read(), _count_rows(process.stderr, job))
        code = await process.wait()
        with suppress(ValueError):
            job.result = json.loads(answer) if answer.startswith(b"{") else {}
        known = code == 0 or (code in (_REJECTED, _UNREADABLE) and job.result)
        job.state = done if known else "failed"
        if "unreadable" in job.result:
            job.state = "unreadable"


async def _count_rows(lines: asyncio.StreamReader, job: Job) -> None:
    async for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            job.rows = int(json.loads(line)["rows"])


JOBS = web.AppKey("JOBS", Jobs)


async def keep_jobs(app: web.Application) -> AsyncIterator[None]:
    """The app's jobs, from its start to its end."""
    folder = Path(tempfile.mkdtemp(prefix="kumpel-console-"))
    app[JOBS] = Jobs(app[SETTINGS], folder)
    yield
    await app[JOBS].close()
    shutil.rmtree(folder, ignore_errors=True)
