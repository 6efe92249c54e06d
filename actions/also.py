"""Employers and programmes in one answer: the one programme that makes an employer possible, in one line."""

from __future__ import annotations

from typing import Any

from actions import knowledge
from actions.chips import Chip
from actions.turn import Reply, Turn
from bot.catalogue.needs import Needs
from bot.catalogue.person import Person
from bot.language.criteria import Criteria
from bot.phrases import entry, phrase

PROGRAMMES = "programmes"


async def say_what_makes_it_possible(turn: Turn, reply: Reply, criteria: Criteria) -> str:
    """Name the programme, once for each case; returns the case that has been named last, "" for none."""
    named = turn.shown.also if turn.shown else ""
    case = case_of(turn, criteria)
    if case is None or case == named:
        return named
    sign = entry(f"also.cases.{case}")
    needs = Needs(topics=(sign["topic"],), person=Person(turn.person), words=sign["words"])
    result = await knowledge.look_up(PROGRAMMES, knowledge.place_only(criteria), needs, limit=1)
    if not result.items:
        return named
    chip = Chip(phrase("also.chip"), PROGRAMMES, f"topic={sign['topic']}")
    reply.say("utter_also_programme", chips=[chip], reason=sign["reason"], title=result.items[0].title)
    return case


def case_of(turn: Turn, criteria: Criteria) -> str | None:
    """What stands in somebody's way: by what they told of themselves, then by what they wish."""
    cases: dict[str, Any] = entry("also.cases")
    told = (case for case, sign in cases.items() if _is_told(turn, sign.get("person", {})))
    features = set(criteria.get("features", ()))
    wished = (case for case, sign in cases.items() if features & set(sign.get("features", ())))
    return next(told, None) or next(wished, None)


def _is_told(turn: Turn, facts: dict[str, list[str]]) -> bool:
    person = turn.person
    return any(str(person.get(fact)) in values for fact, values in facts.items())
