"""Sessions: issued and signed by the server. A conversation's id alone, or what the database holds, opens nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from bot.conversations.sessions import SessionStore
from bot.settings import SettingError, Settings, variable

SHORTEST_SECRET = 16
_ID_BYTES = 16
_LONGEST_SERIAL = 9
"""Digits; what is longer is not read as a number."""


@dataclass(frozen=True)
class Session:
    """One conversation of one browser. `id` is known to that browser only; `serial` counts its tokens."""

    id: str
    serial: int = 1

    @property
    def key(self) -> str:
        """What the database and Rasa know the conversation by; the id cannot be told from it."""
        return hashlib.sha256(b"kumpel conversation " + self.id.encode()).hexdigest()


class Signer:
    """Makes and reads tokens, `id.serial.signature`."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def token(self, session: Session) -> str:
        """The session's token."""
        body = f"{session.id}.{session.serial}"
        return f"{body}.{self._signature(body)}"

    def read(self, token: str | None) -> Session | None:
        """What a token says, or None when it is forged or garbled."""
        body, _, signature = (token or "").rpartition(".")
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode("utf-8", "replace")):
            return None
        session_id, _, serial = body.partition(".")
        return Session(session_id, int(serial)) if serial.isdecimal() and len(serial) <= _LONGEST_SERIAL else None

    def _signature(self, body: str) -> str:
        message = b"kumpel session " + body.encode("utf-8", "replace")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


class Sessions:
    """Issues sessions, reads them back from their tokens, and renews them. `clock` gives seconds since 1970."""

    def __init__(
        self, signer: Signer, store: SessionStore, clock: Callable[[], float], lifetime_seconds: float
    ) -> None:
        self._signer = signer
        self._store = store
        self._clock = clock
        self.lifetime_seconds = lifetime_seconds

    def now(self) -> datetime:
        """The time by which sessions are reckoned."""
        return datetime.fromtimestamp(self._clock(), timezone.utc)

    def token(self, session: Session) -> str:
        """The session's token."""
        return self._signer.token(session)

    def draw(self) -> Session:
        """A session that nobody had before. Its tokens open nothing until it is begun."""
        return Session(secrets.token_hex(_ID_BYTES))

    async def begin(self, session: Session) -> None:
        """Store a drawn session: from now on its tokens open it."""
        await self._store.create(session.key, self.now())

    async def read(self, token: str | None) -> Session | None:
        """The session that a token opens, or None: it is forged or garbled, was replaced, or the session has ended."""
        session = self._signer.read(token)
        if session is None or not await self._store.accepts(session.key, session.serial, self.now()):
            return None
        return session

    async def renew(self, session: Session) -> Session:
        """The session, good for its whole lifetime from now on, with a new token when the old one is old."""
        serial = await self._store.renew(session.key, session.serial, self.now())
        return dataclasses.replace(session, serial=serial)


def signing_secret(settings: Settings, kept_in: Path) -> bytes:
    """The key that signs sessions: the setting, or one that is made once and kept in a file only its owner reads.

    Raises:
        SettingError: the setting is too short to be a secret.
    """
    if settings.session_secret:
        if len(settings.session_secret) < SHORTEST_SECRET:
            raise SettingError(f"{variable('session_secret')} needs at least {SHORTEST_SECRET} characters.")
        return settings.session_secret.encode()
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept_in.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return kept_in.read_bytes()
