"""Goals search and more: employers that fit, page by page."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions import wiring
from actions.also import say_what_makes_it_possible
from actions.base import TurnAction
from actions.chips import starting_chips
from actions.knowledge import return_chips
from actions.results import say_results, widening_chips, wider_criteria
from actions.talks import PAGERS
from actions.turn import Reply, Turn
from bot.catalogue.result import Result
from bot.language.criteria import Criteria
from bot.language.reading import Reading
from bot.language.short_answers import wants_employers

PAGE = 5
KIND = "employers"


class ActionSearch(TurnAction):
    """Search with what is in force now; ask only when there is nothing to search with."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_search"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Results, or the one question without whose answer there are none."""
        for place in places_elsewhere(turn.reading):
            reply.say("utter_elsewhere", place=place)
        question = open_question(turn)
        if question:
            reply.say(f"utter_ask_{question}", chips=starting_chips(question))
            return turn.slots(asked=question)
        criteria = turn.before if turn.repeats else criteria_wished(turn)
        shown = say_results(reply, await find(criteria, 0), return_chips(turn))
        also = await say_what_makes_it_possible(turn, reply, criteria)
        return [*turn.slots(shown=replace(shown, also=also)), SlotSet("criteria", criteria)]


class ActionMore(TurnAction):
    """The next page of the last results."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_more"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The next results; at the end, ways to widen."""
        if turn.shown is None:
            reply.say("utter_nothing_shown", chips=starting_chips("what"))
            return turn.slots(asked="what")
        offset = turn.shown.offset if turn.repeats else turn.shown.end
        pager = PAGERS.get(turn.shown.type)
        if pager is not None and wants_employers(turn.words):
            return turn.slots(shown=say_results(reply, await find(turn.before, 0), return_chips(turn)))
        if pager is not None:
            return await pager(turn, reply, offset)
        if offset >= turn.shown.total:
            return say_end(turn, reply)
        result = await find(turn.criteria, offset)
        return turn.slots(shown=replace(say_results(reply, result), also=turn.shown.also))


def open_question(turn: Turn) -> str | None:
    """What must be asked before a search makes sense: "what" without any wish, "place" for "near me"."""
    criteria = turn.criteria
    if turn.reading.near_me and "place" not in criteria:
        return "place"
    return None if criteria else "what"


def places_elsewhere(reading: Reading) -> list[str]:
    """Names of places beyond North Rhine-Westphalia, unless they only stand beside the place that is wanted."""
    if "place" in reading.says:
        return []
    return list(dict.fromkeys(mention.label for mention in reading.mentions if mention.key == "elsewhere"))


def criteria_wished(turn: Turn) -> Criteria:
    """The search in force; "weiter weg" without a number goes beyond the circle that was searched already."""
    criteria = turn.criteria
    if not turn.reading.wider or "radius_km" in turn.reading.says or "place" not in criteria:
        return criteria
    used = turn.radius_used if criteria["place"] == turn.before.get("place") else 0.0
    return criteria if criteria.get("radius_km", 0) > used else wider_criteria(criteria, used)


def say_end(turn: Turn, reply: Reply) -> list[EventType]:
    """All is shown: ways to widen the search, or to start another when nothing is left to let go of."""
    chips = widening_chips(turn.criteria, turn.radius_used)
    reply.say("utter_no_more" if chips else "utter_all_shown", chips=chips or starting_chips("what"))
    return turn.slots(asked="wider" if chips else "what", shown=turn.shown)


async def find(criteria: Criteria, offset: int) -> Result:
    """One page of employers."""
    return await (await wiring.catalogue()).search(KIND, criteria, offset=offset, limit=PAGE)
