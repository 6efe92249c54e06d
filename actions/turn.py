"""What an action knows of the turn it answers, and how it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.chips import Chip, criteria_after, parse_chip
from bot.language.criteria import Criteria
from bot.language.dialogue import apply, topics_after
from bot.language.goals import goal_of
from bot.language.person import Facts, facts_in
from bot.language.reading import Reading
from bot.region import Region

GERMAN = "de"
_COMMAND_PREFIX = "/"
PAUSABLE = ("orientation", "human")
"""Talks of several questions: another topic interrupts them, and they can be taken up again."""
_LISTS = ("ids", "titles", "topics", "codes")
_STATE = ("criteria", "topics", "shown", "person")
"""Slots that a question whether to delete everything holds back until it is answered."""


@dataclass(frozen=True)
class Shown:
    """What the last result message showed, so that "mehr zum zweiten" has something to mean."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    offset: int
    total: int
    radius_km: float = 0.0
    """The radius that the results lie in, widened or asked for; 0 for a place without one."""
    type: str = "employers"
    """The kind of entry, contract.md."""
    words: str = ""
    """The message that asked for them, where the search goes by its words."""
    topics: tuple[str, ...] = ()
    """What they are about, contract.md."""
    codes: tuple[str, ...] = ()
    """Of occupations: their KldB 2010 codes."""
    also: str = ""
    """The topic of the programme that was named beside employers, so that it is named once."""

    @classmethod
    def of(cls, value: dict[str, Any] | None) -> Shown | None:
        """From the slot's value."""
        return cls(**{**value, **{name: tuple(value.get(name, ())) for name in _LISTS}}) if value else None

    def as_dict(self) -> dict[str, Any]:
        """The slot's value."""
        return {**vars(self), **{name: list(getattr(self, name)) for name in _LISTS}}

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
    known: Facts = field(default_factory=dict)
    """Facts about the person from earlier messages."""
    talk: Mapping[str, Any] = field(default_factory=dict)
    """The talk that is open: `name` (a goal) and how far it is; empty when none is."""
    again: Mapping[str, str] = field(default_factory=dict)
    """What was answered last: `action`, `goal`, `text` and `chip`."""
    plain: bool = False
    """Whether answers are to be short and plain."""
    plain_asked: bool = False
    """Whether this message switches that on or off."""
    sender: str = ""
    said_as: str = ""
    """The goal that the message alone was taken for, where `goal` is that of the talk which it belongs to."""
    repeats: bool = False
    """Whether the last answer is said once more and nothing new was said."""

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """From the tracker that Rasa sent."""
        message = tracker.latest_message
        entities = message.get("entities") or []
        talk = tracker.get_slot("talk") or {}
        state = talk.get("held") or {name: tracker.get_slot(name) for name in _STATE}
        return cls(
            text=message.get("text") or "",
            goal=goal_of((message.get("intent") or {}).get("name") or "out_of_scope"),
            reading=Reading.from_dict(message.get("reading") or {}),
            chip=parse_chip(entities),
            before=state["criteria"] or Criteria(),
            topics=tuple(state["topics"] or ()),
            asked=tracker.get_slot("asked"),
            shown=Shown.of(state["shown"]),
            known=state["person"] or {},
            talk=talk,
            again=tracker.get_slot("again") or {},
            plain=tracker.get_slot("plain") is True,
            plain_asked=any(entity.get("entity") == "plain" for entity in entities),
            sender=tracker.sender_id,
        )

    @property
    def is_foreign(self) -> bool:
        """Whether the message is written in another language than German."""
        return bool(self.text) and self.reading.language != GERMAN

    @property
    def words(self) -> str:
        """What the person wrote; nothing for a tap."""
        return "" if self.text.startswith(_COMMAND_PREFIX) else self.text

    @property
    def criteria(self) -> Criteria:
        """The search in force after this message."""
        if self.chip is not None and self.goal == "search":
            return criteria_after(self.before, self.chip)
        return apply(self.before, self.reading, self.goal, self.asked)

    @property
    def person(self) -> Facts:
        """What is known of the person after this message."""
        return {} if self.goal == "delete_data" else {**self.known, **facts_in(self.words)}

    @property
    def topics_now(self) -> tuple[str, ...]:
        """What programmes and advice are about after this message."""
        return tuple(topics_after(self.topics, self.reading, self.goal))

    @property
    def radius_used(self) -> float:
        """The radius of the results shown last, in km; a wider search has to go beyond it."""
        return self.shown.radius_km if self.shown else 0.0

    def restored(self) -> Turn:
        """The turn with the talk and question that a question in between has put aside."""
        held = self.talk.get("held")
        return replace(self, asked=held["asked"], talk=held["talk"] or {}) if held else self

    def slots(
        self, *, asked: str | None = None, shown: Shown | None = None, talk: Mapping[str, Any] | None = None
    ) -> list[EventType]:
        """The slots after this turn; what is not given is empty from now on."""
        return [
            SlotSet("criteria", self.criteria),
            SlotSet("topics", list(self.topics_now)),
            SlotSet("asked", asked),
            SlotSet("shown", shown.as_dict() if shown else None),
            SlotSet("talk", self._talk_after(talk)),
            SlotSet("person", self.person),
        ]

    def _talk_after(self, talk: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The talk with the one that it interrupts, if that can be taken up again."""
        paused = self.talk if self.is_pausable else self.talk.get("paused")
        after = {key: value for key, value in (talk or {}).items() if key != "paused"}
        if paused and paused.get("name") != after.get("name"):
            after["paused"] = {key: value for key, value in paused.items() if key != "paused"}
        return after or None

    @property
    def is_pausable(self) -> bool:
        """Whether the open talk waits for an answer that can be given later as well."""
        return self.talk.get("name") in PAUSABLE and bool(self.talk.get("question"))

    def finished(self) -> Turn:
        """The turn after the open talk has come to its end."""
        return replace(self, talk={})

    def unchanged(self) -> list[EventType]:
        """The slots after a digression: what was asked and shown still counts."""
        return self.slots(asked=self.asked, shown=self.shown, talk=self.talk)


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
