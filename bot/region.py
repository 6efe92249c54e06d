"""Who runs the assistant and where: one YAML profile per region, in `bot/regions/` or anywhere else.

A new region is a new file; `bot/regions/westfaelisches-ruhrgebiet.yml` shows every key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

import yaml

REGIONS_DIR = Path(__file__).parent / "regions"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AGS = re.compile(r"\d{5}(\d{3})?")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_WEB = re.compile(r"https?://[^\s/]+\S*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Span = tuple[time, time]


class RegionError(ValueError):
    """A profile cannot be used; the message names the file, the key and what to do."""


@dataclass(frozen=True)
class Agency:
    """The organisation that runs the assistant; what is None is not shown."""

    name: str
    phone: str | None = None
    email: str | None = None
    web: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    office_hours: Mapping[str, tuple[Span, ...]] | None = None
    """Opening and closing times by weekday ("monday" …); a day without any is closed, None is not stated."""


@dataclass(frozen=True)
class Contact:
    """A channel of an organisation, never of a single person."""

    name: str
    purpose: str | None = None
    phone: str | None = None
    email: str | None = None
    web: str | None = None


@dataclass(frozen=True)
class Imprint:
    """What a provider of a website has to name beside its address; None is for the agency to fill in."""

    represented_by: str | None = None
    register: str | None = None
    vat_id: str | None = None
    responsible: str | None = None
    """Who answers for the content, with an address."""


@dataclass(frozen=True)
class Accessibility:
    """Whom barriers are told, and what the statement rests on; None is for the agency to fill in."""

    email: str | None = None
    phone: str | None = None
    checked_on: str | None = None
    """When the site was checked last, as it is shown."""
    enforcement: Contact | None = None
    """The body to turn to when the agency does not help."""


@dataclass(frozen=True)
class MapView:
    """What the map shows at first: centre in degrees (WGS 84) and zoom level of web maps (0 to 19)."""

    lat: float
    lon: float
    zoom: int


@dataclass(frozen=True)
class Region:
    """A region profile."""

    id: str
    name: str
    assistant: str
    agency: Agency
    contacts: tuple[Contact, ...]
    privacy: Contact
    municipalities: tuple[str, ...]
    """AGS: 8 digits a municipality, 5 digits every municipality of a Kreis."""
    map: MapView
    imprint: Imprint = Imprint()
    accessibility: Accessibility = Accessibility()
    privacy_authority: Contact | None = None
    """Where a person may complain about how data is handled."""
    needs_review: tuple[str, ...] = ()
    """What the agency has to fill in or confirm before the assistant goes public."""

    def covers(self, ags: str) -> bool:
        """Whether a municipality (8 digits) or a whole Kreis (5 digits) belongs to the region."""
        return ags.startswith(self.municipalities)


def load_region(name_or_path: str | Path) -> Region:
    """Read a profile by its name in `bot/regions/`, or from the path of a YAML file.

    Raises:
        RegionError: there is no such profile, it is not YAML, or a key is missing, unknown or unusable.
    """
    path = _profile_path(name_or_path)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RegionError(f"{path}: cannot be read as a YAML file in UTF-8 ({error}).") from error
    return _Reader(path).region(data)


def _profile_path(name_or_path: str | Path) -> Path:
    named = REGIONS_DIR / f"{name_or_path}.yml"
    if named.is_file():
        return named
    if Path(name_or_path).is_file():
        return Path(name_or_path)
    shipped = ", ".join(sorted(path.stem for path in REGIONS_DIR.glob("*.yml")))
    raise RegionError(
        f"There is no region profile {name_or_path!s}: name one of {shipped}, or the path of a YAML file."
    )


class _Reader:
    """Turns the data of one file into a `Region` and words what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def region(self, data: Any) -> Region:
        keys = {"id", "name", "assistant", "agency", "contacts", "privacy", "municipalities", "map"}
        optional = {"imprint", "accessibility", "privacy_authority", "needs_review"}
        table = self.mapping("the file", data, keys | optional, keys)
        return Region(
            id=self.text("id", table["id"]),
            name=self.text("name", table["name"]),
            assistant=self.text("assistant", table["assistant"]),
            agency=self.agency(table["agency"]),
            contacts=tuple(
                self.contact(f"contacts[{place}]", item) for place, item in enumerate(self.items("contacts", table))
            ),
            privacy=self.contact("privacy", table["privacy"]),
            municipalities=self.municipalities(table),
            map=self.map(table["map"]),
            imprint=self.imprint(table.get("imprint")),
            accessibility=self.accessibility(table.get("accessibility")),
            privacy_authority=self.optional_contact("privacy_authority", table.get("privacy_authority")),
            needs_review=tuple(self.text("needs_review", note) for note in table.get("needs_review") or ()),
        )

    def wrong(self, key: str, advice: str) -> RegionError:
        return RegionError(f"{self.path}: {key}: {advice}.")

    def mapping(self, key: str, value: Any, known: set[str], required: set[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong(key, f"give a table with the keys {', '.join(sorted(known))}")
        for name in value.keys() - known:
            raise self.wrong(key, f"remove {name!r}, the keys are {', '.join(sorted(known))}")
        for name in sorted(required - value.keys()):
            raise self.wrong(key, f"add {name!r}")
        return value

    def text(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "give a text (in quotes if it looks like a number)")
        return value.strip()

    def optional(self, key: str, table: Mapping[str, Any], name: str, pattern: re.Pattern[str] | None) -> str | None:
        if table.get(name) is None:
            return None
        value = self.text(f"{key}.{name}", table[name])
        if pattern and not pattern.fullmatch(value):
            raise self.wrong(f"{key}.{name}", f"{value!r} is no {'web' if pattern is _WEB else 'mail'} address")
        return value

    def items(self, key: str, table: Mapping[str, Any]) -> list[Any]:
        if not isinstance(table[key], list) or not table[key]:
            raise self.wrong(key, "give a list with at least one entry")
        return list(table[key])

    def channels(self, key: str, table: Mapping[str, Any]) -> dict[str, str | None]:
        patterns = {"phone": None, "email": _EMAIL, "web": _WEB}
        return {name: self.optional(key, table, name, pattern) for name, pattern in patterns.items()}

    def contact(self, key: str, value: Any) -> Contact:
        table = self.mapping(key, value, {"name", "purpose", "phone", "email", "web"}, {"name"})
        purpose = self.optional(key, table, "purpose", None)
        return Contact(self.text(f"{key}.name", table["name"]), purpose, **self.channels(key, table))

    def optional_contact(self, key: str, value: Any) -> Contact | None:
        return None if value is None else self.contact(key, value)

    def imprint(self, value: Any) -> Imprint:
        names = {"represented_by", "register", "vat_id", "responsible"}
        table = self.mapping("imprint", value or {}, names, set())
        return Imprint(**{name: self.optional("imprint", table, name, None) for name in names})

    def accessibility(self, value: Any) -> Accessibility:
        table = self.mapping("accessibility", value or {}, {"email", "phone", "checked_on", "enforcement"}, set())
        return Accessibility(
            email=self.optional("accessibility", table, "email", _EMAIL),
            phone=self.optional("accessibility", table, "phone", None),
            checked_on=self.optional("accessibility", table, "checked_on", None),
            enforcement=self.optional_contact("accessibility.enforcement", table.get("enforcement")),
        )

    def agency(self, value: Any) -> Agency:
        address = {"street", "postal_code", "city"}
        known = {"name", "phone", "email", "web", "office_hours"} | address
        table = self.mapping("agency", value, known, {"name"})
        return Agency(
            name=self.text("agency.name", table["name"]),
            office_hours=self.office_hours(table.get("office_hours")),
            **self.channels("agency", table),
            **{name: self.optional("agency", table, name, None) for name in address},
        )

    def office_hours(self, value: Any) -> dict[str, tuple[Span, ...]] | None:
        if value is None:
            return None
        table = self.mapping("agency.office_hours", value, set(WEEKDAYS), set())
        return {day: tuple(self.span(day, item) for item in table.get(day) or ()) for day in WEEKDAYS}

    def span(self, day: str, value: Any) -> Span:
        key, found = f"agency.office_hours.{day}", _SPAN.fullmatch(str(value).strip())
        if found is None:
            raise self.wrong(key, f'{value!r} is no span of time, write "08:30-12:00"')
        hours = [int(part) for part in found.groups()]
        try:
            start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
        except ValueError:
            raise self.wrong(key, f"{value!r} holds a time that no clock shows") from None
        if end <= start:
            raise self.wrong(key, f"{value!r} ends before it starts")
        return start, end

    def municipalities(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        codes = self.items("municipalities", table)
        for code in codes:
            if not isinstance(code, str) or not _AGS.fullmatch(code):
                raise self.wrong("municipalities", f"{code!r} is no AGS, write 8 digits or 5 for a Kreis, in quotes")
        return tuple(dict.fromkeys(codes))

    def map(self, value: Any) -> MapView:
        table = self.mapping("map", value, {"lat", "lon", "zoom"}, {"lat", "lon", "zoom"})
        limits = {"lat": (-90, 90), "lon": (-180, 180), "zoom": (0, 19)}
        for name, (least, most) in limits.items():
            number = table[name]
            if not isinstance(number, int | float) or isinstance(number, bool) or not least <= number <= most:
                raise self.wrong(f"map.{name}", f"give a number from {least} to {most}")
        return MapView(float(table["lat"]), float(table["lon"]), int(table["zoom"]))
