"""First names, telephone numbers and mail addresses that a person gives to be called back."""

from __future__ import annotations

import re
from functools import cache

from bot.language.patterns import table
from bot.language.text import tokens

_PHONE = re.compile(r"\+?\d[\d\s()/.–-]{4,22}\d")
_LEAST_DIGITS, _MOST_DIGITS = 6, 15
"""Digits of a telephone number that can be called; 15 is the most that ITU-T E.164 allows."""
_MAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")
_LONGEST_NAME, _MOST_WORDS = 30, 3


def channel_in(text: str) -> str | None:
    """The one way to reach a person that a text names: a mail address or a telephone number."""
    mail = _MAIL.search(text)
    if mail:
        return mail.group()
    for match in _PHONE.finditer(text):
        digits = sum(character.isdigit() for character in match.group())
        if _LEAST_DIGITS <= digits <= _MOST_DIGITS:
            return " ".join(match.group().split())
    return None


def nickname_in(text: str) -> str | None:
    """The first name or nickname in a short text, without words that only lead to it ("ich heiße …")."""
    names = [word.text for word in tokens(text) if word.folded not in _leading() and not word.text.isdecimal()]
    name = " ".join(names)
    return name if 0 < len(names) <= _MOST_WORDS and len(name) <= _LONGEST_NAME else None


@cache
def _leading() -> frozenset[str]:
    return frozenset(table("contact_words")["leading"])
