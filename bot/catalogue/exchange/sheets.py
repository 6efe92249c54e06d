"""The sheets that staff fill in, one for each kind of entry. A new kind is one more `Sheet` in `SHEETS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from bot.catalogue.exchange import cells, lookups
from bot.catalogue.exchange.columns import (
    UNKNOWN,
    Column,
    address_columns,
    heading_key,
    industry_type,
    kldb_list_type,
    kldb_type,
    provenance_columns,
)
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.entries import EMPLOYERS, OFFERS, EntryKind
from bot.catalogue.exchange.matching import derived_id, match_key
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.exchange.records import LONG_TEXT, MOST_POSITIONS, Record
from bot.phrases import entry, phrase

Values = dict[str, Any]
"""Parsed cells of one row by attribute."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns in order, and how the rest of a record follows from them."""

    kind: EntryKind
    columns: tuple[Column, ...]
    fill: Callable[[Values], Values]
    """What is empty and follows from the row itself. Raises CellError where it does not."""
    link: Callable[[Values, Directory], Values] = lambda values, directory: {}
    """What follows from other entries. Raises CellError."""
    identify: Callable[[Values], str] = lambda values: ""
    """A stable id for a row without one."""

    @property
    def title(self) -> str:
        """The sheet's German name."""
        return phrase(f"exchange.sheets.{self.kind.name}.title")

    @property
    def titles(self) -> tuple[str, ...]:
        """All names under which the sheet is recognised, in the form of `heading_key`."""
        return tuple(map(heading_key, (self.title, *entry(f"exchange.sheets.{self.kind.name}")["also"])))

    def column(self, attribute: str) -> Column:
        """The column of an attribute."""
        return next(column for column in self.columns if column.attribute == attribute)

    def record(self, values: Values, source: str, directory: Directory) -> Record:
        """The record of a row; `source` counts where the row names none.

        Raises:
            CellError: what is missing does not follow from the rest.
        """
        values = values | {"source": values["source"] or source}
        values |= self.fill(values)
        values |= self.link(values, directory)
        values["source_id"] = values["source_id"] or self.identify(values)
        known: Values = {name: None if value is UNKNOWN else value for name, value in values.items()}
        return self.kind.record(**{item.name: known[item.name] for item in fields(self.kind.record)})


def fill_place(values: Values) -> Values:
    """AGS from postal code and town, coordinates from both."""
    point = (values["lat"], values["lon"])
    if UNKNOWN in point:
        point = (UNKNOWN, UNKNOWN)
    elif (point[0] is None) != (point[1] is None):
        raise CellError("coordinates", attribute="lat" if point[0] is None else "lon")
    ags = values["ags"] or _ags_of(values)
    if point[0] is None and ags not in (None, UNKNOWN):
        point = lookups.coordinates(ags, values["postal_code"])
    return {"ags": ags, "lat": point[0], "lon": point[1]}


def _ags_of(values: Values) -> str | None:
    city, postal_code = values["city"], values["postal_code"]
    return lookups.ags_of(city, postal_code) if city or postal_code else None


def _fill_employer(values: Values) -> Values:
    place = fill_place(values)
    if place["ags"] is None:
        raise CellError("place_missing", attribute="city")
    return place


def _identify_employer(values: Values) -> str:
    return derived_id(match_key(*(values[name] for name in ("name", "street", "postal_code", "city"))))


def _fill_offer(values: Values) -> Values:
    kldb = values["kldb"] or lookups.kldb_of_title(values["title"])
    if kldb is None:
        raise CellError("title", attribute="title", candidates=lookups.occupation_titles())
    return fill_place(values) | {"kldb": kldb}


def _link_offer(values: Values, directory: Directory) -> Values:
    source = values["employer_source"] or values["source"]
    key = (source, values["employer"]) if values["employer"] else None
    found = directory.find(key, values["employer_name"], source, values["postal_code"])
    return {"employer_source": found[0], "employer": found[1]}


def _identify_offer(values: Values) -> str:
    parts = ("employer_source", "employer", "kind", "title", "starts_on", "street", "postal_code", "city")
    return derived_id(*(str(values[name] or "") for name in parts))


def _employer_sheet(sheet: str = EMPLOYERS.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "name", cells.text(200), required=True),
        *address_columns(sheet),
        Column(sheet, "industry", industry_type()),
        Column(sheet, "size", cells.choice("size")),
        Column(sheet, "features", cells.choices("features")),
        Column(sheet, "trains", kldb_list_type()),
        Column(sheet, "description", cells.text(LONG_TEXT)),
        Column(sheet, "url", cells.url(500)),
        Column(sheet, "email", cells.email(200)),
        Column(sheet, "phone", cells.text(60)),
        Column(sheet, "how_to_apply", cells.text(LONG_TEXT)),
        *provenance_columns(sheet),
    )
    return Sheet(EMPLOYERS, columns, _fill_employer, identify=_identify_employer)


def _offer_sheet(sheet: str = OFFERS.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "employer", cells.text(120)),
        Column(sheet, "employer_name", cells.text(200), in_record=False),
        Column(sheet, "kind", cells.choice("kind"), required=True),
        Column(sheet, "title", cells.text(200), required=True),
        Column(sheet, "kldb", kldb_type(), filled=True),
        Column(sheet, "certificate", cells.choice("certificate")),
        Column(sheet, "features", cells.choices("features")),
        Column(sheet, "starts_on", cells.day()),
        Column(sheet, "positions", cells.whole_number(0, MOST_POSITIONS)),
        Column(sheet, "pay", cells.text(200)),
        Column(sheet, "apply_until", cells.last_day()),
        Column(sheet, "how_to_apply", cells.text(LONG_TEXT)),
        Column(sheet, "url", cells.url(500)),
        *address_columns(sheet),
        *provenance_columns(sheet),
        Column(sheet, "employer_source", cells.text(80)),
    )
    return Sheet(OFFERS, columns, _fill_offer, _link_offer, _identify_offer)


SHEETS = (_employer_sheet(), _offer_sheet())
"""Parents before what hangs on them."""
