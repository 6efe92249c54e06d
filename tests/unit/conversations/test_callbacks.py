"""Wishes to be called back: encrypted, one for each conversation, gone when done, forgotten or old."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner
from cryptography.fernet import Fernet
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.callbacks import callbacks as callbacks_command
from bot.conversations import retention
from bot.conversations.callbacks import Callbacks, Wish, callback_key
from bot.conversations.tables import Callback
from bot.database import create_engine
from bot.settings import SettingError, Settings

pytestmark = pytest.mark.asyncio
WISH = Wish("Kumpelfreund", "0151 23456789", "nachmittags", "Ausbildung finden")


@pytest_asyncio.fixture
async def callbacks(engine: AsyncEngine) -> AsyncIterator[Callbacks]:
    yield Callbacks(engine, Fernet.generate_key(), days=14)


async def test_a_wish_is_read_as_it_was_told(callbacks: Callbacks) -> None:
    number = await callbacks.add("a", WISH)
    (found,) = await callbacks.open()
    assert (found.id, found.wish) == (number, WISH)


async def test_the_database_holds_nothing_that_can_be_read(callbacks: Callbacks, engine: AsyncEngine) -> None:
    await callbacks.add("a", WISH)
    async with engine.connect() as connection:
        row = (await connection.execute(select(Callback.__table__))).one()
    for told in vars(WISH).values():
        assert told not in str(row)


async def test_another_key_reads_nothing_and_breaks_nothing(callbacks: Callbacks, engine: AsyncEngine) -> None:
    await callbacks.add("a", WISH)
    (found,) = await Callbacks(engine, Fernet.generate_key(), days=14).open()
    assert found.wish is None


async def test_a_second_wish_takes_the_place_of_the_first(callbacks: Callbacks) -> None:
    await callbacks.add("a", WISH)
    await callbacks.add("a", replace(WISH, when="morgens"))
    await callbacks.add("b", WISH)
    assert [found.wish.when for found in await callbacks.open() if found.wish] == ["morgens", "nachmittags"]


async def test_what_is_done_is_gone(callbacks: Callbacks) -> None:
    number = await callbacks.add("a", WISH)
    assert await callbacks.done(number)
    assert not await callbacks.done(number)
    assert await callbacks.open() == []


async def test_a_person_can_take_it_back(callbacks: Callbacks, engine: AsyncEngine) -> None:
    await callbacks.add("a", WISH)
    await callbacks.add("b", WISH)
    assert (await callbacks.forget("a")).counts == {"callbacks": 1}
    assert (await callbacks.forget("a")).counts == {"callbacks": 1}  # the same wish, the same receipt
    await retention.forget(engine, "b")
    assert await callbacks.open() == []


async def test_what_nobody_did_in_time_is_deleted(callbacks: Callbacks, engine: AsyncEngine) -> None:
    old = await callbacks.add("a", WISH)
    await callbacks.add("b", WISH)
    long_ago = datetime.now(timezone.utc) - timedelta(days=15)
    async with engine.begin() as connection:
        await connection.execute(update(Callback).where(Callback.id == old).values(created_at=long_ago))
    assert [found.id for found in await callbacks.open()] != [old]
    assert len(await callbacks.open()) == 1


async def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "callback.key"
    key = callback_key(Settings(), kept)
    assert callback_key(Settings(), kept) == key
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["callback.key"]
    Fernet(key)


async def test_a_key_of_ones_own(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    assert callback_key(Settings(callback_key=key), tmp_path / "none") == key.encode()
    with pytest.raises(SettingError, match="KUMPEL_CALLBACK_KEY"):
        callback_key(Settings(callback_key="geheim"), tmp_path / "none")


async def test_staff_list_them_and_delete_what_is_done(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Fernet.generate_key()
    monkeypatch.setenv("KUMPEL_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KUMPEL_CALLBACK_KEY", key.decode())
    engine = create_engine(sqlite_url)
    number = await Callbacks(engine, key, days=14).add("a", WISH)
    await engine.dispose()
    run = partial(asyncio.to_thread, CliRunner().invoke, callbacks_command)
    listed = await run(["list"])
    assert f"{number}  " in listed.output
    assert WISH.channel in listed.output
    assert (await run(["done", str(number)])).exit_code == 0
    assert (await run(["done", str(number)])).exit_code == 1
    assert (await run(["list"])).output == ""
