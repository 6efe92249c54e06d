from __future__ import annotations

import asyncio

from aiohttp import ClientSession
from click.testing import CliRunner, Result
from matrix_homeserver import PASSWORD, Person, Synapse

from bot.channels.matrix import build
from bot.cli.matrix_login import matrix_login
from bot.settings import load_settings


async def log_in(*arguments: str, password: str = PASSWORD) -> Result:
    """In a thread, because the command has a loop of its own."""
    options = ["--password", password, *arguments]
    return await asyncio.to_thread(CliRunner().invoke, matrix_login, options)


async def test_it_shows_settings_that_work(synapse: Synapse, http: ClientSession, kumpel: Person) -> None:
    result = await log_in("--homeserver", synapse.address, "--user", kumpel.user)
    assert result.exit_code == 0, result.output
    assert kumpel.user in result.stderr and PASSWORD not in result.output
    settings = load_settings(dict(line.split("=", 1) for line in result.stdout.splitlines()))
    assert settings.matrix_token != kumpel.token
    adapter = build(settings, http)
    assert await adapter.check() == kumpel.user
    await adapter.close()


async def test_a_wrong_password_is_said(synapse: Synapse, kumpel: Person) -> None:
    result = await log_in("--homeserver", synapse.address, "--user", kumpel.user, password="falsch")
    assert result.exit_code == 1
    assert "403 M_FORBIDDEN" in result.output and "falsch" not in result.output


async def test_an_address_where_nobody_answers_is_said() -> None:
    result = await log_in("--homeserver", "http://127.0.0.1:9", "--user", "@kumpel:a.example")
    assert result.exit_code == 1
    assert "cannot be reached" in result.output
    assert (await log_in("--homeserver", "matrix", "--user", "@kumpel:a.example")).exit_code == 1


async def test_sessions_that_encrypt_are_named(synapse: Synapse, http: ClientSession, kumpel: Person) -> None:
    device = (await kumpel.call("GET", "account/whoami"))["device_id"]
    keys = {
        "user_id": kumpel.user,
        "device_id": device,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {f"curve25519:{device}": "A" * 43, f"ed25519:{device}": "B" * 43},
        "signatures": {kumpel.user: {f"ed25519:{device}": "C" * 86}},
    }
    await kumpel.call("POST", "keys/upload", {"device_keys": keys})
    adapter = build(
        load_settings({"KUMPEL_MATRIX_HOMESERVER": synapse.address, "KUMPEL_MATRIX_TOKEN": kumpel.token}), http
    )
    assert "1 of its sessions can encrypt" in await adapter.check()
    await adapter.close()
