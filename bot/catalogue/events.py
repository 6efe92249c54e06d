"""Events: fairs, open days, information evenings; what is over never appears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from bot.catalogue.calendar_file import calendar_file
from bot.catalogue.knowledge_tables import Event
from bot.catalogue.knowledge_words import contact_lines, day_words, joined, review_lines, topic_label
from bot.catalogue.listing import Entry, ListedKind, Match, Search, topic_score
from bot.catalogue.nearby import overlap
from bot.catalogue.needs import named
from bot.database import Base
from bot.language.gazetteer import name_of
from bot.language.wording import word_for
from bot.phrases import entry, phrase


class Events(ListedKind):
    """The kind "events". The soonest come first; what is about nothing in particular fits every occupation."""

    table: ClassVar[type[Base]] = Event

    def match(self, row: Entry, search: Search) -> Match | None:
        """Fits when it is still to come, there or online, and about what is looked for."""
        criteria, needs = search.criteria, search.needs
        if (row.ends_on or row.starts_on) < search.today or not (row.online or search.where.holds(row)):
            return None
        for key, about in (("occupation", row.occupations), ("offer", row.offers)):
            if about and key in criteria and not overlap(about, criteria[key]):  # type: ignore[literal-required]
                return None
        called = named(row.keywords, needs.words)
        topics = topic_score(row.topics, needs.topics)
        if needs.topics and not topics and not called:
            return None
        particular = bool(row.occupations) and "occupation" in criteria
        return Match(row, (-called - topics - particular, row.starts_on, row.starts_at or "", row.id))

    def reasons(self, row: Entry, search: Search) -> Iterable[str]:
        """When, where, and what it is."""
        yield day_words(row)
        yield phrase("knowledge.reason.online") if row.online else search.where.words(row) or ""
        yield entry("knowledge.event_kinds")[row.kind]

    def lines(self, row: Entry) -> Iterator[str]:
        """What happens, when, where, and how to take part."""
        yield row.text
        yield day_words(row)
        venue = joined(filter(None, (row.venue, None if row.street else row.city)))
        if venue:
            yield phrase("knowledge.detail.where", text=venue)
        if row.how_to_join:
            yield phrase("knowledge.detail.join", text=row.how_to_join)
        if row.organiser:
            yield phrase("knowledge.detail.organiser", organiser=row.organiser)
        yield from review_lines(row)
        yield from contact_lines(row)

    def calendar(self, row: Entry) -> str | None:
        """The event as a calendar file."""
        return calendar_file(row)

    def particulars(self, row: Entry) -> dict[str, Any]:
        """Its days and times, for a calendar."""
        days = {name: getattr(row, name) for name in ("starts_on", "ends_on")}
        times = {name: getattr(row, name) or None for name in ("starts_at", "ends_at")}
        return {**{name: day.isoformat() if day else None for name, day in days.items()}, **times}

    def facet_values(self, row: Entry) -> Iterable[tuple[str, str]]:
        """Kinds of offer, towns and topics."""
        yield from (("offer", offer) for offer in row.offers)
        if row.ags:
            yield "place", row.ags
        yield from (("topics", topic) for topic in row.topics)

    def facet_label(self, key: str, value: str) -> str:
        """The value in words."""
        if key == "topics":
            return topic_label(value)
        return name_of(value) if key == "place" else word_for(key, value)


KIND = Events()
