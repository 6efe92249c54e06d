"""Sessions: only what the server signed opens a conversation, and only for so long."""

from __future__ import annotations

import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from web_site import Clock

from bot.conversations.sessions import GRACE, ROTATE_AFTER, SessionStore, State
from bot.settings import SettingError, Settings
from bot.web.sessions import Session, Sessions, Signer, signing_secret

LIFETIME = timedelta(hours=24)
NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock, engine: AsyncEngine) -> Sessions:
    store = SessionStore(engine, LIFETIME)
    return Sessions(Signer(b"a secret of the server"), store, clock, LIFETIME.total_seconds())


async def begun(sessions: Sessions) -> Session:
    session = sessions.draw()
    await sessions.begin(session)
    return session


async def test_a_token_brings_its_session_back(sessions: Sessions) -> None:
    session = await begun(sessions)
    assert await sessions.read(sessions.token(session)) == session


async def test_a_signed_token_of_a_session_that_never_began_opens_nothing(sessions: Sessions) -> None:
    assert await sessions.read(sessions.token(sessions.draw())) is None


async def test_a_session_ends_after_its_lifetime(sessions: Sessions, clock: Clock) -> None:
    token = sessions.token(await begun(sessions))
    clock.now += LIFETIME.total_seconds() - 1
    assert await sessions.read(token) is not None
    clock.now += 1
    assert await sessions.read(token) is None


async def test_a_renewal_prolongs_it(sessions: Sessions, clock: Clock) -> None:
    session = await begun(sessions)
    clock.now += LIFETIME.total_seconds() - 1
    renewed = await sessions.renew(session)
    clock.now += LIFETIME.total_seconds() - 1
    assert await sessions.read(sessions.token(renewed)) == renewed


async def test_a_young_token_stays(sessions: Sessions, clock: Clock) -> None:
    session = await begun(sessions)
    clock.now += ROTATE_AFTER.total_seconds() - 1
    assert await sessions.renew(session) == session


async def test_an_old_token_is_replaced_and_ends_soon_after_the_new_one_is_used(
    sessions: Sessions, clock: Clock
) -> None:
    old = await begun(sessions)
    clock.now += ROTATE_AFTER.total_seconds()
    new = await sessions.renew(old)
    assert (new.id, new.serial) == (old.id, 2)
    clock.now += 3600
    assert await sessions.read(sessions.token(old)) == old, "the answer with the new one may have been lost"
    assert await sessions.read(sessions.token(new)) == new
    clock.now += GRACE.total_seconds() - 1
    assert await sessions.read(sessions.token(old)) == old, "another tab may be under way with it"
    clock.now += 1
    assert await sessions.read(sessions.token(old)) is None
    assert await sessions.read(sessions.token(new)) == new


async def test_a_renewal_whose_answer_was_lost_gives_the_same_token_again(sessions: Sessions, clock: Clock) -> None:
    old = await begun(sessions)
    clock.now += ROTATE_AFTER.total_seconds()
    assert await sessions.renew(old) == await sessions.renew(old)


async def test_ids_have_128_bits_and_differ(sessions: Sessions) -> None:
    ids = {sessions.draw().id for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(bytes.fromhex(session_id)) for session_id in ids} == {16}


async def test_each_part_of_a_token_is_signed(sessions: Sessions) -> None:
    session, other = await begun(sessions), await begun(sessions)
    session_id, serial, signature = sessions.token(session).split(".")
    for forged in (
        session_id,
        session.key,
        f"{session_id}.{serial}",
        f"{session_id}.{serial}.",
        f"{other.id}.{serial}.{signature}",
        f"{session_id}.0.{signature}",
        f"{session_id}.2.{signature}",
        f"{session_id}.{serial}.{signature[::-1]}",
    ):
        assert await sessions.read(forged) is None, forged


async def test_another_secret_signs_nothing_here(sessions: Sessions) -> None:
    assert await sessions.read(Signer(b"another secret").token(await begun(sessions))) is None


@pytest.mark.parametrize("token", [None, "", ".", "..", "a.b.c", "ä.1.ü", "\ud800.1.2", "x" * 10_000])
def test_garbled_tokens_are_no_session(token: str | None) -> None:
    assert Signer(b"a secret of the server").read(token) is None


@pytest.mark.parametrize("serial", ["", "x", "-1", "1" * 10, "²"])
def test_a_signed_serial_that_is_no_number_is_no_session(serial: str) -> None:
    signer = Signer(b"a secret of the server")
    assert signer.read(f"a.{serial}.{signer._signature(f'a.{serial}')}") is None


@pytest.mark.parametrize(
    ("serial", "confirmed", "hours", "good"),
    [
        (3, None, 0, True),
        (2, None, 0, True),
        (2, timedelta(seconds=59), 0, True),
        (2, timedelta(seconds=60), 0, False),
        (1, None, 0, False),
        (4, None, 0, False),
        (3, None, 24, False),
    ],
)
def test_which_tokens_are_good(serial: int, confirmed: timedelta | None, hours: float, good: bool) -> None:
    state = State(3, NOW, NOW - confirmed if confirmed else None, NOW - timedelta(hours=hours))
    assert state.accepts(serial, NOW, LIFETIME) is good


def test_the_key_does_not_hold_the_id() -> None:
    session = Session("0" * 32)
    assert session.id not in session.key
    assert len(session.key) == 64
    assert session.key != Session("0" * 31 + "1").key


def test_the_secret_of_the_setting_is_used(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert signing_secret(Settings(session_secret="long enough to be one"), path) == b"long enough to be one"
    assert not path.exists()


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="KUMPEL_SESSION_SECRET"):
        signing_secret(Settings(session_secret="kurz"), tmp_path / "secret")


def test_without_the_setting_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    secret = signing_secret(Settings(session_secret=""), path)
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing_secret(Settings(session_secret=""), path) == secret


def test_two_servers_make_two_secrets(tmp_path: Path) -> None:
    settings = Settings(session_secret="")
    assert signing_secret(settings, tmp_path / "one") != signing_secret(settings, tmp_path / "two")
