"""Goals privacy and delete_data: what is stored, and deletion after one confirmation, at once, with a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk.events import EventType, SlotSet

from actions import wiring
from actions.base import TurnAction
from actions.chips import Chip, plain_chip
from actions.talks import listens, resume
from actions.turn import Reply, Turn
from bot.language.short_answers import says_yes_or_no, stops
from bot.phrases import phrase

TALK = "delete_data"
ASKED = "erase"
_TIME_ZONE = ZoneInfo("Europe/Berlin")


class ActionPrivacy(TurnAction):
    """What is stored, how long, who answers for it, and how to delete it."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_privacy"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Four lines; everything stays as it is."""
        chips = [Chip(phrase("privacy.chip.erase"), "delete_data"), plain_chip(turn.plain)]
        settings = wiring.settings()
        reply.say(
            "utter_privacy",
            chips=chips,
            hours=settings.session_hours,
            log=phrase("privacy.log", days=settings.log_days) if settings.log_days else "",
            days=settings.callback_days,
        )
        return resume(turn, reply)


class ActionDeleteData(TurnAction):
    """Asks once, then empties the conversation. `erase` tells the channel to forget its transcript too."""

    yields = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_delete_data"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The question, or the deletion when it was asked already."""
        if turn.chip is not None and turn.chip.value == "no":
            return _keep(turn, reply)
        asked_already = turn.asked == ASKED and not turn.repeats
        if asked_already or (turn.chip is not None and turn.chip.value == "yes"):
            return await erase(turn, reply)
        chips = [Chip(phrase(f"privacy.chip.{answer}"), TALK, answer) for answer in ("yes", "no")]
        reply.say("utter_ask_erase", chips=chips)
        return turn.slots(asked=ASKED, talk={"name": TALK, "held": turn.talk.get("held") or _state(turn)})


@listens(TALK)
async def hear(turn: Turn, reply: Reply) -> list[EventType] | None:
    """Yes deletes, no keeps; anything else goes its own way with everything as it was."""
    answer = says_yes_or_no(turn.words)
    if answer or (answer is None and turn.said_as == "affirm"):
        return await erase(turn, reply)
    if answer is False or turn.said_as == "deny" or stops(turn.words):
        return _keep(turn, reply)
    return None


async def erase(turn: Turn, reply: Reply) -> list[EventType]:
    """Delete all that is stored of the conversation and say the receipt."""
    receipt = await (await wiring.callbacks()).forget(turn.sender)
    reply.say(
        "utter_delete_data",
        chips=[Chip(phrase("privacy.chip.again"), "greet")],
        result={"type": "erased", "receipt": receipt.number},
        receipt=receipt.number,
        time=phrase("privacy.time", moment=receipt.erased_at.astimezone(_TIME_ZONE)),
    )
    emptied = replace(turn, goal="delete_data", known={}, text="").slots()
    return [*emptied, SlotSet("again", None), SlotSet("plain", None), SlotSet("erase", True)]


def _keep(turn: Turn, reply: Reply) -> list[EventType]:
    reply.say("utter_delete_kept", chips=[Chip(phrase("results.chip.show"), "search")] if turn.before else [])
    kept = replace(turn, goal="deny")
    return kept.restored().unchanged()


def _state(turn: Turn) -> Mapping[str, Any]:
    """All that a no brings back."""
    return {
        "criteria": dict(turn.before),
        "topics": list(turn.topics),
        "person": turn.known,
        "shown": turn.shown.as_dict() if turn.shown else None,
        "asked": turn.asked,
        "talk": dict(turn.talk),
    }
