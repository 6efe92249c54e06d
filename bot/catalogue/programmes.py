"""Programmes: support, funding and rights, by need and by what is known of a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from bot.catalogue.eligibility import judge, next_question
from bot.catalogue.knowledge_tables import Programme
from bot.catalogue.knowledge_words import contact_lines, review_lines, sections_in_words, topic_label
from bot.catalogue.listing import Entry, ListedKind, Listing, Match, Search, topic_score
from bot.catalogue.needs import Needs, named
from bot.catalogue.verdict_words import verdict_reasons
from bot.database import Base
from bot.language.criteria import Criteria
from bot.phrases import phrase

if TYPE_CHECKING:
    from bot.catalogue import Catalogue


_NAMED = 3
"""A name or keyword counts more than the main topic, which many programmes share."""


class Programmes(ListedKind):
    """The kind "programmes". What certainly does not fit a person is left out; what is open stays, and says so."""

    table: ClassVar[type[Base]] = Programme

    def match(self, row: Entry, search: Search) -> Match | None:
        """Fits by topic or name, for people of the place, unless a condition is not met."""
        called = named(row.keywords, search.needs.words)
        topics = topic_score(row.topics, search.needs.topics)
        if not search.where.serves(row.serves) or (_is_particular(search.needs) and not topics and not called):
            return None
        verdict = judge(row.conditions, search.needs.person)
        if verdict.outcome == "not_met":
            return None
        certain = bool(verdict.met) and not verdict.open
        return Match(
            row, (-_NAMED * called - topics, not row.serves, not certain, -len(verdict.met), len(verdict.open), row.id)
        )

    def reasons(self, row: Entry, search: Search) -> Iterable[str]:
        """Why it fits the person, what is open, and who checks."""
        person = search.needs.person
        yield from verdict_reasons(judge(row.conditions, person), person, row.provider)
        yield phrase("knowledge.detail.provider", provider=row.provider)

    def lines(self, row: Entry) -> Iterator[str]:
        """What it gives, for whom, how to get it, and on what grounds."""
        yield row.text
        yield phrase(f"eligibility.entitlement.{row.entitlement}")
        for each in row.also:
            yield phrase("knowledge.detail.also", text=each)
        yield phrase("knowledge.detail.how", text=row.how_to_apply)
        yield phrase("knowledge.detail.provider", provider=row.provider)
        if row.basis:
            yield phrase("knowledge.detail.basis", sections=sections_in_words(row.basis))
        yield from review_lines(row)
        yield from contact_lines(row)

    def source_words(self, row: Entry) -> str:
        """The sections of law, else where it can be looked up."""
        return sections_in_words(row.basis) or super().source_words(row)

    def facet_values(self, row: Entry) -> Iterable[tuple[str, str]]:
        """Topics."""
        return (("topics", topic) for topic in row.topics)

    def facet_label(self, key: str, value: str) -> str:
        """The topic in words."""
        return topic_label(value)


def _is_particular(needs: Needs) -> bool:
    """Whether a topic or words of the person say what it is about."""
    return bool(needs.topics or needs.words)


async def open_question(
    catalogue: Catalogue, criteria: Criteria, needs: Needs, asked: Collection[str] = (), today: date | None = None
) -> str | None:
    """The fact of `bot.catalogue.conditions` whose answer changes most of what a search of programmes finds.

    None when no answer changes anything, or enough was asked. Words and answers: `bot.catalogue.verdict_words`.
    """
    listing = cast(Listing, await catalogue.held("programmes"))
    found = listing.matches(criteria, needs, today or date.today())
    return next_question([match.row.conditions for match in found], needs.person, asked, needs.topics)


KIND = Programmes()
