"""Whether a candidate may take the place of the model in use."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teaching.verdict import verdict_of


def report(before: dict[str, float], after: dict[str, float], *, less: tuple[str, ...] = ()) -> dict[str, Any]:
    def figures(values: dict[str, float]) -> list[dict[str, Any]]:
        return [{"name": name, "value": value, "at_least": name not in less} for name, value in values.items()]

    return {"sealed": {"before": figures(before), "after": figures(after)}, "corrected": {"before": {}, "after": {}}}


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [(0.97, 0.97, False), (0.97, 0.98, False), (0.97, 0.965, False), (0.97, 0.9649, True)],
)
def test_a_figure_may_fall_by_the_margin(before: float, after: float, fell: bool) -> None:
    verdict = verdict_of(report({"goals right": before}, {"goals right": after}), 0.005)
    assert bool(verdict.fell) is fell


def test_of_alarms_less_is_better() -> None:
    name = "crisis false alarms"
    assert verdict_of(report({name: 0.0}, {name: 0.01}, less=(name,)), 0.005).fell
    assert not verdict_of(report({name: 0.01}, {name: 0.0}, less=(name,)), 0.005).fell


def test_danger_found_may_not_fall_at_all() -> None:
    assert verdict_of(report({"crisis found": 1.0}, {"crisis found": 0.999}), 0.5).fell


def test_corrections_are_sorted_by_what_became_of_them() -> None:
    given = report({}, {})
    was = {"1": False, "2": True, "3": True, "4": False}
    becomes = {"1": True, "2": False, "3": True, "4": False}
    given["corrected"] = {
        side: {number: {"right": right} for number, right in values.items()}
        for side, values in (("before", was), ("after", becomes))
    }
    verdict = verdict_of(given, 0.005)
    assert (verdict.better, verdict.worse, verdict.right, verdict.wrong) == ([1], [2], [3], [4])
