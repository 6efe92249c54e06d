"""What a search returns, and the `custom` part of a result message (contract.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.language.criteria import Criteria

_BESIDE_THE_CARD = ("text", "plain", "codes")


@dataclass(frozen=True)
class Item:
    """One result as a card: every reason is in words taken from its data."""

    id: str
    title: str
    reasons: tuple[str, ...]
    sample: bool
    source: str
    checked_on: str
    lat: float | None = None
    lon: float | None = None
    url: str | None = None
    starts_on: str | None = None
    """Of an event: its first day and its last, ISO 8601, and its times of day in Germany, "17:00"."""
    ends_on: str | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    text: str | None = None
    """What it is, in words, and the same in plain ones; for the message's text, not for the card."""
    plain: str | None = None
    codes: tuple[str, ...] = ()
    """Of an occupation: its KldB 2010 code and those of related ones."""

    def as_dict(self) -> dict[str, Any]:
        """The item as the contract writes it; empty fields are left out."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in vars(self).items()
            if value is not None and key not in _BESIDE_THE_CARD
        }


@dataclass(frozen=True)
class Facet:
    """A value that would narrow the results, with how many would remain."""

    key: str
    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Relaxation:
    """One step by which a search without exact matches was widened; `before` and `after` are criteria values."""

    key: str
    before: Any
    after: Any
    label: str
    """The step in words ("im Umkreis von 20 km statt 5 km")."""


@dataclass(frozen=True)
class Result:
    """A page of results. `criteria` is the search as asked, not as widened."""

    type: str
    criteria: Criteria
    total: int
    offset: int
    items: tuple[Item, ...]
    facets: tuple[Facet, ...] = ()
    relaxed: tuple[Relaxation, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The `custom` object of a result message."""
        data: dict[str, Any] = {
            "type": self.type,
            "criteria": self.criteria,
            "total": self.total,
            "offset": self.offset,
            "items": [item.as_dict() for item in self.items],
            "facets": [vars(facet) for facet in self.facets],
        }
        if self.relaxed:
            data["relaxed"] = [{"key": step.key, "from": step.before, "to": step.after} for step in self.relaxed]
        return data
