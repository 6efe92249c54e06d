"""What a login is proved with: a password (argon2id) and a code of an authenticator app (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac
import secrets
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_PASSWORD = 12
"""Characters."""
STEP_SECONDS = 30
_CLOCK_SLACK_STEPS = 1
_PASSWORD_BYTES = 12


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def password_hash(password: str) -> str:
    """The hash to store.

    Raises:
        ValueError: the password is too short.
    """
    if len(password) < LEAST_PASSWORD:
        raise ValueError(f"a password needs at least {LEAST_PASSWORD} characters")
    return _hasher().hash(password)


def is_password(stored: str, password: str) -> bool:
    """Whether a password is the one of a stored hash. Takes as long either way."""
    try:
        return _hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobodys_hash() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    return _hasher().hash(secrets.token_hex(32))


def new_password() -> str:
    """A password to hand over."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def new_totp_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def totp_address(secret: str, name: str, issuer: str) -> str:
    """What an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def totp_step(secret: str, code: str, now: float, after: int) -> int | None:
    """The time step that a code is of, or None: it is wrong, or of a step that is not after the last one taken.

    Args:
        secret: Base32.
        code: six digits, maybe with spaces.
        now: seconds since 1970.
        after: step of the code taken last.
    """
    given = "".join(code.split())
    step_now = int(now // STEP_SECONDS)
    found = None
    for step in range(step_now - _CLOCK_SLACK_STEPS, step_now + _CLOCK_SLACK_STEPS + 1):
        expected = pyotp.TOTP(secret).generate_otp(step)
        if hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")) and step > after:
            found = step
    return found
