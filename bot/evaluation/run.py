"""Scores an assistant on messages and dialogues in the format of the sealed sets (one JSON object a line)."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.evaluation.assistants import Conversation, Understood
from bot.evaluation.scoring import CriteriaScore, same_criteria, same_topics

TOPIC_GOALS = ("programmes", "advice")


class FormatError(ValueError):
    """A line of a set is not in the format; the message names file and line."""


class Assistant(Protocol):
    """What can be evaluated."""

    def conversation(self) -> Conversation:
        """A new conversation."""


@dataclass
class Share:
    """How many of how many."""

    right: int = 0
    total: int = 0

    def count(self, right: bool) -> None:
        """One more."""
        self.right += right
        self.total += 1

    @property
    def value(self) -> float:
        """The share; 1.0 of nothing."""
        return self.right / self.total if self.total else 1.0


@dataclass
class Scores:
    """All counts of one evaluation."""

    goals: Share = field(default_factory=Share)
    criteria: CriteriaScore = field(default_factory=CriteriaScore)
    topics: Share = field(default_factory=Share)
    turns: Share = field(default_factory=Share)
    """Turns of dialogues with both goal and whole criteria right."""
    registers: dict[str, dict[str, Share]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Share)))
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(expected goal, found goal) over messages and turns."""
    misses: list[dict[str, Any]] = field(default_factory=list)

    def found(self, goal: str) -> float:
        """Share of a goal's messages that were found."""
        total = sum(count for (gold, _), count in self.confusion.items() if gold == goal)
        return self.confusion[goal, goal] / total if total else 1.0

    def false_alarms(self, goal: str) -> float:
        """Share of other goals' messages that were taken for this one."""
        others = sum(count for (gold, _), count in self.confusion.items() if gold != goal)
        alarms = sum(count for (gold, said), count in self.confusion.items() if gold != goal and said == goal)
        return alarms / others if others else 0.0


def load_set(path: Path) -> list[dict[str, Any]]:
    """The records of a set: messages have "text", dialogues have "turns".

    Raises:
        FormatError: a line is no JSON object of either kind.
    """
    records = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            record = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise FormatError(f"{path.name}, line {number}: {error}") from None
        if record is not None and not ("text" in record or "turns" in record):
            raise FormatError(f"{path.name}, line {number}: neither a message (text) nor a dialogue (turns)")
        records += [record] if record else []
    return records


async def evaluate(assistant: Assistant, records: Iterable[Mapping[str, Any]]) -> Scores:
    """Send every message in a conversation of its own and every dialogue turn by turn, and count."""
    scores = Scores()
    for record in records:
        if "turns" in record:
            await _dialogue(assistant.conversation(), record, scores)
        else:
            _message(record, await assistant.conversation().say(record["text"]), scores)
    return scores


def _message(record: Mapping[str, Any], understood: Understood, scores: Scores) -> None:
    right = understood.goal == record["goal"]
    exact = scores.criteria.add(record.get("criteria") or {}, understood.criteria)
    scores.goals.count(right)
    scores.confusion[record["goal"], understood.goal] += 1
    by_register = scores.registers[record.get("register", "")]
    by_register["goal"].count(right)
    by_register["criteria"].count(exact)
    topics_right = True
    if record["goal"] in TOPIC_GOALS:
        topics_right = same_topics(record.get("topics") or (), understood.topics)
        scores.topics.count(topics_right)
    if not (right and exact and topics_right):
        scores.misses.append(_miss(record["id"], record["text"], record, understood))


async def _dialogue(conversation: Conversation, record: Mapping[str, Any], scores: Scores) -> None:
    for number, turn in enumerate(record["turns"], start=1):
        understood = await conversation.say(turn["user"])
        expected = turn["expect"]
        right_goal = understood.goal == expected["goal"]
        right = right_goal and same_criteria(expected.get("criteria") or {}, understood.criteria)
        scores.turns.count(right)
        scores.confusion[expected["goal"], understood.goal] += 1
        scores.registers[record.get("register", "")]["turn"].count(right)
        if not right:
            scores.misses.append(_miss(f"{record['id']}#{number}", turn["user"], expected, understood))


def _miss(name: str, text: str, expected: Mapping[str, Any], understood: Understood) -> dict[str, Any]:
    return {
        "id": name,
        "text": text,
        "expected": {key: expected.get(key) for key in ("goal", "criteria", "topics")},
        "found": {"goal": understood.goal, "criteria": understood.criteria, "topics": list(understood.topics)},
    }
