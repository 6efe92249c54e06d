"""What a sheet is: its columns, and how a record follows from a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from bot.catalogue.exchange import lookups
from bot.catalogue.exchange.columns import UNKNOWN, Column, heading_key
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.exchange.records import Record
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
