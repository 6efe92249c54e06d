"""Figures of the catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange import EmployerRecord, OfferRecord, import_records
from bot.catalogue.stats import catalogue_stats

TODAY = date(2026, 11, 22)
FIRM = EmployerRecord(source_id="1", name="Beispiel GmbH", ags="05978024", checked_on=TODAY)
OFFER = OfferRecord(
    source_id="1", employer="1", kind="apprenticeship", title="Tischler/in", kldb="22342", checked_on=TODAY
)


async def test_an_empty_catalogue(engine: AsyncEngine) -> None:
    stats = await catalogue_stats(engine, TODAY)
    kinds = ("employers", "offers", "programmes", "places", "events", "occupations")
    assert {name: (each.total, each.needs_review) for name, each in stats.items()} == dict.fromkeys(kinds, (0, 0))
    assert stats["employers"].by_source == {}


async def test_every_figure(engine: AsyncEngine) -> None:
    ages = {"2": 30, "3": 31, "4": 180, "5": 365, "6": 366}
    firms = [replace(FIRM, source_id=key, checked_on=TODAY - timedelta(days=age)) for key, age in ages.items()]
    firms[0] = replace(firms[0], sample=True, source="beispiel", ags=None, valid_until=TODAY)
    firms[1] = replace(firms[1], ags="05913000", valid_until=TODAY - timedelta(days=1))
    offers = [OFFER, replace(OFFER, source_id="2", kind="job", ags="05913000"), replace(OFFER, source_id="3")]
    await import_records(engine, "agentur", [FIRM, *firms], offers, today=TODAY)
    stats = await catalogue_stats(engine, TODAY)
    assert stats["employers"].as_dict() == {
        "total": 6,
        "current": 5,
        "expired": 1,
        "sample": 1,
        "by_source": {"agentur": 5, "beispiel": 1},
        "by_checked": {"30": 2, "90": 1, "180": 1, "365": 1, "older": 1},
        "by_municipality": {"05978024": 4, "": 1, "05913000": 1},
        "by_kind": {},
        "needs_review": 0,
    }
    assert stats["offers"].by_kind == {"apprenticeship": 2, "job": 1}
    assert stats["offers"].by_municipality == {"05978024": 2, "05913000": 1}
