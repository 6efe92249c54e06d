"""Whether a message asks for simpler German, or for the usual one again (`tables/plain.yml`)."""

from __future__ import annotations

import re
from functools import cache

from bot.language.patterns import table
from bot.language.short_answers import is_whole, line_of, whole


def asks_for_plain(text: str) -> bool | None:
    """True for "bitte einfacher", False for "wieder normal", None for everything else."""
    line = line_of(text)
    if is_whole(line, _listed("usual")):
        return False
    return True if is_whole(line, _listed("plain")) else None


@cache
def _listed(name: str) -> re.Pattern[str]:
    return whole(table("plain")[name])
