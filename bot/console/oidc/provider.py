"""The one adapter to an OpenID Connect provider: its description, its keys, and a code for a token."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.settings import Settings

SECONDS = 10.0
MOST_BYTES = 1 << 20
KEPT_SECONDS = 3600.0
LEAST_SECONDS_BETWEEN = 30.0
"""So often at most keys are fetched anew because a token names one that is not known."""
_WELL_KNOWN = "/.well-known/openid-configuration"


class ProviderError(Exception):
    """The provider cannot be reached, or does not answer as the protocol says."""


class Provider:
    """A provider as its issuer describes it."""

    def __init__(self, settings: Settings, session: ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._about: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._read_at = self._keys_at = float("-inf")

    async def about(self) -> Mapping[str, Any]:
        """The provider's description, read once an hour.

        Raises:
            ProviderError: it cannot be had or is another issuer's.
        """
        if monotonic() - self._read_at > KEPT_SECONDS:
            found = await self._json("GET", self._settings.oidc_issuer.rstrip("/") + _WELL_KNOWN)
            if found.get("issuer") != self._settings.oidc_issuer:
                raise ProviderError("another issuer")
            self._about, self._read_at = found, monotonic()
        return self._about

    async def address(self, name: str) -> str:
        """One of the provider's addresses; https, except on this machine.

        Raises:
            ProviderError: it has none, or one that is not safe.
        """
        return safe_address(str((await self.about()).get(name, "")))

    async def keys(self, *, anew: bool = False) -> KeySet:
        """The keys that the provider signs with.

        Raises:
            ProviderError: they cannot be had.
        """
        age = monotonic() - self._keys_at
        if self._keys is None or age > KEPT_SECONDS or (anew and age > LEAST_SECONDS_BETWEEN):
            try:
                self._keys = KeySet.import_key_set(await self._json("GET", await self.address("jwks_uri")))  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise ProviderError("keys") from error
            self._keys_at = monotonic()
        return self._keys

    async def tokens(self, code: str, verifier: str, redirect: str) -> Mapping[str, Any]:
        """What the provider gives for a code.

        Raises:
            ProviderError: it gives nothing.
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
        client, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret
        ways = (await self.about()).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        headers = {}
        if secret and "client_secret_basic" in ways:
            headers["Authorization"] = encode_basic_auth(quote(client, safe=""), quote(secret, safe=""))
        else:
            form |= {"client_id": client, **({"client_secret": secret} if secret else {})}
        return await self._json("POST", await self.address("token_endpoint"), data=form, headers=headers)

    async def _json(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        timeout = ClientTimeout(total=SECONDS)
        try:
            async with self._session.request(
                method, safe_address(address), allow_redirects=False, timeout=timeout, **sent
            ) as response:
                body = await response.content.read(MOST_BYTES)
                if response.status != 200:
                    raise ProviderError(f"status {response.status}")
            found = json.loads(body)
        except (ClientError, asyncio.TimeoutError, ValueError) as error:
            raise ProviderError(type(error).__name__) from error
        if not isinstance(found, dict):
            raise ProviderError("no object")
        return found


def safe_address(address: str) -> str:
    """The address, if nobody on the way can read or change what goes there.

    Raises:
        ProviderError: it is neither https nor on this machine.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return address
    if parts.scheme == "http" and parts.hostname and is_loopback(parts.hostname):
        return address
    raise ProviderError("an address without https")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
