"""Sessions: issued and signed by the server. A conversation's id alone, or what the database holds, opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.settings import SettingError, Settings, variable

SHORTEST_SECRET = 16
_ID_BYTES = 16


@dataclass(frozen=True)
class Session:
    """One conversation of one browser. `id` is known to that browser only."""

    id: str

    @property
    def key(self) -> str:
        """What the database and Rasa know the conversation by; the id cannot be told from it."""
        return hashlib.sha256(b"kumpel conversation " + self.id.encode()).hexdigest()


class Sessions:
    """Issues sessions and reads them back from their tokens, `id.seconds.signature`."""

    def __init__(self, secret: bytes, lifetime_seconds: float, clock: Callable[[], float]) -> None:
        self._secret = secret
        self.lifetime_seconds = lifetime_seconds
        self._clock = clock

    def issue(self) -> Session:
        """A session that nobody had before."""
        return Session(secrets.token_hex(_ID_BYTES))

    def token(self, session: Session) -> str:
        """The session's token, good for the lifetime from now on."""
        body = f"{session.id}.{int(self._clock())}"
        return f"{body}.{self._signature(body)}"

    def read(self, token: str | None) -> Session | None:
        """The session of a token, or None when it is forged, garbled or has ended."""
        body, _, signature = (token or "").rpartition(".")
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode("utf-8", "replace")):
            return None
        session_id, _, issued = body.partition(".")
        return Session(session_id) if self._clock() - int(issued) < self.lifetime_seconds else None

    def _signature(self, body: str) -> str:
        message = b"kumpel session " + body.encode("utf-8", "replace")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


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
