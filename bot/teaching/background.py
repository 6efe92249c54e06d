"""Training in the background, in a process of its own that outlives whoever started it."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Literal

from bot.settings import PROJECT_ROOT, Settings

LOG = PROJECT_ROOT / "var" / "log" / "teach.log"


async def start(settings: Settings, what: Literal["train", "compare"], number: int) -> int:
    """Start `kumpel teach train` or `compare` for a training that was begun; returns the process's id."""
    arguments = ("train", "--number", str(number)) if what == "train" else ("compare", str(number))
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "teach", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **settings.as_environment()},
            cwd=PROJECT_ROOT,
            start_new_session=True,
        )
    return process.pid
