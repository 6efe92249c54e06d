"""Alembic environment: runs the migrations over the project's async engine."""

import asyncio

from alembic import context
from sqlalchemy.engine import Connection

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
from bot.database import Base, create_engine
from bot.settings import load_settings


def run(connection: Connection) -> None:
    """Run all pending migrations on one connection."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=connection.dialect.name == "sqlite"
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Connect and migrate."""
    url = context.config.attributes.get("url") or load_settings().database_url
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
    finally:
        await engine.dispose()


asyncio.run(main())
