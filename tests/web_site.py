"""The web app under test, served on loopback beside a stand-in for Rasa."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestClient, TestServer
from chat_client import begin, checked
from stand_in_rasa import StandInRasa, running_rasa

from bot.settings import Settings
from bot.web.app import create_app
from bot.web.chat import Chat
from bot.web.keys import CHAT

COOKIE = "kumpel"
SECRET = "a-secret-for-tests-only"


@dataclass
class Clock:
    """A clock that a test moves. Starts at a date after the epoch, in seconds."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Site:
    """One running site: a browser-like client with cookies, what stands behind it, and its clock."""

    client: TestClient
    rasa: StandInRasa
    clock: Clock
    settings: Settings

    async def chat(self, text: str, id: str | None = None) -> Any:
        """The answer's entry to a message, which must succeed; the first one begins a session."""
        if self.cookie() is None:
            await begin(self.client)
        frames = await self.frames({"type": "say", "id": id or uuid.uuid4().hex, "text": text})
        assert frames[-1]["type"] in ("entry", "erased"), frames
        return frames[-1]

    async def tap(self, payload: str) -> Any:
        """The answer's entry to a tap on a button."""
        return (await self.frames({"type": "tap", "id": uuid.uuid4().hex, "payload": payload}))[-1]

    async def frames(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        """The frames that the API answers to one."""
        async with self.client.post("/api/chat", json=frame) as response:
            return [checked(frame) for frame in (await response.json())["frames"]]

    @property
    def chats(self) -> Chat:
        """What works behind the site."""
        chat: Chat = self.client.server.app[CHAT]  # type: ignore[union-attr]
        return chat

    async def post(self, **form: str) -> Any:
        """Send the page's form and follow the redirect, as a browser without JavaScript does."""
        return await self.client.post("/chat", data={"id": "form", **form})

    async def page(self) -> str:
        """The page's HTML."""
        async with self.client.get("/chat") as response:
            assert response.status == 200
            return await response.text()

    def cookie(self) -> str | None:
        """The session's token that the client holds."""
        held = {cookie.key: cookie.value for cookie in self.client.session.cookie_jar}
        return held.get(COOKIE)

    def another_client(self) -> ClientSession:
        """Somebody else's browser on the same site."""
        return ClientSession(self.client.make_url("/"), cookie_jar=CookieJar(unsafe=True))


@asynccontextmanager
async def running_site(
    database_url: str, tmp_path: Path, *, port: int | None = None, **settings: Any
) -> AsyncIterator[Site]:
    """Start the site with these settings."""
    async with running_rasa() as rasa:
        ports = {"rasa_port": rasa.port, "actions_port": rasa.port, "metrics_port": 0}
        values = {**ports, "database_url": database_url, "session_secret": SECRET, **settings}
        clock = Clock()
        files = {"secret_file": tmp_path / "secret", "channel_key_file": tmp_path / "channel.key"}
        app = create_app(Settings(**values), clock=clock, **files)
        async with TestClient(TestServer(app, host="127.0.0.1", port=port)) as client:
            yield Site(client, rasa, clock, Settings(**values))
