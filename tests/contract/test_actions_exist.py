"""Domain, rules and actions name the same actions, and each exists once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from bot.language.goals import GOALS, goal_of

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [
    rule
    for path in sorted(ROOT.glob("data/*/rules.yml"))
    for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
]
NAMED = [step["action"] for rule in RULES for step in rule["steps"] if "action" in step]


@pytest.fixture(scope="module")
def registered() -> list[str]:
    """Names of the actions that the action server would offer."""
    executor = ActionExecutor()
    executor.register_package("actions")
    ours = [kind for kind in executor._loaded if issubclass(kind, Action) and kind.__module__.startswith("actions.")]
    return sorted(kind().name() for kind in ours)


def test_the_domain_names_every_action_and_no_other(registered: list[str]) -> None:
    assert registered == sorted(DOMAIN["actions"])


def test_no_name_is_given_twice(registered: list[str]) -> None:
    assert [name for name, count in Counter([*registered]).items() if count > 1] == []
    assert [name for name, count in Counter(DOMAIN["actions"]).items() if count > 1] == []


def test_rules_name_actions_and_responses_that_exist() -> None:
    texts = [yaml.safe_load(path.read_text(encoding="utf-8"))["responses"] for path in ROOT.glob("bot/responses/*.yml")]
    known = {*DOMAIN["actions"], *(name for table in texts for name in table)}
    assert [name for name in NAMED if name not in known] == []


def test_every_action_is_reached() -> None:
    fallback = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["policies"][0]
    reached = {*NAMED, "action_session_start", fallback["core_fallback_action_name"]}
    assert reached >= set(DOMAIN["actions"])


def test_every_intent_has_exactly_one_rule() -> None:
    intents = [next(iter(intent)) if isinstance(intent, dict) else intent for intent in DOMAIN["intents"]]
    assert sorted(rule["steps"][0]["intent"] for rule in RULES) == sorted(intents)


def test_every_goal_of_the_contract_has_an_intent() -> None:
    assert {goal_of(rule["steps"][0]["intent"]) for rule in RULES} == set(GOALS)
