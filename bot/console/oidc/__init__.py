"""Logging in at the agency's own OpenID Connect provider: code flow with PKCE, state and nonce."""

from bot.console.guard import For, Route
from bot.console.oidc import pages

__all__ = ["ROUTES"]

ROUTES = (
    Route("GET", "/oidc/start", pages.get_start, For.EVERYBODY),
    Route("GET", pages.CALLBACK, pages.get_callback, For.EVERYBODY),
)
