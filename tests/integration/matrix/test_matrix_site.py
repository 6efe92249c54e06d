"""Whole conversations: a person on a real homeserver, the site, and a stand-in for Rasa."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from matrix_homeserver import Person, Synapse, running_synapse
from messenger_site import WEBSITE
from stand_in_rasa import QUESTION
from web_site import Site, running_site

from bot.channels.adapter import TryLater
from bot.channels.matrix import build
from bot.conversations.messenger_states import States
from bot.phrases import phrase
from bot.settings import Settings
from bot.web.keys import ENGINE

ROOM = "!room:matrix.example"


@asynccontextmanager
async def site_of(kumpel: Person, synapse: Synapse, database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    values = {"matrix_homeserver": synapse.address, "matrix_token": kumpel.token, "public_url": WEBSITE}
    async with running_site(database_url, tmp_path, **values, channel_retry_seconds=0.05) as site:
        yield site


async def listened(site: Site, kumpel: Person) -> None:
    """Wait until the first sync is over: what is said before is history."""
    engine = site.client.server.app[ENGINE]  # type: ignore[union-attr]
    await until(lambda: States(engine).memory("matrix"))


async def until(condition: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


async def chat(person: Person, kumpel: Person) -> str:
    room = await person.room(kumpel.user)
    await person.sees(room, kumpel.user, "join")
    return room


async def test_a_conversation_with_a_numbered_choice_and_a_location(
    synapse: Synapse, kumpel: Person, mia: Person, sqlite_url: str, tmp_path: Path
) -> None:
    async with site_of(kumpel, synapse, sqlite_url, tmp_path) as site:
        await listened(site, kumpel)
        room = await chat(mia, kumpel)
        first, hello = await mia.hears(room, kumpel.user, 2)
        assert phrase("channels.where.matrix") in first and WEBSITE in first
        assert hello == f"Verstanden: {phrase('channels.start')}"
        await mia.say(room, QUESTION)
        _, results = (await mia.hears(room, kumpel.user, 4))[2:]
        assert "1. Autohaus Muster" in results
        assert f"{phrase('channels.choices')}:\n3: Weitere zeigen\n4: kleine Betriebe (6)" in results
        shown = (await mia.messages(room, kumpel.user))[-1]["formatted_body"]
        assert "<strong>1.</strong> Autohaus Muster" in shown
        assert "<strong>3:</strong> Weitere zeigen" in shown
        await mia.say(room, "3")
        assert "Kfz Exempel" in (await mia.hears(room, kumpel.user, 5))[-1]
        await mia.send(room, {"msgtype": "m.location", "body": "Ich", "geo_uri": "geo:51.5136,7.4653;u=20"})
        place, _ = (await mia.hears(room, kumpel.user, 7))[-2:]
        assert place == phrase("channels.place", place="Dortmund")
        await mia.send(room, {"msgtype": "m.audio", "body": "a.ogg", "url": "mxc://a/b"})
        assert (await mia.hears(room, kumpel.user, 8))[-1] == phrase("channels.unknown.voice")
        await mia.say(room, "lösch meine Daten")
        assert "gelöscht" in (await mia.hears(room, kumpel.user, 9))[-1]
    start, question, more, search, forget = site.rasa.messages
    assert (start, question, more, forget) == (phrase("channels.start"), QUESTION, "/more", "lösch meine Daten")
    assert search.startswith("/search") and "place=" in search
    assert len(site.rasa.senders) == 1 and room not in "".join(site.rasa.senders)


async def test_a_restart_in_the_middle_loses_nothing_and_answers_nothing_twice(
    synapse: Synapse, kumpel: Person, mia: Person, sqlite_url: str, tmp_path: Path
) -> None:
    async with site_of(kumpel, synapse, sqlite_url, tmp_path) as site:
        await listened(site, kumpel)
        room = await chat(mia, kumpel)
        await mia.hears(room, kumpel.user, 2)
        site.rasa.open.clear()
        site.rasa.asked.clear()
        await mia.say(room, "Frage 1")
        await mia.say(room, "Frage 2")
        await asyncio.wait_for(site.rasa.asked.wait(), 60)
    await mia.say(room, "Frage 3")
    async with site_of(kumpel, synapse, sqlite_url, tmp_path) as site:
        await mia.say(room, "Frage 4")
        texts = (await mia.hears(room, kumpel.user, 6))[2:]
        assert texts == [f"Verstanden: Frage {number}" for number in range(1, 5)]
    async with site_of(kumpel, synapse, sqlite_url, tmp_path) as site:
        await mia.say(room, "Frage 5")
        assert (await mia.hears(room, kumpel.user, 7))[-1] == "Verstanden: Frage 5"
        assert site.rasa.messages == ["Frage 5"]


@pytest.fixture(scope="module")
def strict_synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A homeserver as they are out of the box: three messages in a row, then patience. It can be stopped."""
    files = tmp_path_factory.mktemp("strict")
    with running_synapse(files, rc_message={"per_second": 4, "burst_count": 3}) as server:
        yield server


async def test_many_answers_wait_for_the_homeservers_patience(
    strict_synapse: Synapse, http: ClientSession, sqlite_url: str, tmp_path: Path
) -> None:
    kumpel, mia, ben = [
        await Person.registered(http, strict_synapse.address, name) for name in ("kumpel", "mia", "ben")
    ]
    matrix = build(Settings(matrix_homeserver=strict_synapse.address, matrix_token=kumpel.token), http)
    own = await kumpel.room()
    with pytest.raises(TryLater, match="429") as refused:
        for number in range(10):
            await matrix.send(own, {"msgtype": "m.text", "body": "x"}, f"m-{number}")
    assert refused.value.everywhere and refused.value.seconds is not None and refused.value.seconds > 0
    await matrix.close()
    async with site_of(kumpel, strict_synapse, sqlite_url, tmp_path) as site:
        await listened(site, kumpel)
        rooms = {person: await chat(person, kumpel) for person in (mia, ben)}
        for person, room in rooms.items():
            await person.say(room, QUESTION)
            await person.say(room, "Danke")
        for person, room in rooms.items():
            texts = await person.hears(room, kumpel.user, 5)
            assert texts[1] == f"Verstanden: {phrase('channels.start')}" and "Autohaus" in texts[3]
            assert texts[4:] == ["Verstanden: Danke"]


async def test_an_absent_homeserver_keeps_nothing_from_working_and_is_found_when_it_comes(
    strict_synapse: Synapse, http: ClientSession, sqlite_url: str, tmp_path: Path
) -> None:
    kumpel, mia = [await Person.registered(http, strict_synapse.address, name) for name in ("kumpel", "mia")]
    async with site_of(kumpel, strict_synapse, sqlite_url, tmp_path) as site:
        await listened(site, kumpel)
        room = await chat(mia, kumpel)
        await mia.hears(room, kumpel.user, 2)
    strict_synapse.stop()
    async with site_of(kumpel, strict_synapse, sqlite_url, tmp_path) as site:
        states = States(site.client.server.app[ENGINE])  # type: ignore[union-attr]

        async def is_noted() -> bool:
            state = await states.read("matrix")
            return state is not None and "cannot be reached" in (state.error or "")

        await until(is_noted)
        assert (await site.chat("Hallo"))["messages"] == [{"text": "Verstanden: Hallo"}]
        await asyncio.get_running_loop().run_in_executor(None, strict_synapse.start)
        await mia.say(room, "Bist du da?")
        assert (await mia.hears(room, kumpel.user, 3))[-1] == "Verstanden: Bist du da?"
