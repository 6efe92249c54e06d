"""Finds what a person needs besides a firm: the topics of contract.md, words in `tables/topics.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.language.criteria import TOPICS
from bot.language.line import Line
from bot.language.patterns import compiled, expression, outside, spans, table
from bot.language.reading import Mention


@dataclass(frozen=True)
class Topic:
    """A topic with the patterns that name it, and those topics beside which it is only background."""

    code: str
    label: str
    words: re.Pattern[str]
    weak: re.Pattern[str] | None
    never: re.Pattern[str] | None
    unless: frozenset[str]


def find_topics(line: Line) -> list[Mention]:
    """Every mention of a topic in a line, in the order of the contract's list; weak ones only if no other is named."""
    found = [mention for topic in topics() for mention in _named(topic, topic.words, line)]
    found = found or [mention for topic in topics() if topic.weak for mention in _named(topic, topic.weak, line)]
    named = {code for mention in found for code in mention.codes}
    background = {topic.code for topic in topics() if topic.unless & named}
    return [mention for mention in found if mention.codes[0] not in background]


@cache
def topics() -> tuple[Topic, ...]:
    """The vocabulary, compiled once."""
    listed = table("topics")
    groups = {"child": expression(listed["child"])}
    return tuple(
        Topic(
            code,
            listed[code]["label"],
            compiled(listed[code]["words"], groups),
            _optional(listed[code], "weak", groups),
            _optional(listed[code], "never", groups),
            frozenset(listed[code].get("unless", ())),
        )
        for code in TOPICS
    )


def _optional(entry: Mapping[str, Any], kind: str, groups: Mapping[str, str]) -> re.Pattern[str] | None:
    return compiled(entry[kind], groups) if kind in entry else None


def _named(topic: Topic, words: re.Pattern[str], line: Line) -> list[Mention]:
    found = outside(spans(words, line.normal), topic.never, line.normal)
    return [Mention("topics", (topic.code,), *line.span(start, end), topic.label) for start, end in found]
