"""What the templates of Teach show, ready made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.console.teach.form import CHOICES, NOT, Form
from bot.console.teach.lookup import LOOKED_UP
from bot.console.view import criteria_words
from bot.conversations.corrections import Corrected
from bot.conversations.lessons import lesson_of
from bot.language.wording import word_for
from bot.phrases import entry
from bot.teaching.effects import effects

_LOOKED_UP_FIRST = (*LOOKED_UP, *CHOICES)


def controls(form: Form, prefix: str = "") -> list[dict[str, Any]]:
    """The controls of each key: its options with what is ticked, and its look-up field."""
    held: Mapping[str, Any] = form.criteria.get("not", {}) if prefix else form.criteria
    return [_control(form, prefix + key, key, held.get(key, [])) for key in _LOOKED_UP_FIRST]


def _control(form: Form, name: str, key: str, chosen: list[str]) -> dict[str, Any]:
    looked_up = key in LOOKED_UP
    found = form.found.get(name, {})
    options = {code: word_for(key, code) for code in chosen} | found if looked_up else entry(f"criteria.{key}")
    return {
        "name": name,
        "key": key,
        "looked_up": looked_up,
        "asked": form.asked.get(name, ""),
        "nothing": bool(looked_up and form.asked.get(name) and not found),
        "options": [{"code": code, "label": label, "chosen": code in chosen} for code, label in options.items()],
    }


def understood(what: Mapping[str, Any]) -> dict[str, Any]:
    """A goal with its criteria and topics as chips."""
    topics: Mapping[str, str] = entry("console.topics")
    names = [topics.get(topic, topic) for topic in what.get("topics", ())]
    return {"goal": what.get("goal", ""), "chips": [*criteria_words(what.get("criteria", {})), *names]}


def correction_view(one: Corrected) -> dict[str, Any]:
    """A correction with what was understood, what is right, and what it can change."""
    turns = [{"user": turn["user"], "seen": understood(_as_codes(turn["expect"]))} for turn in one.turns]
    return {
        "one": one,
        "before": understood(one.before),
        "after": understood({"goal": one.goal, "criteria": one.criteria, "topics": one.topics}),
        "words": [_word(word) for word in one.words],
        "turns": turns,
        "effects": list(effects(lesson_of(one))),
    }


def _as_codes(expected: Mapping[str, Any]) -> dict[str, Any]:
    """An expectation of a test with plain codes again."""
    criteria = {key: _codes(key, value) for key, value in expected["criteria"].items()}
    return {"goal": expected["goal"], "criteria": criteria, "topics": expected.get("topics", [])}


def _codes(key: str, value: Any) -> Any:
    if key == "not":
        return {inner: _codes(inner, values) for inner, values in value.items()}
    names = {"occupation": "kldb", "industry": "wz"}
    return [code for one in value for code in one[names[key]]] if key in names else value


def _word(word: Mapping[str, Any]) -> dict[str, Any]:
    meanings = [word_for("occupation", code) for code in word["kldb"]]
    return {"word": word["word"], "meanings": [*meanings, *(word_for("industry", code) for code in word["wz"])]}


def blank(before: Mapping[str, Any], text: str) -> Form:
    """The form as it opens: with what was understood."""
    return Form(text, before["goal"], dict(before["criteria"]), list(before["topics"]))


__all__ = ["NOT", "blank", "controls", "correction_view", "understood"]
