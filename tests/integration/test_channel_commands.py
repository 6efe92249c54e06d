"""`kumpel channels` against stand-ins over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from messenger_site import settings_for, stand_ins

from bot.cli.channels import channels
from bot.cli.messengers.telegram import StandInTelegram
from bot.cli.messengers.whatsapp import StandInWhatsApp
from bot.conversations.messenger_states import States
from bot.database import create_engine
from bot.settings import variable

Both = tuple[StandInTelegram, StandInWhatsApp]


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    async with stand_ins() as running:
        yield running


async def run(url: str, settings: dict[str, Any], *arguments: str) -> Result:
    """Run a command in a thread: it has a loop of its own."""
    environment = {variable(name): str(value) for name, value in {"database_url": url, **settings}.items()}
    return await asyncio.to_thread(CliRunner().invoke, channels, list(arguments), env=environment)


async def test_without_settings_all_are_off(sqlite_url: str) -> None:
    result = await run(sqlite_url, {}, "status")
    assert result.exit_code == 0
    assert "telegram  off (docs/telegram.md)" in result.output and "whatsapp  off (docs/whatsapp.md)" in result.output


async def test_status_says_what_is_missing_and_what_does_not_work(sqlite_url: str, both: Both) -> None:
    result = await run(sqlite_url, {"telegram_token": "x"}, "status")
    assert "off, not set: KUMPEL_TELEGRAM_SECRET, KUMPEL_PUBLIC_URL" in result.output
    wrong = {**settings_for(*both), "telegram_secret": "short"}
    result = await run(sqlite_url, wrong, "status")
    assert "telegram  off: KUMPEL_TELEGRAM_SECRET takes 16 to 256" in result.output
    assert "whatsapp  on" in result.output


async def test_status_shows_the_last_error(sqlite_url: str, both: Both) -> None:
    engine = create_engine(sqlite_url)
    await States(engine).received("whatsapp")
    await States(engine).failed("whatsapp", "status 400, code 131009", given_up=1)
    await engine.dispose()
    output = (await run(sqlite_url, settings_for(*both), "status")).output
    assert "0 waiting to be sent; 1 given up; last error" in output and "code 131009" in output


async def test_status_without_a_migrated_database_still_says_what_is_missing(empty_sqlite: str) -> None:
    result = await run(empty_sqlite, {"telegram_token": "x"}, "status")
    assert result.exit_code == 0 and "kumpel migrate" in result.output and "KUMPEL_TELEGRAM_SECRET" in result.output


async def test_set_webhook_and_test_telegram(sqlite_url: str, both: Both) -> None:
    result = await run(sqlite_url, settings_for(*both), "set-webhook", "telegram")
    assert result.exit_code == 0, result.output
    assert both[0].webhook == "https://kumpel.example.org/channels/telegram"
    method, wish = both[0].requests[-1]
    assert method == "setWebhook" and set(wish["allowed_updates"]) == {"message", "edited_message", "callback_query"}
    result = await run(sqlite_url, settings_for(*both), "test", "telegram")
    assert "@kumpel_bot, https://kumpel.example.org/channels/telegram, 0 waiting" in result.output


async def test_test_whatsapp(sqlite_url: str, both: Both) -> None:
    result = await run(sqlite_url, settings_for(*both), "test", "whatsapp")
    assert (result.exit_code, result.output) == (0, "whatsapp: Kumpel, +49 231 000000\n")


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("telegram", {"telegram_token": "1:x"}, "Telegram does not know the token"),
        ("whatsapp", {"whatsapp_token": "x"}, "does not take token and phone number ID (status 401, code 190)"),
        ("telegram", {"telegram_api": "http://127.0.0.1:9"}, "cannot be reached"),
        ("whatsapp", {"whatsapp_api": "http://127.0.0.1:9"}, "cannot be reached"),
        ("telegram", {"public_url": ""}, "telegram is off: set KUMPEL_PUBLIC_URL."),
    ],
)
async def test_what_does_not_work_is_one_line(
    sqlite_url: str, both: Both, name: str, wrong: dict[str, str], words: str
) -> None:
    result = await run(sqlite_url, {**settings_for(*both), **wrong}, "test", name)
    assert result.exit_code == 1 and words in result.output
    assert result.output.count("\n") == 1 and "1:x" not in result.output


@pytest.fixture
def empty_sqlite(tmp_path: Any) -> str:
    """A database without tables."""
    return f"sqlite+aiosqlite:///{tmp_path / 'empty.sqlite'}"
