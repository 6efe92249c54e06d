"""The benches of the line, small: real web, Rasa, action server and database, killed and cut; nothing may go wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT_ROOT

pytestmark = pytest.mark.servers
EXACT = ("lost", "doubles", "reorderings", "out of step", "given up", "refusals", "unfinished")


def bench(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bot.cli", "bench", *arguments, "--json"]
    run = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=500)
    assert run.stdout, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_nothing_is_lost_doubled_or_reordered_when_everything_is_killed(trained_model: Path, database: str) -> None:
    size = ("--conversations", "20", "--messages", "4", "--kills", "4", "--minutes", "5")
    found = bench("faults", "--database", database, *size)
    values = {bar["name"].rpartition(",")[0]: bar["value"] for bar in found["bars"]}
    assert values["messages acknowledged"] == 80
    for name, value in values.items():
        if any(part in name for part in EXACT):
            assert value == 0, found
    assert set(found["broken"][database]) == {"web", "rasa", "actions", "database", "cuts"}


def test_the_load_bench_asks_and_measures(trained_model: Path) -> None:
    found = bench("load", "--conversations", "3", "--messages", "4", "--database", "sqlite")
    assert found["what"] == "bench load"
    values = {bar["name"]: bar["value"] for bar in found["bars"]}
    assert values["messages without an answer, sqlite"] == 0
    assert values["send to answer, p95, sqlite"] > 0
