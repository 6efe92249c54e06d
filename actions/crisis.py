"""Goal crisis: Rasa itself says the response, so that it needs neither this server nor the database."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import TurnAction
from actions.turn import Reply, Turn


class ActionRemember(TurnAction):
    """Says nothing: keeps the place that was named beside a response that must not wait for this server."""

    yields = False
    repeatable = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_remember"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The slots after a digression."""
        return turn.restored().unchanged()
