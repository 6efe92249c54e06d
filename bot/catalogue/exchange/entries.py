"""The kinds of entry that can be imported: which record goes into which table, and what it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from bot.catalogue.exchange.knowledge_records import EventRecord, OccupationRecord, PlaceRecord, ProgrammeRecord
from bot.catalogue.exchange.matching import match_key
from bot.catalogue.exchange.records import EmployerRecord, OfferRecord, Record
from bot.database import Base


@dataclass(frozen=True)
class Parent:
    """The entry that another hangs on: `column` holds its number, the record names it by source and id."""

    column: str
    kind: EntryKind
    id_attribute: str
    source_attribute: str
    name_attribute: str
    """What a spreadsheet calls the parent's name."""


@dataclass(frozen=True)
class EntryKind:
    """A kind of entry. `derived` are columns worked out from a record and not part of it."""

    name: str
    record: type[Record]
    parent: Parent | None = None
    derived: dict[str, Callable[[Any], Any]] = field(default_factory=dict, hash=False)

    @property
    def table(self) -> type[Base]:
        """The table of this kind."""
        return self.record.table

    @property
    def columns(self) -> list[str]:
        """The columns that an import writes, without `id` and the parent's number."""
        names = {item.name for item in fields(self.record)} | self.derived.keys()
        return [column.name for column in self.table.__table__.columns if column.name in names]

    def row(self, record: Record) -> dict[str, Any]:
        """The record as a row; lists for JSON columns."""
        values = {key: list(value) if isinstance(value, tuple) else value for key, value in vars(record).items()}
        return values | {name: derive(record) for name, derive in self.derived.items()}


def _employer_key(record: EmployerRecord) -> str:
    return match_key(record.name, record.street, record.postal_code, record.city)


EMPLOYERS = EntryKind("employers", EmployerRecord, derived={"match_key": _employer_key})
OFFERS = EntryKind(
    "offers", OfferRecord, parent=Parent("employer_id", EMPLOYERS, "employer", "employer_source", "employer_name")
)
PROGRAMMES = EntryKind("programmes", ProgrammeRecord)
PLACES = EntryKind("places", PlaceRecord)
EVENTS = EntryKind("events", EventRecord)
OCCUPATIONS = EntryKind("occupations", OccupationRecord)
KINDS = (EMPLOYERS, OFFERS, PROGRAMMES, PLACES, EVENTS, OCCUPATIONS)
"""Parents before what hangs on them."""
