"""Entries as lists: found by name, town and occupation, and what is waiting for a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange.entries import EntryKind
from bot.catalogue.exchange.lookups import kldb
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.knowledge_tables import Review, is_settled
from bot.catalogue.reviews import reviewed_kinds
from bot.catalogue.tables import not_over

PAGE = 50
STALE_AFTER_DAYS = 180
"""An entry that nobody has compared with the facts for so long is outdated."""
_KLDB_COLUMNS = {"employers": ("trains",), "offers": ("kldb",), "events": ("occupations",), "occupations": ("kldb",)}


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty texts stand for everything."""

    name: str = ""
    town: str = ""
    """Name, or postal code or its first digits."""
    occupation: str = ""
    """KldB code, its first digits, or a title."""
    state: str = ""
    """"current", "ended" or empty."""
    page: int = 1


@dataclass(frozen=True)
class Line:
    """An entry in a list."""

    kind: str
    number: int
    title: str
    place: str
    source: str
    checked_on: date
    ended: bool
    sample: bool
    note: str


@dataclass(frozen=True)
class Found:
    """A page of a list, and how many entries it has in all."""

    lines: list[Line]
    total: int


def has_town(kind: EntryKind) -> bool:
    """Whether entries of a kind are somewhere."""
    return "city" in kind.table.__table__.c


def has_occupation(kind: EntryKind) -> bool:
    """Whether entries of a kind are about occupations."""
    return kind.name in _KLDB_COLUMNS


async def find_entries(engine: AsyncEngine, kind: EntryKind, wanted: Wanted, today: date) -> Found:
    """A page of the entries of a kind that fit, by name."""
    return await _page(engine, kind, _conditions(kind, wanted, today), wanted.page, today)


async def waiting_entries(engine: AsyncEngine, kind: EntryKind, page: int, today: date) -> Found:
    """Entries that count and have an open note, or were checked too long ago; examples need no check."""
    table = kind.table.__table__
    stale = table.c.checked_on < today - timedelta(days=STALE_AFTER_DAYS)
    conditions = [not_over(table.c.valid_until, today), table.c.sample.is_(False), or_(stale, _open_note(kind))]
    return await _page(engine, kind, conditions, page, today, oldest_first=True)


async def count_waiting(engine: AsyncEngine, kinds: tuple[EntryKind, ...], today: date) -> Mapping[str, int]:
    """How many entries of each kind are waiting for a check."""
    return {kind.name: (await waiting_entries(engine, kind, 1, today)).total for kind in kinds}


async def _page(
    engine: AsyncEngine,
    kind: EntryKind,
    conditions: list[ColumnElement[bool]],
    page: int,
    today: date,
    *,
    oldest_first: bool = False,
) -> Found:
    table = kind.table.__table__
    title: ColumnElement[str] = table.c.title if "title" in table.c else table.c.name
    place: ColumnElement[str] = table.c.city if has_town(kind) else literal("")
    source: Any = table
    if kind.parent:
        parent = kind.parent.kind.table.__table__
        source = source.join(parent, table.c[kind.parent.column] == parent.c.id)
        title, place = title + " · " + parent.c.name, func.coalesce(place, parent.c.city)
    note: ColumnElement[str | None] = literal(None, Text)
    if kind in reviewed_kinds():
        source = source.outerjoin(Review.__table__, is_settled(table))
        note = table.c.needs_review
    order = (table.c.checked_on, table.c.id) if oldest_first else (title, table.c.id)
    columns = (table.c.id, title, place, table.c.source, table.c.checked_on, table.c.valid_until, table.c.sample)
    query = select(*columns, note, _open_note(kind))
    where = and_(literal(True), *conditions)
    async with engine.connect() as connection:
        total = await connection.scalar(select(func.count()).select_from(source).where(where)) or 0
        rows = await connection.execute(
            query.select_from(source).where(where).order_by(*order).limit(PAGE).offset((page - 1) * PAGE)
        )
        lines = [
            Line(
                kind.name,
                number,
                name,
                town or "",
                origin,
                checked,
                bool(until and until < today),
                sample,
                (text or "") if is_open else "",
            )
            for number, name, town, origin, checked, until, sample, text, is_open in rows
        ]
    return Found(lines, total)


def _open_note(kind: EntryKind) -> ColumnElement[bool]:
    if kind not in reviewed_kinds():
        return false()
    return and_(kind.table.__table__.c.needs_review.is_not(None), Review.kind.is_(None))


def _conditions(kind: EntryKind, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    table = kind.table.__table__
    made: list[ColumnElement[bool]] = []
    if wanted.name:
        made.append(_named(kind, wanted.name))
    if wanted.town and has_town(kind):
        made.append(_in_town(kind, wanted.town))
    if wanted.occupation and has_occupation(kind):
        made.append(_about(kind, wanted.occupation))
    if wanted.state == "current":
        made.append(not_over(table.c.valid_until, today))
    if wanted.state == "ended":
        made.append(table.c.valid_until < today)
    return made


def _contains(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """SQLite knows upper and lower case of ASCII only, so the usual spellings are asked for."""
    spellings = dict.fromkeys((text, text.lower(), text.upper(), text.capitalize()))
    return or_(*(column.icontains(spelling, autoescape=True) for spelling in spellings))


def _named(kind: EntryKind, text: str) -> ColumnElement[bool]:
    table = kind.table.__table__
    found = [_contains(table.c.title if "title" in table.c else table.c.name, text), table.c.source_id == text]
    if kind.parent:
        found.append(_contains(kind.parent.kind.table.__table__.c.name, text))
    return or_(*found)


def _in_town(kind: EntryKind, text: str) -> ColumnElement[bool]:
    tables = [kind.table.__table__, *([kind.parent.kind.table.__table__] if kind.parent else [])]
    if text.isdecimal():
        return or_(*(table.c.postal_code.startswith(text, autoescape=True) for table in tables))
    return or_(*(_contains(table.c.city, text) for table in tables))


def _about(kind: EntryKind, text: str) -> ColumnElement[bool]:
    try:
        code = text if text.isascii() and text.isdecimal() else kldb(text)
    except CellError:
        return false()
    table = kind.table.__table__
    columns = [table.c[name] for name in _KLDB_COLUMNS[kind.name]]
    # JSON lists of codes: a quotation mark stands before each.
    return or_(
        *(
            column.startswith(code, autoescape=True)
            if column.name == "kldb"
            else cast(column, Text).contains(f'"{code}', autoescape=True)
            for column in columns
        )
    )
