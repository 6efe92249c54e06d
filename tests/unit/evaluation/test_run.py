"""An evaluation counts what it should: checked with an assistant that understands exactly what it is told to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.assistants import ModelAlone, Understood
from bot.evaluation.run import FormatError, Share, evaluate, load_set
from bot.language.read import read

COOK = [{"label": "Koch", "kldb": ["2930"]}]


class Scripted:
    """Answers each sentence with what stands for it, and remembers in which conversation it was said."""

    def __init__(self, script: dict[str, Understood]) -> None:
        self.script = script
        self.talks: list[list[str]] = []

    def conversation(self) -> Scripted:
        self.talks.append([])
        return self

    async def say(self, text: str) -> Understood:
        self.talks[-1].append(text)
        return self.script[text]


def message(name: str, goal: str = "search", **expected: Any) -> dict[str, Any]:
    return {"id": name, "text": name, "register": "chat", "goal": goal, "criteria": {}, "topics": [], **expected}


def understood(goal: str = "search", *topics: str, **criteria: Any) -> Understood:
    return Understood(goal, criteria, topics)  # type: ignore[arg-type]


async def test_what_is_right_counts_as_right() -> None:
    records = [message("a", criteria={"occupation": COOK}), message("b", "programmes", topics=["housing"])]
    script = {"a": understood(occupation=["29302"]), "b": understood("programmes", "housing")}
    scores = await evaluate(Scripted(script), records)
    assert (scores.goals.right, scores.goals.total) == (2, 2)
    assert scores.criteria.exact_share == 1.0
    assert (scores.topics.right, scores.topics.total) == (1, 1)
    assert scores.misses == []


async def test_a_wrong_goal_is_counted_and_listed() -> None:
    scores = await evaluate(Scripted({"a": understood("greet")}), [message("a")])
    assert scores.goals.value == 0
    assert scores.confusion == {("search", "greet"): 1}
    (miss,) = scores.misses
    assert miss["id"] == "a"
    assert miss["expected"]["goal"] == "search"
    assert miss["found"]["goal"] == "greet"


async def test_wrong_criteria_are_a_miss_with_the_right_goal() -> None:
    scores = await evaluate(Scripted({"a": understood(place=["1"])}), [message("a", criteria={"place": ["2"]})])
    assert scores.goals.value == 1.0
    assert scores.criteria.exact_share == 0.0
    assert len(scores.misses) == 1


async def test_topics_count_only_where_they_are_asked_for() -> None:
    records = [message("a", topics=[]), message("b", "advice", topics=["debt"])]
    scores = await evaluate(Scripted({"a": understood("search", "housing"), "b": understood("advice")}), records)
    assert (scores.topics.right, scores.topics.total) == (0, 1)
    assert [miss["id"] for miss in scores.misses] == ["b"]


async def test_each_message_is_a_conversation_and_each_dialogue_is_one() -> None:
    turns = [{"user": text, "expect": {"goal": "search", "criteria": {}}} for text in ("x", "y")]
    records = [message("a"), {"id": "d", "register": "chat", "turns": turns}, message("b")]
    assistant = Scripted({text: understood() for text in "abxy"})
    scores = await evaluate(assistant, records)
    assert assistant.talks == [["a"], ["x", "y"], ["b"]]
    assert (scores.turns.right, scores.turns.total) == (2, 2)
    assert scores.goals.total == 2


async def test_a_turn_needs_goal_and_criteria() -> None:
    expected = [("search", {"place": ["1"]}), ("search", {"place": ["1"]}), ("more", {"place": ["1"]})]
    turns = [
        {"user": str(number), "expect": {"goal": goal, "criteria": criteria}}
        for number, (goal, criteria) in enumerate(expected)
    ]
    script = {"0": understood(place=["1"]), "1": understood(), "2": understood("deny", place=["1"])}
    scores = await evaluate(Scripted(script), [{"id": "d", "register": "plain", "turns": turns}])
    assert (scores.turns.right, scores.turns.total) == (1, 3)
    assert [miss["id"] for miss in scores.misses] == ["d#2", "d#3"]
    assert scores.registers["plain"]["turn"].value == pytest.approx(1 / 3)


async def test_registers_are_counted_apart() -> None:
    records = [message("a"), message("b", register="dialect")]
    scores = await evaluate(Scripted({"a": understood(), "b": understood("greet")}), records)
    assert scores.registers["chat"]["goal"].value == 1.0
    assert scores.registers["dialect"]["goal"].value == 0.0
    assert scores.registers["dialect"]["criteria"].value == 1.0


async def test_found_and_false_alarms() -> None:
    goals = [("crisis", "crisis"), ("crisis", "human"), ("search", "crisis"), ("search", "search"), ("greet", "greet")]
    records = [message(str(number), gold) for number, (gold, _) in enumerate(goals)]
    script = {str(number): understood(said) for number, (_, said) in enumerate(goals)}
    scores = await evaluate(Scripted(script), records)
    assert scores.found("crisis") == 0.5
    assert scores.false_alarms("crisis") == pytest.approx(1 / 3)
    assert scores.found("insult") == 1.0
    assert scores.false_alarms("insult") == 0.0


def test_a_share_of_nothing_is_whole() -> None:
    share = Share()
    assert share.value == 1.0
    share.count(False)
    share.count(True)
    assert share.value == 0.5


def test_a_set_is_one_record_a_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    records = [message("ä"), {"id": "d", "turns": []}]
    path.write_text("\n\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n", encoding="utf-8")
    assert load_set(path) == records


@pytest.mark.parametrize(
    ("line", "why"), [("{", "line 2"), ('{"id": "x"}', "neither a message"), ('["text"', "line 2")]
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text(json.dumps(message("a")) + "\n" + line, encoding="utf-8")
    with pytest.raises(FormatError, match=why) as caught:
        load_set(path)
    assert "broken.jsonl, line 2" in str(caught.value)


class FixedGoals:
    """A model that reads for real and gives the goal that stands for a sentence."""

    def __init__(self, goals: dict[str, str]) -> None:
        self.goals = goals

    async def parse(self, text: str) -> dict[str, Any]:
        return {"intent": {"name": self.goals[text]}, "reading": read(text).as_dict()}


async def test_the_model_alone_keeps_the_search_over_a_dialogue() -> None:
    goals = {"Ausbildung in Unna": "search", "wer zahlt die Miete?": "programmes", "oder auch Hamm": "search"}
    talk = ModelAlone(FixedGoals(goals)).conversation()
    for text in goals:
        last = await talk.say(text)
    assert last == Understood("search", {"offer": ["apprenticeship"], "place": ["05978036", "05915000"]}, last.topics)
    assert last.topics


async def test_the_model_alone_begins_each_conversation_empty() -> None:
    assistant = ModelAlone(FixedGoals({"Ausbildung in Unna": "search", "danke": "thank"}))
    await assistant.conversation().say("Ausbildung in Unna")
    assert (await assistant.conversation().say("danke")).criteria == {}
