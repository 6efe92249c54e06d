"""Demand from turns to the report, on both databases; what was erased is in no open count, and closed ones stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from gap_turns import COOK, HAMM, LUENEN, NURSE, asking, many
from log_turns import turn
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.erasure import erase, erase_said
from bot.conversations.gaps.periods import Period
from bot.conversations.gaps.report import Count, Report, available, history, read_report
from bot.conversations.gaps.rollup import roll_up
from bot.conversations.gaps.tables import GapCell, LoggedAsk
from bot.conversations.log import write_turns
from bot.conversations.log_tables import LoggedConversation
from bot.conversations.records import TurnRecord
from bot.conversations.retention import purge_log

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
DURING, AFTER = datetime(2026, 9, 20, tzinfo=timezone.utc), datetime(2026, 10, 3, tzinfo=timezone.utc)
HIDDEN = Count(None, False)


async def write(engine: AsyncEngine, *turns: TurnRecord) -> None:
    async with engine.begin() as connection:
        await write_turns(connection, turns)


async def report(engine: AsyncEngine, now: datetime = AFTER) -> Report:
    """What is shown of all months up to September."""
    await roll_up(engine, now, 1)
    return await read_report(
        engine, [each.period.start for each in await available(engine) if each.period.start < OCTOBER]
    )


async def count(engine: AsyncEngine, table: type) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def test_conversations_are_counted_by_value_and_ending(engine: AsyncEngine) -> None:
    await write(engine, *many(7, occupation=COOK), *many(6, occupation=COOK, total=0), *many(9, relaxed="radius_km"))
    found = await report(engine)
    assert (found.conversations, found.all.missing) == (Count(22, True), Count(15, True))
    (place,) = found.tables["place"]
    assert (place.value, place.found.number, place.widened.number, place.none.number) == (HAMM, 7, 9, 6)
    (cook,) = found.tables["occupation"]
    assert (cook.found, cook.widened, cook.none) == (Count(7, True), HIDDEN, Count(6, True))
    (step,) = found.tables["relaxed"]
    assert (step.value, step.widened) == ("radius_km", Count(9, True))


async def test_messages_of_one_conversation_count_once_over_batches(engine: AsyncEngine) -> None:
    for total in (3, 0, 3):
        await write(engine, *(asking(sender=f"somebody {number}", total=total) for number in range(5)))
    found = await report(engine)
    assert found.conversations == Count(5, True)
    assert found.tables["place"][0].none == Count(5, True)


async def test_small_numbers_are_in_no_table_of_the_database(engine: AsyncEngine) -> None:
    await write(engine, *many(20), *many(3, place=LUENEN), *many(1, occupation=NURSE))
    await report(engine)
    async with engine.connect() as connection:
        cells = (await connection.execute(select(GapCell.__table__))).all()
    assert all(number is None or number >= 5 for cell in cells for number in cell[3:])
    assert not {cell.value for cell in cells} & {LUENEN, NURSE}


async def test_pairs_are_found_from_both_sides(engine: AsyncEngine) -> None:
    await write(engine, *many(8, occupation=COOK, total=0), *many(9, place=LUENEN, total=0), *many(7, total=0))
    found = await report(engine)
    (pair,) = found.crossed("place", HAMM)["occupation"]
    assert (pair.value, pair.none) == (COOK, Count(8, True))
    assert [row.value for row in found.crossed("occupation", COOK)["place"]] == [HAMM]
    assert found.crossed("relaxed", "place") == {}
    for ask in (("place", HAMM), ("occupation", COOK)):
        alone = await read_report(engine, [SEPTEMBER], [ask[0]], ask)
        assert (alone.crossed(*ask), alone.row(*ask)) == (found.crossed(*ask), found.row(*ask))
    lean = await read_report(engine, [SEPTEMBER], ["place"], ("relaxed", "place"))
    assert not lean.tables["place_occupation"] and not lean.tables["occupation"]


async def test_a_period_closes_some_days_after_its_end(engine: AsyncEngine) -> None:
    await write(engine, *many(6))
    for now, closed in ((DURING, False), (AFTER - timedelta(days=1), False), (AFTER, True)):
        await roll_up(engine, now, 1)
        assert (Period(SEPTEMBER, 1), closed, True) in await available(engine)


async def test_an_erased_conversation_is_in_no_open_count(engine: AsyncEngine) -> None:
    await write(engine, *many(6), asking(sender="canary", occupation="29301", total=0))
    assert (await report(engine, DURING)).conversations == Count(7, True)
    assert await erase(engine, "canary", "person")
    assert (await report(engine, DURING)).conversations == Count(6, True)
    async with engine.connect() as connection:
        assert "29301" not in set(await connection.scalars(select(LoggedAsk.value)))


async def test_a_closed_count_stays_so_that_no_difference_tells_of_an_erasure(engine: AsyncEngine) -> None:
    await write(engine, *many(6), asking(sender="canary"))
    before = await report(engine)
    assert await erase(engine, "canary", "person")
    assert await report(engine) == before
    await write(engine, *many(9))
    assert await report(engine) == before, "what comes late is left out as well"


async def test_turns_that_a_wish_to_erase_reaches_later_leave_no_asks(engine: AsyncEngine) -> None:
    early, late = DURING - timedelta(hours=2), DURING
    await write(engine, asking(sender="a", occupation=COOK, at=early), asking(sender="a", place=LUENEN, at=late))
    async with engine.begin() as connection:
        await erase_said(connection, "a", early)
    async with engine.connect() as connection:
        rows = await connection.execute(select(LoggedAsk.dimension, LoggedAsk.value))
        assert {tuple(row) for row in rows} == {("all", ""), ("place", LUENEN)}


async def test_the_log_goes_and_the_closed_counts_stay(engine: AsyncEngine) -> None:
    await write(engine, *many(6))
    before = await report(engine)
    await purge_log(engine, AFTER, AFTER)
    assert await count(engine, LoggedConversation) == await count(engine, LoggedAsk) == 0
    assert await report(engine) == before


async def test_months_are_those_of_germany_and_of_the_beginning(engine: AsyncEngine) -> None:
    midnight = datetime(2026, 8, 31, 22, 30, tzinfo=timezone.utc)
    await write(engine, *many(5, at=midnight))
    await write(engine, *many(5, at=midnight - timedelta(hours=1)))
    found = await report(engine)
    months = [(each.period.start, each.conversations) for each in found.periods if each.conversations]
    assert months == [(date(2026, 8, 1), 5), (SEPTEMBER, 5)]


async def test_sums_over_periods_are_sums_of_what_is_shown(engine: AsyncEngine) -> None:
    august = DURING - timedelta(days=31)
    await write(engine, *many(8, total=0), *many(3, at=august, total=0), *many(9, place=LUENEN, at=august, total=0))
    found = await report(engine)
    hamm = found.row("place", HAMM)
    assert hamm is not None and hamm.none == Count(8, False), "August's three are not in it"
    rows = await history(engine, "place", HAMM, [date(2026, 8, 1), SEPTEMBER])
    assert [row.none.number for row in rows.values()] == [None, 8]


async def test_another_length_counts_no_closed_month_again(engine: AsyncEngine) -> None:
    await write(engine, *many(6))
    await roll_up(engine, AFTER, 1)
    await roll_up(engine, AFTER, 3)
    periods = [each.period for each in await available(engine)]
    assert Period(SEPTEMBER, 1) in periods and Period(date(2026, 7, 1), 3) not in periods


async def test_without_a_search_there_is_nothing(engine: AsyncEngine) -> None:
    await write(engine, turn("a"), turn("b", goal="thank"))
    assert await roll_up(engine, AFTER, 1) == []
    found = await read_report(engine, [])
    assert (found.periods, found.conversations, found.tables["place"]) == ((), HIDDEN, ())
