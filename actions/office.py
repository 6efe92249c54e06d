"""The region's organisations and the agency's hours in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.phrases import entry, phrase
from bot.region import Contact, Region, Span


def contact_lines(region: Region) -> list[str]:
    """The agency and the region's organisations that can be reached, a line each."""
    agency = region.agency
    own = Contact(agency.name, None, agency.phone, agency.email, agency.web)
    return [line for contact in (own, *region.contacts) if (line := _line(contact))]


def _line(contact: Contact) -> str | None:
    how = ", ".join(filter(None, (contact.phone, contact.email, contact.web)))
    if not how:
        return None
    key = "purpose" if contact.purpose else "contact"
    return phrase(f"human.{key}", name=contact.name, purpose=contact.purpose, how=how)


def hours_words(region: Region) -> str:
    """When the agency is open."""
    if not region.agency.office_hours:
        return phrase("human.hours_none")
    return phrase("human.hours", days=str(entry("human.day_join")).join(_days(region.agency.office_hours)))


def _days(hours: Mapping[str, tuple[Span, ...]]) -> Iterator[str]:
    for day, spans in hours.items():
        if spans:
            words = str(entry("human.span_join")).join(
                phrase("human.span", start=start, end=end) for start, end in spans
            )
            yield phrase("human.day", day=entry("human.days")[day], spans=words)
