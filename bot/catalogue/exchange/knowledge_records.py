"""Records of programmes, places, events and occupations; fields and codes as in `bot.catalogue.knowledge_tables`."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.catalogue import codes
from bot.catalogue.conditions import ConditionError, canonical_condition
from bot.catalogue.exchange import lookups
from bot.catalogue.exchange.records import URL, Fits, LocatedRecord, Record
from bot.catalogue.knowledge_tables import Event, Occupation, Place, Programme
from bot.language.criteria import OFFERS, TOPICS
from bot.language.occupations import is_kldb
from bot.region import WEEKDAYS

_SPAN = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"
SOURCE = re.compile(r"[^<>]+ <(?P<url>[^<>\s]+)>")
BASIS = re.compile(r"(?P<law>[a-z0-9]+) (?P<section>\d+[a-z]?)")
AMOUNT = re.compile(r"(?P<amount>[^:]*\d[^:]*): (?P<basis>.+)")
HOURS = re.compile(rf"({'|'.join(WEEKDAYS)}) {_SPAN}(, {_SPAN})*")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_AGS_START = re.compile(r"05\d{0,6}")


def is_source(text: str) -> bool:
    """Whether a text is a name with a web address: "Name <https://…>"."""
    match = SOURCE.fullmatch(text)
    return bool(match and URL.fullmatch(match["url"]))


def is_condition(text: str) -> bool:
    """Whether a text is a condition in its canonical form."""
    with suppress(ConditionError):
        return canonical_condition(text) == text
    return False


def is_amount(text: str) -> bool:
    """Whether a text is an amount with the section that states it."""
    match = AMOUNT.fullmatch(text)
    return bool(match and BASIS.fullmatch(match["basis"]))


_TOLD = {"topics": TOPICS.__contains__, "sources": is_source}


@dataclass(frozen=True, kw_only=True)
class ToldRecord(Record):
    """What these kinds share."""

    text: str
    plain: str
    keywords: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    needs_review: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProgrammeRecord(ToldRecord):
    """One programme or right."""

    table = Programme
    required = ("title", "provider", "entitlement", "text", "plain", "how_to_apply")
    fits: ClassVar[Fits] = {
        **_TOLD,
        "entitlement": codes.ENTITLEMENTS.__contains__,
        "conditions": is_condition,
        "basis": BASIS.fullmatch,
        "amounts": is_amount,
        "serves": _AGS_START.fullmatch,
    }

    title: str
    provider: str
    entitlement: str
    topics: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    how_to_apply: str
    basis: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    url: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlaceRecord(ToldRecord, LocatedRecord):
    """One place, office or line."""

    table = Place
    required = ("name", "kind", "text", "plain")
    fits: ClassVar[Fits] = {
        **_TOLD,
        "kind": codes.PLACE_KINDS.__contains__,
        "serves": _AGS_START.fullmatch,
        "hours": HOURS.fullmatch,
        "languages": re.compile(r"[a-z]{2}").fullmatch,
    }

    name: str
    kind: str
    topics: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    directions: str | None = None
    languages: tuple[str, ...] = ()
    accessible: bool | None = None
    url: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class EventRecord(ToldRecord, LocatedRecord):
    """One event."""

    table = Event
    required = ("title", "kind", "text", "plain", "starts_on")
    fits: ClassVar[Fits] = {
        **_TOLD,
        "kind": codes.EVENT_KINDS.__contains__,
        "starts_at": TIME.fullmatch,
        "ends_at": TIME.fullmatch,
        "occupations": is_kldb,
        "offers": OFFERS.__contains__,
    }

    title: str
    kind: str
    organiser: str | None = None
    venue: str | None = None
    topics: tuple[str, ...] = ()
    starts_on: date
    ends_on: date | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    occupations: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    how_to_join: str | None = None
    online: bool = False
    url: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class OccupationRecord(ToldRecord):
    """One occupation."""

    table = Occupation
    required = ("title", "kldb", "training", "text", "plain")
    fits: ClassVar[Fits] = {
        **_TOLD,
        "training": codes.TRAINING_WAYS.__contains__,
        "interests": codes.INTERESTS.__contains__,
        "likes": codes.LIKES.__contains__,
        "demands": codes.DEMANDS.__contains__,
        "settings": codes.SETTINGS.__contains__,
        "related": lookups.is_kldb,
    }

    title: str
    kldb: str
    training: str
    months: int | None = None
    certificate: str | None = None
    pay: str | None = None
    pay_source: str | None = None
    interests: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
