"""Homeservers that are slow, broken, or none: a stand-in over HTTP, because Synapse does not misbehave on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.adapter import Denied, TryLater
from bot.channels.matrix import build, homeserver
from bot.channels.matrix.adapter import Matrix
from bot.channels.matrix.rooms import MOST_TRIES
from bot.channels.messages import Incoming, Text
from bot.settings import Settings

ME, MIA = "@kumpel:a.example", "@mia:a.example"
MESSAGE = {"msgtype": "m.text", "body": "Hallo"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class StandIn:
    """Answers every path that a test names; all others do not exist."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"account/whoami": {"user_id": ME}}
        """By the end of the path: an object, or a response."""
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        for end, found in self.answers.items():
            if request.path.endswith(end):
                return await found(request) if callable(found) else web.json_response(found)
        return web.json_response({"errcode": "M_UNRECOGNIZED", "error": "?"}, status=404)


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture
async def matrix(stand_in: StandIn) -> AsyncIterator[Matrix]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand_in.answer)
    async with TestServer(app, host="127.0.0.1") as server, ClientSession() as http:
        adapter = build(Settings(matrix_homeserver=str(server.make_url("/")), matrix_token="t"), http)
        yield adapter
        await adapter.close()


class Inbox:
    """Takes messages and remembers."""

    def __init__(self, memory: str | None) -> None:
        self.messages: list[Incoming] = []
        self.memory = memory

    async def receive(self, messages: Any) -> None:
        self.messages += messages

    async def read(self) -> str | None:
        return self.memory

    async def write(self, text: str) -> None:
        self.memory = text


def refuses(status: int, text: str = "{}", **head: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=head, content_type="application/json")

    return answer


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (refuses(429, '{"errcode": "M_LIMIT_EXCEEDED", "error": "", "retry_after_ms": 2500}'), 2.5),
        (refuses(429, '{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}', **{"Retry-After": "4"}), 4.0),
        (refuses(429, "busy"), None),
        (refuses(429, '{"retry_after_ms": "soon"}', **{"Retry-After": "tomorrow"}), None),
    ],
)
async def test_the_wished_pause_is_kept(
    matrix: Matrix, stand_in: StandIn, answer: Answer, seconds: float | None
) -> None:
    stand_in.answers["m-1"] = answer
    with pytest.raises(TryLater, match="429") as refused:
        await matrix.send("!room:a.example", MESSAGE, "m-1")
    assert refused.value.seconds == seconds and refused.value.everywhere


@pytest.mark.parametrize("answer", [refuses(500), refuses(502, "<html>"), refuses(200, "<html>"), refuses(200, "[]")])
async def test_what_may_mend_is_tried_again(matrix: Matrix, stand_in: StandIn, answer: Answer) -> None:
    stand_in.answers["m-1"] = answer
    with pytest.raises(TryLater):
        await matrix.send("!room:a.example", MESSAGE, "m-1")


async def test_what_will_not_mend_is_not(matrix: Matrix, stand_in: StandIn) -> None:
    stand_in.answers["m-1"] = refuses(400, '{"errcode": "M_BAD_JSON", "error": "what somebody wrote"}')
    with pytest.raises(Denied) as denied:
        await matrix.send("!room:a.example", MESSAGE, "m-1")
    assert str(denied.value) == "400 M_BAD_JSON"


async def test_a_homeserver_that_never_answers(
    matrix: Matrix, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homeserver, "SECONDS", 0.2)

    over = asyncio.Event()

    async def never(_request: web.Request) -> web.StreamResponse:
        await over.wait()
        return web.Response()

    stand_in.answers["m-1"] = never
    with pytest.raises(TryLater, match="no answer within"):
        await matrix.send("!room:a.example", MESSAGE, "m-1")
    over.set()


@pytest.mark.parametrize(
    "sync", [{}, [], {"next_batch": "s2", "rooms": 1}, {"next_batch": "s2", "rooms": {"join": [1]}}]
)
async def test_a_sync_that_is_none(matrix: Matrix, stand_in: StandIn, sync: Any) -> None:
    stand_in.answers["/sync"] = sync
    inbox = Inbox('{"user": "@kumpel:a.example", "since": "s1"}')
    with pytest.raises(TryLater, match="not as a Matrix homeserver"):
        await matrix.listen(inbox.receive, inbox)


@pytest.mark.parametrize("memory", ["", "s1", "[]", "{}", '{"user": "@kumpel:a.example"}'])
async def test_a_memory_that_is_none_is_no_memory(matrix: Matrix, stand_in: StandIn, memory: str) -> None:
    inbox = Inbox(memory)

    async def sync(request: web.Request) -> web.StreamResponse:
        if "since" in request.query:
            return web.json_response({"errcode": "M_UNKNOWN", "error": ""}, status=500)
        return web.json_response({"next_batch": "s7", "rooms": {}})

    stand_in.answers["/sync"] = sync
    with pytest.raises(TryLater, match="500"):
        await matrix.listen(inbox.receive, inbox)
    assert inbox.memory == '{"user": "@kumpel:a.example", "since": "s7"}'


async def test_a_room_that_the_homeserver_fails_at_holds_the_others_up_for_a_while_only(
    matrix: Matrix, stand_in: StandIn
) -> None:
    event = {"type": "m.room.message", "sender": MIA, "origin_server_ts": 1, "content": MESSAGE}
    join = {room: {"timeline": {"events": [{**event, "event_id": f"${room}"}]}} for room in ("!broken", "!whole")}
    members = {"joined": {ME: {}, MIA: {}}}

    async def sync(request: web.Request) -> web.StreamResponse:
        if request.query["since"] == "s2":
            return web.json_response({"errcode": "M_UNKNOWN", "error": ""}, status=503)
        return web.json_response({"next_batch": "s2", "rooms": {"join": join}})

    stand_in.answers |= {"/sync": sync, "!broken/joined_members": refuses(500), "!whole/joined_members": members}
    inbox = Inbox('{"user": "@kumpel:a.example", "since": "s1"}')
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(TryLater, match="500"):
            await matrix.listen(inbox.receive, inbox)
        assert inbox.messages == []
    with pytest.raises(TryLater, match="503"):
        await matrix.listen(inbox.receive, inbox)
    assert [(message.address, message.content) for message in inbox.messages] == [("!whole", Text("Hallo"))]


async def test_one_invitation_that_fails_holds_nobody_up(matrix: Matrix, stand_in: StandIn) -> None:
    member = {"type": "m.room.member", "state_key": ME, "sender": MIA, "content": {"membership": "invite"}}
    invite = {room: {"invite_state": {"events": [member]}} for room in ("!gone", "!slow", "!good")}

    async def sync(request: web.Request) -> web.StreamResponse:
        if request.query["since"] == "s2":
            return web.json_response({"errcode": "M_UNKNOWN", "error": ""}, status=503)
        return web.json_response({"next_batch": "s2", "rooms": {"invite": invite}})

    stand_in.answers |= {"/sync": sync, "!slow/join": refuses(502), "!good/join": {"room_id": "!good"}}
    inbox = Inbox('{"user": "@kumpel:a.example", "since": "s1"}')
    with pytest.raises(TryLater, match="503"):
        await matrix.listen(inbox.receive, inbox)
    asked = {path.removeprefix("/_matrix/client/v3/") for path in stand_in.asked}
    assert asked >= {f"rooms/{room}/join" for room in invite} | {"rooms/!gone/leave"}
