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
        question = open_question(turn)
        if question:
            reply.say(f"utter_ask_{question}", chips=starting_chips(question))
            return turn.slots(asked=question)
        for elsewhere in (mention.label for mention in turn.reading.mentions if mention.key == "elsewhere"):
            reply.say("utter_elsewhere", place=elsewhere)
        criteria = wider_criteria(turn.criteria) if turn.reading.wider and _has_no_radius(turn) else turn.criteria
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
            reply.say("utter_no_more", chips=widening_chips(turn.criteria) or starting_chips("what"))
            return turn.slots(asked="wider", shown=turn.shown)
        result = await find(turn.criteria, turn.shown.end)
        return turn.slots(shown=say_results(reply, result))


def open_question(turn: Turn) -> str | None:
    """What must be asked before a search makes sense: "what" without any wish, "place" for "near me"."""
    criteria = turn.criteria
    if turn.reading.near_me and "place" not in criteria:
        return "place"
    return None if criteria else "what"


def _has_no_radius(turn: Turn) -> bool:
    return "place" in turn.criteria and "radius_km" not in turn.criteria


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
