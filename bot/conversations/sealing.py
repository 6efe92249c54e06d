"""Keys that stay on this machine, and what is sealed and hashed with them.

Sealing is Fernet (AES-128-CBC with HMAC-SHA256, https://github.com/fernet/spec).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from bot.settings import SettingError, variable


class Vault:
    """Seals JSON and hashes names, so that a copy of the database tells neither."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)
        self._hash_key = hashlib.sha256(b"kumpel names " + key).digest()

    def seal(self, data: dict[str, Any]) -> str:
        """The data, encrypted."""
        return self._fernet.encrypt(json.dumps(data).encode()).decode()

    def open(self, sealed: str) -> dict[str, Any] | None:
        """The data, or None when another key sealed it."""
        try:
            data: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            return None
        return data

    def name(self, *parts: str) -> str:
        """A keyed hash of the parts, 64 hexadecimal digits."""
        message = json.dumps(parts).encode()
        return hmac.new(self._hash_key, message, hashlib.sha256).hexdigest()


def sealing_key(setting: str, value: str, kept_in: Path) -> bytes:
    """The key that is set, or one that is made once and kept in a file only its owner reads.

    Args:
        setting: the setting's name.
        value: what it is set to; empty when it is not.
        kept_in: the file.

    Raises:
        SettingError: the setting is no Fernet key.
    """
    if value:
        try:
            Fernet(value)
        except ValueError:
            raise SettingError(f"{variable(setting)} is no key: 32 bytes in URL-safe base64.") from None
        return value.encode()
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    made = kept_in.with_name(f"{kept_in.name}.{os.getpid()}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
    try:
        # Whole or not at all: two processes that start together must not make two keys.
        os.link(made, kept_in)
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return kept_in.read_bytes()
