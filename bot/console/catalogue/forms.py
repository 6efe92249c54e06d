"""An entry as a form: a control for each column of its sheet, filled with cells and with what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from multidict import MultiDictProxy

from bot.catalogue.editing.cells import Cells, sheet_of
from bot.catalogue.editing.saving import FIXED
from bot.catalogue.exchange.cells import DAY_FORMAT, written_day
from bot.catalogue.exchange.columns import Column
from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.problems import CellError, Problem
from bot.catalogue.exchange.records import clean_text
from bot.phrases import entry

ORDERED = frozenset({"topics", "interests"})
"""Lists whose order says something are written, not ticked."""
BEHIND = ("ags", "lat", "lon", "checked_on", "valid_until", "sample", "employer_source")
"""What is seldom filled in."""
LONG = frozenset(
    {"text", "plain", "description", "how_to_apply", "how_to_join", "needs_review", "directions", "also"}
    | {"conditions", "sources", "hours", "amounts", "keywords", "trains", "related", "occupations"}
)


@dataclass(frozen=True)
class Field:
    """One control. `choices` are words and whether each is chosen."""

    name: str
    heading: str
    help: str
    control: str
    value: str
    required: bool
    behind: bool
    choices: tuple[tuple[str, bool], ...] = ()
    problem: str = ""


def fields_of(kind: EntryKind, cells: Mapping[str, str], problems: Iterable[Problem] = (), *, new: bool) -> list[Field]:
    """The controls of an entry's form."""
    wrong = {problem.place.column: f"{problem.message} {problem.advice}" for problem in problems}
    shown = [column for column in sheet_of(kind).columns if _is_asked_for(column, new)]
    return [_field(column, cells.get(column.attribute, ""), wrong.get(column.heading, "")) for column in shown]


def given_cells(kind: EntryKind, form: MultiDictProxy[Any]) -> Cells:
    """The cells that a form sends; what it leaves out is left out, but lists that have no tick are empty."""
    cells: Cells = {}
    for column in sheet_of(kind).columns:
        values = [value for value in form.getall(column.attribute, []) if isinstance(value, str)]
        if values or f"{column.attribute}.asked" in form:
            text = clean_text(cast(str, entry("exchange.separator")).join(filter(None, values)))
            cells[column.attribute] = _written(column, text) if column.type.format == DAY_FORMAT else text
    return {name: text for name, text in cells.items() if name != "source"}


def facts_of(kind: EntryKind, cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """Headings and cells of an entry for those who may only look."""
    pairs = [(column.heading, cells.get(column.attribute, "")) for column in sheet_of(kind).columns]
    return [(heading, text) for heading, text in pairs if text]


def _is_asked_for(column: Column, new: bool) -> bool:
    return column.attribute != "source" and (new or column.attribute not in FIXED)


def _control(column: Column) -> str:
    choices = column.type.choices()
    if column.type.format == DAY_FORMAT:
        return "day"
    if choices and column.type.empty == () and column.attribute not in ORDERED:
        return "ticks"
    if choices and not column.type.open:
        return "choice"
    if choices and column.type.empty is None:
        return "suggested"
    return "long" if column.attribute in LONG else "line"


def _field(column: Column, text: str, problem: str) -> Field:
    control = _control(column)
    return Field(
        column.attribute,
        column.heading,
        "" if control in ("ticks", "choice") else column.help,
        control,
        _iso(column, text) if control == "day" else text,
        column.required,
        column.attribute in BEHIND,
        _choices(column, control, text),
        problem,
    )


def _choices(column: Column, control: str, text: str) -> tuple[tuple[str, bool], ...]:
    """Words to choose from; ticked ones keep their order and come first, so that nothing changes by itself."""
    words = tuple(column.type.choices())
    if control != "ticks":
        return tuple((word, word == text) for word in words) if control in ("choice", "suggested") else ()
    ticked = [word for word in text.split(entry("exchange.separator")) if word]
    return (*((word, True) for word in ticked), *((word, False) for word in words if word not in ticked))


def _written(column: Column, text: str) -> str:
    """A day as an export writes it; what is no day stays as it is."""
    try:
        return written_day(column.type.parse(text)) if text else ""
    except CellError:
        return text


def _iso(column: Column, text: str) -> str:
    """The day as a browser's calendar wants it; what is no day stays as it was written."""
    try:
        return str(column.type.parse(text).isoformat()) if text else ""
    except CellError:
        return text
