"""What an import hands to the catalogue: one frozen record for each entry, in codes, whatever file it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, TypeVar

from sqlalchemy import String

from bot.catalogue.codes import CERTIFICATES
from bot.catalogue.exchange import lookups
from bot.catalogue.tables import Employer, JobOffer
from bot.database import Base
from bot.language.criteria import FEATURES, OFFERS, SIZES

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
COORDINATE_DIGITS = 6
"""A decimetre."""
LONG_TEXT = 20_000
"""Most characters of a free text; Excel cuts a cell after 32,767."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
MOST_POSITIONS = 9999
URL = re.compile(r"https?://[^\s/.]+\.[^\s]+", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
Fits = Mapping[str, Callable[[str], object]]
"""For an attribute whether a text, or one of a list, is a value that it may have."""
_FITS: Fits = {
    "size": SIZES.__contains__,
    "certificate": CERTIFICATES.__contains__,
    "features": FEATURES.__contains__,
    "kldb": lookups.is_kldb,
    "trains": lookups.is_kldb,
    "industry": lookups.is_wz,
    "ags": lookups.is_ags,
    "postal_code": re.compile(r"\d{5}").fullmatch,
    "url": URL.fullmatch,
    "email": EMAIL.fullmatch,
}


class RecordError(ValueError):
    """A record has a value that the catalogue cannot hold; the message names record, attribute and value."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every kind of entry has; names and codes as in its table."""

    table: ClassVar[type[Base]]
    required: ClassVar[tuple[str, ...]]
    """Attributes that must not be empty, beside source and id."""
    fits: ClassVar[Fits] = {}
    """Values of attributes that mean something of their own in this kind."""

    source_id: str
    """The source's own id; together with the source it decides what an import updates."""
    source: str = ""
    """Empty: the source of the import that it is part of."""
    checked_on: date | None = None
    """None: the day of the import when the entry is new or changes; otherwise what is stored stays."""
    valid_until: date | None = None
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class LocatedRecord(Record):
    """What is somewhere."""

    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    ags: str | None = None
    lat: float | None = None
    """Degrees north, WGS 84."""
    lon: float | None = None
    """Degrees east, WGS 84."""


@dataclass(frozen=True, kw_only=True)
class EmployerRecord(LocatedRecord):
    """One employer. `trains` are KldB 2010 codes, five digits; `industry` is WZ 2008; `size` the EU class."""

    table = Employer
    required = ("name",)

    name: str
    description: str | None = None
    industry: str | None = None
    size: str | None = None
    features: tuple[str, ...] = ()
    trains: tuple[str, ...] = ()
    url: str | None = None
    email: str | None = None
    phone: str | None = None
    how_to_apply: str | None = None


@dataclass(frozen=True, kw_only=True)
class OfferRecord(LocatedRecord):
    """One offer of an employer. Without a place of its own it is where its employer is."""

    table = JobOffer
    required = ("title", "kind", "employer", "employer_source")
    fits: ClassVar[Fits] = {"kind": OFFERS.__contains__}

    employer: str
    """`source_id` of its employer."""
    employer_source: str = ""
    """Source of its employer; empty: the same as the offer's."""
    kind: str
    title: str
    kldb: str | None = None
    certificate: str | None = None
    features: tuple[str, ...] = ()
    starts_on: date | None = None
    positions: int | None = None
    pay: str | None = None
    apply_until: date | None = None
    how_to_apply: str | None = None
    url: str | None = None


RecordType = TypeVar("RecordType", bound=Record)
_RANGES = {"lat": (-90, 90), "lon": (-180, 180), "positions": (0, MOST_POSITIONS), "months": (1, 84)}


def clean_text(text: str) -> str:
    """Text as the catalogue keeps it: composed, one kind of line end, no control characters, no space around."""
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unicodedata.normalize("NFC", lines)).strip()


def canonical(record: RecordType, source: str) -> RecordType:
    """The record as the catalogue keeps it: texts clean, empty ones None, features in order, sources filled in.

    Raises:
        RecordError: a code is unknown, a text too long, a number out of range or a required value missing.
    """
    changes: dict[str, Any] = {}
    for name, value in vars(record).items():
        if isinstance(value, str):
            changes[name] = clean_text(value) or None
        elif isinstance(value, (tuple, list)):
            changes[name] = _ordered(name, value)
        elif isinstance(value, float):
            changes[name] = round(value, COORDINATE_DIGITS)
    changes["source"] = changes["source"] or source
    if isinstance(record, OfferRecord):
        changes["employer_source"] = changes["employer_source"] or changes["source"]
    cleaned = replace(record, **changes)
    _check(cleaned)
    return cleaned


def _ordered(name: str, codes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    distinct = dict.fromkeys(codes)
    if name == "features":
        return tuple(sorted(distinct, key=lambda code: FEATURES.index(code) if code in FEATURES else -1))
    return tuple(distinct)


def _check(record: Record) -> None:
    limits = max_lengths(type(record))
    for name, value in vars(record).items():
        for part in value if isinstance(value, tuple) else (value,):
            if not _fits(record, name, part, limits.get(name, LONG_TEXT)):
                raise _error(record, name, part)
    if isinstance(record, LocatedRecord) and (record.lat is None) != (record.lon is None):
        raise _error(record, "lat", record.lat)


def _fits(record: Record, name: str, value: Any, limit: int) -> bool:
    if value is None:
        return name not in ("source", "source_id", *record.required)
    if isinstance(value, str):
        allowed = record.fits.get(name) or _FITS.get(name)
        return len(value) <= limit and (allowed is None or bool(allowed(value)))
    if isinstance(value, date):
        return FIRST_DAY <= value <= LAST_DAY
    low, high = _RANGES.get(name, (0, 1))
    return bool(low <= value <= high)


def _error(record: Record, name: str, value: object) -> RecordError:
    return RecordError(f"{type(record).__name__} {record.source_id!r}: {name}={value!r} does not fit the catalogue")


_LENGTHS: dict[type[Record], dict[str, int]] = {}


def max_lengths(record_type: type[Record]) -> dict[str, int]:
    """The most characters each text of a record may have, from its table; SQLite itself would not object."""
    if record_type not in _LENGTHS:
        columns = record_type.table.__table__.columns
        _LENGTHS[record_type] = {
            column.name: column.type.length
            for column in columns
            if isinstance(column.type, String) and column.type.length
        }
    return _LENGTHS[record_type]
