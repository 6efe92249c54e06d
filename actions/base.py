"""What all actions have in common: a turn in, a reply and slots out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.turn import Reply, Turn


class TurnAction(Action, ABC):  # type: ignore[misc]
    """An action that answers one turn. rasa-sdk registers every class that is not abstract."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """What rasa-sdk calls."""
        return await self.answer(Turn.of(tracker), Reply(dispatcher, wiring.region()))

    @abstractmethod
    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Answer the turn and return the slots after it."""
