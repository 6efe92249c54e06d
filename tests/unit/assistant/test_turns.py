"""A message that comes again gets its first answer; a turn that failed leaves nothing behind. On both databases."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import rasa.core.agent as rasa_agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant.channel import KumpelRestInput
from bot.assistant.importer import TopicImporter
from bot.assistant.tracker_store import WindowTrackerStore
from bot.assistant.turns import forgive_failures, note_failure, note_trouble
from bot.conversations.tables import RunningConversation
from bot.settings import PROJECT_ROOT


class Body:
    """As much of a request as the channel reads."""

    def __init__(self, **json: Any) -> None:
        self.json = json


class Processor:
    """Does with a message what Rasa's does: load the conversation, answer, save it. Counts the messages in it."""

    def __init__(self, store: WindowTrackerStore, domain: Domain) -> None:
        self.store = store
        self.domain = domain
        self.fails = False
        self.is_silent = False
        self.is_in_trouble = False
        """An action says that it cannot do its work."""
        self.is_forgiven = False

    async def __call__(self, message: UserMessage) -> None:
        tracker = await self.store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, {"name": "search", "confidence": 1.0}), self.domain)
        count = sum(isinstance(event, UserUttered) for event in tracker.events)
        if not self.is_silent:
            await message.output_channel.send_response(message.sender_id, {"text": f"{count}. {message.text}"})
        if self.fails:
            note_failure()
        if self.is_in_trouble:
            note_trouble()
        if self.is_forgiven:
            forgive_failures()
        await self.store.save(tracker)


@pytest.fixture(scope="module")
def domain() -> Domain:
    return TopicImporter(domain_path=str(PROJECT_ROOT / "domain.yml"), training_data_paths=[]).get_domain()


@pytest.fixture
async def processor(database_url: str, domain: Domain, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Processor]:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", database_url)
    store = WindowTrackerStore(domain)
    yield Processor(store, domain)
    await store._engine.dispose()


async def ask(processor: Processor, text: str, message_id: str | None = None) -> tuple[int, Any]:
    body = Body(sender="someone", message=text, **({"message_id": message_id} if message_id else {}))
    answer = await KumpelRestInput()._answer(body, processor)  # type: ignore[arg-type]
    return answer.status, json.loads(answer.body)


def said(text: str) -> tuple[int, Any]:
    return 200, [{"recipient_id": "someone", "text": text}]


async def test_the_same_message_again_gets_the_same_answer_and_changes_nothing(processor: Processor) -> None:
    assert await ask(processor, "hallo", "1") == said("1. hallo")
    assert await ask(processor, "hallo", "1") == said("1. hallo")
    assert await ask(processor, "weiter", "2") == said("2. weiter")


async def test_without_an_id_every_message_counts(processor: Processor) -> None:
    assert await ask(processor, "hallo") == said("1. hallo")
    assert await ask(processor, "hallo") == said("2. hallo")


@pytest.mark.parametrize("trouble", ["fails", "is_silent", "is_in_trouble"])
async def test_a_turn_without_a_whole_answer_leaves_nothing_behind(
    processor: Processor, trouble: str, engine: AsyncEngine
) -> None:
    await ask(processor, "hallo", "1")
    setattr(processor, trouble, True)
    assert (await ask(processor, "weiter", "2"))[0] == 503
    async with engine.connect() as connection:
        row = (await connection.execute(select(RunningConversation))).one()
    assert row.answered_id == "1"
    assert "weiter" not in str(row.events)
    setattr(processor, trouble, False)
    assert await ask(processor, "weiter", "2") == said("2. weiter")


async def test_a_line_of_trouble_is_the_answer_to_a_message_that_will_not_be_asked_again(processor: Processor) -> None:
    processor.is_in_trouble = True
    assert await ask(processor, "hallo") == said("1. hallo")


@pytest.mark.parametrize("trouble", ["fails", "is_in_trouble"])
async def test_what_was_forgiven_is_an_answer(processor: Processor, trouble: str) -> None:
    setattr(processor, trouble, True)
    processor.is_forgiven = True
    assert await ask(processor, "ich kann nicht mehr", "1") == said("1. ich kann nicht mehr")
    processor.is_forgiven = False
    setattr(processor, trouble, False)
    assert await ask(processor, "ich kann nicht mehr", "1") == said("1. ich kann nicht mehr"), "stored"


async def test_of_a_first_turn_that_fails_nothing_is_stored(processor: Processor, engine: AsyncEngine) -> None:
    processor.fails = True
    await ask(processor, "hallo", "1")
    async with engine.connect() as connection:
        assert (await connection.execute(select(RunningConversation))).all() == []


async def test_a_database_that_is_away_fails_the_turn(processor: Processor, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(RunningConversation.__table__.drop)  # type: ignore[attr-defined]
    store = rasa_agent.Agent._create_tracker_store(processor.store, processor.domain)
    with pytest.raises(Exception, match="running_conversations"):
        await store.retrieve("someone")
