"""What the topics beside employers have in common: a search by need, its results said, and the ways on."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from rasa_sdk.events import EventType

from actions import wiring
from actions.chips import Chip, criteria_after, starting_chips
from actions.talks import leads_elsewhere
from actions.turn import Reply, Shown, Turn
from bot.catalogue.needs import Needs
from bot.catalogue.result import Item, Result
from bot.language.criteria import Criteria
from bot.phrases import counted, phrase

_MOST_WORDS = 6
"""A longer message is no bare answer."""
PAGE = 3
"""So few at once: each has something to read."""


async def look_up(kind: str, criteria: Criteria, needs: Needs, *, offset: int = 0, limit: int = PAGE) -> Result:
    """One page of entries."""
    return await (await wiring.catalogue()).search(kind, criteria, needs, offset=offset, limit=limit)


def item_lines(turn: Turn, result: Result) -> str:
    """The results as numbered paragraphs that say what each is and why it fits."""
    numbered = enumerate(result.items, start=result.offset + 1)
    return "\n".join(_paragraph(turn, number, item) for number, item in numbered)


def _paragraph(turn: Turn, number: int, item: Item) -> str:
    title = phrase("results.sample", title=item.title) if item.sample else item.title
    line = phrase("results.line", number=number, title=title, reasons="; ".join(item.reasons))
    told = item.plain if turn.plain else item.text
    return f"{line}\n   {told}" if told else line


def found_words(result: Result) -> str:
    """How many there are."""
    return counted(f"knowledge_talk.found.{result.type}", result.total)


def ways(result: Result) -> str:
    """How to hear more of one, and how to see the others."""
    words = [phrase("results.ways.details", number=result.offset + 1)]
    if result.total > result.offset + len(result.items):
        words.append(phrase("knowledge_talk.more"))
    return " ".join(words)


def result_chips(result: Result, further: list[Chip]) -> list[Chip]:
    """Details of each, more, and then the others."""
    chips = [
        Chip(phrase("knowledge_talk.chip.details", number=number), "details", str(number))
        for number, _ in enumerate(result.items, start=result.offset + 1)
    ]
    if result.total > result.offset + len(result.items):
        chips.append(Chip(phrase("results.chip.more"), "more"))
    return [*chips, *further]


def shown_of(result: Result, needs: Needs) -> Shown:
    """What a page showed, for `details` and `more`."""
    return Shown(
        ids=tuple(item.id for item in result.items),
        titles=tuple(item.title for item in result.items),
        offset=result.offset,
        total=result.total,
        type=result.type,
        words=needs.words,
        codes=tuple(item.codes[0] if item.codes else "" for item in result.items),
        topics=needs.topics,
    )


def say_page(turn: Turn, reply: Reply, result: Result, further: list[Chip], *, question: str = "") -> None:
    """A page of places, events or occupations, with a question or way on at its end."""
    reply.say(
        f"utter_{result.type}",
        chips=result_chips(result, further),
        result=replace(result, criteria=turn.criteria).as_dict(),
        found=found_words(result),
        items=item_lines(turn, result),
        ways="\n".join(filter(None, (ways(result), question))),
    )


def say_end(turn: Turn, reply: Reply) -> list[EventType]:
    """All of these are shown."""
    reply.say("utter_all_seen", chips=employer_chips(turn))
    return turn.unchanged()


def at_place(turn: Turn) -> Turn:
    """The turn after a tap on a town."""
    if turn.chip is None or not turn.chip.value.startswith("place="):
        return turn
    return replace(turn, before=criteria_after(turn.before, turn.chip))


def town_chips(intent: str) -> list[Chip]:
    """The region's largest towns as answers to a question of a talk."""
    return [replace(chip, intent=intent) for chip in starting_chips("place")]


def names_only_place(turn: Turn) -> bool:
    """Whether a message says where and nothing else."""
    reading = turn.reading
    if len(turn.words.split()) > _MOST_WORDS:
        return False
    only_place = set(reading.says) <= {"place", "postal_code", "district", "radius_km"}
    return only_place and bool(reading.says or reading.home) and not reading.topics and not leads_elsewhere(turn)


def with_goal(turn: Turn, goal: str) -> Turn:
    """The turn as the talk sees it, whatever the message alone was taken for."""
    return replace(turn, goal=goal)


def place_only(criteria: Criteria) -> Criteria:
    """Where somebody looks, without what they look for."""
    kept = {key: value for key, value in criteria.items() if key in ("place", "postal_code", "district", "radius_km")}
    return cast(Criteria, kept)


def employer_chips(turn: Turn) -> list[Chip]:
    """The way back to employers: the search in force, or a new one."""
    title = "results.chip.show" if turn.before else "knowledge_talk.chip.employers"
    return [Chip(phrase(title), "search"), *return_chips(turn)]


def return_chips(turn: Turn) -> list[Chip]:
    """The way back into a talk that another topic has interrupted."""
    paused = turn.talk if turn.is_pausable else turn.talk.get("paused") or {}
    return [Chip(phrase("orientation.chip.resume"), str(paused["name"]), "resume")] if paused else []
