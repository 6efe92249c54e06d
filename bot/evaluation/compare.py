"""Ours beside Rasa's default pipeline: quality on the same sets, cost on the same machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation import report
from bot.evaluation.cost import Cost
from bot.evaluation.run import Scores
from bot.figures import Bar


@dataclass(frozen=True)
class Measured:
    """One pipeline: how well it understands, and what that costs."""

    scores: Scores
    train_seconds: float
    cost: Cost


@dataclass(frozen=True)
class Row:
    """One figure of both."""

    name: str
    unit: str
    ours: float
    default: float
    more_is_better: bool

    @property
    def bar(self) -> Bar:
        """Ours, with the other's figure as its limit."""
        return Bar(self.name, self.ours, self.unit, self.default, at_least=self.more_is_better)


def rows(ours: Measured, default: Measured) -> list[Row]:
    """Quality first, then cost."""
    return [*_quality(ours.scores, default.scores), *_costs(ours, default)]


def _quality(ours: Scores, default: Scores) -> Iterator[Row]:
    for one, other in zip(report.bars(ours), report.bars(default), strict=True):
        yield Row(one.name, one.unit, one.value, other.value, one.at_least)


def _costs(ours: Measured, default: Measured) -> Iterator[Row]:
    named = {
        "training": ("s", ours.train_seconds, default.train_seconds),
        "start of a process": ("s", ours.cost.start_seconds, default.cost.start_seconds),
        "model load": ("s", ours.cost.load_seconds, default.cost.load_seconds),
        "a message, median": ("ms", ours.cost.p50, default.cost.p50),
        "a message, p95": ("ms", ours.cost.p95, default.cost.p95),
        "a message, p95, other core busy": ("ms", ours.cost.busy_p95, default.cost.busy_p95),
        "memory": ("MB", ours.cost.memory_mb, default.cost.memory_mb),
        "model": ("MB", ours.cost.model_mb, default.cost.model_mb),
    }
    return (Row(name, unit, one, other, more_is_better=False) for name, (unit, one, other) in named.items())


def as_table(compared: Sequence[Row]) -> str:
    """Both side by side for people."""
    head = f"     {'':44} {'ours':>10} {'default':>10}"
    return "\n".join([head, *(_line(row) for row in compared)])


def _line(row: Row) -> str:
    return f"{'ok  ' if row.bar.ok else 'MISS'} {row.name:44} {row.ours:10.4g} {row.default:10.4g} {row.unit}"


def details(compared: Sequence[Row], ours: Measured, default: Measured) -> dict[str, Any]:
    """Everything beside the bars, without a sentence of the sets."""
    return {
        "rows": [asdict(row) for row in compared],
        "registers": {"ours": _registers(ours), "default": _registers(default)},
    }


def _registers(measured: Measured) -> Any:
    return report.details(measured.scores)["registers"]
