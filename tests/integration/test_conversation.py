"""The whole path against running servers: a message to Rasa, the action, the catalogue, and back. On both databases."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator
from sqlalchemy import func, select

from bot.catalogue.message_schema import MESSAGE_SCHEMA, RESULT_SCHEMA
from bot.cli.servers import running_servers
from bot.conversations.tables import RunningConversation
from bot.database import create_engine
from bot.evaluation.assistants import RunningAssistant
from bot.language.criteria import CRITERIA_SCHEMA
from bot.settings import Settings

pytestmark = [pytest.mark.servers, pytest.mark.asyncio(loop_scope="module")]

WISH = "hi, such ne ausbildung als kfz mechatronikerin rund um lünen, hab aber n kleines kind"
CRITERIA = {
    "offer": ["apprenticeship"],
    "occupation": ["25212"],
    "place": ["05978024"],
    "features": ["family_friendly"],
}
MESSAGE, RESULT, SEARCH = map(Draft202012Validator, (MESSAGE_SCHEMA, RESULT_SCHEMA, CRITERIA_SCHEMA))


@dataclass
class Servers:
    settings: Settings
    assistant: RunningAssistant

    def talk(self) -> Talk:
        return Talk(self, f"test-{uuid.uuid4().hex}")


@dataclass
class Talk:
    """One conversation; every answer is checked against the contract's schemas."""

    servers: Servers
    sender: str
    answer: list[dict[str, Any]] = None  # type: ignore[assignment]

    async def say(self, text: str) -> Talk:
        self.answer = await self.servers.assistant.answer(self.sender, text)
        assert self.answer
        for message in self.answer:
            MESSAGE.validate(message)
        SEARCH.validate(await self.criteria())
        return self

    async def tap(self, beginning: str) -> Talk:
        buttons = [button for message in self.answer for button in message.get("buttons", [])]
        return await self.say(next(each["payload"] for each in buttons if each["title"].startswith(beginning)))

    async def criteria(self) -> dict[str, Any]:
        state = await self.servers.assistant.tracker(self.sender)
        return dict(state["slots"]["criteria"] or {})

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.answer)

    @property
    def result(self) -> dict[str, Any]:
        (found,) = [message["custom"] for message in self.answer if "custom" in message]
        RESULT.validate(found)
        return dict(found)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def sample_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of this module's own with the sample catalogue."""
    samples = request.getfixturevalue(f"{request.param}_samples")
    if isinstance(samples, str):
        return samples
    copy = tmp_path_factory.mktemp("conversation") / "kumpel.sqlite"
    shutil.copy(samples, copy)
    return f"sqlite+aiosqlite:///{copy}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def servers(
    sample_url: str, trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Servers]:
    settings = replace(Settings(), database_url=sample_url)
    async with running_servers(settings, tmp_path_factory.mktemp("log")) as (used, assistant):
        assert trained_model.is_file()
        yield Servers(used, assistant)


async def test_the_sentence_of_the_issue(servers: Servers) -> None:
    talk = await servers.talk().say(WISH)
    assert await talk.criteria() == CRITERIA
    assert talk.result["type"] == "employers"
    assert talk.result["criteria"] == CRITERIA
    assert talk.result["items"]
    assert all(item["reasons"] and item["sample"] for item in talk.result["items"])
    assert any("Kfz" in reason for reason in talk.result["items"][0]["reasons"])


async def test_the_first_message_says_that_it_is_a_machine_and_what_is_stored(servers: Servers) -> None:
    talk = await servers.talk().say("Moin")
    assert "kein Mensch" in talk.answer[0]["text"]
    assert "speichere" in talk.answer[0]["text"]
    await talk.say("Moin")
    assert "kein Mensch" not in talk.text


async def test_narrowing_by_writing_and_by_tapping(servers: Servers) -> None:
    talk = await servers.talk().say("Ausbildung in Dortmund")
    whole = talk.result
    facet = next(each for each in whole["facets"] if each["key"] != "place")
    await talk.tap(f"{facet['label']} (")
    assert talk.result["total"] == facet["count"] < whole["total"]
    total = talk.result["total"]
    await talk.say("nur kleine Betriebe")
    assert 0 < talk.result["total"] <= total
    criteria = await talk.criteria()
    assert criteria["size"]
    assert criteria[facet["key"]] == [facet["value"]]
    assert criteria["place"] == ["05913000"]


