"""The console under test, served on loopback, with an account of each role."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyotp
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.console.app import create_app
from bot.console.guard import COOKIE
from bot.console.keys import Clock
from bot.database import create_engine
from bot.settings import Settings
from bot.staff import accounts
from bot.staff.roles import ROLES

PASSWORD = "a long password for tests"
CALLBACK_KEY = "Zm9yIHRlc3RzIG9ubHksIG5ldmVyIGFueXdoZXJlISE="
_FORM_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


class MovedClock(Clock):
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = datetime.now(timezone.utc)

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Browser:
    """Somebody's browser."""

    client: TestClient
    clock: MovedClock
    secrets: dict[str, str] = field(default_factory=dict)

    def code(self, name: str) -> str:
        """A fresh code: every login takes a time step of its own."""
        self.clock.pass_by(seconds=30)
        return pyotp.TOTP(self.secrets[name]).at(self.clock.moment)

    async def login(self, name: str, password: str = PASSWORD, code: str | None = None) -> int:
        """Send the form; the status of the answer (303: logged in)."""
        form = {"name": name, "password": password, "code": self.code(name) if code is None else code}
        async with self.client.post("/login", data=form, allow_redirects=False) as response:
            return response.status

    async def status(self, path: str) -> int:
        async with self.client.get(path, allow_redirects=False) as response:
            return response.status

    async def text(self, path: str) -> str:
        async with self.client.get(path, allow_redirects=False) as response:
            assert response.status == 200, await response.text()
            return await response.text()

    async def form_token(self, path: str = "/") -> str:
        found = _FORM_TOKEN.search(await self.text(path))
        assert found
        return found.group(1)

    async def post(self, path: str, **form: Any) -> Any:
        return await self.client.post(path, data=form, allow_redirects=False)

    def cookie(self) -> str | None:
        return {cookie.key: cookie.value for cookie in self.client.session.cookie_jar}.get(COOKIE)


@dataclass(frozen=True)
class Staffed:
    """A migrated SQLite database with an account for every role, and the secrets of their second factors."""

    file: Path
    secrets: dict[str, str]

    @property
    def url(self) -> str:
        return f"sqlite+aiosqlite:///{self.file}"


async def add_staff(file: Path) -> Staffed:
    """Every role gets its account; hashing their passwords is slow, which is what it is for."""
    engine = create_engine(f"sqlite+aiosqlite:///{file}")
    secrets = {role: await accounts.add(engine, role, role, PASSWORD) for role in ROLES}
    await engine.dispose()
    return Staffed(file, secrets)


@dataclass
class House:
    """The running console and its database."""

    server: TestServer
    engine: AsyncEngine
    clock: MovedClock
    secrets: dict[str, str]

    @asynccontextmanager
    async def browser(self, role: str | None = None) -> AsyncIterator[Browser]:
        """A fresh browser, logged in as the account of a role."""
        client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        try:
            browser = Browser(client, self.clock, self.secrets)
            if role is not None:
                assert await browser.login(role) == 303
            yield browser
        finally:
            await client.session.close()


@asynccontextmanager
async def running_console(staffed: Staffed, port: int = 0, **settings: Any) -> AsyncIterator[House]:
    """A console on a database with staff; on a free port unless one is given."""
    engine, clock = create_engine(staffed.url), MovedClock()
    kept = {"database_url": staffed.url, "callback_key": CALLBACK_KEY, **settings}
    server = TestServer(create_app(Settings(**kept), clock=clock), port=port or None)
    await server.start_server()
    try:
        yield House(server, engine, clock, staffed.secrets)
    finally:
        await server.close()
        await engine.dispose()
