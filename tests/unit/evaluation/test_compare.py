"""Two pipelines side by side: which is ahead in what, and that no sentence of the sets is shown."""

from __future__ import annotations

import dataclasses
import json

import pytest

from bot.evaluation.compare import Measured, Row, as_table, details, rows
from bot.evaluation.cost import Cost
from bot.evaluation.run import Scores

COST = Cost(start_seconds=3, load_seconds=4, p50=5, p95=9, busy_p95=12, memory_mb=300, model_mb=2)
DEAR = Cost(start_seconds=9, load_seconds=30, p50=20, p95=40, busy_p95=60, memory_mb=1200, model_mb=40)


def scores(right: int) -> Scores:
    """Ten messages of which so many are right, as a search or a thank-you."""
    found = Scores()
    for number in range(10):
        found.goals.count(number < right)
        found.topics.count(number < right)
        found.criteria.add({"place": ["1"]}, {"place": ["1" if number < right else "2"]})
        found.confusion["search" if number % 2 else "crisis", "search" if number % 2 else "crisis"] += 1
    found.misses.append({"id": "m-1", "text": "a sealed sentence"})
    return found


OURS = Measured(scores(9), 40, COST)
DEFAULT = Measured(scores(7), 400, DEAR)


def test_quality_comes_before_cost() -> None:
    names = [row.name for row in rows(OURS, DEFAULT)]
    assert names[0] == "goals right"
    assert names[-1] == "model"
    assert names.index("training") > names.index("crisis false alarms")


def test_ours_is_ahead() -> None:
    compared = rows(OURS, DEFAULT)
    assert all(row.bar.ok for row in compared)
    by_name = {row.name: row for row in compared}
    assert (by_name["goals right"].ours, by_name["goals right"].default) == (0.9, 0.7)
    assert (by_name["training"].ours, by_name["training"].default) == (40, 400)


def test_ours_is_behind_in_all_that_differs() -> None:
    compared = rows(DEFAULT, OURS)
    behind = {row.name for row in compared if not row.bar.ok}
    assert {"goals right", "topics exactly right", "training", "model load", "memory", "model"} <= behind
    assert all(row.ours == row.default for row in compared if row.name not in behind)


@pytest.mark.parametrize(("ours", "more_is_better", "ok"), [(2, True, True), (0.5, True, False), (0.5, False, True)])
def test_better_depends_on_the_figure(ours: float, more_is_better: bool, ok: bool) -> None:
    assert Row("x", "s", ours, 1, more_is_better).bar.ok is ok


def test_as_good_is_not_behind() -> None:
    assert Row("x", "share", 1.0, 1.0, more_is_better=True).bar.ok


def test_every_cost_that_was_measured_is_compared() -> None:
    changed = {field.name: 10_000.0 for field in dataclasses.fields(Cost)}
    compared = rows(Measured(scores(9), 1, Cost(**changed)), DEFAULT)
    assert sum(row.ours == 10_000.0 for row in compared) == len(changed)


def test_sets_of_different_kinds_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        rows(OURS, Measured(Scores(), 1, COST))


def test_the_table_has_both() -> None:
    lines = as_table(rows(OURS, DEFAULT)).splitlines()
    assert "ours" in lines[0]
    assert "default" in lines[0]
    goals = next(line for line in lines if "goals right" in line)
    assert goals.startswith("ok")
    assert goals.split()[-3:] == ["0.9", "0.7", "share"]


def test_details_show_no_sentence() -> None:
    shown = json.dumps(details(rows(OURS, DEFAULT), OURS, DEFAULT))
    assert "goals right" in shown
    assert "sealed sentence" not in shown
