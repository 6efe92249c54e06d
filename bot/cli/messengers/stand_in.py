"""What the stand-ins have in common: they keep what they were sent, refuse when told to, and deliver to a webhook."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from async_timeout import timeout

PATIENCE_SECONDS = 20.0
Body = dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """An answer in place of success. With `hangs` there is none for so many seconds."""

    status: int = 500
    body: Body = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    hangs: float = 0.0


@dataclass(frozen=True)
class Sent:
    """A message that reached somebody. `at`: of `time.monotonic`."""

    body: Body
    at: float


class StandIn:
    """One messenger with all its chats."""

    def __init__(self) -> None:
        self.chats: dict[str, list[Sent]] = defaultdict(list)
        self.refusals: deque[Refusal] = deque()
        """What the next requests for a message are answered with."""
        self.requests: list[tuple[str, Body]] = []
        """All requests: what was wanted and its body."""
        self.address = ""
        self.webhook = ""
        """Where it delivers to."""
        self.http: ClientSession
        self._news = asyncio.Condition()

    def app(self) -> web.Application:
        """Its routes."""
        raise NotImplementedError

    def text_of(self, body: Body) -> str:
        """The words of a message."""
        raise NotImplementedError

    def texts(self, chat: str) -> list[str]:
        """What somebody has read, in order."""
        return [self.text_of(sent.body) for sent in self.chats[chat]]

    async def shown(self, chat: str, count: int) -> list[str]:
        """The texts of a chat as soon as there are so many."""
        async with timeout(PATIENCE_SECONDS), self._news:
            await self._news.wait_for(lambda: len(self.chats[chat]) >= count)
        return self.texts(chat)

    async def refuse(self) -> web.Response | None:
        """The next planned refusal, if there is one."""
        if not self.refusals:
            return None
        refusal = self.refusals.popleft()
        await asyncio.sleep(refusal.hangs)
        return web.json_response(refusal.body, status=refusal.status, headers=refusal.headers)

    async def keep(self, chat: str, body: Body) -> None:
        """Show a message."""
        async with self._news:
            self.chats[chat].append(Sent(body, time.monotonic()))
            self._news.notify_all()

    async def post(self, data: bytes, headers: dict[str, str]) -> tuple[int, Body]:
        """Deliver; the status and what was answered."""
        headers = {"Content-Type": "application/json", **headers}
        async with self.http.post(self.webhook, data=data, headers=headers) as response:
            return response.status, await response.json() if response.status == 200 else {}


Kind = TypeVar("Kind", bound=StandIn)


@asynccontextmanager
async def running(stand_in: Kind, port: int | None = None) -> AsyncIterator[Kind]:
    """A stand-in that listens on loopback."""
    server = TestServer(stand_in.app(), host="127.0.0.1", port=port)
    await server.start_server()
    stand_in.address = str(server.make_url("")).rstrip("/")
    async with ClientSession() as http:
        stand_in.http = http
        try:
            yield stand_in
        finally:
            await server.close()
