"""A message as one line of folded words, so that a pattern sees through case, umlauts, hyphens and odd spaces."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from bot.language.text import Token

_BREAK = re.compile(r"[.!?…\n]+(?=\s|$|[^\w\s])|\n")
_PICTURE = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")
"""Emojis, which end sentences in chats."""
_PAUSE = re.compile(r"[,;:()]|\s[-–—]+\s")
MARKS = ",.?"
_ABBREVIATIONS = frozenset(("nr", "ca", "max", "min", "evtl", "ggf", "bzw", "zb", "b", "z", "inkl", "st", "str"))

_BEFORE_AGES = frozenset(("bin", "ist", "werde", "wird", "schon", "erst", ","))
"""A number behind these ends a sentence with its full stop: "ich bin 20." but not "am 20. August"."""


class Line:
    """`normal` is the folded words with one space between them; "," marks a pause, "." and "?" the end of a sentence.

    Words keep their place in the text, whatever `spell` makes of them.
    """

    def __init__(self, text: str, words: Sequence[Token], spell: Callable[[str], str] = str) -> None:
        self.text = text
        self.words = words
        self.starts: list[int] = []
        self.ends: list[int] = []
        parts: list[str] = []
        length = before = 0
        for word in words:
            for part in (_mark(text[before : word.start], parts), spell(word.folded)):
                if part:
                    self._place(part, length)
                    parts.append(part)
                    length += len(part) + 1
            before = word.end
        if "?" in text[before:]:
            parts.append("?")
        self.normal = " ".join(parts)

    def _place(self, part: str, length: int) -> None:
        if part not in MARKS:
            self.starts.append(length)
            self.ends.append(length + len(part))

    def first_word(self, position: int) -> int:
        """Index of the word at or after a position of `normal`."""
        return bisect_right(self.ends, position)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text that `normal[start:end]` stands for."""
        first, last = self.first_word(start), bisect_left(self.starts, end) - 1
        return self.words[first].start, self.words[max(first, last)].end

    def words_within(self, start: int, end: int) -> range:
        """Indices of the words that share a character with `text[start:end]`."""
        inside = [index for index, word in enumerate(self.words) if word.start < end and start < word.end]
        return range(inside[0], inside[-1] + 1) if inside else range(0)


def _mark(gap: str, parts: list[str]) -> str:
    if not parts or gap in ("", " "):
        return ""
    if "?" in gap:
        return "?"
    if _PICTURE.search(gap):
        return "."
    if _BREAK.search(gap) and not (gap.startswith(".") and _abbreviates(parts)):
        return "."
    return "," if _PAUSE.search(gap) else ""


def _abbreviates(parts: Sequence[str]) -> bool:
    age = len(parts) > 1 and parts[-2] in _BEFORE_AGES
    return (parts[-1].isdecimal() and not age) or parts[-1] in _ABBREVIATIONS
