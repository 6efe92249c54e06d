"""Goal details: all that is known of one result, or two side by side."""

from __future__ import annotations

from datetime import date

from rapidfuzz import fuzz
from rasa_sdk.events import EventType

from actions import wiring
from actions.base import TurnAction
from actions.chips import Chip, plain_chip, starting_chips
from actions.talks import resume
from actions.turn import Reply, Shown, Turn
from bot.catalogue import Detail
from bot.catalogue.sources import source_title
from bot.language.text import fold
from bot.phrases import phrase

EMPLOYERS = "employers"
MOST_COMPARED = 3
_SAME_NAME = 90
"""rapidfuzz partial ratio (0 to 100) from which a title counts as named in the text."""


class ActionDetails(TurnAction):
    """Facts of the results that the message means."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_details"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """The facts, or the question which result is meant."""
        if turn.shown is None or not turn.shown.ids:
            reply.say("utter_nothing_shown", chips=starting_chips("what"))
            return turn.slots(asked="what")
        chosen = chosen_positions(turn, turn.shown)
        if not chosen:
            reply.say("utter_ask_which", chips=_choice_chips(turn.shown))
            return turn.slots(asked="which", shown=turn.shown, talk=turn.talk)
        await self._say(turn, turn.shown, chosen, reply)
        return resume(turn, reply) if turn.talk else turn.slots(shown=turn.shown)

    async def _say(self, turn: Turn, shown: Shown, chosen: list[int], reply: Reply) -> None:
        catalogue = await wiring.catalogue()
        details = await catalogue.details(shown.type, [shown.ids[position] for position in chosen])
        if not details:
            reply.say("utter_details_gone", chips=[Chip(phrase("results.chip.reset"), "reset")])
        for detail in details:
            title = phrase("results.sample", title=detail.title) if detail.sample else detail.title
            reply.say(
                "utter_details",
                chips=[*_further(shown, chosen), plain_chip(turn.plain)] if detail is details[-1] else [],
                title=title,
                lines="\n".join(detail_lines(detail, plain=turn.plain)),
                source=source_title(detail.source),
                checked_on=phrase("catalogue.detail.day", day=date.fromisoformat(detail.checked_on)),
            )


def detail_lines(detail: Detail, *, plain: bool) -> tuple[str, ...]:
    """The facts; in plain language where that is wanted and written, which then stands for the first line."""
    return (*detail.plain, *detail.lines[1:]) if plain and detail.plain else detail.lines


def chosen_positions(turn: Turn, shown: Shown) -> list[int]:
    """Positions in the page shown that a message means: by chip, by number, by name, or the only one there is."""
    numbers = [int(turn.chip.value)] if turn.chip and turn.chip.value.isdecimal() else list(turn.reading.choices)
    count = len(shown.ids)
    positions = [count - 1 if number == -1 else number - 1 - shown.offset for number in numbers]
    if numbers and shown.offset and not any(0 <= position < count for position in positions):
        # "die 2" on the second page may mean the second line in sight.
        positions = [number - 1 for number in numbers]
    chosen = [position for position in dict.fromkeys(positions) if 0 <= position < count]
    if not chosen and not numbers:
        chosen = _named(turn.text, shown) or ([0] if count == 1 else [])
    return chosen[:MOST_COMPARED]


def _named(text: str, shown: Shown) -> list[int]:
    said = fold(text)
    return [
        position
        for position, title in enumerate(shown.titles)
        if fuzz.partial_ratio(fold(title), said, score_cutoff=_SAME_NAME)
    ]


def _choice_chips(shown: Shown) -> list[Chip]:
    return [
        Chip(
            phrase("results.chip.choice", number=shown.offset + position, title=title),
            "details",
            str(shown.offset + position),
        )
        for position, title in enumerate(shown.titles, start=1)
    ]


def _further(shown: Shown, chosen: list[int]) -> list[Chip]:
    chips = [chip for position, chip in enumerate(_choice_chips(shown)) if position not in chosen][:2]
    if shown.end < shown.total:
        chips.append(Chip(phrase("results.chip.more"), "more"))
    if shown.type == EMPLOYERS:
        return [*chips, Chip(phrase("results.chip.reset"), "reset")]
    named = [position for position in chosen if position < len(shown.codes) and shown.codes[position]]
    firms = [
        Chip(
            phrase("knowledge_talk.chip.occupation", title=shown.titles[position]),
            "search",
            f"occupation={shown.codes[position]}",
        )
        for position in named
    ]
    return [*firms, *chips] if firms else [*chips, Chip(phrase("knowledge_talk.chip.employers"), "search")]
