"""The migrations make exactly the tables that the code declares, from nothing and back, on both databases."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

import bot.catalogue.editing.tables
import bot.catalogue.knowledge_tables
import bot.catalogue.tables
import bot.conversations.correction_tables
import bot.conversations.gaps.tables
import bot.conversations.log_tables
import bot.conversations.messenger_tables
import bot.conversations.review_tables
import bot.conversations.tables
import bot.staff.tables  # noqa: F401
from bot.database import MIGRATIONS_DIR, Base, create_engine, migrate, migrate_async


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    config.attributes["url"] = url
    return config


def on(url: str, function):
    """Run a synchronous function on a connection."""

    async def run():
        engine = create_engine(url)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(function)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def differences(connection: Connection) -> list:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return compare_metadata(context, Base.metadata)


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_is_the_declared_one(empty_database_url: str) -> None:
    migrate(empty_database_url)
    assert on(empty_database_url, differences) == []


def test_every_declared_constraint_has_its_name(empty_database_url: str) -> None:
    migrate(empty_database_url)

    def names(connection: Connection) -> dict[str, set[str | None]]:
        inspector = inspect(connection)
        return {
            table: {inspector.get_pk_constraint(table)["name"]}
            | {unique["name"] for unique in inspector.get_unique_constraints(table)}
            | {key["name"] for key in inspector.get_foreign_keys(table)}
            for table in tables(connection)
        }

    declared = {
        name: {str(constraint.name) for constraint in table.constraints} for name, table in Base.metadata.tables.items()
    }
    assert on(empty_database_url, names) == declared


def test_down_and_up_again_leaves_nothing_behind(empty_database_url: str) -> None:
    migrate(empty_database_url)
    command.downgrade(alembic_config(empty_database_url), "base")
    assert on(empty_database_url, tables) == set()
    migrate(empty_database_url)
    assert on(empty_database_url, tables) == set(Base.metadata.tables)


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    migrate(empty_database_url)
    migrate(empty_database_url)
    assert on(empty_database_url, differences) == []


async def test_a_running_loop_can_migrate(empty_database_url: str) -> None:
    await migrate_async(empty_database_url)
    engine = create_engine(empty_database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set(Base.metadata.tables)
    await engine.dispose()


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory.from_config(alembic_config(""))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


EMPLOYER = (
    "INSERT INTO employers (id, name, match_key, features, trains, source, source_id, checked_on, sample) "
    "VALUES ({id}, 'Beispiel', 'beispiel', '[]', '[]', 'test', '{source_id}', '2026-11-01', {true})"
)
OFFER = (
    "INSERT INTO offers (id, employer_id, kind, title, features, source, source_id, checked_on, sample) "
    "VALUES (1, {employer}, 'job', 'Beispiel', '[]', 'test', '1', '2026-11-01', {true})"
)


def run(url: str, *statements: str):
    true = "1" if url.startswith("sqlite") else "true"

    def execute(connection: Connection):
        for statement in statements:
            result = connection.execute(text(statement.replace("{true}", true)))
        return result.scalar() if result.returns_rows else None

    return on(url, execute)


def test_a_source_names_a_record_once(database_url: str) -> None:
    run(database_url, EMPLOYER.format(id=1, source_id="a", true="{true}"))
    with pytest.raises(IntegrityError):
        run(database_url, EMPLOYER.format(id=2, source_id="a", true="{true}"))


def test_offers_go_with_their_employer_and_need_one(database_url: str) -> None:
    with pytest.raises(IntegrityError):
        run(database_url, OFFER.format(employer=9, true="{true}"))
    run(database_url, EMPLOYER.format(id=1, source_id="a", true="{true}"), OFFER.format(employer=1, true="{true}"))
    run(database_url, "DELETE FROM employers")
    assert run(database_url, "SELECT count(*) FROM offers") == 0
