"""Checks of facts: grounds, sections of law, amounts, dates, links. Pure functions over records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.catalogue.codes import LAWS
from bot.catalogue.exchange.knowledge_records import (
    AMOUNT,
    SOURCE,
    OccupationRecord,
    ProgrammeRecord,
    ToldRecord,
)

STALE_AFTER = timedelta(days=400)
"""Facts are compared with their sources once a year."""
MOST_PLAIN_WORDS = 12
SECTIONS_FILE = Path(__file__).parent / "sections.yml"
_SUM = re.compile(r"\d[\d.,]*\s?(?:€|Euro\b|EUR\b|Prozent\b|%)")
_LINK = re.compile(r"https://[^\s/.]+(\.[^\s/.]+)+(/\S*)?")
_PHONE = re.compile(r"\+?[\d /-]{3,}")
_SENTENCE = re.compile(r"[^.!?:]+")


@dataclass(frozen=True)
class FactProblem:
    """Something wrong with an entry."""

    rule: str
    kind: str
    id: str
    what: str


@cache
def sections() -> Mapping[str, frozenset[str]]:
    """The sections of each law that may be cited."""
    table = yaml.safe_load(SECTIONS_FILE.read_text(encoding="utf-8"))
    return {law: frozenset(map(str, numbers)) for law, numbers in table.items()}


def fact_problems(records: Iterable[ToldRecord], today: date) -> list[FactProblem]:
    """Everything that is wrong with these entries on a day, by rule in the order of `RULES`."""
    kept = list(records)
    return [
        FactProblem(rule, str(record.table.__tablename__), record.source_id, what)
        for rule, check in RULES.items()
        for record in kept
        for what in check(record, today)
    ]


def _grounds(record: ToldRecord, today: date) -> Iterator[str]:
    """A real entry says where its facts are from; a programme without a listed law waits for a person."""
    basis = getattr(record, "basis", ())
    if not record.sample and not basis and not record.sources:
        yield "neither a section of law nor a source"
    listed = any(law_of(each) in LAWS for each in basis)
    if isinstance(record, ProgrammeRecord) and not listed and not record.needs_review and not record.sample:
        yield "no section of a listed law, and no needs_review"


def _sections(record: ToldRecord, today: date) -> Iterator[str]:
    """What is cited exists."""
    for each in getattr(record, "basis", ()):
        law, section = each.split()
        if law in LAWS and section not in sections()[law]:
            yield each
        if law not in LAWS and not record.needs_review:
            yield f"{each}: a law that is not listed needs a review"


def _amounts(record: ToldRecord, today: date) -> Iterator[str]:
    """Every sum in a text is listed with a section that the entry cites; pay has its source."""
    amounts = [AMOUNT.fullmatch(each) for each in getattr(record, "amounts", ())]
    told = {match["amount"]: match["basis"] for match in amounts if match}
    for text in _texts(record):
        for found in _SUM.findall(text):
            if found not in told:
                yield found
            elif told[found] not in getattr(record, "basis", ()):
                yield f"{found}: {told[found]} is no basis of the entry"
    if isinstance(record, OccupationRecord) and bool(record.pay) != bool(record.pay_source):
        yield "pay and pay_source go together"


def _dates(record: ToldRecord, today: date) -> Iterator[str]:
    """Checked within a year and some, not in the future, and valid no shorter than that."""
    checked = record.checked_on
    if checked is None or checked > today:
        yield f"checked_on {checked}"
    elif checked < today - STALE_AFTER:
        yield f"checked_on {checked} is long ago"
    if checked and record.valid_until and record.valid_until < checked and not record.sample:
        yield f"valid_until {record.valid_until} is before checked_on"


def _links(record: ToldRecord, today: date) -> Iterator[str]:
    """Links are https and whole, phone numbers are numbers."""
    urls = [match["url"] for each in record.sources if (match := SOURCE.fullmatch(each))]
    for url in filter(None, [*urls, getattr(record, "url", None)]):
        if not _LINK.fullmatch(url):
            yield url
    phone = getattr(record, "phone", None)
    if phone and not _PHONE.fullmatch(phone):
        yield phone


def _plain(record: ToldRecord, today: date) -> Iterator[str]:
    """The plain text has short sentences."""
    for sentence in _SENTENCE.findall(record.plain):
        if len(sentence.split()) > MOST_PLAIN_WORDS:
            yield sentence.strip()


def _texts(record: ToldRecord) -> list[str]:
    names = ("text", "plain", "how_to_apply", "how_to_join", "directions")
    single: list[Any] = [getattr(record, name, None) for name in names]
    return [text for text in (*single, *getattr(record, "also", ())) if text]


def law_of(basis: str) -> str:
    """The law of a section as `basis` writes it."""
    return basis.split()[0]


RULES: dict[str, Callable[[ToldRecord, date], Iterable[str]]] = {
    "grounds": _grounds,
    "sections": _sections,
    "amounts": _amounts,
    "dates": _dates,
    "links": _links,
    "plain": _plain,
}
