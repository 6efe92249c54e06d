"""The adapter alone, on a real homeserver."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import ClientSession
from matrix_homeserver import Person, Synapse

from bot.channels.adapter import Denied, Gone, TryLater
from bot.channels.matrix import build
from bot.channels.matrix.adapter import Matrix
from bot.channels.matrix.homeserver import EVENTS
from bot.channels.messages import Content, Incoming, Location, Outgoing, Started, Text, Unknown
from bot.phrases import phrase
from bot.settings import SettingError, Settings


class Inbox:
    """What the adapter handed over, each once as the core takes it, and its memory."""

    def __init__(self) -> None:
        self.messages: list[Incoming] = []
        self.text: str | None = None
        self.written = 0
        self.refusals = 0

    async def receive(self, messages: Sequence[Incoming]) -> None:
        if messages and self.refusals:
            self.refusals -= 1
            raise OSError("the disk is full")
        known = {message.id for message in self.messages}
        self.messages += [message for message in messages if message.id not in known]

    async def read(self) -> str | None:
        return self.text

    async def write(self, text: str) -> None:
        self.text = text
        self.written += 1

    @property
    def contents(self) -> list[Content]:
        return [message.content for message in self.messages]

    async def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(1200):
            if condition():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(self.contents)


@asynccontextmanager
async def listening(matrix: Matrix, inbox: Inbox) -> AsyncIterator[Inbox]:
    """The adapter listens; it has begun, so that nothing is history for it."""
    before = inbox.written
    task = asyncio.create_task(matrix.listen(inbox.receive, inbox))
    try:
        if inbox.text is None:
            await inbox.until(lambda: inbox.written > before)
        yield inbox
        assert not task.done() or task.exception() is None
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def chat(person: Person, kumpel: Person) -> str:
    """A chat of two that the assistant has come into."""
    room = await person.room(kumpel.user)
    await person.sees(room, kumpel.user, "join")
    return room


async def test_an_invitation_into_a_chat_is_accepted_and_begins_the_conversation(
    matrix: Matrix, kumpel: Person, mia: Person
) -> None:
    async with listening(matrix, Inbox()) as inbox:
        room = await chat(mia, kumpel)
        await inbox.until(lambda: bool(inbox.messages))
    assert inbox.contents == [Started()]
    assert inbox.messages[0].address == room


async def test_texts_places_and_what_cannot_be_read(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    sent = [
        ({"msgtype": "m.text", "body": "Ich suche Arbeit"}, Text("Ich suche Arbeit")),
        ({"msgtype": "m.emote", "body": "sucht was"}, Text("sucht was")),
        ({"msgtype": "m.text", "body": "> <@a:b> alt\n> mehr\n\nJa"}, Text("Ja")),
        ({"msgtype": "m.location", "body": "hier", "geo_uri": "geo:51.5136,7.4653;u=35"}, Location(51.5136, 7.4653)),
        ({"msgtype": "m.location", "body": "hier", "geo_uri": "https://karte"}, Unknown("other")),
        ({"msgtype": "m.image", "body": "a.jpg", "url": "mxc://a/b"}, Unknown("picture")),
        ({"msgtype": "m.audio", "body": "a.ogg", "url": "mxc://a/b"}, Unknown("voice")),
        ({"msgtype": "m.file", "body": "a.pdf", "url": "mxc://a/b"}, Unknown("other")),
        ({"msgtype": "m.notice", "body": "Ich bin auch ein Bot"}, None),
    ]
    async with listening(matrix, Inbox()) as inbox:
        room = await chat(mia, kumpel)
        await inbox.until(lambda: inbox.contents == [Started()])
        ids = [await mia.send(room, content) for content, _ in sent]
        await mia.send(room, {"body": "Hund", "url": "mxc://a/b"}, "m.sticker")
        like = {"rel_type": "m.annotation", "event_id": ids[0], "key": "👍"}
        await mia.send(room, {"m.relates_to": like}, "m.reaction")
        await mia.send(room, {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA"}, "m.room.encrypted")
        edit = {"rel_type": "m.replace", "event_id": ids[0]}
        await mia.send(room, {"msgtype": "m.text", "body": "* neu", "m.relates_to": edit})
        deleted = await mia.say(room, "Ende")
        await inbox.until(lambda: inbox.contents[-1] == Text("Ende"))
        await mia.call("PUT", f"rooms/{room}/redact/{deleted}/r1", {})
        await mia.say(room, "Noch was")
        await inbox.until(lambda: inbox.contents[-1] == Text("Noch was"))
    expected = [content for _, content in sent if content is not None]
    unreadable = [Unknown("sticker"), Unknown("encrypted"), Unknown("edited")]
    assert inbox.contents == [Started(), *expected, *unreadable, Text("Ende"), Text("Noch was")]
    orders = [message.order for message in inbox.messages]
    assert orders == sorted(set(orders))
    assert inbox.messages[1].id == ids[0]
    assert inbox.messages[1].at is not None


async def test_what_was_said_before_the_first_start_is_not_answered(
    matrix: Matrix, kumpel: Person, mia: Person
) -> None:
    room = await mia.room(kumpel.user)
    await kumpel.call("POST", f"join/{room}")
    await mia.say(room, "von gestern")
    async with listening(matrix, Inbox()) as inbox:
        await mia.say(room, "von heute")
        await inbox.until(lambda: bool(inbox.messages))
    assert inbox.contents == [Text("von heute")]


async def test_after_a_restart_it_goes_on_where_it_was(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    inbox = Inbox()
    async with listening(matrix, inbox):
        room = await chat(mia, kumpel)
        await mia.say(room, "eins")
        await inbox.until(lambda: Text("eins") in inbox.contents)
    texts = [f"Nummer {number}" for number in range(2 * EVENTS + 5)]  # more than one sync brings
    for text in texts:
        await mia.say(room, text)
    await mia.room(kumpel.user)
    async with listening(matrix, inbox):
        await inbox.until(lambda: len(inbox.messages) >= len(texts) + 3)
    said = [content.text for content in inbox.contents if isinstance(content, Text)]
    assert said == ["eins", *texts]
    assert inbox.contents.count(Started()) == 2


async def test_what_could_not_be_stored_comes_again(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    inbox = Inbox()
    async with listening(matrix, inbox):
        room = await chat(mia, kumpel)
        await inbox.until(lambda: inbox.contents == [Started()])
    inbox.refusals = 1
    event = await mia.say(room, "wichtig")
    with pytest.raises(OSError):
        await matrix.listen(inbox.receive, inbox)
    async with listening(matrix, inbox):
        await inbox.until(lambda: len(inbox.messages) > 1)
    assert [(message.id, message.content) for message in inbox.messages[1:]] == [(event, Text("wichtig"))]


async def test_a_memory_of_another_account_or_server_is_not_believed(
    matrix: Matrix, kumpel: Person, mia: Person
) -> None:
    inbox = Inbox()
    inbox.text = json.dumps({"user": "@other:matrix.example", "since": "s1_2_3"})
    async with listening(matrix, inbox):
        await inbox.until(lambda: inbox.written > 0)
    inbox.text = json.dumps({"user": kumpel.user, "since": "no-place-at-all"})
    async with listening(matrix, inbox):
        await inbox.until(lambda: inbox.written > 1)
        await chat(mia, kumpel)
        await inbox.until(lambda: inbox.contents == [Started()])


async def test_a_group_is_left_with_a_friendly_line(
    matrix: Matrix, kumpel: Person, mia: Person, synapse: Synapse, http: ClientSession
) -> None:
    ben = await Person.registered(http, synapse.address, "ben")
    async with listening(matrix, Inbox()) as inbox:
        room = await chat(mia, kumpel)
        await inbox.until(lambda: inbox.contents == [Started()])
        await mia.call("POST", f"rooms/{room}/invite", {"user_id": ben.user})
        await ben.call("POST", f"join/{room}")
        await mia.sees(room, kumpel.user, "leave")
        assert await mia.hears(room, kumpel.user, 1) == [phrase("channels.unknown.group")]
        await mia.say(room, "Hört hier noch jemand zu?")
        other = await chat(mia, kumpel)
        await inbox.until(lambda: len(inbox.messages) == 2)
    assert inbox.messages[-1].address == other


async def test_open_rooms_are_not_entered(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    async with listening(matrix, Inbox()) as inbox:
        room = await mia.room(kumpel.user, preset="public_chat", is_direct=False)
        await mia.sees(room, kumpel.user, "leave")
    assert inbox.messages == []


async def test_whoever_leaves_is_left(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    async with listening(matrix, Inbox()) as inbox:
        room = await chat(mia, kumpel)
        await inbox.until(lambda: inbox.contents == [Started()])
        await mia.call("POST", f"rooms/{room}/leave")
        for _ in range(1200):
            if room not in (await kumpel.call("GET", "joined_rooms"))["joined_rooms"]:
                break
            await asyncio.sleep(0.05)
        assert room not in (await kumpel.call("GET", "joined_rooms"))["joined_rooms"]


async def test_instead_of_an_encrypted_chat_it_opens_another(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    async with listening(matrix, Inbox()) as inbox:
        encrypted = await mia.room(kumpel.user, initial_state=[encryption])
        await mia.sees(encrypted, kumpel.user, "leave")
        room = await mia.invitation()
        await mia.call("POST", f"join/{room}")
        assert await mia.hears(room, kumpel.user, 1) == [phrase("channels.matrix_open")]
        await mia.say(room, "Hallo")
        await inbox.until(lambda: len(inbox.messages) == 2)
    assert inbox.contents == [Started(), Text("Hallo")]


async def test_a_repeated_sending_is_one_message(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    room = await mia.room(kumpel.user)
    await kumpel.call("POST", f"join/{room}")
    (payload,) = matrix.payloads(Outgoing("1. Autohaus <b>\nhttps://beispiel.example/a?b=1&c=2."))
    for _ in range(3):
        await matrix.send(room, payload, "m-1")
    await matrix.typing(room, "$event")
    (content,) = await mia.messages(room, kumpel.user)
    assert content["body"] == "1. Autohaus <b>\nhttps://beispiel.example/a?b=1&c=2."
    address = "https://beispiel.example/a?b=1&amp;c=2"
    assert content["formatted_body"] == f'<strong>1.</strong> Autohaus &lt;b&gt;<br><a href="{address}">{address}</a>.'


async def test_where_the_assistant_may_not_write_nobody_is_reached(matrix: Matrix, mia: Person) -> None:
    room = await mia.room()
    for address in (room, "!nowhere:matrix.example"):
        with pytest.raises(Gone):
            await matrix.send(address, {"msgtype": "m.text", "body": "Hallo"}, "m-1")


async def test_too_long_is_denied_and_the_longest_text_is_not(matrix: Matrix, kumpel: Person, mia: Person) -> None:
    room = await mia.room(kumpel.user)
    await kumpel.call("POST", f"join/{room}")
    (payload,) = matrix.payloads(Outgoing('"' * matrix.limits.text))
    await matrix.send(room, payload, "m-1")
    (payload,) = matrix.payloads(Outgoing("😀" * matrix.limits.text))
    await matrix.send(room, payload, "m-2")
    with pytest.raises(Denied, match="413"):
        await matrix.send(room, {"msgtype": "m.text", "body": "a" * 70_000}, "m-3")


async def test_check_says_who_it_is(matrix: Matrix, kumpel: Person) -> None:
    assert await matrix.check() == kumpel.user


async def test_a_wrong_token_is_said(synapse: Synapse, http: ClientSession) -> None:
    matrix = build(Settings(matrix_homeserver=synapse.address, matrix_token="syt_wrong"), http)
    with pytest.raises(Denied, match="token"):
        await matrix.check()
    with pytest.raises(TryLater, match="token"):
        await matrix.listen(Inbox().receive, Inbox())
    with pytest.raises(TryLater, match="token"):
        await matrix.send("!room:matrix.example", {"msgtype": "m.text", "body": "Hallo"}, "m-1")
    await matrix.close()


@pytest.mark.parametrize("address", ["", "matrix.example.org", "file:///etc", "https://", "https://a.example?b"])
async def test_a_homeserver_without_an_address_is_a_wrong_setting(address: str, http: ClientSession) -> None:
    with pytest.raises(SettingError, match="KUMPEL_MATRIX_HOMESERVER"):
        build(Settings(matrix_homeserver=address, matrix_token="t"), http)
