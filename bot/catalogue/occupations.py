"""Occupations: what one does, how one learns it, and whom it may suit by liking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from bot.catalogue.knowledge_tables import Occupation
from bot.catalogue.knowledge_words import duration_words, joined, review_lines, words_of
from bot.catalogue.listing import Entry, ListedKind, Match, Search
from bot.catalogue.nearby import overlap
from bot.catalogue.needs import Taste, named
from bot.database import Base
from bot.language.occupations import title_of
from bot.phrases import entry, phrase

LIKING, INTEREST, SETTING, DISLIKE = 2.0, 1.5, 1.0, -2.5
"""What one shared code adds to the score of an occupation; a dislike takes away more than a liking gives."""
_INTEREST_WEIGHTS = (1.0, 0.6, 0.4)
"""By place in the occupation's list: the strongest interest first."""


class Occupations(ListedKind):
    """The kind "occupations"."""

    table: ClassVar[type[Base]] = Occupation

    def match(self, row: Entry, search: Search) -> Match | None:
        """Fits by code, by name, or by liking; everything where nothing was said."""
        criteria, taste = search.criteria, search.needs.taste
        excluded: Any = criteria.get("not", {})
        if overlap((row.kldb,), excluded.get("occupation", ())):
            return None
        wanted = criteria.get("occupation", ())
        called = named((*row.keywords, row.title), search.needs.words)
        if wanted and not overlap((row.kldb,), wanted) and not called:
            return None
        if search.needs.words and not (wanted or taste or called):
            return None
        score = taste_score(row, taste)
        if taste and score <= 0:
            return None
        exact = any(len(code) == len(row.kldb) and row.kldb == code for code in wanted)
        return Match(row, (not exact, -called, -score, row.title))

    def reasons(self, row: Entry, search: Search) -> Iterable[str]:
        """Why it may suit, how one learns it and what is usually asked."""
        taste = search.needs.taste
        likes = entry("knowledge.likes")
        shared = [likes[code] for code in row.likes if code in taste.likes][:2]
        if shared:
            yield phrase("knowledge.reason.taste", likes=str(entry("eligibility.last_join")).join(_once(shared)))
        yield _training(row)
        if row.certificate:
            yield entry("knowledge.certificates")[row.certificate]
        unloved = [code for code in row.demands if code in taste.dislikes]
        if unloved:
            yield phrase("knowledge.reason.avoid", demands=words_of("demands", unloved))

    def particulars(self, row: Entry) -> dict[str, Any]:
        """Its code and those of related ones."""
        return {"codes": (row.kldb, *row.related)}

    def lines(self, row: Entry) -> Iterator[str]:
        """What one does, learns and meets."""
        yield row.text
        yield _training(row)
        if row.certificate:
            yield entry("knowledge.certificates")[row.certificate]
        if row.settings:
            yield phrase("knowledge.detail.work_in", settings=words_of("settings", row.settings))
        if row.demands:
            yield phrase("knowledge.detail.to_expect", demands=words_of("demands", row.demands))
        if row.pay and row.pay_source:
            yield phrase("knowledge.detail.pay", pay=row.pay, source=row.pay_source)
        titles = joined(_titles(row.related))
        if titles:
            yield phrase("knowledge.detail.related", titles=titles)
        yield from review_lines(row)


def taste_score(row: Entry, taste: Taste) -> float:
    """How well an occupation goes with likings; 0 where nothing is shared."""
    weights = zip(row.interests, _INTEREST_WEIGHTS, strict=False)
    interests = sum(weight for interest, weight in weights if interest in taste.interests)
    return (
        LIKING * len(set(row.likes) & set(taste.likes))
        + INTEREST * interests
        + SETTING * len(set(row.settings) & set(taste.settings))
        + DISLIKE * len(set(row.demands) & set(taste.dislikes))
    )


def _training(row: Entry) -> str:
    way = str(entry("knowledge.training_ways")[row.training])
    return phrase("knowledge.reason.training", way=way, duration=duration_words(row.months)) if row.months else way


def _once(clauses: Sequence[str]) -> list[str]:
    """Clauses of one sentence: the subject is said once."""
    subject = str(entry("eligibility.subject"))
    return [clauses[0], *(clause.removeprefix(subject) for clause in clauses[1:])]


def _titles(codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        with suppress(KeyError):
            yield title_of(code)


KIND = Occupations()
