"""Every programme of the stock is reached by at least three needs, each in other words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from action_chat import Chat
from rapidfuzz import fuzz

from bot.catalogue.stock import read_stock

NEEDS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "needs" / "needs.yml").read_text("utf-8"))
PAGES = 4
"""Pages that a person with a need may be asked to look through; beside it stand the questions that shorten the way."""
LEAST = 3
ALIKE = 90
"""rapidfuzz token set ratio (0 to 100) from which two needs are the same words."""


def programmes() -> dict[str, Any]:
    listed = {kind.name: records for kind, records in dict(read_stock(date.today())).items()}
    return {record.source_id: record for record in listed["programmes"]}


PROGRAMMES = programmes()


def test_every_programme_has_three_needs() -> None:
    assert set(NEEDS) == set(PROGRAMMES)
    assert [name for name, needs in NEEDS.items() if len(needs) < 3] == []


def test_needs_of_a_programme_are_worded_differently() -> None:
    for name, (first, *others) in NEEDS.items():
        assert all(fuzz.ratio(first.lower(), other.lower()) < ALIKE for other in others), name


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_is_reached_by_three_needs(chat: Chat, name: str) -> None:
    programme = PROGRAMMES[name]
    reached = {need for need in NEEDS[name] if found(chat.branch(), need, programme)}
    assert len(reached) >= LEAST, set(NEEDS[name]) - reached


def test_most_needs_lead_there_at_once(chat: Chat) -> None:
    pairs = [(need, PROGRAMMES[name]) for name, needs in NEEDS.items() for need in needs]
    first = sum(found(chat.branch(), need, programme, pages=1) for need, programme in pairs)
    assert first / len(pairs) > 0.8


def found(chat: Chat, need: str, programme: Any, pages: int = PAGES) -> bool:
    """Whether a need leads to a programme within some pages; only the question for the topic is answered."""
    chat.say(need, "programmes")
    if chat.said == ["utter_ask_topic"]:
        chat.command(f'/programmes{{"chip": "topic={programme.topics[0]}"}}')
    for _ in range(pages):
        if programme.title in (chat.slots["shown"] or {"titles": []})["titles"]:
            return True
        chat.say("weiter", "more")
    return False
