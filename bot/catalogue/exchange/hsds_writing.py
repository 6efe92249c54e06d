"""Programmes and places as services of Open Referral HSDS 3: one page of a list as its API answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.conditions import read_condition
from bot.catalogue.exchange.entries import PLACES, PROGRAMMES, EntryKind
from bot.catalogue.exchange.exporting import entries_of
from bot.catalogue.exchange.hsds_values import DAYS, WINTER_TIME, Json, attributes, identifier, without_nothing
from bot.catalogue.exchange.writing import whole_file
from bot.catalogue.exchange.written_conditions import write_condition
from bot.language.gazetteer import name_of
from bot.phrases import entry

HSDS_KINDS = (PROGRAMMES, PLACES)
COUNTRY, STATE = "DE", "NW"
_NOT_OURS = {"id", "description", "email", "url", "title", "name", "how_to_apply", "phone", "checked_on"}
"""Attributes that HSDS has a field for; all others are attributes of the service."""


async def export_hsds(engine: AsyncEngine, path: Path, today: date, kinds: Iterable[EntryKind] = HSDS_KINDS) -> int:
    """Write programmes and places as one JSON file; returns how many services."""
    services = [service(kind, values, today) for kind in kinds async for values in entries_of(engine, kind)]
    with whole_file(path) as temporary:
        temporary.write_text(json.dumps(page(services), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(services)


def page(services: list[Json]) -> Json:
    """Services as the only page of a list."""
    return {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": services,
    }


def service(kind: EntryKind, values: Mapping[str, Any], today: date) -> Json:
    """An entry as a service; `values` as an export has them."""
    number = identifier(kind.name, values["source"], values["source_id"])
    name = values.get("title") or values["name"]
    ages = _ages(values.get("conditions", ()))
    ended = values["valid_until"] is not None and values["valid_until"] < today
    return without_nothing(
        {
            "id": number,
            "name": name,
            "description": values["text"],
            "url": values["url"],
            "email": values["email"],
            "status": "inactive" if ended else "active",
            "application_process": values.get("how_to_apply"),
            "eligibility_description": _eligibility(values),
            "minimum_age": ages.get(">="),
            "maximum_age": ages.get("<="),
            "assured_date": values["checked_on"].isoformat(),
            "alert": values["needs_review"],
            "phones": [{"id": identifier("phone", number), "number": values["phone"]}] if values["phone"] else [],
            "languages": list(_languages(number, values.get("languages", ()))),
            "service_areas": list(_areas(number, values.get("serves", ()))),
            "service_at_locations": _locations(number, values) if kind is PLACES else [],
            "organization": _organization(values.get("provider") or name),
            "attributes": attributes(number, {"entry": kind.name} | _own(kind, values)),
        }
    )


def _own(kind: EntryKind, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(values[name]) for name in kind.columns if name not in _NOT_OURS and name != "text"}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _ages(conditions: Iterable[str]) -> dict[str, int]:
    """Age limits that stand alone; within an "or" they are none for everybody."""
    tests = [condition[0] for text in conditions if len(condition := read_condition(text)) == 1]
    return {test.operator: int(test.values[0]) for test in tests if test.fact == "age"}


def _eligibility(values: Mapping[str, Any]) -> str:
    separator = str(entry("exchange.separator"))
    return separator.join([*map(write_condition, values.get("conditions", ())), *values.get("also", ())])


def _organization(name: str) -> Json:
    return {"id": identifier("organization", name), "name": name, "description": name}


def _languages(number: str, codes: Iterable[str]) -> Iterator[Json]:
    for code in codes:
        yield {"id": identifier("language", number, code), "service_id": number, "code": code}


def _areas(number: str, codes: Iterable[str]) -> Iterator[Json]:
    for code in codes:
        yield without_nothing(
            {"id": identifier("area", number, code), "service_id": number, "name": _area_name(code), "extent": code}
        ) | {"extent_type": "AGS"}


def _area_name(code: str) -> str:
    try:
        return name_of(code)
    except KeyError:
        return code


def _locations(number: str, values: Mapping[str, Any]) -> list[Json]:
    """Where the place is: an address, or a line without one."""
    location = identifier("location", number)
    return [
        {
            "id": identifier("at", number),
            "service_id": number,
            "schedules": list(_schedules(number, values["hours"])),
            "location": without_nothing(
                {
                    "id": location,
                    "location_type": "physical" if values["city"] else "virtual",
                    "name": values["name"],
                    "transportation": values["directions"],
                    "latitude": values["lat"],
                    "longitude": values["lon"],
                    "addresses": [_address(location, values)] if values["city"] else [],
                }
            ),
        }
    ]


def _address(location: str, values: Mapping[str, Any]) -> Json:
    return {
        "id": identifier("address", location),
        "location_id": location,
        "address_1": values["street"] or "",
        "city": values["city"],
        "state_province": STATE,
        "postal_code": values["postal_code"] or "",
        "country": COUNTRY,
        "address_type": "physical",
    }


def _schedules(number: str, hours: Iterable[str]) -> Iterator[Json]:
    for each in hours:
        day, spans = each.split(" ", 1)
        for span in spans.split(", "):
            opens, closes = span.split("-")
            yield {
                "id": identifier("schedule", number, each, span),
                "freq": "WEEKLY",
                "byday": DAYS[day],
                "opens_at": opens + WINTER_TIME,
                "closes_at": closes + WINTER_TIME,
            }
