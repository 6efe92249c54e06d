"""Goal occupation_info: what one does, learns and needs in an occupation, what is like it, and who trains for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType

from actions import knowledge, wiring
from actions.base import TurnAction
from actions.chips import Chip, plain_chip
from actions.details import detail_lines
from actions.talks import listens, pages, resumes
from actions.turn import Reply, Turn
from bot.catalogue.needs import Needs
from bot.catalogue.result import Item, Result
from bot.language.criteria import Criteria
from bot.phrases import phrase

TALK = "occupation_info"
KIND = "occupations"
_FIELD_DIGITS = 3
"""Digits of the KldB 2010 that name a field of like occupations."""


class ActionOccupationInfo(TurnAction):
    """One occupation in words, or which one is meant."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_occupation_info"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """What is asked about, else what is looked for, else the question."""
        codes = _codes(turn)
        if not codes and not turn.words:
            return _ask(turn, reply)
        return await say_occupations(turn, reply, codes, turn.words)


@listens(TALK)
async def hear(turn: Turn, reply: Reply) -> list[EventType] | None:
    """A bare occupation answers the question for it."""
    says = turn.reading.says
    is_bare = turn.asked == TALK and set(says) == {"occupation"} and turn.said_as != "crisis"
    return await say_occupations(turn, reply, says["occupation"], turn.words) if is_bare else None


@resumes(TALK)
def ask_again(turn: Turn, reply: Reply) -> None:
    """The question once more, where it is open."""
    if turn.asked == TALK:
        reply.say("utter_ask_occupation")


@pages(KIND)
async def further(turn: Turn, reply: Reply, offset: int) -> list[EventType]:
    """The next occupations; suggestions by liking come on one page only."""
    assert turn.shown is not None
    if offset >= turn.shown.total:
        return knowledge.say_end(turn, reply)
    codes = list(turn.talk.get("codes", ()))
    return await say_occupations(turn, reply, codes, turn.shown.words, offset)


async def say_occupations(turn: Turn, reply: Reply, codes: list[str], words: str, offset: int = 0) -> list[EventType]:
    """The occupations of these codes, of like ones where there are none, or those that the words name."""
    needs = Needs(words=words)
    result = await knowledge.look_up(KIND, _criteria(codes), needs, offset=offset)
    if not result.items and codes:
        codes = list(dict.fromkeys(code[:_FIELD_DIGITS] for code in codes))
        result = await knowledge.look_up(KIND, _criteria(codes), needs, offset=offset)
    if not result.items:
        return _ask(turn, reply)
    if result.total == 1:
        await _say_one(turn, reply, result)
    else:
        knowledge.say_page(turn, reply, result, occupation_chips(result.items))
    talk = {"name": TALK, "codes": codes}
    return turn.slots(shown=knowledge.shown_of(result, needs), talk=talk)


async def _say_one(turn: Turn, reply: Reply, result: Result) -> None:
    """All that is known of the one occupation that was asked about."""
    details = await (await wiring.catalogue()).details(KIND, [result.items[0].id])
    internship = Chip(phrase("orientation.chip.internship"), "search", "offer=internship")
    reply.say(
        "utter_occupation",
        chips=[*occupation_chips(result.items), internship, plain_chip(turn.plain)],
        result=replace(result, criteria=turn.criteria).as_dict(),
        title=details[0].title,
        lines="\n".join(detail_lines(details[0], plain=turn.plain)),
    )


def occupation_chips(items: tuple[Item, ...]) -> list[Chip]:
    """For each occupation the firms that train for it."""
    return [
        Chip(phrase("knowledge_talk.chip.occupation", title=item.title), "search", f"occupation={item.codes[0]}")
        for item in items
        if item.codes
    ]


def _codes(turn: Turn) -> list[str]:
    if turn.chip is not None:
        name, _, value = turn.chip.value.partition("=")
        return value.split(",") if name == "occupation" and value.replace(",", "").isdecimal() else []
    held = turn.talk.get("codes") if turn.talk.get("name") == TALK else None
    return turn.reading.says.get("occupation") or held or turn.before.get("occupation") or []


def _criteria(codes: list[str]) -> Criteria:
    return Criteria(occupation=codes) if codes else Criteria()


def _ask(turn: Turn, reply: Reply) -> list[EventType]:
    reply.say("utter_ask_occupation", chips=[Chip(phrase("orientation.chip.start"), "orientation")])
    talk: dict[str, Any] = {"name": TALK, "codes": []}
    return turn.slots(asked=TALK, shown=turn.shown, talk=talk)
