"""What all actions have in common: a turn in, a reply and slots out."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.chips import language_chips
from actions.turn import Reply, Turn

LOGGER = logging.getLogger(__name__)


class TurnAction(Action, ABC):  # type: ignore[misc]
    """An action that answers one turn. rasa-sdk registers every class that is not abstract."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """What rasa-sdk calls. Whatever goes wrong, the person gets an honest line and the search stays."""
        turn, reply = Turn.of(tracker), Reply(dispatcher, wiring.region())
        try:
            if turn.is_foreign:
                reply.say("utter_language", chips=language_chips(turn.reading.language))
            return await self.answer(turn, reply)
        except Exception:
            # The message itself is personal and stays out of the log.
            LOGGER.exception("%s failed for a message with the goal %s", self.name(), turn.goal)
            reply.say("utter_trouble")
            return turn.unchanged()

    @abstractmethod
    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Answer the turn and return the slots after it."""
