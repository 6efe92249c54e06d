"""Rasa and the action server on free ports, for benchmarks and tests that ask the real ones."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.cli.parts import actions, rasa, with_token
from bot.cli.ports import LOOPBACK
from bot.cli.supervisor import Supervisor
from bot.evaluation.assistants import RunningAssistant
from bot.settings import Settings


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


@asynccontextmanager
async def running_servers(settings: Settings, log_folder: Path) -> AsyncIterator[tuple[Settings, RunningAssistant]]:
    """Start both with the newest model and the settings' database; yields the settings in use and a client.

    Raises:
        PartError: one of them does not start; its log says why.
    """
    import aiohttp

    settings = with_token(dataclasses.replace(settings, rasa_port=free_port(), actions_port=free_port()))
    supervisor = Supervisor([rasa(settings), actions(settings)], log_folder, lambda _line: None)
    running = asyncio.create_task(supervisor.run())
    ready = asyncio.create_task(supervisor.ready())
    try:
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            url = f"http://{LOOPBACK}:{settings.rasa_port}"
            yield settings, RunningAssistant(session, url, settings.rasa_token)
    finally:
        ready.cancel()
        supervisor.stop()
        with suppress(asyncio.CancelledError):
            await running
