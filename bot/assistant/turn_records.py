"""Rasa's events put together to turns of the log, without personal data."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import uuid4

from bot.conversations.records import EraseRecord, Record, ResultShown, TurnRecord, outcome_of
from bot.conversations.redaction import PersonFinder, redact
from bot.conversations.redaction.spans import Span
from bot.language.goals import goal_of

Event = dict[str, Any]
"""An event as Rasa publishes it: `as_dict` of it with `sender_id`."""
LISTEN = "action_listen"
FALLBACK_ACTION = "action_fallback"
UNCLEAR = "out_of_scope_unclear"
ERASE_SLOT = "erase"
MOST_TEXT = 4000
"""Characters of a message that are logged."""
MOST_OPEN = 1000
MOST_REMEMBERED = 5000
"""Conversations whose turn is not complete yet, and whose last results are remembered."""

log = logging.getLogger(__name__)


class TurnBuilder:
    """Collects each conversation's events until the assistant listens again."""

    def __init__(self, persons: PersonFinder | None = None) -> None:
        self._persons = persons
        self._open: OrderedDict[str, list[Event]] = OrderedDict()
        self._titles: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def records_of(self, events: Sequence[Event]) -> list[Record]:
        """The turns that these events complete. One that cannot be read is left out, which the program's log tells."""
        return [record for turn in self._complete(events) for record in self._record(turn)]

    def _complete(self, events: Iterable[Event]) -> Iterator[list[Event]]:
        for event in events:
            sender = event["sender_id"]
            if event["event"] == "user":
                if sender in self._open:
                    yield self._open.pop(sender)
                self._open[sender] = [event]
            elif sender in self._open:
                self._open[sender].append(event)
                if event["event"] == "action" and event.get("name") == LISTEN:
                    yield self._open.pop(sender)
            if len(self._open) > MOST_OPEN:
                yield self._open.popitem(last=False)[1]

    def _record(self, events: list[Event]) -> Iterator[Record]:
        sender = events[0]["sender_id"]
        try:
            slots = {event["name"]: event.get("value") for event in events if event["event"] == "slot"}
            if slots.get(ERASE_SLOT):
                self._titles.pop(sender, None)
                yield EraseRecord(sender, float(events[-1]["timestamp"]))
                return
            yield turn_record(events, slots, self._titles.get(sender, ()), self._persons)
            if "shown" in slots:
                self._remember(sender, slots["shown"])
        except Exception:
            # The error's message could quote what was said.
            log.error("A turn cannot be logged")

    def _remember(self, sender: str, shown: dict[str, Any] | None) -> None:
        self._titles[sender] = tuple((shown or {}).get("titles") or ())
        self._titles.move_to_end(sender)
        if len(self._titles) > MOST_REMEMBERED:
            self._titles.popitem(last=False)


def turn_record(
    events: Sequence[Event], slots: dict[str, Any], titles: Sequence[str], persons: PersonFinder | None
) -> TurnRecord:
    """One turn.

    Args:
        events: beginning with the person's message.
        slots: those that the turn set.
        titles: of the results that the person saw when writing; they are no names of people.
        persons: further finder of names.
    """
    said, bot = events[0], [event for event in events if event["event"] == "bot"]
    understood = said.get("parse_data") or {}
    intent = (understood.get("intent") or {}).get("name") or "out_of_scope"
    results = [result for event in bot if (result := _result(event)) is not None]
    fallback = intent == UNCLEAR or any(event.get("name") == FALLBACK_ACTION for event in events)
    goal = goal_of(intent)
    text = _plain(said.get("text") or "")[:MOST_TEXT]
    redacted = redact(text, _kept(text, understood.get("reading") or {}, titles), persons)
    return TurnRecord(
        message_id=str(said.get("message_id") or uuid4().hex),
        sender=said["sender_id"],
        at=float(said["timestamp"]),
        channel=str(said.get("input_channel") or "")[:32],
        text=redacted.text,
        redacted=redacted.kinds,
        language=(understood.get("reading") or {}).get("language") or "de",
        goal=goal,
        intent=intent,
        confidence=float((understood.get("intent") or {}).get("confidence") or 0.0),
        criteria=slots.get("criteria") or {},
        topics=list(slots.get("topics") or ()),
        results=[vars(result) for result in results],
        answers=[_answer(event, [*titles, *(title for result in results for title in result.titles)]) for event in bot],
        fallback=fallback,
        outcome=outcome_of(goal, results, fallback=fallback),
        milliseconds=round(1000 * (float(events[-1]["timestamp"]) - float(said["timestamp"]))),
    )


def _result(event: Event) -> ResultShown | None:
    custom = (event.get("data") or {}).get("custom")
    return ResultShown.of(custom) if isinstance(custom, dict) and "items" in custom else None


def _answer(event: Event, titles: Sequence[str]) -> dict[str, Any]:
    text = _plain(event.get("text") or "")
    response = (event.get("metadata") or {}).get("utter_action")
    # A later form may repeat what the person said, so answers are redacted as well.
    return {"text": redact(text, _places_of(text, titles)).text, "response": response}


def _kept(text: str, reading: dict[str, Any], titles: Sequence[str]) -> list[Span]:
    """What is no name of a person: what the tables found, and firms on the screen."""
    mentions = [(mention["start"], mention["end"]) for mention in reading.get("mentions", ())]
    return [*mentions, *_places_of(text, titles)]


def _places_of(text: str, titles: Sequence[str]) -> list[Span]:
    lowered = text.lower()
    starts = ((lowered.find(title.lower()), title) for title in titles if title)
    return [(start, start + len(title)) for start, title in starts if start >= 0]


def _plain(text: str) -> str:
    """Without signs that a database refuses: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
