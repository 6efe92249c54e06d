"""Goal advice: the place for this need and this town, with how to get there and when it is open where that is known."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType

from actions import knowledge, wiring
from actions.base import TurnAction
from actions.chips import Chip
from actions.office import contact_lines
from actions.programmes import topics_of
from actions.talks import listens, pages
from actions.turn import Reply, Turn
from bot.catalogue.needs import Needs
from bot.catalogue.person import Person
from bot.language.person import facts_in
from bot.phrases import phrase

TALK = "advice"
KIND = "places"


class ActionAdvice(TurnAction):
    """Who helps with what, and where."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_advice"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The places; where no town is known, the question for it at the end."""
        is_open = turn.talk.get("name") == TALK
        talk = dict(turn.talk) if is_open and (turn.repeats or turn.chip) else _new_talk(turn)
        return await _say(knowledge.at_place(turn), reply, talk, 0)

    def say_trouble(self, reply: Reply) -> None:
        """Who helps while this does not work."""
        reply.say("utter_trouble_help", contacts="\n".join(contact_lines(wiring.region())))


@listens(TALK)
async def hear(turn: Turn, reply: Reply) -> list[EventType] | None:
    """A bare place belongs to this talk."""
    return await _say(turn, reply, dict(turn.talk), 0) if knowledge.names_only_place(turn) else None


@pages(KIND)
async def further(turn: Turn, reply: Reply, offset: int) -> list[EventType]:
    """The next places."""
    assert turn.shown is not None
    if offset >= turn.shown.total:
        return knowledge.say_end(turn, reply)
    talk = {"name": TALK, "topics": list(turn.shown.topics), "words": turn.shown.words}
    return await _say(turn, reply, talk, offset)


async def _say(turn: Turn, reply: Reply, talk: dict[str, Any], offset: int) -> list[EventType]:
    turn = knowledge.with_goal(turn, TALK)
    needs = Needs(topics=tuple(talk["topics"]), person=Person(turn.person), words=talk["words"])
    result = await knowledge.look_up(KIND, knowledge.place_only(turn.criteria), needs, offset=offset)
    asks = "place" not in turn.criteria
    towns = knowledge.town_chips(TALK) if asks else []
    human = Chip(phrase("knowledge_talk.chip.human"), "human")
    if not result.items:
        contacts = "\n".join(contact_lines(wiring.region()))
        reply.say("utter_places_none", chips=[*towns, human], result=result.as_dict(), contacts=contacts)
        return turn.slots(shown=turn.shown, talk=talk)
    further_chips = [*towns, human, *knowledge.employer_chips(turn)]
    question = phrase("knowledge_talk.where") if asks else ""
    knowledge.say_page(turn, reply, result, further_chips, question=question)
    return turn.slots(asked="place" if asks else None, shown=knowledge.shown_of(result, needs), talk=talk)


def _new_talk(turn: Turn) -> dict[str, Any]:
    topics = turn.reading.topics or topics_of(facts_in(turn.words)) or turn.topics
    return {"name": TALK, "topics": list(topics), "words": turn.words}
