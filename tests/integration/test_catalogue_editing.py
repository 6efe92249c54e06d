"""Single entries changed by staff, on both databases: one way in, nobody overwritten, everything remembered."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.editing.finding import Wanted, count_waiting, find_entries, waiting_entries
from bot.catalogue.editing.history import history_of, newest_undoable
from bot.catalogue.editing.saving import (
    ConflictError,
    GoneError,
    add_entry,
    change_entry,
    check_entry,
    end_entry,
    read_entry,
    undo_edit,
)
from bot.catalogue.exchange.entries import EMPLOYERS, KINDS, OFFERS, PLACES
from bot.catalogue.knowledge_tables import Place
from bot.catalogue.tables import CatalogueRevision

TODAY = date(2026, 11, 24)
EMPLOYER = {"name": "Ökohof Muster", "city": "Hamm", "trains": "11103", "phone": "+49 1", "description": "a\nb; c"}
PLACE = {"name": "Beratung", "kind": "Beratungsstelle", "text": "x", "plain": "y", "needs_review": "Stimmt das?"}


async def added(engine: AsyncEngine, kind=EMPLOYERS, cells=EMPLOYER):
    saved = await add_entry(engine, kind, cells, "anna", TODAY)
    assert saved.problems == []
    return await read_entry(engine, kind, saved.number)


async def test_an_entry_lives_through_all_that_can_be_done_to_it(engine: AsyncEngine) -> None:
    entry = await added(engine)
    assert (entry.cells["phone"], entry.cells["description"]) == ("+49 1", "a\nb; c")
    await change_entry(engine, entry, {"phone": "2"}, entry.version, "ben", TODAY)
    entry = await read_entry(engine, EMPLOYERS, entry.number)
    await end_entry(engine, entry, entry.version, "cem", TODAY)
    entry = await read_entry(engine, EMPLOYERS, entry.number)
    assert entry.values["valid_until"] == TODAY - timedelta(days=1)
    for expected in ("ended", "changed"):
        edit = newest_undoable(await history_of(engine, EMPLOYERS, entry.key))
        assert edit is not None and edit.deed == expected
        await undo_edit(engine, entry, edit.number, edit.before, entry.version, "dana", TODAY)
        entry = await read_entry(engine, EMPLOYERS, entry.number)
    edits = await history_of(engine, EMPLOYERS, entry.key)
    assert newest_undoable(edits) is None
    assert [(edit.name, edit.deed, edit.undone) for edit in reversed(edits)] == [
        ("anna", "new", False),
        ("ben", "changed", True),
        ("cem", "ended", True),
        ("dana", "restored", False),
        ("dana", "restored", False),
    ]
    assert entry.cells["phone"] == "+49 1"
    assert [change.heading for change in edits[-2].changes] == ["Telefon"]


async def test_of_two_at_once_one_is_told(engine: AsyncEngine) -> None:
    entry = await added(engine)
    tries = [change_entry(engine, entry, {"phone": str(n)}, entry.version, f"n{n}", TODAY) for n in range(6)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, ConflictError) for result in results) == 5, results
    assert len(await history_of(engine, EMPLOYERS, entry.key)) == 2


async def test_of_two_new_ones_at_once_one_is_told(engine: AsyncEngine) -> None:
    tries = [add_entry(engine, EMPLOYERS, EMPLOYER, "anna", TODAY) for _ in range(4)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, ConflictError) for result in results) == 3, results


async def test_a_change_counts_the_revision_on_and_nothing_new_does_not(engine: AsyncEngine) -> None:
    async def revision() -> int:
        async with engine.connect() as connection:
            return await connection.scalar(select(CatalogueRevision.number)) or 0

    entry = await added(engine)
    before = await revision()
    await change_entry(engine, entry, dict(entry.cells), entry.version, "anna", TODAY)
    assert await revision() == before
    await change_entry(engine, entry, {"phone": "2"}, entry.version, "anna", TODAY)
    assert await revision() == before + 1


async def test_what_is_checked_waits_no_more(engine: AsyncEngine) -> None:
    entry = await added(engine, PLACES, PLACE)
    assert [line.note for line in (await waiting_entries(engine, PLACES, 1, TODAY)).lines] == ["Stimmt das?"]
    await check_entry(engine, entry, entry.version, "anna", TODAY)
    assert (await count_waiting(engine, KINDS, TODAY))["places"] == 0
    async with engine.begin() as connection:
        await connection.execute(update(Place).values(checked_on=TODAY - timedelta(days=181)))
    assert [line.note for line in (await waiting_entries(engine, PLACES, 1, TODAY)).lines] == [""]
    later = TODAY + timedelta(days=1)
    entry = await read_entry(engine, PLACES, entry.number)
    await check_entry(engine, entry, entry.version, "anna", later)
    assert (await read_entry(engine, PLACES, entry.number)).values["checked_on"] == later


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 1),
        (Wanted(name="ÖKOHOF"), 1),
        (Wanted(name="ökohof", town="hamm", occupation="111"), 1),
        (Wanted(name="_kohof"), 0),
        (Wanted(occupation="103"), 0),
        (Wanted(occupation="no such thing"), 0),
        (Wanted(state="ended"), 0),
        (Wanted(page=2), 0),
    ],
)
async def test_entries_are_found(engine: AsyncEngine, wanted: Wanted, count: int) -> None:
    await added(engine)
    assert len((await find_entries(engine, EMPLOYERS, wanted, TODAY)).lines) == count


async def test_an_offer_is_found_by_its_employer(engine: AsyncEngine) -> None:
    await added(engine)
    await added(engine, OFFERS, {"employer_name": EMPLOYER["name"], "kind": "Ausbildung", "title": "Gärtner/in"})
    for wanted in (Wanted(name="Ökohof"), Wanted(town="Hamm"), Wanted(name="gärtner")):
        (line,) = (await find_entries(engine, OFFERS, wanted, TODAY)).lines
        assert (line.title, line.place) == ("Gärtner/in · Ökohof Muster", "Hamm")


async def test_what_is_not_there_cannot_be_read(engine: AsyncEngine) -> None:
    with pytest.raises(GoneError):
        await read_entry(engine, EMPLOYERS, 4711)
