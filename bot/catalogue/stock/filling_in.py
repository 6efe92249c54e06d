"""What an entry of the stock need not say because it follows from the rest."""

from __future__ import annotations

from typing import Any

from bot.catalogue.conditions import canonical_condition
from bot.catalogue.exchange import lookups
from bot.catalogue.exchange.entries import EVENTS, PROGRAMMES, EntryKind
from bot.catalogue.exchange.problems import CellError


def filled(kind: EntryKind, values: dict[str, Any]) -> dict[str, Any]:
    """The values with conditions in one form, the place's code and coordinates, and an event's last day.

    Raises:
        ValueError: a condition or place is not known.
    """
    if kind is PROGRAMMES:
        values = {**values, "conditions": tuple(map(canonical_condition, values.get("conditions", ())))}
    if kind is EVENTS:
        values = {**values, "valid_until": values.get("ends_on") or values["starts_on"]}
    return values | _place(values)


def _place(values: dict[str, Any]) -> dict[str, Any]:
    if "lat" in values or not values.keys() & {"city", "postal_code", "ags"}:
        return {}
    try:
        ags = values.get("ags") or lookups.ags_of(values.get("city"), values.get("postal_code"))
    except CellError as error:
        raise ValueError(f"city or postal_code: not known in North Rhine-Westphalia ({values.get('city')})") from error
    lat, lon = lookups.coordinates(ags, values.get("postal_code"))
    return {"ags": ags, "lat": lat, "lon": lon}
