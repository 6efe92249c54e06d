"""Matrix by its client-server API (https://spec.matrix.org/latest/client-server-api/); docs/matrix.md."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import ClientSession

from bot.channels.matrix.adapter import Matrix
from bot.channels.matrix.homeserver import Homeserver
from bot.settings import SettingError, Settings, variable


def build(settings: Settings, http: ClientSession) -> Matrix:
    """The adapter. It asks nothing of the homeserver yet.

    Raises:
        SettingError: the homeserver's address is none.
    """
    parts = urlsplit(settings.matrix_homeserver)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingError(f"{variable('matrix_homeserver')} takes an address such as https://matrix.example.org.")
    return Matrix(Homeserver(settings.matrix_homeserver, settings.matrix_token, http))
