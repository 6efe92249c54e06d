"""Goals that steer the conversation itself: start, yes and no, starting over, and what was not understood."""

from __future__ import annotations

from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet

from actions.base import TurnAction
from actions.chips import Chip, plain_chip, starting_chips
from actions.results import say_results, widening_chips, wider_criteria
from actions.search import find, say_end
from actions.talks import asks_something, resume
from actions.turn import Reply, Turn
from bot.phrases import phrase


class ActionSessionStart(TurnAction):
    """The first message: that this is a machine, what it can do and what is stored."""

    yields = False
    repeatable = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_session_start"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Introduce and listen."""
        reply.say("utter_introduction", chips=[plain_chip(turn.plain)])
        return [SessionStarted(), ActionExecuted("action_listen")]


class ActionGreet(TurnAction):
    """A greeting, with ways to begin or to go on."""

    repeatable = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_greet"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Greet and keep everything as it is."""
        if asks_something(turn):
            reply.say("utter_hello_again")
            return resume(turn, reply)
        reply.say("utter_greet", chips=[*starting_chips("what"), plain_chip(turn.plain)])
        return turn.unchanged()


class ActionSmalltalk(TurnAction):
    """A short answer to what leaves the search as it is: thanks, help, an insult, something out of scope."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_smalltalk"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Answer and show the way back to the search, or into one."""
        chips = [Chip(phrase("results.chip.show"), "search")] if turn.before else starting_chips("what")
        reply.say(f"utter_{turn.goal}", chips=[*chips, plain_chip(turn.plain)] if turn.goal == "help" else chips)
        return resume(turn, reply)


class ActionReset(TurnAction):
    """Starts over: nothing of the search stays."""

    repeatable = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_reset"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Empty the search and ask anew."""
        reply.say("utter_reset", chips=starting_chips("what"))
        return turn.slots(asked="what")


class ActionAffirm(TurnAction):
    """A yes means what was asked last; a yes to nothing gets ways on."""

    repeatable = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_affirm"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Do what was offered."""
        if asks_something(turn):
            return _not_an_answer(turn, reply)
        if turn.asked == "wider":
            return await _search_wider(turn, reply)
        if turn.asked in ("what", "place"):
            reply.say(f"utter_ask_{turn.asked}", chips=starting_chips(turn.asked))
            return turn.unchanged()
        reply.say("utter_affirm", chips=ways_on(turn))
        return turn.unchanged()


class ActionDeny(TurnAction):
    """A no closes what was asked and offers other ways."""

    repeatable = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_deny"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Offer other ways on."""
        if asks_something(turn):
            return _not_an_answer(turn, reply)
        reply.say("utter_deny", chips=ways_on(turn))
        return turn.slots(shown=turn.shown)


class ActionFallback(TurnAction):
    """What was not understood: ways on instead of a dead end."""

    repeatable = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_fallback"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Say what would be understood, and keep the search."""
        if asks_something(turn):
            return _not_an_answer(turn, reply)
        chips = widening_chips(turn.criteria, turn.radius_used)[:2]
        reply.say("utter_fallback", chips=[*chips, *starting_chips("what")])
        return turn.unchanged()


def _not_an_answer(turn: Turn, reply: Reply) -> list[EventType]:
    reply.say("utter_unclear_answer")
    return resume(turn, reply)


def ways_on(turn: Turn) -> list[Chip]:
    """Ways to widen the search in force, or to begin one."""
    return widening_chips(turn.criteria, turn.radius_used) or starting_chips("what")


async def _search_wider(turn: Turn, reply: Reply) -> list[EventType]:
    wider = wider_criteria(turn.before, turn.radius_used)
    if wider == turn.before:
        return say_end(turn, reply)
    shown = say_results(reply, await find(wider, 0))
    return [*turn.slots(shown=shown), SlotSet("criteria", wider)]
