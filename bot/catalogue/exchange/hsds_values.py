"""What writing and reading of Open Referral HSDS 3 share: ids, attributes, days of the week.

HSDS: Human Services Data Specification 3.0, https://docs.openreferral.org. What it has a field for goes there; what
only Kumpel knows goes into `attributes`, whose taxonomy names the attribute of the record ("kumpel:topics").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Json = dict[str, Any]
TAXONOMY = "kumpel:"
DAYS = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
"""iCal's days for `bot.region.WEEKDAYS`."""
WINTER_TIME = "+01:00"
"""HSDS wants an offset with a time of day; opening hours are local times of Germany all year round."""


def identifier(*parts: object) -> str:
    """The UUID of a thing by what it is: the same in every export."""
    return str(uuid5(NAMESPACE_URL, TAXONOMY + "/".join(map(str, parts))))


def attribute(owner: str, name: str, value: str, number: int = 0) -> Json:
    """A value of an attribute of a record, as HSDS hangs it on something."""
    term = {
        "id": identifier("term", name, value),
        "code": value[:250],
        "name": value[:250],
        "description": f"{name} of a catalogue entry",
        "taxonomy": f"{TAXONOMY}{name}",
    }
    return {
        "id": identifier("attribute", owner, name, number),
        "link_id": owner,
        "link_entity": "service",
        "value": value,
        "taxonomy_term": term,
    }


def attributes(owner: str, values: Mapping[str, Any]) -> list[Json]:
    """Texts and lists of texts as attributes; what is empty is left out."""
    return [
        attribute(owner, name, part, number)
        for name, value in values.items()
        for number, part in enumerate(_texts(value))
    ]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        yield from map(str, value)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif value not in (None, ""):
        yield str(value)


def attribute_values(service: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values of our own attributes by name."""
    found: dict[str, list[str]] = {}
    for each in dictionaries(service.get("attributes")):
        term = each.get("taxonomy_term")
        taxonomy = str(term.get("taxonomy") or "") if isinstance(term, dict) else ""
        value = each.get("value")
        if taxonomy.startswith(TAXONOMY) and isinstance(value, str):
            found.setdefault(taxonomy.removeprefix(TAXONOMY), []).append(value)
    return found


def dictionaries(value: Any) -> list[Json]:
    """The objects of a list; nothing for what is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def without_nothing(table: Mapping[str, Any]) -> Json:
    """A table without empty values: HSDS knows no null."""
    return {key: value for key, value in table.items() if value not in (None, "", [], ())}
