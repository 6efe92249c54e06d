"""Web, Rasa and action server on free ports, each of which can be killed and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from async_timeout import timeout

from bot.cli.parts import actions, rasa, web, web_address, with_token
from bot.cli.process import Part, PartProcess
from bot.cli.servers import free_port
from bot.settings import Settings

_AGAIN_SECONDS = 0.5
_START_SECONDS = 120.0
_GRACE_SECONDS = 8.0


class MortalPart:
    """A part that is started again as soon as it has ended, as the supervisor does after a first crash."""

    def __init__(self, part: Part, log_folder: Path) -> None:
        self._part = part
        self._log = log_folder / f"{part.name}.log"
        self._process: PartProcess | None = None
        self._keeping = asyncio.create_task(self._keep())

    @property
    def name(self) -> str:
        """Which part it is."""
        return self._part.name

    def kill(self) -> None:
        """End its whole group at once, wherever it is in its work."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def ready(self, http: aiohttp.ClientSession) -> None:
        """Wait until it answers.

        Raises:
            asyncio.TimeoutError: it does not.
        """
        async with timeout(_START_SECONDS):
            await self._answers(http)

    async def stop(self) -> None:
        """End it for good."""
        self._keeping.cancel()
        await asyncio.gather(self._keeping, return_exceptions=True)
        if self._process is not None:
            await self._process.stop(_GRACE_SECONDS)

    async def _keep(self) -> None:
        while True:
            self._process = await PartProcess.start(self._part, self._log)
            await self._process.wait()
            await self._process.stop(0)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _answers(self, http: aiohttp.ClientSession) -> None:
        while True:
            with contextlib.suppress(aiohttp.ClientError, OSError, asyncio.TimeoutError):
                async with http.get(self._part.health_url, timeout=aiohttp.ClientTimeout(total=3)) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)


@dataclasses.dataclass(frozen=True)
class Site:
    """Three running parts and where they are reached."""

    address: str
    parts: tuple[MortalPart, ...]

    async def ready(self, http: aiohttp.ClientSession) -> None:
        """Wait until all parts answer."""
        await asyncio.gather(*(part.ready(http) for part in self.parts))


@asynccontextmanager
async def running_site(settings: Settings, log_folder: Path, http: aiohttp.ClientSession) -> AsyncIterator[Site]:
    """Start all three on the settings' database, with limits that one address with many people in it does not reach."""
    settings = with_token(
        dataclasses.replace(
            settings,
            rasa_port=free_port(),
            actions_port=free_port(),
            web_port=free_port(),
            metrics_port=free_port(),
            web_address_messages_per_minute=1_000_000,
            web_address_sockets=5_000,
        )
    )
    parts = tuple(MortalPart(part, log_folder) for part in (web(settings), rasa(settings), actions(settings)))
    site = Site(web_address(settings), parts)
    try:
        await site.ready(http)
        yield site
    finally:
        await asyncio.gather(*(part.stop() for part in parts))
