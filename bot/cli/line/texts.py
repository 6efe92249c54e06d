"""What the clients of the benches say."""

from __future__ import annotations

from bot.cli.bench_chat import PLACES, WISHES
from bot.cli.line.log import MORE

_PAGES = 4


def texts(number: int, messages: int) -> list[str]:
    """One client's messages: searches, each with its next pages; a page tells whether the one before was shown once."""
    searches = (
        f"{WISHES[(number + n) % len(WISHES)]} in {PLACES[(number + n) % len(PLACES)]}" for n in range(messages)
    )
    return [MORE if n % _PAGES else next(searches) for n in range(messages)]
