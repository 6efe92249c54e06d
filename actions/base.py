"""What all actions have in common: a turn in, a reply and slots out.

A message may belong to what is going on rather than to its goal: "19" answers the question that is open, "bitte
einfacher" asks for the last answer once more. Both are settled here, before the goal's own action answers.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.chips import Chip, language_chips, plain_chip
from actions.talks import heard
from actions.turn import Reply, Turn
from bot.language.read import read

LOGGER = logging.getLogger(__name__)


class TurnAction(Action, ABC):  # type: ignore[misc]
    """An action that answers one turn. rasa-sdk registers every class that is not abstract."""

    yields = True
    """Whether a message that belongs to an open talk is answered there instead."""
    repeatable = True
    """Whether its answer is worth saying once more in plain language."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """What rasa-sdk calls. Whatever goes wrong, the person gets an honest line and the search stays."""
        turn, reply = Turn.of(tracker), Reply(dispatcher, wiring.region())
        try:
            if turn.is_foreign:
                reply.say("utter_language", chips=language_chips(turn.reading.language))
            return await self._answer_or_yield(turn, reply)
        except Exception:
            # The message itself is personal and stays out of the log.
            LOGGER.exception("%s failed for a message with the goal %s", self.name(), turn.goal)
            self.say_trouble(reply)
            return turn.unchanged()

    def say_trouble(self, reply: Reply) -> None:
        """The honest line when something goes wrong."""
        reply.say("utter_trouble")

    async def _answer_or_yield(self, turn: Turn, reply: Reply) -> list[EventType]:
        if self.yields and turn.plain_asked:
            return await _in_other_words(turn, reply)
        if self.yields:
            for now in (turn, turn.restored()) if "held" in turn.talk else (turn,):
                events = await heard(now, reply)
                if events is not None:
                    return [SlotSet("again", _state_of(str(now.talk["name"]))), *events]
            turn = turn.restored()
        events = await self.answer(turn, reply)
        return [SlotSet("again", self._memory(turn)), *events] if self.repeatable else events

    def _memory(self, turn: Turn) -> dict[str, str]:
        chip = turn.chip.value if turn.chip else ""
        return {"action": self.name(), "goal": turn.goal, "text": turn.words, "chip": chip}

    @abstractmethod
    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Answer the turn and return the slots after it."""


def _state_of(talk: str) -> dict[str, str]:
    """What says once more where a talk stands."""
    return {"action": f"action_{talk}", "goal": talk, "text": "", "chip": ""}


async def _in_other_words(turn: Turn, reply: Reply) -> list[EventType]:
    """Say that answers are plain (or usual) from now on, and the last answer once more."""
    reply.say("utter_plain_on" if turn.plain else "utter_plain_off", chips=[plain_chip(turn.plain)])
    actions: list[TurnAction] = [kind() for kind in TurnAction.__subclasses__()]
    last = next((action for action in actions if action.name() == turn.again.get("action")), None)
    return await last.answer(_as_before(turn), reply) if last else turn.unchanged()


def _as_before(turn: Turn) -> Turn:
    """The turn whose answer is said once more; the state is today's."""
    last = turn.again
    chip = Chip("", "", last["chip"]) if last["chip"] else None
    reading = read(last["text"])
    return replace(turn, text=last["text"], goal=last["goal"], reading=reading, chip=chip, repeats=True)
