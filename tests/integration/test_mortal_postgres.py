"""A PostgreSQL that is killed comes back under the same address with all that was committed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.cli.embedded_postgres import mortal_postgres
from bot.database import answers, create_engine, through_outages

pytestmark = pytest.mark.postgres


async def test_what_was_committed_survives_a_kill() -> None:
    with mortal_postgres() as server:
        engine = create_engine(server.url)
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE kept (number integer)"))
            await connection.execute(text("INSERT INTO kept VALUES (7)"))
        server.kill()
        assert not await answers(engine)
        server.start()

        async def number() -> object:
            async with engine.connect() as connection:
                return await connection.scalar(text("SELECT number FROM kept"))

        assert await through_outages(number) == 7, "the connections of before are noticed to be dead"
        assert await answers(engine)
        await engine.dispose()
