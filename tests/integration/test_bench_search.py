"""`kumpel bench search` on a small catalogue: its data, its figures and its exit code."""

from __future__ import annotations

import json

import jsonschema
import pytest
from click.testing import CliRunner
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.repository import read_index
from bot.cli import bench_search
from bot.cli.bench_data import Making, employers, fill, offers, searches
from bot.language.criteria import CRITERIA_SCHEMA, LIST_KEYS

SMALL = ["--employers", "200", "--offers", "600", "--queries", "25"]


def test_the_same_seed_makes_the_same_catalogue() -> None:
    def made():
        making = Making()
        return list(employers(making, 50)), list(offers(making, 100, 50))

    assert made() == made()


def test_searches_are_mixed_and_keep_to_the_contract() -> None:
    wanted = searches(500)
    schema = jsonschema.Draft202012Validator(CRITERIA_SCHEMA)
    assert all(schema.is_valid(criteria) for criteria in wanted)
    for key in (*LIST_KEYS, "postal_code", "district", "radius_km", "not"):
        assert 10 < sum(key in criteria for criteria in wanted) < 490
    assert wanted == searches(500)


async def test_the_made_catalogue_can_be_read(engine: AsyncEngine) -> None:
    await fill(engine, 200, 600)
    async with engine.connect() as connection:
        index = await read_index(connection)
    assert len(index.employers.id) == 200
    assert (index.ways.offer_id > 0).sum() == 600
    assert 20 < len(index.elsewhere) < 120


@pytest.mark.postgres
def test_it_prints_one_object_with_a_bar_for_each_database() -> None:
    result = CliRunner().invoke(bench_search.search, ["--json", "--growth", *SMALL])
    printed = json.loads(result.stdout)
    assert printed["what"] == "bench search"
    assert [bar["name"] for bar in printed["bars"]] == ["search p95 sqlite", "search p95 postgres"]
    assert all(set(bar) == {"name", "value", "unit", "limit", "ok"} for bar in printed["bars"])
    assert printed["on"]["postgres"].startswith("18.") and printed["on"]["cores"] >= 1
    assert [run["employers"] for run in printed["runs"]] == [2, 20, 200] * 2
    assert len(printed["growth"]) == 4
    assert all(run["p50"] <= run["p95"] <= run["max"] for run in printed["runs"])
    assert result.exit_code == (0 if all(bar["ok"] for bar in printed["bars"]) else 1)


def test_a_missed_limit_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_search, "P95_LIMIT_MS", 0.0)
    result = CliRunner().invoke(bench_search.search, ["--database", "sqlite", "--no-growth", *SMALL])
    assert result.exit_code == 1
    assert "MISS search p95 sqlite" in result.stdout


def test_a_kept_limit_is_exit_code_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_search, "P95_LIMIT_MS", 1e6)
    result = CliRunner().invoke(bench_search.search, ["--database", "sqlite", "--no-growth", *SMALL])
    assert result.exit_code == 0
    assert "200 employers, 600 offers" in result.stdout
