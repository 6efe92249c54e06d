"""Places: offices, advice centres, providers and lines to turn to, by need and by where one lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from bot.catalogue.knowledge_tables import Place
from bot.catalogue.knowledge_words import (
    contact_lines,
    hours_lines,
    open_today,
    review_lines,
    topic_label,
    topics_in_words,
    words_of,
)
from bot.catalogue.listing import Entry, ListedKind, Match, Search, topic_score
from bot.catalogue.needs import named
from bot.database import Base
from bot.language.gazetteer import name_of
from bot.phrases import entry, phrase


class Places(ListedKind):
    """The kind "places". A place is for those whom it serves; one that serves everybody has to be near, or a line."""

    table: ClassVar[type[Base]] = Place

    def match(self, row: Entry, search: Search) -> Match | None:
        """Fits by topic or name, and serves the place or lies there."""
        called = named((*row.keywords, row.name), search.needs.words)
        topics = topic_score(row.topics, search.needs.topics)
        if search.needs.topics and not topics and not called:
            return None
        nowhere = row.ags is None
        reached = search.where.serves(row.serves) if row.serves or nowhere else search.where.holds(row)
        if not reached:
            return None
        distance = search.where.distance(row)
        return Match(row, (-called, -topics, nowhere, round(distance or 0), row.id))

    def reasons(self, row: Entry, search: Search) -> Iterable[str]:
        """What it helps with, where it is, and whether it is open on that day."""
        yield entry("knowledge.place_kinds")[row.kind]
        wanted = [topic for topic in row.topics if topic in search.needs.topics] or row.topics[:3]
        if wanted:
            yield phrase("knowledge.reason.helps_with", topics=topics_in_words(wanted))
        yield search.where.words(row) or phrase("knowledge.reason.everywhere")
        yield open_today(row.hours, search.today) or ""

    def lines(self, row: Entry) -> Iterator[str]:
        """What it is for, when and where."""
        yield row.text
        if row.city and not row.street:
            yield phrase("knowledge.detail.where", text=row.city)
        yield from hours_lines(row.hours)
        if row.directions:
            yield phrase("knowledge.detail.directions", text=row.directions)
        if row.accessible is not None:
            yield phrase(f"knowledge.detail.{'accessible' if row.accessible else 'not_accessible'}")
        if row.languages:
            yield phrase("knowledge.detail.languages", languages=words_of("languages", row.languages))
        yield from review_lines(row)
        yield from contact_lines(row)

    def facet_values(self, row: Entry) -> Iterable[tuple[str, str]]:
        """Topics, and towns where there are some."""
        yield from (("topics", topic) for topic in row.topics)
        if row.ags:
            yield "place", row.ags

    def facet_label(self, key: str, value: str) -> str:
        """The topic or town in words."""
        return topic_label(value) if key == "topics" else name_of(value)

    def title(self, row: Entry) -> str:
        """Its name."""
        return str(row.name)


KIND = Places()
