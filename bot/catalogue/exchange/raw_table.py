"""A table as it stands in a file, before anybody knows what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.catalogue.exchange.cells import Cell

MOST_COLUMNS = 500
MOST_ROWS = 1_048_576
"""As many as a sheet of Excel has."""


@dataclass(frozen=True)
class RawTable:
    """Rows with their number as Excel counts them. `rows` can be read once."""

    file: str
    name: str | None
    """Name of the sheet; None for CSV."""
    rows: Iterable[tuple[int, Sequence[Cell]]]
    separated: bool
    """Whether columns are parted by a character, so that one too many shifts all that follow."""


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a row says nothing."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
