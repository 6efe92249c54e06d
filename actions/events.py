"""Goal events: fairs, open days and information evenings that are still to come, the soonest first."""

from __future__ import annotations

from typing import Any, cast

from rasa_sdk.events import EventType

from actions import knowledge
from actions.base import TurnAction
from actions.chips import Chip
from actions.talks import listens, pages
from actions.turn import Reply, Turn
from bot.catalogue.needs import Needs
from bot.language.criteria import Criteria
from bot.phrases import phrase

TALK = KIND = "events"
_ABOUT = ("occupation", "offer")


class ActionEvents(TurnAction):
    """What takes place, when and where."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_events"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The events; where no town is known, the question for it at the end."""
        is_open = turn.talk.get("name") == TALK
        talk = dict(turn.talk) if is_open and (turn.repeats or turn.chip) else _new_talk(turn)
        return await _say(knowledge.at_place(turn), reply, talk, 0)


@listens(TALK)
async def hear(turn: Turn, reply: Reply) -> list[EventType] | None:
    """A bare place belongs to this talk."""
    return await _say(turn, reply, dict(turn.talk), 0) if knowledge.names_only_place(turn) else None


@pages(KIND)
async def further(turn: Turn, reply: Reply, offset: int) -> list[EventType]:
    """The next events."""
    assert turn.shown is not None
    if offset >= turn.shown.total:
        return knowledge.say_end(turn, reply)
    is_open = turn.talk.get("name") == TALK
    about = turn.talk["about"] if is_open else {}
    return await _say(turn, reply, {"name": TALK, "about": about, "words": turn.shown.words}, offset)


async def _say(turn: Turn, reply: Reply, talk: dict[str, Any], offset: int) -> list[EventType]:
    turn = knowledge.with_goal(turn, TALK)
    criteria = cast(Criteria, {**knowledge.place_only(turn.criteria), **talk["about"]})
    needs = Needs(words=talk["words"])
    result = await knowledge.look_up(KIND, criteria, needs, offset=offset)
    asks = "place" not in turn.criteria
    towns = knowledge.town_chips(TALK) if asks else []
    if not result.items:
        reply.say("utter_events_none", chips=[*towns, *_further(turn)], result=result.as_dict())
        return turn.slots(shown=turn.shown, talk=talk)
    question = phrase("knowledge_talk.where") if asks else ""
    knowledge.say_page(turn, reply, result, [*towns, *_further(turn)], question=question)
    return turn.slots(asked="place" if asks else None, shown=knowledge.shown_of(result, needs), talk=talk)


def _further(turn: Turn) -> list[Chip]:
    return [Chip(phrase("knowledge_talk.chip.advice"), "advice"), *knowledge.employer_chips(turn)]


def _new_talk(turn: Turn) -> dict[str, Any]:
    about = {key: value for key, value in turn.reading.says.items() if key in _ABOUT}
    return {"name": TALK, "about": about, "words": turn.words}
