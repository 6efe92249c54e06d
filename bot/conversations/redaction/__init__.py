"""Personal data out of a text before it is written anywhere: each piece is replaced by the name of its kind.

Pure functions over `patterns.yml` and `names.yml`. What a message names for the search (occupations, places) is `kept`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.conversations.redaction.forms import find_forms
from bot.conversations.redaction.names import find_names
from bot.conversations.redaction.spans import Piece, Span, overlaps
from bot.phrases import entry

__all__ = ["KINDS", "PersonFinder", "Piece", "Redacted", "find", "redact"]

PersonFinder = Callable[[str], Sequence[Span]]
"""Where a text names people, as far as a statistical model can tell."""
KINDS = (
    "name",
    "phone",
    "email",
    "address",
    "birth_date",
    "account",
    "insurance_number",
    "tax_id",
    "number",
    "link",
    "handle",
)
_KIND_OF_FORM = {"other_number": "number"}


@dataclass(frozen=True)
class Redacted:
    """A text without personal data, and how many pieces of which kind there were."""

    text: str
    kinds: dict[str, int] = field(default_factory=dict)


def find(text: str, kept: Iterable[Span] = (), persons: PersonFinder | None = None) -> list[Piece]:
    """The pieces of personal data in a text, in order, none over another.

    Args:
        text: as a person wrote it.
        kept: spans that are no names of people: what the vocabulary tables found, titles of employers.
        persons: a further finder of names; what it finds counts where nothing is kept.
    """
    kept = list(kept)
    pieces = [Piece(_KIND_OF_FORM.get(piece.kind, piece.kind), *piece.span) for piece in find_forms(text)]
    names = find_names(text, kept)
    names += [span for span in (persons(text) if persons else ()) if not overlaps(span, [*kept, *names])]
    pieces += [Piece("name", *span) for span in names if not overlaps(span, [piece.span for piece in pieces])]
    return sorted(pieces, key=lambda piece: piece.start)


def redact(text: str, kept: Iterable[Span] = (), persons: PersonFinder | None = None) -> Redacted:
    """The text with every piece of personal data replaced, e.g. by "[Telefon]"."""
    pieces = find(text, kept, persons)
    words = entry("conversations.redacted")
    parts, end = [], 0
    for piece in pieces:
        parts += [text[end : piece.start], words[piece.kind]]
        end = piece.end
    return Redacted("".join([*parts, text[end:]]), dict(Counter(piece.kind for piece in pieces)))
