"""Keeps what a running conversation needs and no more: the last turns and the slots.

Rasa's own store loads all events of a conversation and resolves them anew each turn, so that turn 400 takes ten times
turn 5. Here a conversation is one row of bounded size, and it ends `session_hours` after the last message.
The row holds the last answer as well, so that a message that comes again gets its answer and changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, delete, select, text

from bot.assistant import action_client, turns
from bot.assistant.turns import AlreadyAnswered, Turn, current_turn
from bot.conversations.tables import RunningConversation
from bot.database import create_engine
from bot.settings import load_settings

ERASE = "erase"
"""Slot that is set when the person wants everything deleted."""
WINDOW_TURNS = 3
"""User messages whose events are kept; rules look at the last one only."""
_PURGE_EVERY_SECONDS = 600.0

_TABLE = RunningConversation.__table__.c
# Built once: building a statement costs as much as running it.
_READ = select(_TABLE.events, _TABLE.answered_id, _TABLE.answer).where(
    _TABLE.sender_id == bindparam("sender"), _TABLE.updated_at >= bindparam("oldest")
)
# As text, because SQLAlchemy compiles an ON CONFLICT statement anew at every call.
_WRITE = text(
    "INSERT INTO running_conversations (sender_id, events, updated_at, answered_id, answer) "
    "VALUES (:sender_id, :events, :updated_at, :answered_id, :answer) "
    "ON CONFLICT (sender_id) DO UPDATE SET events = excluded.events, updated_at = excluded.updated_at, "
    "answered_id = excluded.answered_id, answer = excluded.answer"
).bindparams(*(bindparam(column.name, type_=column.type) for column in _TABLE))
_DELETE_ONE = delete(RunningConversation).where(_TABLE.sender_id == bindparam("sender"))
_DELETE_OLD = delete(RunningConversation).where(_TABLE.updated_at < bindparam("oldest"))

action_client.install()
turns.install()


def _row(tracker: DialogueStateTracker, turn: Turn | None) -> dict[str, Any]:
    return {
        "sender_id": tracker.sender_id,
        "events": [event.as_dict() for event in window(tracker)],
        "updated_at": datetime.now(timezone.utc),
        "answered_id": turn.message_id if turn else None,
        "answer": turn.messages if turn and turn.message_id else None,
    }


def _has_message(tracker: DialogueStateTracker) -> bool:
    """Of somebody who has said nothing nothing is kept: Rasa makes a tracker for whoever it is asked about."""
    return any(isinstance(event, UserUttered) for event in tracker.events)


def window(tracker: DialogueStateTracker) -> list[Event]:
    """The events of the last `WINDOW_TURNS` turns, after events that set slots and loop to what they are now."""
    events = list(tracker.events)
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= WINDOW_TURNS:
        return events
    before: list[Event] = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.has_been_set]
    if tracker.active_loop:
        before.append(ActiveLoop(tracker.active_loop.name))
    return [*before, ActionExecuted(ACTION_LISTEN_NAME), *events[starts[-WINDOW_TURNS] :]]


def last_turn(tracker: DialogueStateTracker) -> list[Event]:
    """The events from the last message on; none before the first."""
    turn: list[Event] = []
    for event in reversed(tracker.events):
        turn.append(event)
        if isinstance(event, UserUttered):
            return turn[::-1]
    return []


class WindowTrackerStore(TrackerStore):  # type: ignore[misc]
    """One row per running conversation, in the project's own database."""

    def __init__(
        self, domain: Domain | None, event_broker: EventBroker | None = None, host: str | None = None, **_options: Any
    ) -> None:
        super().__init__(domain, event_broker)
        settings = load_settings()
        self._engine = create_engine(host or settings.database_url)
        self._lifetime = timedelta(hours=settings.session_hours)
        self._purged_at = 0.0

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the conversation's window over the one before; of a turn without a whole answer nothing is kept."""
        turn = current_turn.get()
        if turn and not turn.is_answered:
            return
        async with self._engine.begin() as connection:
            if tracker.get_slot(ERASE):
                await connection.execute(_DELETE_ONE, {"sender": tracker.sender_id})
            elif _has_message(tracker):
                await connection.execute(_WRITE, _row(tracker, turn))
            if time.monotonic() - self._purged_at > _PURGE_EVERY_SECONDS:
                self._purged_at = time.monotonic()
                await connection.execute(_DELETE_OLD, {"oldest": self._oldest()})
        await self.stream_events(tracker)

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Hand the last turn to the log; a message's id tells it whether it has that one.

        Rasa's own would read the conversation from the database once more.
        """
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, last_turn(tracker), tracker.sender_id)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it stands, or None when there is none or it has ended.

        Raises:
            AlreadyAnswered: the message under way is the one that was answered last.
        """
        async with self._engine.connect() as connection:
            row = (await connection.execute(_READ, {"sender": sender_id, "oldest": self._oldest()})).one_or_none()
        if row is None:
            return None
        turn = current_turn.get()
        if turn and turn.message_id and turn.message_id == row.answered_id:
            raise AlreadyAnswered(row.answer)
        restored = [event for event in map(Event.from_parameters, row.events) if event is not None]
        return DialogueStateTracker.from_events(
            sender_id, restored, self.domain.slots, max_event_history=self.max_event_history, domain=self.domain
        )

    async def keys(self) -> Iterable[str]:
        """Ids of all running conversations."""
        async with self._engine.connect() as connection:
            return list(await connection.scalars(select(RunningConversation.sender_id)))

    def _oldest(self) -> datetime:
        return datetime.now(timezone.utc) - self._lifetime
