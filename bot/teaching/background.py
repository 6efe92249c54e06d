"""Training in the background, in a process of its own that outlives whoever started it."""

from __future__ import annotations

import asyncio
import os
import sys

from bot.settings import PROJECT_ROOT, Settings

LOG = PROJECT_ROOT / "var" / "log" / "teach.log"


async def start(settings: Settings, number: int) -> int:
    """Start `kumpel teach train` for a training that was begun; returns the process's id."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "teach", "train", "--number", str(number)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **settings.as_environment()},
            cwd=PROJECT_ROOT,
            start_new_session=True,
        )
    return process.pid
