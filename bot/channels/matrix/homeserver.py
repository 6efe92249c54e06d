"""Requests to the homeserver, by mautrix, and what its refusals mean."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from aiohttp import ClientHandlerType, ClientRequest, ClientResponse, ClientSession, ClientTimeout
from async_timeout import timeout
from mautrix.api import HTTPAPI, Method, Path
from mautrix.client import ClientAPI
from mautrix.errors import MatrixConnectionError, MatrixRequestError, MatrixResponseError
from mautrix.types import EventType, RoomCreatePreset, RoomID, UserID

from bot.channels.adapter import Denied, Payload, TryLater

SECONDS = 15.0
"""Without an answer for so long a request has failed; a sync may take so much longer than it was to wait."""
EVENTS = 25
"""Most events of one room that a sync brings; what is older is fetched page by page."""
_TOO_MANY, _UNAUTHORISED = 429, 401
_MESSAGES = ("m.room.message", "m.room.encrypted", "m.sticker", "m.call.invite")
_POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_LIVE_PLACES = ("m.beacon_info", "org.matrix.msc3672.beacon_info")
_NOTHING = {"types": [], "not_types": ["*"]}
FILTER = json.dumps(
    {
        "presence": _NOTHING,
        "account_data": _NOTHING,
        "room": {
            "ephemeral": _NOTHING,
            "account_data": _NOTHING,
            "state": {"types": ["m.room.member"], "lazy_load_members": True},
            "timeline": {"types": ["m.room.member", *_MESSAGES, *_POLLS, *_LIVE_PLACES], "limit": EVENTS},
        },
    }
)
"""What a sync brings: messages and who comes and goes."""


class Refusal(Denied):
    """The homeserver will not do it. `status`: HTTP."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status


class WrongToken(TryLater):
    """The homeserver does not know the access token (any more)."""

    def __init__(self) -> None:
        super().__init__("the access token is not valid", everywhere=True)


class Homeserver:
    """One account on it. Every method raises `TryLater`, `WrongToken` or `Refusal`."""

    def __init__(self, address: str, token: str, http: ClientSession) -> None:
        # Its connections are those of all messengers; its own are how long a request may take and what a 429 means.
        self._http = ClientSession(
            connector=http.connector,
            connector_owner=False,
            cookie_jar=http.cookie_jar,
            middlewares=(_patience,),
            timeout=ClientTimeout(total=None, sock_connect=SECONDS),
        )
        quiet = logging.getLogger(f"{__name__}.requests")
        quiet.setLevel(logging.ERROR)  # mautrix logs what is written, and rooms
        self._api = HTTPAPI(address, token, client_session=self._http, log=cast(Any, quiet))
        self._client = ClientAPI(api=self._api)
        self._me = ""

    async def me(self) -> str:
        """The account's name, `@kumpel:example.org`; asked once."""
        if not self._me:
            async with understood():
                self._me = str((await self._client.whoami()).user_id)
            self._client.mxid = UserID(self._me)
        return self._me

    async def encrypting_devices(self) -> int:
        """How many devices of the account have keys, for which apps encrypt chats with it."""
        me = await self.me()
        async with understood():
            answer = await self._api.request(Method.POST, Path.v3.keys.query, {"device_keys": {me: []}})
            return len(cast(dict[str, Any], answer)["device_keys"].get(me, {}))

    async def sync(self, since: str | None, wait_seconds: float) -> dict[str, Any]:
        """What is new, as soon as there is something, or nothing after the wait."""
        query = {"timeout": str(int(wait_seconds * 1000)), "filter": FILTER, **({"since": since} if since else {})}
        async with understood(wait_seconds + SECONDS):
            return cast(dict[str, Any], await self._api.request(Method.GET, Path.v3.sync, query_params=query))

    async def page(self, room: str, before: str, since: str) -> dict[str, Any]:
        """A page of a room's events before a place, newest first, back to another."""
        query = {"from": before, "to": since, "dir": "b", "limit": str(EVENTS)}
        async with understood():
            path = Path.v3.rooms[room].messages
            return cast(dict[str, Any], await self._api.request(Method.GET, path, query_params=query))

    async def members(self, room: str) -> set[str]:
        """Who is in a room."""
        async with understood():
            return {str(user) for user in await self._client.get_joined_members(RoomID(room))}

    async def send(self, room: str, payload: Payload, name: str) -> None:
        """Send a message; the same name again is the same message."""
        async with understood():
            await self._client.send_message_event(RoomID(room), EventType.ROOM_MESSAGE, cast(Any, payload), txn_id=name)

    async def typing(self, room: str, seconds: float) -> None:
        """Show that an answer is on its way."""
        await self.me()
        async with understood():
            await self._client.set_typing(RoomID(room), int(seconds * 1000))

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        async with understood():
            await self._client.join_room_by_id(RoomID(room))

    async def leave(self, room: str, reason: str | None = None) -> None:
        """Leave a room or decline an invitation, and let the homeserver forget the room."""
        async with understood():
            await self._client.leave_room(RoomID(room), reason)
            await self._client.forget_room(RoomID(room))

    async def open_chat(self, user: str) -> str:
        """Invite somebody into a new chat without encryption; its name."""
        async with understood():
            preset = RoomCreatePreset.TRUSTED_PRIVATE
            return str(await self._client.create_room(preset=preset, is_direct=True, invitees=[UserID(user)]))

    async def close(self) -> None:
        """Let go of the session; the connections are others' too."""
        await self._http.close()


async def _patience(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Notes how long the homeserver wants to be left alone, which mautrix's error does not say."""
    response = await handler(request)
    if response.status == _TOO_MANY:
        raise TryLater("too many requests (429)", _wish(await response.read(), response), everywhere=True)
    return response


def _wish(body: bytes, response: ClientResponse) -> float | None:
    """Seconds: the head's, or the body's milliseconds, which older homeservers give."""
    head = response.headers.get("Retry-After", "")
    if head.isdecimal():
        return float(head)
    try:
        return float(json.loads(body)["retry_after_ms"]) / 1000
    except (ValueError, KeyError, TypeError):
        return None


@asynccontextmanager
async def understood(seconds: float | None = None) -> AsyncIterator[None]:
    """Within a time, and with errors as `bot.channels.adapter` has them."""
    seconds = SECONDS if seconds is None else seconds
    try:
        async with timeout(seconds):
            yield
    except asyncio.TimeoutError:
        raise TryLater(f"no answer within {seconds:.0f} s") from None
    except MatrixConnectionError as error:
        raise TryLater(f"cannot be reached ({type(error.__cause__).__name__})", everywhere=True) from None
    except MatrixRequestError as error:
        raise _meaning(error) from None
    except (MatrixResponseError, ValueError, KeyError, TypeError, AttributeError):
        raise TryLater("answers, but not as a Matrix homeserver does") from None


def _meaning(error: MatrixRequestError) -> Exception:
    if error.http_status == _UNAUTHORISED:
        return WrongToken()
    if error.http_status >= 500:
        return TryLater(str(error.http_status))
    return Refusal(error.http_status, error.errcode or "")
