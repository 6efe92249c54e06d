"""What is safe to do again is done again while the database is away, and nothing else is."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from bot import database
from bot.database import create_engine, through_outages


class Operation:
    def __init__(self, *results: object) -> None:
        self.results = list(results)

    async def __call__(self) -> object:
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


AWAY = OperationalError("SELECT 1", {}, Exception("away"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_FIRST_PAUSE_SECONDS", 0.001)


@pytest.mark.parametrize(
    "error", [AWAY, ConnectionRefusedError(), TimeoutError()], ids=lambda error: type(error).__name__
)
async def test_an_outage_is_waited_out(error: Exception) -> None:
    assert await through_outages(Operation(error, error, error, "there")) == "there"


@pytest.mark.parametrize(
    "error", [IntegrityError("", {}, Exception()), ProgrammingError("", {}, Exception()), ValueError("x")]
)
async def test_a_mistake_is_no_outage(error: Exception) -> None:
    operation = Operation(error, "never")
    with pytest.raises(type(error)):
        await through_outages(operation)
    assert operation.results == ["never"]


async def test_after_some_seconds_it_gives_up() -> None:
    with pytest.raises(OperationalError):
        await through_outages(Operation(*[AWAY] * 100), seconds=0.01)


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
async def test_what_must_last_is_written_through_on_sqlite(sqlite_url: str, durable: bool, level: int) -> None:
    engine = create_engine(sqlite_url, durable=durable)
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == level
    await engine.dispose()
