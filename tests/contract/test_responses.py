"""Every response exists once, is used, gets its placeholders filled, and speaks as the house does."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.human import FIELDS, QUESTIONS
from bot.language.goals import GOALS
from bot.phrases import entry

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "bot" / "responses").glob("*.yml"))
ALWAYS = {"assistant", "agency", "region"}
"""Placeholders that `actions.turn.Reply` fills for every response."""
_KEY = re.compile(r"^  (utter_\w+):", re.MULTILINE)
_PLACEHOLDER = re.compile(r"{(\w+)}")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
_FORMAL = re.compile(r"\b(Sie|Ihnen|Ihre[mnrs]?|Ihr)\b")


def responses() -> dict[str, list[dict[str, Any]]]:
    return {
        name: variants
        for path in FILES
        for name, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items()
    }


RESPONSES = responses()
TEXTS = [(name, variant["text"]) for name, variants in RESPONSES.items() for variant in variants]
PLAIN = {"type": "slot", "name": "plain", "value": True}


def is_german(variant: dict[str, Any]) -> bool:
    """Whether a variant is for people who write German, in plain or in usual language."""
    others = [each for each in variant.get("condition", ()) if each != PLAIN]
    return all(each == {"type": "slot", "name": "language", "value": "de"} for each in others)


GERMAN = [(name, variant["text"]) for name, variants in RESPONSES.items() for variant in variants if is_german(variant)]
STEPS = entry("application.steps")


def say_calls() -> Iterator[tuple[str, set[str]]]:
    """Each response that an action says, with the names of the values it gives."""
    for path in sorted((ROOT / "actions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                values = {str(keyword.arg) for keyword in node.keywords} - {"chips", "result"}
                yield from ((name, values) for name in names_in(node.args[0], path.stem))


def names_in(argument: ast.expr, module: str) -> list[str]:
    """The responses that the first argument of `say` can name."""
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    if isinstance(argument, ast.IfExp):
        return names_in(argument.body, module) + names_in(argument.orelse, module)
    if isinstance(argument, ast.JoinedStr):
        return expanded(ast.unparse(argument))
    assert isinstance(argument, ast.Call), f"a new way to name a response in {module}"
    return [name for name in RESPONSES if name.startswith("utter_results")]


def expanded(template: str) -> list[str]:
    """The names that a template such as `utter_{turn.goal}` stands for."""
    parts = {
        "utter_ask_{question}": ["utter_ask_what", "utter_ask_place"],
        "utter_ask_{turn.asked}": ["utter_ask_what", "utter_ask_place"],
        "utter_{turn.goal}": [f"utter_{goal}" for goal in GOALS if "action_smalltalk" in rules()[goal]],
        "utter_{result.type}": ["utter_places", "utter_events", "utter_occupations"],
        "utter_callback_{question}": [f"utter_callback_{question}" for question in QUESTIONS],
        "utter_callback_unclear_{question}": [f"utter_callback_unclear_{field}" for field in FIELDS],
        "utter_application_{part}_checklist": [f"utter_application_{part}_checklist" for part in STEPS],
        "utter_application_{part}_{step}": [
            f"utter_application_{part}_{step}" for part, steps in STEPS.items() for step in range(1, steps + 1)
        ],
    }
    return parts[template.removeprefix("f").strip("'\"")]


def rules() -> dict[str, list[str]]:
    """The actions that follow on each intent."""
    found = [
        rule
        for path in ROOT.glob("data/*/rules.yml")
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    ]
    return {rule["steps"][0]["intent"]: [step["action"] for step in rule["steps"][1:]] for rule in found}


SAID = list(say_calls())
BY_RULES = [action for actions in rules().values() for action in actions if action.startswith("utter_")]


def test_every_response_stands_in_one_place_only() -> None:
    # The YAML reader would keep the last of two in one file, so the text itself is counted.
    names = Counter(name for path in FILES for name in _KEY.findall(path.read_text(encoding="utf-8")))
    assert [name for name, count in names.items() if count > 1] == []
    assert set(names) == set(RESPONSES)


def test_every_response_that_is_said_exists() -> None:
    assert {name for name, _ in SAID} | set(BY_RULES) <= set(RESPONSES)


def test_every_response_is_said() -> None:
    assert set(RESPONSES) <= {name for name, _ in SAID} | set(BY_RULES)


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_placeholder_is_filled_by_whoever_says_it(name: str) -> None:
    wanted = {word for variant in RESPONSES[name] for word in _PLACEHOLDER.findall(variant["text"])}
    if name in BY_RULES:
        assert wanted == set(), "Rasa itself says it and fills nothing"
    for said, values in SAID:
        if said == name:
            assert wanted <= values | ALWAYS


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_response_has_a_text_for_every_language(name: str) -> None:
    assert all(variant["text"].strip() for variant in RESPONSES[name])
    assert [variant for variant in RESPONSES[name] if "condition" not in variant] == RESPONSES[name][-1:]


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_response_exists_in_plain_language_as_well(name: str) -> None:
    plain = [variant for variant in RESPONSES[name] if PLAIN in variant.get("condition", ())]
    assert len(plain) == 1 or name == "utter_language", "it speaks other languages, and German only to fall back"


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_no_emoji(name: str, text: str) -> None:
    assert not _EMOJI.findall(text), name


@pytest.mark.parametrize(("name", "text"), GERMAN)
def test_the_person_is_addressed_with_du(name: str, text: str) -> None:
    # "Sie kostet nichts" at the start of a sentence is the third person; one is addressed in the middle of it.
    # What one says to a firm stands in quotation marks, and is formal.
    text = re.sub(r"„[^“]*“", "", text)
    inside = re.sub(r"(^|[.!?:]\s+|\n\s*)(Sie|Ihre?)\b", r"\1", text)
    assert not _FORMAL.findall(inside), name


@pytest.mark.parametrize(("name", "text"), GERMAN)
def test_sentences_are_short(name: str, text: str) -> None:
    sentences = re.split(r"(?<=[.!?:])\s+|\n", text)
    assert max(len(sentence.split()) for sentence in sentences) <= 20, name


@pytest.mark.parametrize("text", ["Haben Sie Fragen?", "Nennen Sie Ihren Ort."])
def test_the_formal_address_would_be_seen(text: str) -> None:
    assert _FORMAL.search(text)
