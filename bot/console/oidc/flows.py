"""Logins that have begun here and are not back from the provider yet. Each is used once, by the browser it began in."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from authlib.common.security import generate_token

LONGEST = timedelta(minutes=10)
MOST_FLOWS = 1000
_TOKEN_CHARACTERS = 48


def _token() -> str:
    return str(generate_token(_TOKEN_CHARACTERS))


@dataclass(frozen=True)
class Flow:
    """What has to come back unchanged (`state`, `nonce`), and what proves that it is us and the same browser."""

    began_at: datetime
    state: str = field(default_factory=_token)
    nonce: str = field(default_factory=_token)
    verifier: str = field(default_factory=_token)
    """PKCE, RFC 7636."""
    browser: str = field(default_factory=_token)
    """Value of a cookie, so that nobody is logged in by a link that somebody else began."""


class Flows:
    """The logins under way."""

    def __init__(self) -> None:
        self._flows: dict[str, Flow] = {}

    def begin(self, now: datetime) -> Flow:
        """A new login; the oldest go when there are too many."""
        self._flows = {state: flow for state, flow in self._flows.items() if flow.began_at > now - LONGEST}
        while len(self._flows) >= MOST_FLOWS:
            del self._flows[next(iter(self._flows))]
        flow = Flow(now)
        self._flows[flow.state] = flow
        return flow

    def end(self, state: str, browser: str, now: datetime) -> Flow | None:
        """The login of a state, if it began in this browser and not too long ago; it cannot be asked for again."""
        flow = self._flows.pop(state, None)
        if flow is None or flow.began_at <= now - LONGEST:
            return None
        return flow if hmac.compare_digest(flow.browser.encode(), browser.encode("utf-8", "replace")) else None
