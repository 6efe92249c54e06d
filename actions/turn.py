"""What an action knows of the turn it answers, and how it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.chips import Chip, criteria_after, parse_chip
from bot.language.criteria import Criteria
from bot.language.dialogue import apply, topics_after
from bot.language.goals import goal_of
from bot.language.reading import Reading
from bot.region import Region

GERMAN = "de"


@dataclass(frozen=True)
class Shown:
    """What the last result message showed, so that "mehr zum zweiten" has something to mean."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    offset: int
    total: int
    radius_km: float = 0.0
    """The radius that the results lie in, widened or asked for; 0 for a place without one."""

    @classmethod
    def of(cls, value: dict[str, Any] | None) -> Shown | None:
        """From the slot's value."""
        return cls(**{**value, "ids": tuple(value["ids"]), "titles": tuple(value["titles"])}) if value else None

    def as_dict(self) -> dict[str, Any]:
        """The slot's value."""
        return {**vars(self), "ids": list(self.ids), "titles": list(self.titles)}

    @property
    def end(self) -> int:
        """How many results have been shown up to here."""
        return self.offset + len(self.ids)


@dataclass(frozen=True)
class Turn:
    """One user message with the conversation's state before it."""

    text: str
    goal: str
    reading: Reading
    chip: Chip | None
    before: Criteria
    topics: tuple[str, ...]
    asked: str | None
    shown: Shown | None

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """From the tracker that Rasa sent."""
        message = tracker.latest_message
        return cls(
            text=message.get("text") or "",
            goal=goal_of((message.get("intent") or {}).get("name") or "out_of_scope"),
            reading=Reading.from_dict(message.get("reading") or {}),
            chip=parse_chip(message.get("entities") or []),
            before=tracker.get_slot("criteria") or Criteria(),
            topics=tuple(tracker.get_slot("topics") or ()),
            asked=tracker.get_slot("asked"),
            shown=Shown.of(tracker.get_slot("shown")),
        )

    @property
    def is_foreign(self) -> bool:
        """Whether the message is written in another language than German."""
        return bool(self.text) and self.reading.language != GERMAN

    @property
    def criteria(self) -> Criteria:
        """The search in force after this message."""
        if self.chip is not None and self.goal == "search":
            return criteria_after(self.before, self.chip)
        return apply(self.before, self.reading, self.goal, self.asked)

    @property
    def radius_used(self) -> float:
        """The radius of the results shown last, in km; a wider search has to go beyond it."""
        return self.shown.radius_km if self.shown else 0.0

    def slots(self, *, asked: str | None = None, shown: Shown | None = None) -> list[EventType]:
        """The slots after this turn; what is not given is empty from now on."""
        return [
            SlotSet("criteria", self.criteria),
            SlotSet("topics", list(topics_after(self.topics, self.reading, self.goal))),
            SlotSet("asked", asked),
            SlotSet("shown", shown.as_dict() if shown else None),
        ]

    def unchanged(self) -> list[EventType]:
        """The slots after a digression: what was asked and shown still counts."""
        return self.slots(asked=self.asked, shown=self.shown)


class Reply:
    """Says responses by name; each may carry chips and a result."""

    def __init__(self, dispatcher: CollectingDispatcher, region: Region) -> None:
        self._dispatcher = dispatcher
        self._region = region

    def say(
        self, response: str, *, chips: list[Chip] | None = None, result: dict[str, Any] | None = None, **values: object
    ) -> None:
        """Utter a response of `bot/responses/` with its placeholders filled."""
        self._dispatcher.utter_message(
            response=response,
            buttons=[{"title": chip.title, "payload": chip.payload()} for chip in chips or []],
            json_message=json.loads(json.dumps(result)) if result else None,
            assistant=self._region.assistant,
            agency=self._region.agency.name,
            region=self._region.name,
            **values,
        )
