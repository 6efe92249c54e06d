"""The chat over a WebSocket: one task reads, one writes, and neither waits for the other."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress

from aiohttp import WSCloseCode, WSMsgType, web
from async_timeout import timeout

from bot.database import OUTAGES
from bot.web.chat import RETRY_SECONDS
from bot.web.entrance import address_of, cookie_name
from bot.web.frames import (
    PONG,
    SUBPROTOCOL,
    ClientFrame,
    Forget,
    Frame,
    Hello,
    Ping,
    Say,
    Tap,
    bye,
    dump,
    read_frame,
    refused,
    welcome,
)
from bot.web.keys import CHAT, LIMITS, METRICS, SESSIONS, SETTINGS
from bot.web.line import Listener
from bot.web.posting import admitted
from bot.web.refusals import Refusal
from bot.web.sessions import Session

MOST_FRAME_BYTES = 16 * 1024
HELLO_SECONDS = 10.0
IDLE_SECONDS = 1800.0
"""So long a tab may show no sign of life; it comes back when it has something to say."""
SEND_SECONDS = 15.0
"""A client that takes nothing for so long is let go."""
HEARTBEAT_SECONDS = 30.0
FLOOD_PAUSE_SECONDS = 0.25
"""After a frame that came too fast the next one is not read for so long, so that a flood stays in the network."""
MOST_REFUSALS = 20
"""Bad frames in a row until the connection is closed."""

NO_SESSION, ERASED, BAD_FRAME, TOO_MANY = 4000, 4001, 4002, 4003
_CLOSES = {"restart": int(WSCloseCode.SERVICE_RESTART), "expired": NO_SESSION, "idle": NO_SESSION}


class Ends(Exception):
    """The connection is to be closed: with this code, after these frames."""

    def __init__(self, code: int, *frames: Frame) -> None:
        super().__init__(code)
        self.code = code
        self.frames = frames


async def get_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one connection until it ends."""
    socket = web.WebSocketResponse(
        protocols=(SUBPROTOCOL,), max_msg_size=MOST_FRAME_BYTES, heartbeat=HEARTBEAT_SECONDS, timeout=5, compress=False
    )
    await socket.prepare(request)
    with ExitStack() as counted, request.app[METRICS].sockets.track_inprogress():
        connection = _Connection(request, socket, counted)
        try:
            await connection.serve()
        except Ends as end:
            await connection.close(end)
        except OUTAGES:
            away = Refusal("unavailable", 503, retry_after=RETRY_SECONDS)
            await connection.close(Ends(int(WSCloseCode.TRY_AGAIN_LATER), refused(away)))
    return socket


class _Connection:
    """One connection from `hello` to its end."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse, counted: ExitStack) -> None:
        self._request = request
        self._socket = socket
        self._counted = counted
        self._limits = request.app[LIMITS]
        self._refusals = 0

    async def serve(self) -> None:
        """Greet, then read and write until one of them ends.

        Raises:
            Ends: the connection is to be closed.
        """
        if not self._counted.enter_context(self._limits.address_sockets.one(address_of(self._request))):
            raise Ends(TOO_MANY, refused(Refusal("too_many_tabs", 429)))
        hello, session = await self._greet()
        if not self._counted.enter_context(self._limits.session_sockets.one(session.key)):
            raise Ends(TOO_MANY, refused(Refusal("too_many_tabs", 429)))
        async with self._request.app[CHAT].listening(session.key) as (listener, entries):
            await self._send(welcome(entries, hello.after, int(self._request.app[SESSIONS].lifetime_seconds)))
            tasks = {asyncio.create_task(self._read(session, listener)), asyncio.create_task(self._write(listener))}
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, end: Ends) -> None:
        """Say the last frames and close."""
        with suppress(Ends, ConnectionError):
            for frame in end.frames:
                await self._send(frame)
        await self._socket.close(code=end.code)

    async def _greet(self) -> tuple[Hello, Session]:
        try:
            frame = await self._receive(HELLO_SECONDS)
        except Refusal as refusal:
            raise Ends(BAD_FRAME, refused(refusal)) from None
        if not isinstance(frame, Hello):
            raise Ends(BAD_FRAME, refused(Refusal("bad_frame", 400)))
        cookie = self._request.cookies.get(cookie_name(self._request.app[SETTINGS]))
        session = await self._request.app[SESSIONS].read(frame.token or cookie)
        if session is None:
            raise Ends(NO_SESSION, refused(Refusal("no_session", 403)))
        return frame, session

    async def _read(self, session: Session, listener: Listener) -> None:
        while True:
            try:
                frame = await self._receive(IDLE_SECONDS)
            except Refusal as refusal:
                await self._refuse(listener, refusal, None)
                continue
            try:
                await self._take(session, frame, listener)
                self._refusals = 0
            except Refusal as refusal:
                await self._refuse(listener, refusal, getattr(frame, "id", None))

    async def _take(self, session: Session, frame: ClientFrame, listener: Listener) -> None:
        chat = self._request.app[CHAT]
        if isinstance(frame, Say | Tap):
            await chat.accept(session.key, await admitted(self._request, session, frame), listener)
        elif isinstance(frame, Forget):
            await chat.forget(session.key)
        elif isinstance(frame, Ping):
            listener.tell(PONG)
        else:
            raise Refusal("bad_frame", 400)

    async def _refuse(self, listener: Listener, refusal: Refusal, message_id: str | None) -> None:
        self._request.app[METRICS].refusals.labels(refusal.code).inc()
        self._refusals += 1
        if refusal.code == "no_session":
            raise Ends(NO_SESSION, refused(refusal, message_id), bye("expired", 0))
        if self._refusals >= MOST_REFUSALS:
            raise Ends(BAD_FRAME, refused(refusal, message_id))
        listener.tell(refused(refusal, message_id))
        if refusal.code == "too_fast":
            await asyncio.sleep(FLOOD_PAUSE_SECONDS)

    async def _receive(self, seconds: float) -> ClientFrame:
        try:
            message = await self._socket.receive(seconds)
        except asyncio.TimeoutError:
            raise Ends(NO_SESSION, bye("idle", 0)) from None
        if message.type == WSMsgType.TEXT:
            return read_frame(message.data)
        if message.type == WSMsgType.BINARY:
            raise Refusal("bad_frame", 400)
        raise Ends(BAD_FRAME if message.type == WSMsgType.ERROR else int(WSCloseCode.OK))

    async def _write(self, listener: Listener) -> None:
        while not listener.is_overrun:
            frame = await listener.next()
            await self._send(frame)
            if frame["type"] == "erased":
                raise Ends(ERASED)
            if frame["type"] == "bye":
                raise Ends(_CLOSES[frame["code"]])
        raise Ends(int(WSCloseCode.TRY_AGAIN_LATER))

    async def _send(self, frame: Frame) -> None:
        try:
            async with timeout(SEND_SECONDS):
                await self._socket.send_str(dump(frame))
        except asyncio.TimeoutError:
            if self._request.transport is not None:
                self._request.transport.abort()
            raise Ends(int(WSCloseCode.GOING_AWAY)) from None
        except ConnectionError:
            raise Ends(int(WSCloseCode.OK)) from None
