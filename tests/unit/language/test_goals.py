"""Every intent of the domain belongs to a goal of the contract."""

from pathlib import Path

import pytest
import yaml

from bot.language.goals import GOALS, goal_of

ROOT = Path(__file__).resolve().parents[3]


def test_every_intent_of_the_domain_has_a_goal() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = [next(iter(intent)) for intent in domain["intents"]]
    assert {goal_of(intent) for intent in intents} == set(GOALS)


@pytest.mark.parametrize(
    ("intent", "goal"),
    [
        ("search", "search"),
        ("search_refine", "search"),
        ("application_help/cv", "application_help"),
        ("out_of_scope_unclear", "out_of_scope"),
        ("help", "help"),
    ],
)
def test_an_intent_belongs_to_the_goal_its_name_starts_with(intent: str, goal: str) -> None:
    assert goal_of(intent) == goal


@pytest.mark.parametrize("intent", ["", "searching", "weather", "helpful"])
def test_an_intent_without_a_goal_is_refused(intent: str) -> None:
    with pytest.raises(ValueError, match="belongs to no goal"):
        goal_of(intent)
