"""Running conversations in a real database: kept, bounded, ended after some hours, erased at once on wish."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import tracker_store
from bot.assistant.importer import TopicImporter
from bot.assistant.tracker_store import WINDOW_TURNS, WindowTrackerStore
from bot.conversations.tables import RunningConversation
from bot.settings import PROJECT_ROOT

CRITERIA = {"offer": ["apprenticeship"], "place": ["05978024"], "not": {"size": ["large"]}}


@pytest.fixture(scope="module")
def domain() -> Domain:
    return TopicImporter(domain_path=str(PROJECT_ROOT / "domain.yml"), training_data_paths=[]).get_domain()


@pytest.fixture
async def store(
    database_url: str, domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[WindowTrackerStore]:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", database_url)
    monkeypatch.setenv("KUMPEL_SESSION_HOURS", "24")
    store = WindowTrackerStore(domain)
    yield store
    await store._engine.dispose()


def conversation(domain: Domain, sender: str = "someone", turns: int = 1) -> DialogueStateTracker:
    tracker = DialogueStateTracker(sender, domain.slots)
    tracker.update(ActionExecuted("action_listen"), domain)
    for number in range(turns):
        add_turn(tracker, domain, f"message {number}")
    tracker.update(SlotSet("criteria", CRITERIA), domain)
    return tracker


def add_turn(tracker: DialogueStateTracker, domain: Domain, text: str) -> None:
    for event in (
        UserUttered(text, {"name": "search", "confidence": 1.0}),
        ActionExecuted("action_search"),
        BotUttered("Antwort " * 50),
        SlotSet("shown", {"ids": ["1", "2"], "titles": ["A", "B"], "offset": 0, "total": 2, "radius_km": 10.0}),
        ActionExecuted("action_listen"),
    ):
        tracker.update(event, domain)


async def age(engine: AsyncEngine, sender: str, hours: float) -> None:
    past = datetime.now(timezone.utc) - timedelta(hours=hours)
    async with engine.begin() as connection:
        await connection.execute(
            update(RunningConversation).where(RunningConversation.sender_id == sender).values(updated_at=past)
        )


async def stored(engine: AsyncEngine) -> dict[str, list[dict[str, object]]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(RunningConversation.sender_id, RunningConversation.events))
        return {row.sender_id: row.events for row in rows}


async def test_what_was_saved_comes_back(store: WindowTrackerStore, domain: Domain) -> None:
    tracker = conversation(domain)
    await store.save(tracker)
    found = await store.retrieve("someone")
    assert found is not None
    assert found.current_slot_values() == tracker.current_slot_values()
    assert found.get_slot("criteria") == CRITERIA
    assert list(found.events) == list(tracker.events)
    assert found.latest_message is not None
    assert found.latest_message.text == "message 0"


async def test_nobody_else_gets_it(store: WindowTrackerStore, domain: Domain) -> None:
    await store.save(conversation(domain))
    assert await store.retrieve("someone else") is None


async def test_each_save_replaces_the_one_before(
    store: WindowTrackerStore, domain: Domain, engine: AsyncEngine
) -> None:
    tracker = conversation(domain)
    await store.save(tracker)
    tracker.update(SlotSet("criteria", {}), domain)
    await store.save(tracker)
    assert list(await stored(engine)) == ["someone"]
    found = await store.retrieve("someone")
    assert found is not None
    assert found.get_slot("criteria") == {}


async def test_a_row_stays_small_however_long_the_talk(
    store: WindowTrackerStore, domain: Domain, engine: AsyncEngine
) -> None:
    sizes = []
    tracker = conversation(domain)
    for number in range(60):
        await store.save(tracker)
        sizes.append(len(json.dumps((await stored(engine))["someone"])))
        again = await store.retrieve("someone")
        assert again is not None
        tracker = again
        add_turn(tracker, domain, f"turn {number:02d}")
    assert tracker.get_slot("criteria") == CRITERIA
    settled = sizes[WINDOW_TURNS + 1 :]
    assert max(settled) - min(settled) < 200, "it grows"
    assert max(settled) < 20_000


async def test_it_ends_some_hours_after_the_last_message(
    store: WindowTrackerStore, domain: Domain, engine: AsyncEngine
) -> None:
    await store.save(conversation(domain))
    await age(engine, "someone", hours=23.9)
    assert await store.retrieve("someone") is not None
    await age(engine, "someone", hours=24.1)
    assert await store.retrieve("someone") is None


async def test_the_hours_are_the_setting(
    database_url: str, domain: Domain, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", database_url)
    monkeypatch.setenv("KUMPEL_SESSION_HOURS", "2")
    store = WindowTrackerStore(domain)
    await store.save(conversation(domain))
    await age(engine, "someone", hours=3)
    assert await store.retrieve("someone") is None
    await store._engine.dispose()


async def test_a_message_renews_the_time(store: WindowTrackerStore, domain: Domain, engine: AsyncEngine) -> None:
    tracker = conversation(domain)
    await store.save(tracker)
    await age(engine, "someone", hours=23)
    await store.save(tracker)
    async with engine.connect() as connection:
        updated = await connection.scalar(select(RunningConversation.updated_at))
    assert datetime.now(timezone.utc) - updated.replace(tzinfo=timezone.utc) < timedelta(minutes=1)


async def test_what_has_ended_is_removed_while_others_talk(
    store: WindowTrackerStore, domain: Domain, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sender in ("old", "young"):
        await store.save(conversation(domain, sender))
    await age(engine, "old", hours=25)
    await age(engine, "young", hours=23)
    await store.save(conversation(domain, "talking"))
    assert set(await stored(engine)) == {"old", "young", "talking"}, "not at every message"
    monkeypatch.setattr(tracker_store, "_PURGE_EVERY_SECONDS", 0.0)
    await store.save(conversation(domain, "talking"))
    assert set(await stored(engine)) == {"young", "talking"}


async def test_an_erased_conversation_is_not_kept(
    store: WindowTrackerStore, domain: Domain, engine: AsyncEngine
) -> None:
    tracker = conversation(domain)
    await store.save(tracker)
    await store.save(conversation(domain, "someone else"))
    tracker.update(SlotSet("erase", True), domain)
    await store.save(tracker)
    assert list(await stored(engine)) == ["someone else"]
    assert await store.retrieve("someone") is None


async def test_nothing_is_kept_of_somebody_who_has_said_nothing(
    store: WindowTrackerStore, domain: Domain, engine: AsyncEngine
) -> None:
    asked_about = await store.get_or_create_tracker("nobody")
    assert asked_about.sender_id == "nobody"
    await store.get_or_create_full_tracker("nobody", append_action_listen=False)
    assert await stored(engine) == {}


async def test_keys_are_those_of_all_running_conversations(store: WindowTrackerStore, domain: Domain) -> None:
    assert list(await store.keys()) == []
    for sender in ("a", "b"):
        await store.save(conversation(domain, sender))
    assert sorted(await store.keys()) == ["a", "b"]


async def test_letters_of_all_scripts_survive(store: WindowTrackerStore, domain: Domain) -> None:
    tracker = conversation(domain)
    add_turn(tracker, domain, "Lünen, Größe, أهلا, привіт, 🙂 'quotes' \" \\")
    await store.save(tracker)
    found = await store.retrieve("someone")
    assert found is not None
    assert found.latest_message is not None
    assert found.latest_message.text == "Lünen, Größe, أهلا, привіт, 🙂 'quotes' \" \\"


async def test_a_null_character_does_not_break_the_talk(store: WindowTrackerStore, domain: Domain) -> None:
    tracker = conversation(domain)
    add_turn(tracker, domain, "a\x00b")
    await store.save(tracker)
    found = await store.retrieve("someone")
    assert found is not None
    assert found.latest_message is not None
    assert found.latest_message.text == "a\x00b"
