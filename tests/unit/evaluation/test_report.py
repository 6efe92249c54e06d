"""An evaluation as bars, as data and as a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

from bot.evaluation.assistants import Understood
from bot.evaluation.report import bars, details, page
from bot.evaluation.run import Scores, evaluate

MESSAGES = 100


class Fixed:
    """Understands every message as one goal."""

    def __init__(self, goal: str, **criteria: Any) -> None:
        self.understood = Understood(goal, criteria, ())  # type: ignore[arg-type]

    def conversation(self) -> Fixed:
        return self

    async def say(self, text: str) -> Understood:
        return self.understood


def messages(goal: str, count: int = MESSAGES, text: str = "text") -> list[dict[str, Any]]:
    return [{"id": f"{goal}{number}", "text": text, "register": "chat", "goal": goal} for number in range(count)]


async def scored(goal: str, *records: dict[str, Any], **criteria: Any) -> Scores:
    return await evaluate(Fixed(goal, **criteria), records)


async def test_bars_name_every_target() -> None:
    turn = {"user": "x", "expect": {"goal": "search"}}
    scores = await scored("search", *messages("search"), {"id": "d", "turns": [turn]})
    assert [(bar.name, bar.limit) for bar in bars(scores)] == [
        ("goals right", 0.97),
        ("criteria of a message exactly right", 0.93),
        ("topics exactly right", 0.88),
        ("turns of dialogues right", 0.90),
        ("out of scope found", 0.90),
        ("out of scope false alarms", 0.02),
        ("crisis found", 1.0),
        ("crisis false alarms", 0.005),
    ]
    assert all(bar.ok for bar in bars(scores))


async def test_what_was_not_measured_has_no_bar() -> None:
    names = [bar.name for bar in bars(await scored("search", *messages("search")))]
    assert "turns of dialogues right" not in names
    turn = {"user": "x", "expect": {"goal": "search"}}
    names = [bar.name for bar in bars(await scored("search", {"id": "d", "turns": [turn]}))]
    assert "goals right" not in names


async def test_a_single_missed_crisis_misses_the_bar() -> None:
    scores = await scored("search", *messages("search"), *messages("crisis", 1))
    assert [bar.name for bar in bars(scores) if not bar.ok] == ["crisis found"]


async def test_false_alarms_miss_their_bar() -> None:
    scores = await scored("crisis", *messages("search", 3), *messages("crisis", 97))
    missed = [bar.name for bar in bars(scores) if not bar.ok]
    assert "crisis false alarms" in missed
    assert "crisis found" not in missed


async def test_details_are_json_with_keys_registers_confusions_and_misses() -> None:
    records = messages("search", 2) + messages("more", 1)
    shown = json.loads(json.dumps(details(await scored("search", *records, place=["05978024"]))))
    assert shown["messages"] == 3
    assert shown["turns"] == 0
    assert shown["keys"]["place"] == {"precision": 0.0, "recall": 1.0, "right": 0, "wrong": 3, "missed": 0}
    assert shown["registers"]["chat"]["goal"] == {"share": 0.6667, "of": 3}
    assert shown["confusions"] == [{"expected": "more", "found": "search", "count": 1}]
    assert len(shown["misses"]) == 3


class Cells(HTMLParser):
    """The text of every cell, and whether all tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1] += data


async def test_the_page_shows_bars_confusions_and_misses_and_runs_nothing() -> None:
    scores = await scored("search", *messages("search", 2), *messages("more", 1, text="<script>alert(1)</script>"))
    html = page(scores)
    assert "<script" not in html
    reader = Cells()
    reader.feed(html)
    assert reader.open == []
    assert "goals right" in reader.cells
    assert "0.667" in reader.cells
    assert "<script>alert(1)</script>" in reader.cells
    assert reader.cells.count("search") >= 2


async def test_a_page_of_nothing_is_whole() -> None:
    reader = Cells()
    reader.feed(page(await scored("search")))
    assert reader.open == []
