"""Titles and words as a vocabulary keeps them: what they stand for, and the key under which they are found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.language.matching_words import prepare
from bot.language.text import tokens


@dataclass(frozen=True)
class Entry:
    """What a title or word stands for: KldB 2010 codes, WZ 2008 codes, or both where either reading is fair."""

    label: str
    kldb: tuple[str, ...] = ()
    wz: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """One way to write an entry. `how` is what `Mention.how` says when it is written just so."""

    entry: Entry
    how: str
    raw: str
    """Its words in canonical spelling, joined."""
    parts: tuple[str, ...]
    """The stems of its words; joined they are its key."""


class Forms:
    """All ways to write all entries, by key."""

    def __init__(self) -> None:
        self.by_key: dict[str, Form] = {}
        self.splits: dict[str, set[tuple[str, ...]]] = {}
        """The ways in which the words of a key may be written apart."""

    def add(self, title: str, entry: Entry, how: str) -> str:
        """Add one way to write an entry, unless its key is taken; returns the key."""
        key, parts, raw = key_of(title)
        if key:
            self.by_key.setdefault(key, Form(entry, how, raw, parts))
            self.splits.setdefault(key, set()).add(parts)
        return key

    def change(self, key: str, entry: Entry) -> None:
        """Let a key stand for another entry."""
        self.by_key[key] = replace(self.by_key[key], entry=entry)


def key_of(title: str) -> tuple[str, tuple[str, ...], str]:
    """The key of a title, its stems and its canonical spelling; a repeated word counts once."""
    parts: list[str] = []
    raw = ""
    for word in prepare(title, tokens(title)):
        if not word.filler and word.stem not in parts:
            parts.append(word.stem)
            raw += word.raw
    return "".join(parts), tuple(parts), raw
