"""Any sequence of imports leaves what a plain dictionary would hold, and counts what it did; also several at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange import EmployerRecord, OfferRecord, import_records
from bot.catalogue.exchange.importing import Counts
from bot.catalogue.tables import CatalogueRevision, Employer
from bot.database import Base, create_engine

START = date(2026, 11, 1)
SOURCES = ("agentur", "kammer")


@dataclass(frozen=True)
class Step:
    """One import: employers by number with a telephone number, said to be complete or tried only."""

    source: str
    phones: dict[str, str]
    complete: bool
    dry_run: bool


@dataclass
class Model:
    """What the catalogue should hold: telephone, day of check and end by source and number."""

    entries: dict[tuple[str, str], tuple[str, date, date | None]] = field(default_factory=dict)
    revision: int = 0

    def take(self, step: Step, today: date) -> Counts:
        entries = dict(self.entries)
        new = changed = ended = 0
        for number, phone in step.phones.items():
            known = entries.get((step.source, number))
            new += known is None
            changed += known is not None and (known[0], known[2]) != (phone, None)
            if known is None or (known[0], known[2]) != (phone, None):
                entries[step.source, number] = (phone, today, None)
        yesterday = today - timedelta(days=1)
        for key, (phone, checked, until) in list(entries.items()):
            gone = step.complete and key[0] == step.source and key[1] not in step.phones
            if gone and (until is None or until > yesterday):
                entries[key] = (phone, checked, yesterday)
                ended += 1
        if not step.dry_run:
            self.entries = entries
            self.revision += bool(new or changed or ended)
        return Counts(new=new, changed=changed, unchanged=len(step.phones) - new - changed, ended=ended)


steps = st.builds(
    Step,
    source=st.sampled_from(SOURCES),
    phones=st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12"), max_size=4),
    complete=st.booleans(),
    dry_run=st.sampled_from([False, False, False, True]),
)


def records(step: Step) -> list[EmployerRecord]:
    return [
        EmployerRecord(source_id=number, name="Beispiel GmbH", phone=phone) for number, phone in step.phones.items()
    ]


async def held(engine: AsyncEngine) -> dict[tuple[str, str], tuple[str, date, date | None]]:
    columns = (Employer.source, Employer.source_id, Employer.phone, Employer.checked_on, Employer.valid_until)
    async with engine.connect() as connection:
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in await connection.execute(select(*columns))}  # type: ignore[misc]


async def revision(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(CatalogueRevision.number)) or 0


@given(st.lists(steps, min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_imports_one_after_another(sequence: list[Step]) -> None:
    model = Model()
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite+aiosqlite:///{Path(folder) / 'k.sqlite'}")
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        for number, step in enumerate(sequence):
            today = START + timedelta(days=number)
            expected = model.take(step, today)
            outcome = await import_records(
                engine, step.source, records(step), None, complete=step.complete, dry_run=step.dry_run, today=today
            )
            assert outcome.counts == {"employers": expected}
            assert await held(engine) == model.entries
            assert await revision(engine) == outcome.revision == model.revision
        await engine.dispose()


async def test_the_same_sequence_on_both_databases(engine: AsyncEngine) -> None:
    model = Model()
    sequence = [
        Step("agentur", {"a": "1", "b": "1"}, False, False),
        Step("kammer", {"a": "2"}, True, False),
        Step("agentur", {"b": "2", "c": "1"}, True, True),
        Step("agentur", {"b": "2", "c": "1"}, True, False),
        Step("agentur", {"a": "1"}, False, False),
        Step("kammer", {}, True, False),
    ]
    for number, step in enumerate(sequence):
        today = START + timedelta(days=number)
        expected = model.take(step, today)
        outcome = await import_records(
            engine, step.source, records(step), None, complete=step.complete, dry_run=step.dry_run, today=today
        )
        assert outcome.counts == {"employers": expected}
        assert await held(engine) == model.entries
    assert await revision(engine) == model.revision == 5


async def test_imports_at_the_same_time_wait_for_each_other(database_url: str) -> None:
    firm = EmployerRecord(source_id="0", name="Beispiel GmbH")
    engines = [create_engine(database_url) for _ in range(4)]

    async def bring(number: int, engine: AsyncEngine) -> Counts:
        firms = [replace(firm, source_id=str(one), phone=str(number)) for one in range(300)]
        offers = [OfferRecord(source_id=f"{number}", employer="0", kind="job", title="Tischler/in")]
        return (await import_records(engine, "agentur", firms, offers, today=START)).counts["employers"]

    counts = await asyncio.gather(*(bring(number, engine) for number, engine in enumerate(engines)))
    assert sorted((one.new, one.changed) for one in counts) == [(0, 300), (0, 300), (0, 300), (300, 0)]
    assert await revision(engines[0]) == 4
    phones = {phone for phone, _, _ in (await held(engines[0])).values()}
    assert len(phones) == 1, "one import is whole, not mixed with another"
    for engine in engines:
        await engine.dispose()
