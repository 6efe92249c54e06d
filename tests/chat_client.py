"""A client of the chat's protocol for tests; every frame it gets must be as docs/chat.schema.json says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestClient
from jsonschema import Draft202012Validator

from bot.settings import PROJECT_ROOT

SCHEMA = json.loads((PROJECT_ROOT / "docs" / "chat.schema.json").read_text(encoding="utf-8"))
PATIENCE_SECONDS = 20.0

Frame = dict[str, Any]


def validator(part: str) -> Draft202012Validator:
    """Checks frames of one side, "client" or "server"."""
    return Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": SCHEMA["$defs"]})


SERVER = validator("server")


def checked(frame: Frame) -> Frame:
    """The frame, which must be one."""
    SERVER.validate(frame)
    return frame


class Tab:
    """One open socket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, type_: str, **more: Any) -> None:
        await self.socket.send_json({"type": type_, **more})

    async def hello(self, after: int = -1, **more: Any) -> Frame:
        await self.send("hello", version=1, after=after, **more)
        return await self.next()

    async def next(self) -> Frame:
        return checked(await self.socket.receive_json(timeout=PATIENCE_SECONDS))

    async def until(self, type_: str, where: Callable[[Frame], bool] = lambda _frame: True) -> Frame:
        """The next frame of this type; what comes before is let pass."""
        while True:
            frame = await self.next()
            if frame["type"] == type_ and where(frame):
                return frame

    async def say(self, id_: str, text: str) -> Frame:
        """Send a message and give its answer's entry."""
        await self.send("say", id=id_, text=text)
        return await self.until("entry", lambda frame: frame["id"] == id_ and frame["from"] == "assistant")

    async def closed(self) -> int:
        """The code with which the server closes."""
        while True:
            message = await self.socket.receive(PATIENCE_SECONDS)
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
                return self.socket.close_code or 0

    async def hears_nothing(self, seconds: float = 0.1) -> bool:
        try:
            await self.socket.receive(seconds)
        except asyncio.TimeoutError:
            return True
        return False


@asynccontextmanager
async def tab(client: TestClient | ClientSession, after: int = -1, **hello: Any) -> AsyncIterator[tuple[Tab, Frame]]:
    """An open tab that was welcomed, and its welcome."""
    async with client.ws_connect("/api/socket", protocols=("kumpel.v1",)) as socket:
        opened = Tab(socket)
        yield opened, await opened.hello(after, **hello)


async def begin(client: TestClient | ClientSession) -> None:
    """Begin a session by cookie."""
    async with client.post("/api/session", json={"version": 1}) as response:
        assert response.status == 200, await response.text()
