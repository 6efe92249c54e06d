"""How results are said: a text that stands alone, the contract's `custom`, and chips that narrow or widen."""

from __future__ import annotations

from collections.abc import Sequence

from actions.chips import Chip, criteria_after
from actions.turn import Reply, Shown
from bot.catalogue.result import Facet, Item, Result
from bot.language.criteria import Criteria
from bot.language.wording import words_for, words_of
from bot.phrases import counted, entry, phrase

MAX_NARROWING_CHIPS = 5
_WIDE_ENOUGH = 10
"""From so many results on, nobody needs a chip that widens."""


def say_results(reply: Reply, result: Result, further: Sequence[Chip] = ()) -> Shown:
    """Say a page of results with further chips at the end, and return what was shown."""
    reply.say(
        _response(result),
        chips=[*chips_for(result), *further],
        result=result.as_dict(),
        heading=_heading(result),
        steps=phrase("results.step_join").join(step.label for step in result.relaxed),
        items="\n".join(_line(result.offset + number, item) for number, item in enumerate(result.items, start=1)),
        ways=_ways(result),
    )
    return Shown(
        ids=tuple(item.id for item in result.items),
        titles=tuple(item.title for item in result.items),
        offset=result.offset,
        total=result.total,
        radius_km=_radius_used(result),
    )


def _response(result: Result) -> str:
    if not result.items:
        return "utter_results_none"
    return "utter_results_widened" if result.relaxed else "utter_results"


def _heading(result: Result) -> str:
    words = entry("criteria.join").join(words_for(result.criteria))
    found = counted("results.found", result.total)
    return phrase("results.heading", found=found, words=words) if words else found


def _line(number: int, item: Item) -> str:
    title = phrase("results.sample", title=item.title) if item.sample else item.title
    return phrase("results.line", number=number, title=title, reasons=", ".join(item.reasons))


def _ways(result: Result) -> str:
    left = result.total - result.offset - len(result.items)
    words = [phrase("results.ways.details", number=result.offset + min(2, len(result.items)))]
    if left > 0:
        words.append(counted("results.ways.more", left))
    labels = ", ".join(facet.label for facet in result.facets[:3])
    if labels:
        words.append(phrase("results.ways.narrow", labels=labels))
    return " ".join(words)


def chips_for(result: Result) -> list[Chip]:
    """More, details of the first, what narrows, and what widens, in this order."""
    chips = []
    if result.total > result.offset + len(result.items):
        chips.append(Chip(phrase("results.chip.more"), "more"))
    chips += [_narrowing(facet) for facet in result.facets[:MAX_NARROWING_CHIPS]]
    if result.total < _WIDE_ENOUGH or result.relaxed:
        chips += widening_chips(result.criteria, _radius_used(result))
    return chips


def _radius_used(result: Result) -> float:
    """The radius that the results lie in; the largest step when the place itself was let go."""
    if any(step.key == "place" for step in result.relaxed):
        return float(entry("results.radius_steps")[-1])
    widened = [step.after for step in result.relaxed if step.key == "radius_km" and step.after]
    return float(widened[-1] if widened else result.criteria.get("radius_km", 0))


def _narrowing(facet: Facet) -> Chip:
    return Chip(
        phrase("results.chip.facet", label=facet.label, count=facet.count), "search", f"{facet.key}={facet.value}"
    )


def next_radius(kilometres: float) -> int | None:
    """The next larger step, or None when it is the largest."""
    return next((step for step in entry("results.radius_steps") if step > kilometres), None)


def widening_chips(criteria: Criteria, radius_used: float = 0.0) -> list[Chip]:
    """For each thing said, a chip that lets go of it; the place gets a larger radius first."""
    chips = []
    if "place" in criteria:
        radius = next_radius(max(radius_used, criteria.get("radius_km", 0)))
        if radius:
            chips.append(Chip(phrase("results.chip.radius", km=radius), "search", f"radius_km={radius}"))
        chips.append(Chip(phrase("results.chip.anywhere"), "search", "-place"))
    for key in ("size", "features", "industry", "occupation", "offer"):
        if key in criteria and len(criteria) > 1:
            dropped = ", ".join(words_of(criteria, key)[:2])
            chips.append(Chip(phrase("results.chip.drop", word=dropped), "search", f"-{key}"))
    return chips[:3]


def wider_criteria(criteria: Criteria, radius_used: float = 0.0) -> Criteria:
    """The search after a tap on the first chip that widens it; the same when there is none."""
    chips = widening_chips(criteria, radius_used)
    return criteria_after(criteria, chips[0]) if chips else criteria
