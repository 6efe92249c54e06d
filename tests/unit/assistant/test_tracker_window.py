"""A running conversation stays small, and nothing that decides the next turn is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.importer import TopicImporter
from bot.assistant.tracker_store import WINDOW_TURNS, window

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return TopicImporter(domain_path=str(ROOT / "domain.yml"), training_data_paths=[]).get_domain()


def turns(count: int) -> list[Event]:
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    for number in range(count):
        events += [
            UserUttered(f"message {number}", {"name": "search", "confidence": 1.0}),
            ActionExecuted("action_search"),
            BotUttered(f"answer {number}"),
            SlotSet("criteria", {"radius_km": float(number + 1)}),
            ActionExecuted("action_listen"),
        ]
    return events


def restored(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("someone", window(tracker), domain.slots, domain=domain)


def test_a_short_conversation_is_kept_whole(domain: Domain) -> None:
    tracker = DialogueStateTracker.from_events("someone", turns(WINDOW_TURNS), domain.slots, domain=domain)
    assert window(tracker) == list(tracker.events)


def test_the_window_does_not_grow_with_the_conversation(domain: Domain) -> None:
    lengths = {
        count: len(window(DialogueStateTracker.from_events("someone", turns(count), domain.slots, domain=domain)))
        for count in (10, 100, 400)
    }
    assert len(set(lengths.values())) == 1


def test_slots_and_latest_message_survive(domain: Domain) -> None:
    tracker = DialogueStateTracker.from_events("someone", turns(50), domain.slots, domain=domain)
    after = restored(tracker, domain)
    assert after.current_slot_values() == tracker.current_slot_values()
    assert after.latest_message is not None
    assert after.latest_message.text == "message 49"
    assert after.latest_action_name == "action_listen"


def test_a_slot_set_long_ago_survives_every_round_of_saving(domain: Domain) -> None:
    tracker = DialogueStateTracker.from_events("someone", turns(4), domain.slots, domain=domain)
    tracker.update(SlotSet("topics", ["housing"]), domain)
    for _ in range(20):
        tracker = restored(tracker, domain)
        tracker.update(UserUttered("danke", {"name": "thank", "confidence": 1.0}), domain)
        tracker.update(ActionExecuted("action_listen"), domain)
    assert tracker.get_slot("topics") == ["housing"]
    assert tracker.get_slot("criteria") == {"radius_km": 4.0}


def test_an_emptied_slot_stays_empty(domain: Domain) -> None:
    tracker = DialogueStateTracker.from_events("someone", turns(10), domain.slots, domain=domain)
    tracker.update(SlotSet("criteria", {}), domain)
    assert restored(tracker, domain).get_slot("criteria") == {}
