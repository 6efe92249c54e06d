"""One turn as it is logged, and what a conversation came to. Pure; knows neither Rasa nor the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any

PERSON_GOALS = frozenset(("human", "advice", "crisis"))
"""Goals whose answer names a person or an office to turn to."""
OUTCOMES = (
    "employers",
    "programmes",
    "places",
    "events",
    "occupations",
    "person",
    "nothing_found",
    "not_understood",
    "talk",
)
"""What a turn came to, the best first: results of a kind, a person, or less."""


@dataclass(frozen=True)
class ResultShown:
    """One page of results as the contract's `custom` shows it."""

    type: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    total: int
    offset: int
    relaxed: tuple[dict[str, Any], ...] = ()
    criteria: dict[str, Any] = field(default_factory=dict)
    """The search as asked, which a later result of the same turn need not share."""

    @classmethod
    def of(cls, custom: dict[str, Any]) -> ResultShown:
        """From a message's `custom`."""
        items = custom.get("items") or []
        return cls(
            type=str(custom["type"]),
            ids=tuple(str(item.get("id", "")) for item in items),
            titles=tuple(str(item.get("title", "")) for item in items),
            total=int(custom.get("total") or 0),
            offset=int(custom.get("offset") or 0),
            relaxed=tuple(custom.get("relaxed") or ()),
            criteria=dict(custom.get("criteria") or {}),
        )


@dataclass(frozen=True)
class TurnRecord:
    """One message, redacted, with what was understood and shown. `sender` is the running conversation's id."""

    message_id: str
    sender: str
    at: float
    """Seconds since 1970."""
    channel: str
    text: str
    language: str
    goal: str
    intent: str
    confidence: float
    fallback: bool
    outcome: str
    milliseconds: int
    redacted: dict[str, int] = field(default_factory=dict)
    criteria: dict[str, Any] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def time(self) -> datetime:
        """`at` with its time zone."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"kind": "turn", **asdict(self)}


@dataclass(frozen=True)
class EraseRecord:
    """Somebody wished, in the conversation, that everything be deleted."""

    sender: str
    at: float

    @property
    def time(self) -> datetime:
        """`at` with its time zone."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"kind": "erase", **asdict(self)}


Record = TurnRecord | EraseRecord


def record_of(data: dict[str, Any]) -> Record:
    """The record that `as_dict` wrote.

    Raises:
        KeyError, TypeError: it is none.
    """
    values = dict(data)
    kinds: dict[str, type[Record]] = {"turn": TurnRecord, "erase": EraseRecord}
    return kinds[values.pop("kind")](**values)


def outcome_of(goal: str, results: Sequence[ResultShown], *, fallback: bool) -> str:
    """What a turn came to."""
    if any(result.total for result in results):
        return best_outcome([result.type for result in results if result.total])
    if goal in PERSON_GOALS:
        return "person"
    if results:
        return "nothing_found"
    return "not_understood" if fallback else "talk"


def best_outcome(outcomes: Sequence[str]) -> str:
    """The best of some; kinds of results that are not listed count as the last kind that is."""
    return min(outcomes, key=lambda outcome: OUTCOMES.index(outcome) if outcome in OUTCOMES else len(OUTCOMES))


@dataclass(frozen=True)
class Summary:
    """What the list of conversations shows of one."""

    channel: str
    language: str
    started_at: datetime
    last_at: datetime
    turns: int
    fallbacks: int
    lowest_confidence: float
    outcome: str
    goals: str
    """As `goals_text` writes them."""

    @classmethod
    def of(cls, turn: TurnRecord) -> Summary:
        """A conversation of one turn."""
        return cls(
            channel=turn.channel,
            language=turn.language,
            started_at=turn.time,
            last_at=turn.time,
            turns=1,
            fallbacks=int(turn.fallback),
            lowest_confidence=turn.confidence,
            outcome=turn.outcome,
            goals=goals_text([turn.goal]),
        )

    def followed_by(self, later: Summary) -> Summary:
        """Both together."""
        return Summary(
            channel=self.channel,
            language=later.language,
            started_at=min(self.started_at, later.started_at),
            last_at=max(self.last_at, later.last_at),
            turns=self.turns + later.turns,
            fallbacks=self.fallbacks + later.fallbacks,
            lowest_confidence=min(self.lowest_confidence, later.lowest_confidence),
            outcome=best_outcome([self.outcome, later.outcome]),
            goals=goals_text([*goals_in(self.goals), *goals_in(later.goals)]),
        )


def goals_text(goals: Iterable[str]) -> str:
    """Goals as the log's list keeps them: in the order of letters, each between two commas."""
    return "".join(f",{goal}" for goal in sorted(set(goals))) + ","


def goals_in(text: str) -> list[str]:
    """The goals that `goals_text` wrote."""
    return [goal for goal in text.split(",") if goal]


def aware(moment: datetime) -> datetime:
    """A time from the database with its zone, which SQLite does not keep."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
