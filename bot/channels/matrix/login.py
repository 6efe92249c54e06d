"""An access token for the assistant's account, from its password; a login without keys, so that apps do not encrypt."""

from __future__ import annotations

from aiohttp import ClientSession
from mautrix.client import ClientAPI
from mautrix.types import UserID

from bot.channels.matrix.homeserver import understood

DEVICE = "Kumpel"


async def log_in(http: ClientSession, address: str, user: str, password: str) -> tuple[str, str]:
    """The account's full name and a new access token.

    Raises:
        TryLater: no homeserver answers.
        Denied: the homeserver does not take the password, or takes none at all.
    """
    client = ClientAPI(base_url=address, client_session=http)
    async with understood():
        answer = await client.login(UserID(user), device_name=DEVICE, password=password)
        return str(answer.user_id), str(answer.access_token)
