"""How well personal data is found: recall and precision by kind on hand-written lines that mark it, `{kind:text}`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.conversations.redaction import KINDS, PersonFinder, Piece, find
from bot.figures import Bar
from bot.language.read import read

LEAST_RECALL = 0.95
LEAST_PRECISION = 0.95
LEAST_UNTOUCHED = 0.98
_MARK = re.compile(r"\{(\w+):([^}]*)\}")
_SIGN = re.compile(r"\w")


@dataclass(frozen=True)
class Marked:
    """A line as a person would write it, and what in it is personal."""

    text: str
    pieces: tuple[Piece, ...]


@dataclass
class Scores:
    """Counts by kind. A piece is found when all of it is replaced, and rightly replaced when nothing else is."""

    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    untouched: int = 0
    misses: list[dict[str, Any]] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        """Share of a kind's pieces that were replaced whole, whatever they were called."""
        return self.found[kind] / self.expected[kind] if self.expected[kind] else 1.0

    def precision(self, kind: str) -> float:
        """Share of what was replaced as a kind that lies in a piece of that kind."""
        return self.right[kind] / self.replaced[kind] if self.replaced[kind] else 1.0


def load(path: Path) -> list[Marked]:
    """The lines of a file of `{"line": …}` objects."""
    return [parse(json.loads(line)["line"]) for line in path.read_text(encoding="utf-8").splitlines() if line]


def parse(line: str) -> Marked:
    """A marked line.

    Raises:
        ValueError: it marks a kind that there is not.
    """
    text, pieces, end = "", [], 0
    for mark in _MARK.finditer(line):
        kind, words = mark.groups()
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r} in {line!r}")
        text += line[end : mark.start()]
        pieces.append(Piece(kind, len(text), len(text) + len(words)))
        text += words
        end = mark.end()
    return Marked(text + line[end:], tuple(pieces))


def score(lines: Iterable[Marked], persons: PersonFinder | None = None) -> Scores:
    """Redact all lines, each with what the vocabulary tables find in it kept."""
    scores = Scores()
    for line in lines:
        kept = [(mention.start, mention.end) for mention in read(line.text).mentions]
        _count(scores, line, find(line.text, kept, persons))
    return scores


def _count(scores: Scores, line: Marked, found: list[Piece]) -> None:
    hidden = {sign for piece in found for sign in _signs(line.text, piece)}
    missed = [piece for piece in line.pieces if not _signs(line.text, piece) <= hidden]
    meant = {kind: {s for p in line.pieces if p.kind == kind for s in _signs(line.text, p)} for kind in KINDS}
    wrong = [piece for piece in found if not _signs(line.text, piece) <= meant[piece.kind]]
    scores.expected.update(piece.kind for piece in line.pieces)
    scores.found.update(piece.kind for piece in line.pieces if piece not in missed)
    scores.replaced.update(piece.kind for piece in found)
    scores.right.update(piece.kind for piece in found if piece not in wrong)
    if not line.pieces:
        scores.clean += 1
        scores.untouched += not found
    if missed or wrong:
        shown = {"missed": missed, "wrong": wrong}
        scores.misses.append(
            {"text": line.text, **{k: [(p.kind, line.text[p.start : p.end]) for p in v] for k, v in shown.items()}}
        )


def _signs(text: str, piece: Piece) -> set[int]:
    """Places of its letters and digits; whether a bracket goes with a number does not matter."""
    return {match.start() for match in _SIGN.finditer(text, piece.start, piece.end)}


def bars(scores: Scores) -> list[Bar]:
    """The targets over all kinds."""
    shares = (
        ("recall", scores.found.total(), scores.expected.total(), LEAST_RECALL),
        ("precision", scores.right.total(), scores.replaced.total(), LEAST_PRECISION),
        ("lines with nothing personal, left alone", scores.untouched, scores.clean, LEAST_UNTOUCHED),
    )
    return [Bar(name, part / max(1, whole), "", least, at_least=True) for name, part, whole, least in shares]


def by_kind(scores: Scores) -> dict[str, dict[str, float]]:
    """Recall, precision and number of each kind."""
    return {
        kind: {
            "pieces": scores.expected[kind],
            "recall": round(scores.recall(kind), 4),
            "precision": round(scores.precision(kind), 4),
        }
        for kind in KINDS
    }


def kind_lines(scores: Scores) -> list[str]:
    """The same for people, one kind a line."""
    return [
        f"{kind:18} {figures['pieces']:4} recall {figures['recall']:.3f}  precision {figures['precision']:.3f}"
        for kind, figures in by_kind(scores).items()
    ]
