"""What is wrong with a file, a row or a cell: raised where it is found, collected with its place, said in German."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from rapidfuzz import fuzz, process, utils

from bot.phrases import phrase

KEPT_PROBLEMS = 10_000
SUGGESTED_PROBLEMS = 200
SHOWN_VALUE = 120
SUGGESTION_SCORE = 70.0


class UnreadableFileError(Exception):
    """A file cannot be used at all. `key` names the phrase in `exchange.unreadable`."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.file = ""
        """Name of the file; whoever opens it sets it."""
        self.message = phrase(f"exchange.unreadable.{key}.message", **values)
        self.advice = phrase(f"exchange.unreadable.{key}.advice", **values)
        super().__init__(f"{self.message} {self.advice}")


class CellError(ValueError):
    """A value cannot be taken. `key` names the phrase in `exchange.problems`; `candidates` are what it may mean."""

    def __init__(
        self, key: str, *, candidates: Iterable[str] = (), attribute: str | None = None, **values: Any
    ) -> None:
        super().__init__(key)
        self.key = key
        self.candidates = candidates
        self.attribute = attribute
        """The column at fault, where it is not the one that was parsed."""
        self.values = values


@dataclass(frozen=True)
class Place:
    """Where in which file: `row` counts as Excel does, `column` is the heading."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Problem:
    """One line of a report."""

    severity: Literal["error", "notice"]
    place: Place
    value: str
    message: str
    advice: str


@dataclass
class Problems:
    """What an import found, the first ones word for word and all of them counted."""

    kept: list[Problem] = field(default_factory=list)
    total: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    """Rejected rows by the name of their kind."""
    skipped: int = 0
    """Offers of a job search answer that were left out on purpose."""

    @property
    def rejected_rows(self) -> int:
        """Rejected rows of all kinds."""
        return sum(self.rejected.values())

    def error(self, place: Place, value: object, error: CellError) -> None:
        """A cell that keeps its row from being imported. The row itself is counted by the caller."""
        self._add("error", "problems", error.key, place, value, error.candidates, error.values)

    def notice(self, key: str, place: Place, value: object = "", *, candidates: Iterable[str] = ()) -> None:
        """Something worth knowing that rejects nothing."""
        self._add("notice", "notices", key, place, value, candidates, {})

    def _add(
        self,
        severity: Literal["error", "notice"],
        section: str,
        key: str,
        place: Place,
        value: object,
        candidates: Iterable[str],
        values: dict[str, Any],
    ) -> None:
        self.total += 1
        if len(self.kept) >= KEPT_PROBLEMS:
            return
        text = "" if value is None else str(value)
        # Among 100,000 employers a suggestion takes a tenth of a second; nobody reads ten thousand of them.
        meant = suggestion(text, candidates) if len(self.kept) < SUGGESTED_PROBLEMS else ""
        words = {"heading": place.column or "", "suggestion": meant, **values}
        self.kept.append(
            Problem(
                severity,
                place,
                text if len(text) <= SHOWN_VALUE else text[: SHOWN_VALUE - 1] + "…",
                phrase(f"exchange.{section}.{key}.message", **words),
                phrase(f"exchange.{section}.{key}.advice", **words),
            )
        )


def suggestion(text: str, candidates: Iterable[str]) -> str:
    """The question whether the most similar candidate was meant; empty when none is similar."""
    found = process.extractOne(
        text[:SHOWN_VALUE],
        candidates,
        scorer=fuzz.WRatio if len(text) > 3 else fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=SUGGESTION_SCORE,
    )
    return phrase("exchange.suggestion", name=found[0]) if found else ""
