"""The goals of `contract.md`, and which goal an intent belongs to."""

from __future__ import annotations

GOALS: tuple[str, ...] = (
    "search",
    "more",
    "details",
    "reset",
    "programmes",
    "advice",
    "human",
    "orientation",
    "occupation_info",
    "application_help",
    "events",
    "crisis",
    "privacy",
    "delete_data",
    "greet",
    "goodbye",
    "thank",
    "affirm",
    "deny",
    "help",
    "bot_challenge",
    "insult",
    "out_of_scope",
)


def goal_of(intent: str) -> str:
    """The goal of an intent: its own name, or the listed goal that its name starts with, before `_` or `/`.

    Raises:
        ValueError: no goal fits.
    """
    if intent in GOALS:
        return intent
    for goal in GOALS:
        if intent.startswith((f"{goal}_", f"{goal}/")):
            return goal
    raise ValueError(f"intent {intent!r} belongs to no goal of the contract")
