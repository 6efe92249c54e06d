"""A small OpenID Connect provider that speaks the real protocol over HTTP; a test may make it lie."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "kumpel console", "a secret: with/signs"


@dataclass
class OidcProvider:
    """Whoever comes to its log-in page is `person` at once; `change` sees the claims before they are signed."""

    person: dict[str, Any] = field(default_factory=lambda: {"sub": "1", "email": "a@b.example", "email_verified": True})
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    header: dict[str, Any] = field(default_factory=dict)
    signing_key: Any = None
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """Queries of the log-in page."""
    ended: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}))
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    async def get_configuration(self, _request: web.Request) -> web.Response:
        about = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
        }
        return web.json_response(about | self.discovery)

    async def get_keys(self, _request: web.Request) -> web.Response:
        return web.json_response(KeySet([self.key]).as_dict(private=False))

    async def get_authorize(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        self.asked.append(query)
        code = secrets.token_hex(8)
        self.codes[code] = query
        back = urlencode({"code": code, "state": query["state"], "iss": self.issuer})
        raise web.HTTPFound(f"{query['redirect_uri']}?{back}")

    async def post_token(self, request: web.Request) -> web.Response:
        """The token for a code, once, to the client that has the secret and the verifier."""
        form = await request.post()
        asked = self.codes.pop(str(form.get("code")), None)
        kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
        client, _, secret = base64.b64decode(encoded).decode().partition(":")
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or (kind, unquote(client), unquote(secret)) != ("Basic", CLIENT, SECRET)
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = self.change(claims | self.person)
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        token = jwt.encode(header, claims, self.signing_key or self.key, algorithms=["RS256", "HS256", "none"])
        return web.json_response({"access_token": secrets.token_hex(8), "token_type": "Bearer", "id_token": token})

    async def get_end(self, request: web.Request) -> web.Response:
        self.ended.append(dict(request.query))
        raise web.HTTPFound(request.query["post_logout_redirect_uri"])


@asynccontextmanager
async def running_provider(**what: Any) -> AsyncIterator[OidcProvider]:
    """A provider on a port of its own."""
    provider = OidcProvider(**what)
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", provider.get_configuration)
    app.router.add_get("/keys", provider.get_keys)
    app.router.add_get("/authorize", provider.get_authorize)
    app.router.add_post("/token", provider.post_token)
    app.router.add_get("/end", provider.get_end)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    provider.issuer = f"http://127.0.0.1:{server.port}"
    try:
        yield provider
    finally:
        await server.close()
