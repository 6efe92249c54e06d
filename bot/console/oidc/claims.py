"""What a provider's signed word has to say before anybody is let in, and which account and role follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.settings import SettingError, Settings, variable
from bot.staff.identities import Identity
from bot.staff.roles import ROLES

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Public keys only: no shared secret and never "none"."""
LEEWAY_SECONDS = 60
MOST_CHARACTERS = 255


class NotProvenError(Exception):
    """The provider's word cannot be believed, or says too little."""


class NotAllowedError(Exception):
    """Somebody is proven, but may not come in."""


def read_claims(
    token: str, keys: KeySet, settings: Settings, nonce: str, access_token: str, now: int
) -> dict[str, Any]:
    """The claims of an id token, after signature, issuer, audience, times, nonce and access token fit.

    Raises:
        NotProvenError: one of them does not.
    """
    try:
        decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": settings.oidc_issuer},
                "aud": {"essential": True, "value": settings.oidc_client_id},
            },
            params={"nonce": nonce, "client_id": settings.oidc_client_id, "access_token": access_token},
        )
        claims.validate(now=now, leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotProvenError(type(error).__name__) from error
    return dict(claims)


def identity_of(claims: Mapping[str, Any], settings: Settings) -> Identity:
    """Who somebody is here.

    Raises:
        NotProvenError: the name is missing, or a mail address that nobody has verified.
        NotAllowedError: the provider decides on roles and gives none.
    """
    subject, name = claims.get("sub"), claim(claims, settings.oidc_name_claim)
    if not (isinstance(subject, str) and isinstance(name, str) and 0 < len(subject) <= MOST_CHARACTERS and name):
        raise NotProvenError("name")
    if settings.oidc_name_claim == "email" and claims.get("email_verified") not in (True, "true"):
        raise NotProvenError("email")
    return Identity(settings.oidc_issuer, subject, name, _role(claims, settings))


def claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name; dots lead into objects (`realm_access.roles`)."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def roles_of(settings: Settings) -> dict[str, str]:
    """Which value of the role claim gives which role.

    Raises:
        SettingError: the setting cannot be read, or names a role that there is not.
    """
    pairs = [pair.strip().partition("=") for pair in settings.oidc_roles.split(",") if pair.strip()]
    if any(role.strip() not in ROLES for _, _, role in pairs) or bool(pairs) != bool(settings.oidc_role_claim):
        roles = ", ".join(ROLES)
        raise SettingError(
            f"{variable('oidc_roles')} does not work: it takes VALUE=ROLE,… with the roles {roles}, "
            f"together with {variable('oidc_role_claim')}."
        )
    return {value.strip(): role.strip() for value, _, role in pairs}


def _role(claims: Mapping[str, Any], settings: Settings) -> str | None:
    if not settings.oidc_role_claim:
        return None
    given = claim(claims, settings.oidc_role_claim)
    values = given if isinstance(given, list) else [given]
    found = [role for value, role in roles_of(settings).items() if value in values]
    if not found:
        raise NotAllowedError("role")
    return max(found, key=ROLES.index)
