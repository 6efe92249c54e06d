"""Sessions: only what the server signed opens a conversation, and only for so long."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from web_site import Clock

from bot.settings import SettingError, Settings
from bot.web.sessions import Session, Sessions, signing_secret

LIFETIME = 3600.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(b"a secret of the server", LIFETIME, clock)


def test_a_token_brings_its_session_back(sessions: Sessions) -> None:
    session = sessions.issue()
    assert sessions.read(sessions.token(session)) == session


def test_ids_have_128_bits_and_differ(sessions: Sessions) -> None:
    ids = {sessions.issue().id for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(bytes.fromhex(session_id)) for session_id in ids} == {16}


def test_a_token_ends_after_the_lifetime(sessions: Sessions, clock: Clock) -> None:
    token = sessions.token(sessions.issue())
    clock.now += LIFETIME - 1
    assert sessions.read(token) is not None
    clock.now += 1
    assert sessions.read(token) is None


def test_a_new_token_prolongs_the_session(sessions: Sessions, clock: Clock) -> None:
    session = sessions.issue()
    clock.now += LIFETIME - 1
    token = sessions.token(session)
    clock.now += LIFETIME - 1
    assert sessions.read(token) == session


def test_the_id_alone_opens_nothing(sessions: Sessions, clock: Clock) -> None:
    session = sessions.issue()
    for token in (session.id, session.key, f"{session.id}.{int(clock.now)}", f"{session.id}.{int(clock.now)}."):
        assert sessions.read(token) is None


def test_each_part_of_a_token_is_signed(sessions: Sessions) -> None:
    session_id, issued, signature = sessions.token(sessions.issue()).split(".")
    other = sessions.issue().id
    assert sessions.read(f"{other}.{issued}.{signature}") is None
    assert sessions.read(f"{session_id}.{int(issued) + 9999}.{signature}") is None
    assert sessions.read(f"{session_id}.{issued}.{signature[::-1]}") is None


def test_another_secret_signs_nothing_here(sessions: Sessions, clock: Clock) -> None:
    stranger = Sessions(b"another secret", LIFETIME, clock)
    assert sessions.read(stranger.token(stranger.issue())) is None


@pytest.mark.parametrize("token", [None, "", ".", "..", "a.b.c", "ä.1.ü", "\ud800.1.2", "x" * 10_000])
def test_garbled_tokens_are_no_session(sessions: Sessions, token: str | None) -> None:
    assert sessions.read(token) is None


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
