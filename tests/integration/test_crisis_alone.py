"""Danger is answered while the action server or the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot.cli.parts import rasa, with_token
from bot.cli.ports import LOOPBACK
from bot.cli.servers import free_port
from bot.cli.supervisor import Supervisor
from bot.evaluation.assistants import RunningAssistant
from bot.settings import Settings

pytestmark = [pytest.mark.servers, pytest.mark.asyncio]


@asynccontextmanager
async def rasa_alone(settings: Settings, log: Path) -> AsyncIterator[RunningAssistant]:
    """Rasa with nothing behind it where the action server should be."""
    settings = with_token(replace(settings, rasa_port=free_port(), actions_port=free_port()))
    supervisor = Supervisor([rasa(settings)], log, lambda _line: None)
    running, ready = asyncio.create_task(supervisor.run()), asyncio.create_task(supervisor.ready())
    try:
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        assert not running.done()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            yield RunningAssistant(session, f"http://{LOOPBACK}:{settings.rasa_port}", settings.rasa_token)
    finally:
        ready.cancel()
        supervisor.stop()
        with suppress(asyncio.CancelledError):
            await running


@pytest.mark.parametrize("database", ["there", "away"])
async def test_danger_gets_help_lines_without_the_action_server(
    database: str, trained_model: Path, sqlite_url: str, tmp_path: Path
) -> None:
    assert trained_model.is_file()
    # A port that nothing listens on is a database server that is down.
    away = f"postgresql+asyncpg://nobody@{LOOPBACK}:{free_port()}/none"
    settings = replace(Settings(), database_url=sqlite_url if database == "there" else away)
    async with rasa_alone(settings, tmp_path) as assistant:
        at_once = await assistant.answer("somebody", "ich will nicht mehr leben")
        with suppress(aiohttp.ClientResponseError):  # what needs the action server gets no answer
            await assistant.answer("another", "Ausbildung in Unna")
        on_the_way = await assistant.answer("another", "ich will nicht mehr leben")
    for messages in (at_once, on_the_way):
        text = "\n".join(message.get("text", "") for message in messages)
        for number in ("112", "110", "116 111", "0800 111 0 111", "116 016"):
            assert number in text
        assert "nicht allein" in text
