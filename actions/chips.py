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

from actions import wiring
from bot.language.criteria import CRITERIA_SCHEMA, LIST_KEYS, Criteria
from bot.language.gazetteer import members, municipality
from bot.phrases import entry, phrase

_VALIDATOR = jsonschema.Draft202012Validator(CRITERIA_SCHEMA)
TOWN_CHIPS = 5
_WHERE = ("postal_code", "district", "radius_km")


@dataclass(frozen=True)
class Chip:
    """A button: its title, the intent it stands for and what it says to that intent."""

    title: str
    intent: str
    value: str = ""
    plain: bool | None = None
    """Switches plain language on or off."""

    def payload(self) -> str:
        """The message that tapping sends."""
        said: dict[str, object] = {"chip": self.value} if self.value else {}
        if self.plain is not None:
            said["plain"] = self.plain
        return f"/{self.intent}" + (json.dumps(said) if said else "")


def plain_chip(plain: bool) -> Chip:
    """Switches to plain language, or back to the usual one where it is plain."""
    return Chip(phrase("plain.off" if plain else "plain.on"), "help", plain=not plain)


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


def starting_chips(question: str) -> list[Chip]:
    """Common answers to a question: the region's largest towns, or the phrases' ways to begin."""
    if question == "place":
        codes = [code for ags in wiring.region().municipalities for code in members(ags)]
        towns = sorted(map(municipality, codes), key=lambda town: -town.population)
        return [Chip(town.name, "search", f"place={town.ags}") for town in towns[:TOWN_CHIPS]]
    return [Chip(row["title"], row["intent"], row.get("chip", "")) for row in entry(f"results.start.{question}")]
