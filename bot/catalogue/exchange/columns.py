"""Columns of a spreadsheet: which attribute of a record they hold, how staff read them, how a cell is parsed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.catalogue.exchange import cells, lookups
from bot.catalogue.exchange.cells import Cell, CellType
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.exchange.records import clean_text
from bot.language.text import fold
from bot.phrases import entry, phrase


class _Unknown:
    """The mark of a value that is to stay empty although it could be filled in."""


UNKNOWN = _Unknown()


@dataclass(frozen=True)
class Column:
    """One column. Its words stand in `exchange.columns` under the kind's name or under "common"."""

    sheet: str
    """The kind's name, e.g. "employers"."""
    attribute: str
    type: CellType
    required: bool = False
    filled: bool = False
    """Filled in from other columns when empty, unless staff write that it is unknown."""
    in_record: bool = True
    """False: it only helps to work out others."""

    @cached_property
    def _words(self) -> dict[str, Any]:
        words: dict[str, Any] = entry(f"exchange.columns.{self.sheet}").get(self.attribute)
        return words or entry(f"exchange.columns.common.{self.attribute}")

    @property
    def heading(self) -> str:
        """The German heading."""
        return str(self._words["heading"])

    @property
    def help(self) -> str:
        """What staff write here."""
        told = str(self._words["help"]).format(choices=", ".join(self.type.choices()))
        return phrase("exchange.required", help=told) if self.required else told

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings that are understood, in the form of `heading_key`."""
        return tuple(map(heading_key, (self.heading, self.attribute, *self._words.get("also", ()))))

    def parse(self, cell: Cell) -> Any:
        """The value of a cell; `UNKNOWN` where staff say so.

        Raises:
            CellError: the cell cannot be taken.
        """
        if cell is None or (isinstance(cell, str) and not clean_text(cell)):
            if self.required:
                raise CellError("missing")
            return self.type.empty
        if self.filled and fold(cells.as_text(cell)) == phrase("exchange.unknown"):
            return UNKNOWN
        return self.type.parse(cell)

    def write(self, value: Any) -> Any:
        """The value as a cell; texts are neutralised."""
        if value is None or value == ():
            return ""
        written = phrase("exchange.unknown") if value is UNKNOWN else self.type.write(value)
        return cells.neutralised(written) if isinstance(written, str) else written


def heading_key(heading: str) -> str:
    """A heading without case, spaces, hyphens, stars and other punctuation."""
    return "".join(character for character in fold(heading) if character.isalnum())


def kldb_type() -> CellType:
    """A KldB code or the title of an occupation."""
    return CellType(lambda cell: lookups.kldb(cells.as_text(cell)), lookups.kldb_words)


def kldb_list_type() -> CellType:
    """Several KldB codes or titles."""
    return CellType(
        lambda cell: tuple(dict.fromkeys(map(lookups.kldb, cells.parts(cells.as_text(cell))))),
        lambda codes: entry("exchange.separator").join(map(lookups.kldb_words, codes)),
        empty=(),
    )


def industry_type() -> CellType:
    """A WZ 2008 code or the name of a section or division."""
    return CellType(
        lambda cell: lookups.industry(cells.as_text(cell)), lookups.industry_words, lookups.industry_choices
    )


def ags_type() -> CellType:
    """An AGS; Excel drops its leading zero."""

    def fix(value: str) -> str | None:
        code = value.zfill(8)
        return code if lookups.is_ags(code) else None

    return cells.pattern("ags", 20, fix)


def address_columns(sheet: str) -> tuple[Column, ...]:
    """Where something is."""
    return (
        Column(sheet, "street", cells.text(200)),
        Column(sheet, "postal_code", cells.postal_code()),
        Column(sheet, "city", cells.text(120)),
    )


def provenance_columns(sheet: str) -> tuple[Column, ...]:
    """What staff seldom fill in: codes of the place, and where an entry comes from."""
    return (
        Column(sheet, "ags", ags_type(), filled=True),
        Column(sheet, "lat", cells.decimal(-90, 90), filled=True),
        Column(sheet, "lon", cells.decimal(-180, 180), filled=True),
        Column(sheet, "checked_on", cells.day()),
        Column(sheet, "valid_until", cells.last_day()),
        Column(sheet, "sample", cells.yes_no("sample")),
        Column(sheet, "source", cells.text(80)),
    )
