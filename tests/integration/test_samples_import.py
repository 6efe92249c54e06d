"""The sample catalogue in a real database: filling it twice changes nothing, and every row says that it is a sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue.exchange import import_records
from bot.catalogue.samples import REFERENCE_DATE, SOURCE, fill, generate
from bot.catalogue.tables import CatalogueRevision, Employer, JobOffer
from bot.cli.samples import samples


async def count(engine, table, *conditions):
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table).where(*conditions))


async def revision(engine):
    async with engine.connect() as connection:
        return await connection.scalar(select(CatalogueRevision.number))


async def test_filling_brings_in_what_is_generated_marked_and_in_force(engine):
    employers, offers = generate()
    outcome = await fill(engine)
    assert outcome.counts["employers"].new == await count(engine, Employer) == len(employers)
    assert outcome.counts["offers"].new == await count(engine, JobOffer) == len(offers)
    for table in (Employer, JobOffer):
        assert await count(engine, table, table.sample.is_(False)) == 0
        assert await count(engine, table, table.source != SOURCE) == 0
        assert await count(engine, table, table.valid_until < date(2027, 10, 1)) == 0
        assert await count(engine, table, table.checked_on != REFERENCE_DATE) == 0
    async with AsyncSession(engine) as session:
        firm = (await session.scalars(select(Employer).where(Employer.source_id == employers[0].source_id))).one()
        offer = (await session.scalars(select(JobOffer).where(JobOffer.source_id == offers[0].source_id))).one()
    assert (firm.name, firm.description, firm.ags) == (employers[0].name, employers[0].description, employers[0].ags)
    assert firm.trains == list(employers[0].trains)
    assert sorted(firm.features) == sorted(employers[0].features)
    assert (offer.title, offer.kldb, offer.starts_on) == (offers[0].title, offers[0].kldb, offers[0].starts_on)
    assert offer.employer_id == firm.id


async def test_filling_twice_changes_nothing(engine):
    first = await fill(engine)
    second = await fill(engine)
    assert first.touched > 1600
    assert second.touched == 0
    assert second.counts["employers"].unchanged == first.counts["employers"].new
    assert second.revision == first.revision == await revision(engine)


async def test_filling_mends_what_was_changed_and_leaves_other_sources_alone(engine):
    employers, _ = generate(["05978024"])
    own = replace(employers[0], source="agentur", source_id="1", sample=False)
    await fill(engine)
    await import_records(engine, "agentur", [own], [])
    await import_records(engine, SOURCE, [replace(generate()[0][0], name="Changed")], None)
    outcome = await fill(engine)
    assert outcome.counts["employers"].changed == 1
    assert outcome.touched == 1
    assert await count(engine, Employer, Employer.name == "Changed") == 0
    assert await count(engine, Employer, Employer.source == "agentur", Employer.sample.is_(False)) == 1


def test_command_fills_and_says_what_it_did(sqlite_url, monkeypatch):
    monkeypatch.setenv("KUMPEL_DATABASE_URL", sqlite_url)
    employers, offers = generate()
    first = CliRunner().invoke(samples, catch_exceptions=False)
    again = CliRunner().invoke(samples, catch_exceptions=False)
    assert first.exit_code == again.exit_code == 0
    assert f"employers: {len(employers)} new, 0 changed" in first.output
    assert f"offers: {len(offers)} new, 0 changed" in first.output
    assert f"employers: 0 new, 0 changed, {len(employers)} unchanged" in again.output
