"""Services of Open Referral HSDS 3 as records of programmes and places.

What Kumpel wrote comes back as it was. A service of somebody else becomes a place when it is at a location, else a
programme; what it lacks here is said in `needs_review`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from bot.catalogue.conditions import canonical_condition
from bot.catalogue.exchange import lookups
from bot.catalogue.exchange.entries import PLACES, PROGRAMMES, EntryKind
from bot.catalogue.exchange.file_kinds import encoding_of
from bot.catalogue.exchange.hsds_values import DAYS, Json, attribute_values, dictionaries
from bot.catalogue.exchange.problems import CellError, UnreadableFileError
from bot.catalogue.exchange.records import URL, Record, RecordError, canonical
from bot.language.criteria import TOPICS
from bot.phrases import phrase
from bot.region import WEEKDAYS

HSDS_SOURCE = "hsds"
_KINDS = {kind.name: kind for kind in (PROGRAMMES, PLACES)}
_DAY_NAMES = {short: name for name, short in DAYS.items()}


def services_in(path: Path) -> list[Json] | None:
    """The services of a file: a page, a list, or one; None when it is JSON of something else.

    Raises:
        UnreadableFileError: it is no JSON.
    """
    try:
        data = json.loads(path.read_text(encoding=encoding_of(path)))
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("json") from error
    listed = data.get("contents", [data]) if isinstance(data, dict) else data
    found = [each for each in dictionaries(listed) if {"id", "name", "status"} <= each.keys()]
    return found if found and len(found) == len(listed) else None


def records_of(services: list[Json], source: str) -> dict[EntryKind, list[Record]]:
    """The records of services, by kind.

    Raises:
        UnreadableFileError: a service cannot be taken; nothing is.
    """
    found: dict[EntryKind, list[Record]] = {kind: [] for kind in _KINDS.values()}
    for service in services:
        kind, values = _values(service, source)
        try:
            found[kind].append(canonical(kind.record(**values), source))
        except (RecordError, TypeError, ValueError) as error:
            raise UnreadableFileError("hsds", name=service.get("name"), error=error) from error
    return {kind: records for kind, records in found.items() if records}


def _values(service: Json, source: str) -> tuple[EntryKind, dict[str, Any]]:
    own = attribute_values(service)
    kind = _KINDS.get(next(iter(own.get("entry", ())), ""))
    if kind is None:
        return _foreign(service, source)
    name = "name" if kind is PLACES else "title"
    return kind, _shared(service) | {name: service["name"]} | _typed(kind, own)


def _shared(service: Mapping[str, Any]) -> dict[str, Any]:
    """What HSDS has a field for, of both kinds."""
    phones = [str(each.get("number")) for each in dictionaries(service.get("phones")) if each.get("number")]
    url = service.get("url")
    return {
        "source_id": str(service["id"]),
        "text": service.get("description") or service["name"],
        "url": url if isinstance(url, str) and URL.fullmatch(url) else None,
        "email": service.get("email"),
        "phone": next(iter(phones), None),
        "checked_on": _day(service.get("assured_date")),
        "needs_review": service.get("alert"),
    } | ({"how_to_apply": service["application_process"]} if service.get("application_process") else {})


def _typed(kind: EntryKind, own: Mapping[str, list[str]]) -> dict[str, Any]:
    """Our own attributes in the types of the record."""
    typed: dict[str, Any] = {}
    for item in fields(kind.record):
        if item.name not in own:
            continue
        value, kind_of = own[item.name], str(item.type)
        if kind_of.startswith("tuple"):
            typed[item.name] = tuple(value)
        elif "bool" in kind_of:
            typed[item.name] = value[0] == "true"
        elif "float" in kind_of:
            typed[item.name] = float(value[0])
        else:
            typed[item.name] = date.fromisoformat(value[0]) if "date" in kind_of else value[0]
    return typed


def _foreign(service: Json, source: str) -> tuple[EntryKind, dict[str, Any]]:
    """A service of somebody else."""
    at = dictionaries(service.get("service_at_locations"))
    values = _shared(service) | {
        "source": source,
        "plain": service.get("description") or service["name"],
        "topics": _topics(service),
        "needs_review": phrase("exchange.hsds.foreign"),
        "valid_until": None if service["status"] == "active" else _day(service.get("assured_date")),
    }
    if at:
        values.pop("how_to_apply", None)
        return PLACES, values | _place(service, at[0])
    organization = service.get("organization")
    provider = organization.get("name") if isinstance(organization, dict) else None
    values |= {"title": service["name"], "provider": provider or service["name"], "entitlement": "offer"}
    values.setdefault("how_to_apply", phrase("exchange.hsds.ask"))
    return PROGRAMMES, values | {"conditions": _age_conditions(service)}


def _topics(service: Mapping[str, Any]) -> tuple[str, ...]:
    """Topics where a taxonomy uses the contract's codes."""
    terms = [each.get("taxonomy_term") for each in dictionaries(service.get("attributes"))]
    codes = [str(term.get("code") or term.get("name")) for term in terms if isinstance(term, dict)]
    return tuple(code for code in codes if code in TOPICS)


def _age_conditions(service: Mapping[str, Any]) -> tuple[str, ...]:
    limits = (("minimum_age", ">="), ("maximum_age", "<="))
    found = [(operator, service.get(name)) for name, operator in limits]
    return tuple(
        canonical_condition(f"age {operator} {int(age)}") for operator, age in found if isinstance(age, (int, float))
    )


def _place(service: Mapping[str, Any], at: Json) -> dict[str, Any]:
    location: Json = next(iter(dictionaries([at.get("location")])), {})
    address: Json = next(iter(dictionaries(location.get("addresses"))), {})
    city, postal_code = address.get("city") or None, address.get("postal_code") or None
    return {
        "name": service["name"],
        "kind": "advice",
        "street": address.get("address_1") or None,
        "postal_code": postal_code if postal_code and lookups.is_postal_code(postal_code) else None,
        "city": city,
        "ags": _ags(city, postal_code),
        **_point(location.get("latitude"), location.get("longitude")),
        "directions": location.get("transportation"),
        "hours": _hours(dictionaries(at.get("schedules"))),
    }


def _point(lat: Any, lon: Any) -> dict[str, float | None]:
    """Coordinates in degrees; none where one of them is missing or impossible."""
    known = all(isinstance(each, (int, float)) and abs(each) <= most for each, most in ((lat, 90), (lon, 180)))
    return {"lat": float(lat), "lon": float(lon)} if known else {"lat": None, "lon": None}


def _ags(city: str | None, postal_code: str | None) -> str | None:
    try:
        return lookups.ags_of(city, postal_code) if city or postal_code else None
    except CellError:
        return None


def _hours(schedules: list[Json]) -> tuple[str, ...]:
    spans: dict[str, list[str]] = {}
    for each in schedules:
        opens, closes = str(each.get("opens_at") or "")[:5], str(each.get("closes_at") or "")[:5]
        for day in str(each.get("byday") or "").split(","):
            if day in _DAY_NAMES and len(opens) == len(closes) == 5:
                spans.setdefault(_DAY_NAMES[day], []).append(f"{opens}-{closes}")
    return tuple(f"{day} {', '.join(sorted(spans[day]))}" for day in WEEKDAYS if day in spans)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
