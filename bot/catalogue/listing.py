"""Kinds of which there are hundreds of entries: held as rows, matched one by one, ordered by what matches best.

A kind of this sort states its table, whether a row fits and how well, its facets, its card and its details.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, ClassVar

from sqlalchemy import Row, Select, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.catalogue.areas import Atlas
from bot.catalogue.atlas import GazetteerAtlas
from bot.catalogue.kinds import Detail, Found
from bot.catalogue.knowledge_tables import Review, is_settled
from bot.catalogue.knowledge_words import joined
from bot.catalogue.nearby import Where, where
from bot.catalogue.needs import Needs
from bot.catalogue.reasons import relaxation
from bot.catalogue.result import Facet, Item
from bot.catalogue.tables import not_over
from bot.catalogue.widening import Step, widen
from bot.database import Base
from bot.language.criteria import Criteria

Entry = Row[Any]
MOST_OF_A_FACET = 6


@dataclass(frozen=True)
class Search:
    """One search as the kinds see it."""

    criteria: Criteria
    needs: Needs
    where: Where
    today: date


@dataclass(frozen=True)
class Match:
    """An entry that fits: smaller ranks first."""

    row: Entry
    rank: tuple[Any, ...]


class ListedKind:
    """What these kinds share; subclasses are the kinds."""

    table: ClassVar[type[Base]]

    def match(self, row: Entry, search: Search) -> Match | None:
        """The entry with its rank, None when it does not fit."""
        raise NotImplementedError

    def reasons(self, row: Entry, search: Search) -> Iterable[str]:
        """Why it fits, in words from its data."""
        raise NotImplementedError

    def lines(self, row: Entry) -> Iterator[str]:
        """All that is known of it, in words."""
        raise NotImplementedError

    def facet_values(self, row: Entry) -> Iterable[tuple[str, str]]:
        """Keys and values by which a search could be narrowed."""
        return ()

    def facet_label(self, key: str, value: str) -> str:
        """The words of such a value."""
        raise NotImplementedError

    def particulars(self, row: Entry) -> dict[str, Any]:
        """What the cards of this kind hold beside what all hold."""
        return {}

    def title(self, row: Entry) -> str:
        """What it is called."""
        return str(row.title)

    async def load(self, connection: AsyncConnection, municipalities: Collection[str]) -> Listing:
        """All entries; `municipalities` (AGS) are the home region."""
        rows = (await connection.execute(self._rows())).all()
        return Listing(self, rows, municipalities, GazetteerAtlas())

    async def details(self, connection: AsyncConnection, ids: list[int], today: date) -> list[Detail]:
        """The facts of these entries, in the order of the ids; those that are gone are left out."""
        columns = self.table.__table__.c
        query = self._rows().where(columns.id.in_(ids), not_over(columns.valid_until, today))
        by_id = {row.id: row for row in await connection.execute(query)}
        return [self._detail(by_id[number]) for number in dict.fromkeys(ids) if number in by_id]

    def _rows(self) -> Select[Any]:
        """All entries; a note that staff have settled is none any more."""
        table = self.table.__table__
        note = case((Review.kind.is_(None), table.c.needs_review)).label("needs_review")
        columns = [note if column.name == "needs_review" else column for column in table.c]
        return select(*columns).outerjoin_from(table, Review.__table__, is_settled(table)).order_by(table.c.id)

    def _detail(self, row: Entry) -> Detail:
        return Detail(
            id=str(row.id),
            title=self.title(row),
            lines=tuple(self.lines(row)),
            plain=(row.plain,),
            sample=row.sample,
            source=self.source_words(row),
            checked_on=row.checked_on.isoformat(),
            url=getattr(row, "url", None),
            calendar=self.calendar(row),
        )

    def source_words(self, row: Entry) -> str:
        """Where its facts can be looked up, in words; who supplied it where that is not said."""
        return joined(source.split(" <")[0] for source in row.sources) or str(row.source)

    def calendar(self, row: Entry) -> str | None:
        """A calendar file, for what has a day."""
        return None

    def item(self, row: Entry, search: Search) -> Item:
        """The card of an entry."""
        return Item(
            id=str(row.id),
            title=self.title(row),
            reasons=tuple(dict.fromkeys(filter(None, self.reasons(row, search)))),
            sample=row.sample,
            source=self.source_words(row),
            checked_on=row.checked_on.isoformat(),
            lat=getattr(row, "lat", None),
            lon=getattr(row, "lon", None),
            url=getattr(row, "url", None),
            text=row.text,
            plain=row.plain,
            **self.particulars(row),
        )


class Listing:
    """The entries of one kind at one revision."""

    def __init__(self, kind: ListedKind, rows: Sequence[Entry], municipalities: Collection[str], atlas: Atlas) -> None:
        self._kind = kind
        self._rows = rows
        self._home = tuple(municipalities)
        self._atlas = atlas

    def find(self, criteria: Criteria, needs: Needs, *, today: date, offset: int, limit: int) -> Found:
        """One page of what fits on a day; widened when nothing does."""
        found, used = self.matches(criteria, needs, today), criteria
        steps: list[Step] = []
        if not found:
            used, steps = widen(criteria, lambda wanted: bool(self.matches(wanted, needs, today)))
            found = self.matches(used, needs, today) if steps else []
        search = self._search(used if "place" in used else criteria, needs, today)
        page = [self._kind.item(match.row, search) for match in found[offset : offset + limit]]
        facets = _facets(self._kind, found, criteria, needs) if page else ()
        return Found(len(found), tuple(page), facets, tuple(relaxation(step, criteria) for step in steps))

    def matches(self, criteria: Criteria, needs: Needs, today: date) -> list[Match]:
        """All that fits exactly on a day, best first."""
        search = self._search(criteria, needs, today)
        counting = (row for row in self._rows if row.valid_until is None or row.valid_until >= today)
        found = [match for row in counting if (match := self._kind.match(row, search))]
        return sorted(found, key=lambda match: match.rank)

    async def items(self, connection: AsyncConnection, criteria: Criteria, found: Found) -> tuple[Item, ...]:
        """The cards of the page, which are held already."""
        return found.shown

    def _search(self, criteria: Criteria, needs: Needs, today: date) -> Search:
        return Search(criteria, needs, where(criteria, self._atlas, self._home), today)


def _facets(kind: ListedKind, found: Sequence[Match], criteria: Criteria, needs: Needs) -> tuple[Facet, ...]:
    """Values that part what was found, the most frequent first, without those that were asked for."""
    counts = Counter(chain.from_iterable(set(kind.facet_values(match.row)) for match in found))
    by_key: dict[str, list[Facet]] = {}
    for (key, value), count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        if count < len(found) and not (key == "topics" and value in needs.topics) and key not in criteria:
            by_key.setdefault(key, []).append(Facet(key, value, kind.facet_label(key, value), count))
    return tuple(facet for facets in by_key.values() for facet in facets[:MOST_OF_A_FACET])


def topic_score(topics: Sequence[str], wanted: Collection[str]) -> int:
    """How well an entry's topics answer those wanted: the main one counts twice."""
    return sum(1 for topic in topics if topic in wanted) + (bool(topics) and topics[0] in wanted)
