"""Whether a candidate may take the place of the model in use: sealed figures, and what became of each correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NEVER_WORSE = ("crisis found",)
"""Figures that may not fall at all."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Figure:
    """One sealed figure of both models; `gain` is positive when the candidate is better."""

    name: str
    before: float
    after: float
    gain: float
    fell: bool
    """Worse beyond the margin."""


@dataclass(frozen=True)
class Verdict:
    """The comparison: sealed figures, and numbers of corrections."""

    figures: list[Figure]
    better: list[int]
    worse: list[int]
    right: list[int]
    """Understood by both."""
    wrong: list[int]
    """Understood by neither: what no training settles."""

    @property
    def fell(self) -> list[Figure]:
        """What bars the candidate."""
        return [figure for figure in self.figures if figure.fell]


def verdict_of(report: Mapping[str, Any], margin: float) -> Verdict:
    """The verdict on a training's report. `margin` is a share (0.005 is half a percentage point)."""
    figures = [
        _figure(one, other, margin)
        for one, other in zip(report["sealed"]["before"], report["sealed"]["after"], strict=True)
    ]
    before, after = report["corrected"]["before"], report["corrected"]["after"]

    def those(was: bool, becomes: bool) -> list[int]:
        return [
            int(number)
            for number, found in after.items()
            if (before[number]["right"], found["right"]) == (was, becomes)
        ]

    return Verdict(figures, those(False, True), those(True, False), those(True, True), those(False, False))


def _figure(before: Mapping[str, Any], after: Mapping[str, Any], margin: float) -> Figure:
    gain = after["value"] - before["value"] if before["at_least"] else before["value"] - after["value"]
    allowed = 0.0 if before["name"] in NEVER_WORSE else margin
    return Figure(before["name"], before["value"], after["value"], gain, gain < -allowed - _ROUNDING)
