"""Figures against their limits, for people and for machines."""

from __future__ import annotations

import json

import pytest

from bot.figures import Bar, as_json, as_lines, machine


@pytest.mark.parametrize(
    ("value", "limit", "at_least", "ok"),
    [
        (49.9, 50, False, True),
        (50.0, 50, False, True),
        (50.1, 50, False, False),
        (0.97, 0.97, True, True),
        (0.9699, 0.97, True, False),
        (float("nan"), 50, False, False),
        (float("nan"), 50, True, False),
    ],
)
def test_a_bar_holds_up_to_its_limit(value: float, limit: float, at_least: bool, ok: bool) -> None:
    assert Bar("x", value, "ms", limit, at_least).ok is ok


def test_a_bar_as_data_has_the_keys_of_the_design() -> None:
    bar = Bar("search p95", 12.345678, "ms", 50)
    assert bar.as_dict() == {"name": "search p95", "value": 12.3457, "unit": "ms", "limit": 50, "ok": True}


def test_rounding_for_display_does_not_decide() -> None:
    assert Bar("share", 0.96999999, "share", 0.97, at_least=True).as_dict() == {
        "name": "share",
        "value": 0.97,
        "unit": "share",
        "limit": 0.97,
        "ok": False,
    }


def test_one_json_object_says_what_where_and_how_much() -> None:
    shown = json.loads(as_json("bench search", {"database": "sqlite"}, [Bar("p95", 1, "ms", 50)], growth=2.0))
    assert shown["what"] == "bench search"
    assert shown["on"] == {**machine(), "database": "sqlite"}
    assert [bar["name"] for bar in shown["bars"]] == ["p95"]
    assert shown["growth"] == 2.0


def test_json_keeps_letters() -> None:
    assert "Lünen" in as_json("x", {}, [], place="Lünen")


def test_the_machine_is_described() -> None:
    assert machine()["cores"] >= 1
    assert machine()["python"].startswith("3.10")


def test_lines_mark_what_is_missed() -> None:
    lines = as_lines([Bar("good", 1, "ms", 2), Bar("bad", 1, "share", 2, at_least=True)]).splitlines()
    assert lines[0].startswith("ok  ")
    assert "at most 2" in lines[0]
    assert lines[1].startswith("MISS")
    assert "at least 2" in lines[1]
