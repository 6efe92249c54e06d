"""`kumpel conversations` and `kumpel staff` on a real database."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from log_turns import turn
from sqlalchemy import select

from bot.cli import kumpel
from bot.conversations.log import write_turns
from bot.conversations.log_tables import LoggedConversation
from bot.database import create_engine
from bot.settings import load_settings
from bot.staff import accounts, audit


@pytest.fixture(autouse=True)
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", sqlite_url)
    assert load_settings().database_url == sqlite_url
    yield sqlite_url


def run(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(kumpel, list(arguments), **more)


def on(url: str, work):
    async def and_close():
        engine = create_engine(url)
        try:
            return await work(engine)
        finally:
            await engine.dispose()

    return asyncio.run(and_close())


def log_two(url: str) -> str:
    async def write(engine) -> str:
        async with engine.begin() as connection:
            await write_turns(connection, [turn("a", outcome="employers"), turn("b")])
            query = select(LoggedConversation.key).where(LoggedConversation.outcome == "employers")
            return str(await connection.scalar(query))

    return on(url, write)


def test_stats_for_people_and_machines(database: str) -> None:
    log_two(database)
    assert "conversations  2" in run("conversations", "stats").output
    figures = json.loads(run("conversations", "stats", "--json").output)
    assert figures["by_outcome"] == {"employers": 1, "talk": 1}
    assert figures["spool"]["dropped"] == 0


def test_purge_takes_the_days_of_the_settings_or_others(database: str) -> None:
    log_two(database)
    assert run("conversations", "purge").output.startswith("0 conversations")
    assert run("conversations", "purge", "--days", "0").output.startswith("2 conversations")


def test_erase_gives_a_receipt_that_can_be_shown_again(database: str) -> None:
    key = log_two(database)
    erased = run("conversations", "erase", key)
    assert erased.exit_code == 0
    number = re.search(r"Receipt (\S+):", erased.output)
    assert number
    assert run("conversations", "receipt", number.group(1)).output == erased.output
    assert run("conversations", "erase", key).exit_code == 1
    assert run("conversations", "receipt", "20260101-AAAAAAAA").exit_code == 1


def test_staff_is_added_listed_and_removed(database: str) -> None:
    added = run("staff", "add", "Anna.B", "--role", "admin")
    assert added.exit_code == 0
    assert "otpauth://totp/" in added.output
    assert len(re.search(r"Password: (\S+)", added.output).group(1)) >= 12  # type: ignore[union-attr]
    assert run("staff", "list").output.split() == ["anna.b", "admin"]
    assert run("staff", "remove", "anna.b").exit_code == 0
    assert run("staff", "list").output == ""
    deeds = on(database, audit.trail)
    assert [(deed.deed, deed.target) for deed in deeds] == [("account_removed", "anna.b"), ("account_added", "anna.b")]


def test_staff_commands_say_what_will_not_do(database: str) -> None:
    assert "letters" in run("staff", "add", "a b").output
    assert "at least 12" in run("staff", "add", "anna", "--ask", input="short\nshort\n").output
    assert "no account" in run("staff", "remove", "nobody").output
    assert not on(database, accounts.anybody)
