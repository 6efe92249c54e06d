"""Requests to a messenger's HTTP API, and what its refusals mean."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.adapter import TryLater

SECONDS = 15.0
"""Without an answer for so long a request has failed."""
_MOST_BYTES = 256 * 1024


@dataclass(frozen=True)
class Answer:
    """What a messenger answered. `data` is empty where it was no JSON object."""

    status: int
    data: dict[str, Any]
    retry_after: float | None
    """Seconds, from the head."""


async def call(
    http: ClientSession, method: str, url: str, *, headers: dict[str, str] | None = None, body: Any = None
) -> Answer:
    """One request.

    Raises:
        TryLater: no answer; its text holds neither address nor token.
    """
    try:
        options = {"headers": headers, "json": body, "timeout": ClientTimeout(total=SECONDS), "allow_redirects": False}
        async with http.request(method, url, **options) as response:
            text = await response.content.read(_MOST_BYTES)
            return Answer(response.status, _object(text), _seconds(response.headers.get("Retry-After")))
    except asyncio.TimeoutError:
        raise TryLater(f"no answer within {SECONDS:.0f} s") from None
    except (ClientError, OSError) as error:
        # The error's text would quote the address, which holds a token in Telegram's case.
        raise TryLater(f"cannot be reached ({type(error).__name__})") from None


def _object(text: bytes) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.strip().isdecimal() else None
