"""The report as tables for Excel: what the page shows, and a sheet that says how it was counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.catalogue.exchange.tables import Table, TableCell, write_csv, write_workbook
from bot.conversations.gaps.asks import CROSSED, PAIR, SINGLE
from bot.conversations.gaps.report import Report, Row
from bot.conversations.gaps.suppression import LEAST
from bot.conversations.gaps.words import label_of, period_name, span_name
from bot.phrases import entry, phrase
from bot.region import Region

FORMATS = ("xlsx", "csv")
_COUNTS = ("asked", "found", "widened", "none", "missing")
Cells = tuple[TableCell, ...]


def write_export(path: Path, report: Report, region: Region) -> None:
    """Write the report as the path's suffix says, one of `FORMATS`."""
    tables = tables_of(report, region)
    if path.suffix == ".csv":
        write_csv(path, tables, phrase("gaps.columns.table"))
    else:
        write_workbook(path, tables)


def file_name(report: Report, form: str) -> str:
    """A name that says which months are in it."""
    first, last = (report.periods[place].period.month_names[place] for place in (0, -1))
    return f"{phrase('gaps.file_one' if first == last else 'gaps.file', first=first, last=last)}.{form}"


def tables_of(report: Report, region: Region) -> list[Table]:
    """The sheets in their order, the method first."""
    singles = [_values_table(dimension, report.tables[dimension]) for dimension in SINGLE]
    pairs = [_pairs_table(crossed, other, report.tables[crossed]) for crossed, other in CROSSED.items()]
    return [_method_table(report, region), _periods_table(report), *singles, *pairs]


def method_lines(report: Report, region: Region) -> list[tuple[str, str]]:
    """Heading and explanation of each rule."""
    values = {
        "agency": region.agency.name,
        "period": span_name([each.period for each in report.periods]),
        "made": f"{max(each.made_at for each in report.periods):%d.%m.%Y}",
        "least": LEAST,
        "most": LEAST - 1,
    }
    return [(heading, text.format(**values)) for heading, text in entry("gaps.method.lines")]


def _method_table(report: Report, region: Region) -> Table:
    return Table(phrase("gaps.sheets.method"), (phrase("gaps.heading"), ""), method_lines(report, region))


def _periods_table(report: Report) -> Table:
    rows = []
    for each in report.periods:
        cells = list(_counts(each.all))
        cells[0] = each.conversations  # known even where one of its parts is hidden
        rows.append((period_name(each.period), *cells))
    return Table(phrase("gaps.sheets.period"), _headings("period"), rows)


def _values_table(dimension: str, rows: Sequence[Row]) -> Table:
    return _table(dimension, _headings("value", "code"), rows, lambda row: (label_of(dimension, row.value), row.value))


def _pairs_table(crossed: str, other: str, rows: Sequence[Row]) -> Table:
    def names(row: Row) -> Cells:
        place, _, value = row.value.partition(PAIR)
        return label_of("place", place), place, label_of(other, value), value

    return _table(crossed, _headings("place", "code", "value", "code"), rows, names)


def _table(name: str, headings: tuple[str, ...], rows: Sequence[Row], names: Callable[[Row], Cells]) -> Table:
    cells: list[Cells] = [(*names(row), *_counts(row)) for row in rows]
    return Table(phrase(f"gaps.sheets.{name}"), headings, cells or [(phrase("gaps.table_empty"),)])


def _headings(*names: str) -> tuple[str, ...]:
    return tuple(phrase(f"gaps.columns.{name}") for name in (*names, *_COUNTS, "whole"))


def _counts(row: Row) -> Cells:
    """The counts, empty where hidden, and whether those that are shown are exact; sums only of all their parts."""
    whole = all(count.whole for count in (row.found, row.widened, row.none) if count.number is not None)
    sums = {"asked": row.asked, "missing": row.missing}
    counts = [sums.get(name) or getattr(row, name) for name in _COUNTS]
    exact = whole and all(count.whole for count in sums.values() if count.number is not None)
    return (*(count.number for count in counts), phrase(f"gaps.whole.{'yes' if exact else 'no'}"))
