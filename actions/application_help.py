"""Goal application_help: letter, CV, interview, deadlines, and what to write without experience, step by step."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType

from actions.base import TurnAction
from actions.chips import Chip, plain_chip
from actions.talks import listens
from actions.turn import Reply, Turn
from bot.language.application import goes_on, part_in
from bot.language.short_answers import goes_back, stops
from bot.phrases import entry, phrase

TALK = "application_help"
CHECKLIST, OVERVIEW = "checklist", "overview"
DEFAULT_LIST = "letter"
"""Whose checklist it is when no part was named: the whole folder of papers."""


class ActionApplicationHelp(TurnAction):
    """The part that was asked for, or which parts there are."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_application_help"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The first step of a part, the step that was tapped, or the overview."""
        part, step = _wanted(turn)
        return say_step(turn, reply, part, step)


@listens(TALK)
async def go_on(turn: Turn, reply: Reply) -> list[EventType] | None:
    """The next step, the one before or the end, when that is what a message says."""
    part, step = str(turn.talk["part"]), int(turn.talk["step"])
    if stops(turn.words):
        reply.say("utter_application_end", chips=[_chip(OVERVIEW), _search_chip()])
        return turn.slots(shown=turn.shown)
    if goes_back(turn.words):
        return say_step(turn, reply, part, step - 1)
    if goes_on(turn.words) and step > entry("application.steps").get(part, 0):
        return say_step(turn, reply, OVERVIEW, 0)
    if goes_on(turn.words):
        return say_step(turn, reply, part, step + 1)
    return None


def say_step(turn: Turn, reply: Reply, part: str, step: int) -> list[EventType]:
    """One step of a part; before the first comes the overview, after the last the checklist."""
    steps: dict[str, int] = entry("application.steps")
    if part not in steps or step < 1:
        reply.say("utter_application_help", chips=[*map(_chip, steps), plain_chip(turn.plain)])
        return turn.slots(shown=turn.shown, talk=_talk(OVERVIEW, 0))
    if step > steps[part]:
        reply.say(f"utter_application_{part}_checklist", chips=_after_checklist(part))
        return turn.slots(shown=turn.shown, talk=_talk(part, steps[part] + 1))
    reply.say(f"utter_application_{part}_{step}", chips=_step_chips(turn, part, step))
    return turn.slots(shown=turn.shown, talk=_talk(part, step))


def _wanted(turn: Turn) -> tuple[str, int]:
    """Part and step of a tap ("letter:2") or of a message."""
    if turn.chip is not None:
        part, _, step = turn.chip.value.partition(":")
        return part, min(int(step), 9) if step.isdecimal() else 1
    if turn.repeats and turn.talk.get("name") == TALK:
        return str(turn.talk["part"]), int(turn.talk["step"])
    part = part_in(turn.words) or OVERVIEW
    if part != CHECKLIST:
        return part, 1
    held = str(turn.talk.get("part", OVERVIEW))
    chosen = held if held != OVERVIEW else DEFAULT_LIST
    return chosen, entry("application.steps")[chosen] + 1


def _step_chips(turn: Turn, part: str, step: int) -> list[Chip]:
    last = step == entry("application.steps")[part]
    title = phrase(f"application.chip.{CHECKLIST if last else 'next'}")
    chips = [Chip(title, TALK, f"{part}:{step + 1}")]
    if step > 1:
        chips.append(Chip(phrase("application.chip.back"), TALK, f"{part}:{step - 1}"))
    return [*chips, _chip(OVERVIEW), plain_chip(turn.plain)]


def _after_checklist(part: str) -> list[Chip]:
    others = [each for each in entry("application.steps") if each != part]
    return [_search_chip(), *map(_chip, others[:3]), _chip(OVERVIEW)]


def _chip(part: str) -> Chip:
    return Chip(phrase(f"application.chip.{part}"), TALK, part)


def _search_chip() -> Chip:
    return Chip(phrase("application.chip.search"), "search")


def _talk(part: str, step: int) -> dict[str, Any]:
    return {"name": TALK, "part": part, "step": step}
