"""`python -m bot.web` as the supervisor starts it: a process of its own, with settings from the environment."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession, CookieJar
from chat_client import Tab, begin, tab
from stand_in_rasa import StandInRasa, running_rasa

from bot.settings import PROJECT_ROOT

START_SECONDS = 30.0


@dataclass
class Started:
    """A running process and the address it serves."""

    process: asyncio.subprocess.Process
    address: str
    rasa: StandInRasa

    async def end(self) -> str:
        """Ask it to end, and return its log."""
        self.process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(self.process.communicate(), START_SECONDS)
        return log.decode()


@pytest.fixture
async def started(sqlite_url: str, tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Started]:
    async with running_rasa() as rasa:
        settings = {
            "KUMPEL_DATABASE_URL": sqlite_url,
            "KUMPEL_WEB_PORT": str(unused_tcp_port),
            "KUMPEL_RASA_PORT": str(rasa.port),
            "KUMPEL_ACTIONS_PORT": str(rasa.port),
            "KUMPEL_METRICS_PORT": "0",
            "KUMPEL_SESSION_SECRET": "a-secret-for-tests-only",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KUMPEL_")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.web"),
            cwd=PROJECT_ROOT,
            env=environment | settings,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        started = Started(process, f"http://127.0.0.1:{unused_tcp_port}", rasa)
        try:
            await asyncio.wait_for(_healthy(started), START_SECONDS)
            yield started
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


async def _healthy(started: Started) -> None:
    async with ClientSession() as http:
        while started.process.returncode is None:
            try:
                async with http.get(started.address + "/health") as response:
                    assert response.status == 200
                    return
            except ClientConnectionError:
                await asyncio.sleep(0.05)
    raise AssertionError((await started.process.communicate())[1].decode())


@asynccontextmanager
async def opened(started: Started) -> AsyncIterator[tuple[ClientSession, Tab]]:
    async with ClientSession(started.address, cookie_jar=CookieJar(unsafe=True)) as http:
        await begin(http)
        async with tab(http) as (first, _welcome):
            yield http, first


async def test_it_serves_and_ends_when_asked(started: Started) -> None:
    async with opened(started) as (_http, first):
        assert (await first.say("1", "Hallo"))["messages"] == [{"text": "Verstanden: Hallo"}]
    await started.end()
    assert started.process.returncode == 0


async def test_it_finishes_what_is_under_way_and_says_goodbye(started: Started) -> None:
    async with opened(started) as (_http, first):
        started.rasa.open.clear()
        await first.send("say", id="1", text="noch eine")
        await started.rasa.asked.wait()
        ending = asyncio.create_task(started.end())
        await asyncio.sleep(0.5)
        started.rasa.open.set()
        assert (await first.until("entry"))["messages"] == [{"text": "Verstanden: noch eine"}]
        assert (await first.until("bye"))["code"] == "restart"
        assert await first.closed() == 1012
        await ending
    assert started.process.returncode == 0


async def test_its_log_holds_no_words_no_query_and_no_address(started: Started) -> None:
    async with opened(started) as (http, first):
        await first.say("1", "Geheimnis")
        await http.post("/api/chat", json={"type": "say", "id": "2", "text": "Geheimnis"})
        await http.get("/?text=Geheimnis")
    log = await started.end()
    assert "POST /api/chat 200" in log
    assert "GET /api/socket 101" in log
    assert "Geheimnis" not in log
    assert "127.0.0.1" not in log


async def test_what_is_no_http_leaves_neither_address_nor_content_in_the_log(started: Started) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(started.address.rpartition(":")[2]))
    writer.write(b"GEHEIMNIS\r\n\r\n")
    assert b"400" in await reader.readline()
    writer.close()
    log = await started.end()
    assert "127.0.0.1" not in log
    assert "GEHEIMNIS" not in log
