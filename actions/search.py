"""Goals search and more: employers that fit, page by page."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions import wiring
from actions.base import TurnAction
from actions.chips import Chip
from actions.results import say_results, widening_chips, wider_criteria
from actions.turn import Reply, Turn
from bot.catalogue.result import Result
from bot.language.criteria import Criteria
from bot.language.gazetteer import members, municipality
from bot.language.reading import Reading
from bot.phrases import entry

PAGE = 5
TOWN_CHIPS = 5
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
        criteria = criteria_wished(turn)
        shown = say_results(reply, await find(criteria, 0))
        return [*turn.slots(shown=shown), SlotSet("criteria", criteria)]


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
        if turn.shown.end >= turn.shown.total:
            return say_end(turn, reply)
        result = await find(turn.criteria, turn.shown.end)
        return turn.slots(shown=say_results(reply, result))


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


def starting_chips(question: str) -> list[Chip]:
    """Common answers to a question: the region's largest towns, or the phrases' ways to begin."""
    if question == "place":
        codes = [code for ags in wiring.region().municipalities for code in members(ags)]
        towns = sorted(map(municipality, codes), key=lambda town: -town.population)
        return [Chip(town.name, "search", f"place={town.ags}") for town in towns[:TOWN_CHIPS]]
    return [Chip(row["title"], row["intent"], row.get("chip", "")) for row in entry(f"results.start.{question}")]


async def find(criteria: Criteria, offset: int) -> Result:
    """One page of employers."""
    return await (await wiring.catalogue()).search(KIND, criteria, offset=offset, limit=PAGE)
