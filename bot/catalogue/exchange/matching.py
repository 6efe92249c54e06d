"""Recognising the same firm in two spellings, and ids for rows that have none."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from bot.language.text import fold
from bot.phrases import entry

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_STREET = re.compile(r"str(asse)?\b\.?")
ID_PREFIX = "auto-"


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """A firm's name folded, without punctuation and legal form: "Muster & Sohn GmbH" and "MUSTER u. Sohn" agree."""
    plain = _plain(name)
    return _legal_forms().sub("", plain).replace(" ", "") or plain.replace(" ", "")


def _plain(name: str) -> str:
    words = _SEPARATORS.split(fold(name).replace("&", " und ").replace("+", " und "))
    return " ".join("und" if word == "u" else word for word in words if word)


@lru_cache(maxsize=1)
def _legal_forms() -> re.Pattern[str]:
    forms = sorted({_plain(form) for form in entry("exchange.legal_forms")}, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(forms)})\b")


def street_key(street: str | None) -> str:
    """A street with number in one spelling: "Hansastraße 5 a", "Hansastr. 5A" and "Hansa-Str. 5a" agree."""
    return _SEPARATORS.sub("", _STREET.sub("str", fold(street or "")))


def match_key(name: str, street: str | None, postal_code: str | None, city: str | None) -> str:
    """`Employer.match_key`: name, then postal code (or town), then street, parted by "|"; at most 300 characters."""
    place = postal_code or _SEPARATORS.sub("", fold(city or ""))
    return f"{name_key(name)[:180]}|{place[:40]}|{street_key(street)[:78]}"


def derived_id(*parts: str) -> str:
    """A stable id for a row without one, from what identifies it."""
    digest = hashlib.sha256("\x1f".join(fold(part) for part in parts).encode()).hexdigest()
    return ID_PREFIX + digest[:16]
