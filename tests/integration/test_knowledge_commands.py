"""`kumpel check facts`, `kumpel catalogue stock` and `review` as staff type them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.catalogue.reviews import NothingToReviewError, clear_review
from bot.cli import kumpel
from bot.database import create_engine


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Callable[..., Result]:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(kumpel, arguments)
        assert result.exit_code == code, result.output
        return result

    return invoke


def test_the_facts_of_the_stock_hold(run: Callable[..., Result]) -> None:
    assert "entries that break the rule: sections" in run("check", "facts").stdout
    figures = json.loads(run("check", "facts", "--json").stdout)
    assert figures["on"]["entries"] > 250
    assert figures["problems"] == []
    assert all(bar["ok"] for bar in figures["bars"])


def test_a_wrong_fact_exits_with_one(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.catalogue.facts.sections", lambda: dict.fromkeys(("sgb3",), frozenset()))
    monkeypatch.setattr("bot.catalogue.facts.LAWS", ("sgb3",))
    output = run("check", "facts", code=1).stdout
    assert "sections: programmes bab: sgb3 56" in output
    assert "MISS" in output


def test_stock_review_and_stats(run: Callable[..., Result]) -> None:
    assert "programmes: 1" in run("catalogue", "stock").stdout
    assert "0 new, 0 changed" in run("catalogue", "stock").stdout
    before = run("catalogue", "review", "list").stdout
    assert "programmes wohngeld (Wohngeld, geprüft am 24.11.2026):" in before
    assert "Erledigt: programmes wohngeld (1)" in run("catalogue", "review", "clear", "programmes", "wohngeld").stdout
    after = run("catalogue", "review", "list", "--kind", "programmes").stdout
    assert "wohngeld" not in after
    assert "places" not in after
    run("catalogue", "stock")
    assert "programmes wohngeld " not in run("catalogue", "review", "list").stdout
    assert "gibt es nichts zu prüfen" in run("catalogue", "review", "clear", "programmes", "wohngeld", code=1).output
    figures = json.loads(run("catalogue", "stats", "--json").stdout)
    listed = len([line for line in after.splitlines() if line.startswith("programmes ")])
    assert figures["programmes"]["needs_review"] == listed
    assert figures["events"]["sample"] == figures["events"]["total"]
    assert "Jobcenter: " in run("catalogue", "stats").stdout


def test_hsds_by_its_ending_and_for_its_kinds(run: Callable[..., Result], tmp_path: Path) -> None:
    run("catalogue", "stock")
    assert "Einträge geschrieben: v.json" in run("catalogue", "export", "v.json").stdout
    run("catalogue", "export", "p.json", "--kind", "places")
    assert len(json.loads((tmp_path / "p.json").read_text())["contents"]) < len(
        json.loads((tmp_path / "v.json").read_text())["contents"]
    )
    run("catalogue", "export", "e.json", "--kind", "events", code=2)
    assert "0 neu, 0 geändert" in run("catalogue", "import", "v.json").stdout


async def test_a_new_note_counts_again(sqlite_url: str) -> None:
    from datetime import date

    from sqlalchemy import update

    from bot.catalogue.knowledge_tables import Programme
    from bot.catalogue.reviews import open_reviews
    from bot.catalogue.stock import fill_stock

    today = date(2026, 11, 24)
    engine = create_engine(sqlite_url)
    try:
        await fill_stock(engine, today)
        assert await clear_review(engine, "programmes", "wohngeld", today) == 1
        with pytest.raises(NothingToReviewError):
            await clear_review(engine, "programmes", "wohngeld", today)
        async with engine.begin() as connection:
            await connection.execute(
                update(Programme).where(Programme.source_id == "wohngeld").values(needs_review="Etwas anderes")
            )
            assert [each.note for each in await open_reviews(connection) if each.source_id == "wohngeld"] == [
                "Etwas anderes"
            ]
        with pytest.raises(NothingToReviewError):
            await clear_review(engine, "programmes", "wohngeld", today, source="agentur")
        assert await clear_review(engine, "programmes", "wohngeld", today, source="kumpel") == 1
    finally:
        await engine.dispose()
