"""Long texts in pieces that a medium takes, cut where a reader pauses."""

from __future__ import annotations

import re

from bot.channels.messages import Limits

_CUTS = (re.compile(r"\n\n+"), re.compile(r"\n"), re.compile(r"(?<=[.!?:;]) +"), re.compile(r"\s+"))
"""The best places first: between paragraphs, lines, sentences, words."""


def split(text: str, limits: Limits, most: int | None = None) -> list[str]:
    """The text in pieces of at most `most` (else `limits.text`); only spaces and line ends at the cuts are lost."""
    most = most or limits.text
    pieces: list[str] = []
    rest = text.strip()
    while limits.length(rest) > most:
        end, start = _cut(rest, _fitting(rest, limits, most))
        pieces.append(rest[:end].rstrip())
        rest = rest[start:].lstrip()
    return [piece for piece in (*pieces, rest) if piece]


def _fitting(text: str, limits: Limits, most: int) -> int:
    """How many characters of a text fit."""
    end = min(most, len(text))
    while limits.length(text[:end]) > most:
        end -= max(1, (limits.length(text[:end]) - most) // 2)
    return max(end, 1)


def _cut(text: str, fitting: int) -> tuple[int, int]:
    """Where the piece ends and where the rest begins."""
    for pattern in _CUTS:
        found = [cut for cut in pattern.finditer(text, 0, fitting + 1) if fitting // 3 <= cut.start() <= fitting]
        if found:
            return found[-1].start(), found[-1].end()
    return fitting, fitting
