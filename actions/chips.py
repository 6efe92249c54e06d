"""Chips: tappable ways on. A chip sends a command that Rasa reads without the classifier.

`/search{"chip": "size=small"}` sets a key, `/search{"chip": "-size"}` drops it, `/details{"chip": "2"}` names a result.
The value comes from outside and is checked against the contract's codes before it counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from typing import Any, cast

import jsonschema

from bot.language.criteria import CRITERIA_SCHEMA, LIST_KEYS, Criteria
from bot.phrases import entry

_VALIDATOR = jsonschema.Draft202012Validator(CRITERIA_SCHEMA)
_WHERE = ("postal_code", "district", "radius_km")


@dataclass(frozen=True)
class Chip:
    """A button: its title, the intent it stands for and what it says to that intent."""

    title: str
    intent: str
    value: str = ""

    def payload(self) -> str:
        """The message that tapping sends."""
        return f"/{self.intent}" + (json.dumps({"chip": self.value}) if self.value else "")


def language_chips(language: str) -> list[Chip]:
    """Ways to begin in a language that is not German."""
    titles = entry("languages.chips").get(language, {})
    return [Chip(title, "search", f"offer={offer}") for offer, title in titles.items()]


def parse_chip(entities: list[dict[str, Any]]) -> Chip | None:
    """The chip of a message that came from one."""
    values = [str(entity["value"]) for entity in entities if entity.get("entity") == "chip"]
    return Chip("", "", values[0]) if values else None


def criteria_after(before: Criteria, chip: Chip) -> Criteria:
    """The search after a tap; unknown keys and codes change nothing."""
    key, _, value = chip.value.lstrip("-").partition("=")
    after: dict[str, Any] = {name: held for name, held in before.items() if name != key}
    if key == "place":
        after = {name: held for name, held in after.items() if name not in _WHERE}
    if not chip.value.startswith("-"):
        after[key] = _value(key, value)
    return cast(Criteria, after) if _VALIDATOR.is_valid(after) else before


def _value(key: str, value: str) -> Any:
    if key in LIST_KEYS:
        return value.split(",")
    if key != "radius_km":
        return value
    try:
        kilometres = float(value)
    except ValueError:
        return None
    return kilometres if isfinite(kilometres) else None
