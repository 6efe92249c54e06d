"""Words with their place in the text, and spellings folded so that variants of one word look the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'"})


@dataclass(frozen=True)
class Token:
    """A word or number: as written, folded, and where it stands in the text (`text[start:end]`)."""

    text: str
    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case with ä, ö, ü, ß written ae, oe, ue, ss and all other accents dropped."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_FOLDS)
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def bare_fold(folded: str) -> str:
    """A folded word as people without an umlaut key write it: "a" for "ae". Two words may fall together."""
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text, in order; hyphens, slashes, stars and colons separate."""
    return [Token(match.group(), fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
