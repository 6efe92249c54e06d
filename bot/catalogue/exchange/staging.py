"""Imported rows in temporary tables, compared with the catalogue and brought in by few statements over whole sets.

Filling a temporary table locks nothing, so that reading a large file never keeps a conversation from being written.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    MetaData,
    String,
    Table,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import JSON

from bot.catalogue.exchange.entries import EntryKind

_KEY = ("source", "source_id")


class Staging:
    """The temporary table of one kind and the statements that bring it into the catalogue."""

    def __init__(self, kind: EntryKind, dialect: str) -> None:
        self.kind = kind
        self.target: Table = kind.table.__table__  # type: ignore[assignment]
        self._insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        columns = [
            Column(name, self.target.c[name].type, primary_key=name in _KEY, nullable=name not in _KEY)
            for name in kind.columns
        ]
        if kind.parent:
            columns += [Column(kind.parent.id_attribute, String), Column(kind.parent.source_attribute, String)]
        self.table = Table(f"incoming_{kind.name}", MetaData(), *columns, prefixes=["TEMPORARY"])

    def _same_key(self) -> ColumnElement[bool]:
        return and_(*(self.table.c[name] == self.target.c[name] for name in _KEY))

    def _changed(self) -> ColumnElement[bool]:
        """Whether an imported row says something else than the catalogue."""
        differences = [
            _comparable(self.table.c[name]).is_distinct_from(_comparable(self.target.c[name]))
            for name in self.kind.columns
            if name not in (*_KEY, "checked_on")
        ]
        checked = self.table.c.checked_on
        differences.append(and_(checked.is_not(None), checked != self.target.c.checked_on))
        if self.kind.parent:
            differences.append(self._parent_number() != self.target.c[self.kind.parent.column])
        return or_(*differences)

    def _parent_number(self) -> ColumnElement[int]:
        parent = self.kind.parent
        assert parent
        table: Table = parent.kind.table.__table__  # type: ignore[assignment]
        query = select(table.c.id).where(
            table.c.source == self.table.c[parent.source_attribute],
            table.c.source_id == self.table.c[parent.id_attribute],
        )
        return query.scalar_subquery()

    def counts(self) -> Any:
        """Select: imported rows, those already in the catalogue, those of them that differ."""
        joined = self.table.outerjoin(self.target, self._same_key())
        known = self.target.c.id.is_not(None)
        return select(
            func.count(), func.count(self.target.c.id), func.count(case((and_(known, self._changed()), 1)))
        ).select_from(joined)

    def orphans(self, limit: int) -> Any:
        """Select: ids of imported rows whose parent is nowhere."""
        return select(self.table.c.source_id).where(self._parent_number().is_(None)).limit(limit)

    def bring_in(self, today: date) -> Any:
        """Insert of new rows and update of changed ones; unchanged rows are left alone."""
        columns: dict[str, ColumnElement[Any]] = {name: self.table.c[name] for name in self.kind.columns}
        columns["checked_on"] = func.coalesce(self.table.c.checked_on, literal(today, Date))
        if self.kind.parent:
            columns[self.kind.parent.column] = self._parent_number()
        joined = self.table.outerjoin(self.target, self._same_key())
        rows = select(*columns.values()).select_from(joined).where(or_(self.target.c.id.is_(None), self._changed()))
        statement = self._insert(self.target).from_select(list(columns), rows)
        return statement.on_conflict_do_update(
            index_elements=list(_KEY),
            set_={name: statement.excluded[name] for name in columns if name not in _KEY},
        )

    def end_missing(self, source: str, today: date) -> Any:
        """Update: what the imported sources no longer have counts until yesterday."""
        yesterday = today - timedelta(days=1)
        until = self.target.c.valid_until
        sources = select(self.table.c.source)
        return (
            update(self.target)
            .where(
                or_(self.target.c.source == source, self.target.c.source.in_(sources)),
                or_(until.is_(None), until > yesterday),
                ~exists().where(self._same_key()),
            )
            .values(valid_until=yesterday)
        )


def _comparable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """PostgreSQL cannot compare JSON; its text is written by one serialiser and so compares as well."""
    return cast(column, Text) if isinstance(column.type, JSON) else column
