"""Measured figures against their limits, in the one shape that every bench, evaluation and check prints."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """One target: what was measured, and the limit it must stay below (or reach, with `at_least`)."""

    name: str
    value: float
    unit: str
    limit: float
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Whether the limit holds."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "limit": self.limit,
            "ok": self.ok,
        }


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def as_json(what: str, on: Mapping[str, Any], bars: Sequence[Bar], **more: Any) -> str:
    """One JSON object: what was run, on what, the bars and whatever else belongs to the run."""
    shown = {"what": what, "on": {**machine(), **on}, "bars": [bar.as_dict() for bar in bars], **more}
    return json.dumps(shown, ensure_ascii=False, indent=2)


def as_lines(bars: Sequence[Bar]) -> str:
    """The same for people, one bar a line."""
    return "\n".join(
        f"{'ok  ' if bar.ok else 'MISS'} {bar.name:44} {bar.value:10.4g} {bar.unit:8} "
        f"({'at least' if bar.at_least else 'at most'} {bar.limit:g})"
        for bar in bars
    )