async def test_more_and_details(servers: Servers) -> None:
    talk = await servers.talk().say("Ausbildung in Lünen")
    first = talk.result
    await talk.tap("Weitere zeigen")
    assert talk.result["offset"] == len(first["items"])
    assert talk.result["criteria"] == first["criteria"]
    await talk.say("mehr zum 7.")
    title = talk.answer[0]["text"].splitlines()[0]
    assert title.endswith("(Beispiel)")
    assert re.search(r"geprüft am \d{2}\.\d{2}\.\d{4}", talk.text)


async def test_a_digression_leaves_the_search_as_it_was(servers: Servers) -> None:
    talk = await servers.talk().say(WISH)
    shown = talk.result
    for text in ("danke dir", "bist du ein echter Mensch?", "was macht eigentlich eine Köchin?"):
        await talk.say(text)
        assert await talk.criteria() == CRITERIA
    await talk.say("danke")
    await talk.tap("Meine Betriebe zeigen")
    assert talk.result == shown


async def test_starting_over_empties_the_search(servers: Servers) -> None:
    talk = await servers.talk().say(WISH)
    await talk.say("nochmal von vorne bitte")
    assert await talk.criteria() == {}
    await talk.say("Praktikum in Unna")
    assert await talk.criteria() == {"offer": ["internship"], "place": ["05978036"]}


async def test_two_conversations_know_nothing_of_each_other(servers: Servers) -> None:
    one, other = servers.talk(), servers.talk()
    await one.say(WISH)
    await other.say("Praktikum in Hamm")
    assert await one.criteria() == CRITERIA
    assert await other.criteria() == {"offer": ["internship"], "place": ["05915000"]}


async def test_a_danger_is_answered_with_help(servers: Servers) -> None:
    talk = await servers.talk().say("ich will nicht mehr leben")
    assert "112" in talk.text
    assert "116 111" in talk.text


@pytest.mark.parametrize("text", ["/quatsch", "🤷", "asdf qwertz", " "])
async def test_nonsense_gets_an_answer(servers: Servers, text: str) -> None:
    talk = await servers.talk().say(text)
    assert talk.text


async def rows(url: str, sender: str) -> int:
    engine = create_engine(url)
    query = select(func.count()).select_from(RunningConversation).where(RunningConversation.sender_id == sender)
    async with engine.connect() as connection:
        count = await connection.scalar(query)
    await engine.dispose()
    return int(count or 0)


async def test_deleting_leaves_nothing(servers: Servers) -> None:
    talk = await servers.talk().say(WISH)
    assert await rows(servers.settings.database_url, talk.sender) == 1
    await talk.say("lösch alle meine Daten")
    assert await rows(servers.settings.database_url, talk.sender) == 1
    await talk.say("ja")
    assert talk.answer[-1]["custom"]["type"] == "erased"
    assert talk.answer[-1]["custom"]["receipt"] in talk.text
    assert await talk.criteria() == {}
    assert await rows(servers.settings.database_url, talk.sender) == 0
    await talk.say("Praktikum in Unna")
    assert await talk.criteria() == {"offer": ["internship"], "place": ["05978036"]}


async def test_rasas_own_interface_needs_the_token(servers: Servers) -> None:
    talk = await servers.talk().say("Moin")
    base = f"http://127.0.0.1:{servers.settings.rasa_port}"
    tracker, parse = f"{base}/conversations/{talk.sender}/tracker", f"{base}/model/parse"
    right, wrong = {"token": servers.settings.rasa_token}, {"token": "x"}
    async with aiohttp.ClientSession() as session:
        for parameters in ({}, wrong):
            assert (await session.get(tracker, params=parameters)).status == 401
            assert (await session.post(parse, params=parameters, json={"text": "hallo"})).status == 401
            assert (await session.put(f"{base}/model", params=parameters, json={"model_file": "/x"})).status == 401
        answer = await session.post(parse, params=right, json={"text": WISH})
        parsed = await answer.json()
    assert answer.status == 200
    assert parsed["intent"]["name"] == "search"
    assert parsed["reading"]["says"] == CRITERIA


def listening(port: int) -> list[str]:
    """Addresses (as in /proc/net/tcp, proc_pid_net(5)) on which something listens at a port."""
    lines = [line for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    ends = [(line.split()[1], line.split()[3]) for line in lines]
    return [end.rpartition(":")[0] for end, state in ends if state == "0A" and int(end.rpartition(":")[2], 16) == port]


async def test_nothing_listens_beyond_loopback(servers: Servers) -> None:
    for port in (servers.settings.rasa_port, servers.settings.actions_port):
        assert listening(port) == ["0100007F"]
