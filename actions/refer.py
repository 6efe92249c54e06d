"""Goals beyond the search for employers: the honest pointer to who can help, with the ways on.

A place named on the way counts for the search as well (contract.md).
"""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions import wiring
from actions.base import TurnAction
from actions.search import starting_chips
from actions.turn import Reply, Turn
from bot.phrases import phrase
from bot.region import Region


class ActionRefer(TurnAction):
    """Points to the organisation that helps with this goal."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_refer"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Say the goal's response with the region's contact channels."""
        reply.say(
            f"utter_{turn.goal}",
            chips=starting_chips("what"),
            contacts="\n".join(contact_lines(wiring.region())),
            hours=wiring.settings().session_hours,
            log=log_line(wiring.settings().log_days),
        )
        return turn.unchanged()


class ActionRemember(TurnAction):
    """Says nothing: keeps the place that was named beside a response that must not wait for this server."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_remember"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The slots after a digression."""
        return turn.unchanged()


def contact_lines(region: Region) -> list[str]:
    """The region's organisations with how to reach them, a line each."""
    return [
        phrase(
            "help.contact", name=contact.name, how=", ".join(filter(None, (contact.phone, contact.email, contact.web)))
        )
        for contact in region.contacts
    ]


def log_line(days: int) -> str:
    """What stays of a chat for the agency's staff, as a line; empty when nothing does."""
    return phrase("help.log", days=days) + "\n" if days else ""


class ActionDeleteData(TurnAction):
    """Empties the conversation. `erase` in the message tells the channel to forget its transcript too."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_delete_data"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Confirm and mark the conversation as ended, so that nothing of it is kept."""
        reply.say("utter_delete_data", result={"type": "erased"})
        return [*turn.slots(), SlotSet("erase", True)]
