"""`kumpel teach …` on a database and a store of models of its own."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from log_turns import conversations, turn
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant.training import lessons_in_use
from bot.cli import kumpel
from bot.conversations import trainings
from bot.conversations.corrections import ACCEPTED, Draft, add_correction, decide, mark_taught
from bot.conversations.lessons import rewrite_lessons
from bot.conversations.log import write_turns
from bot.database import create_engine
from bot.settings import Settings
from bot.staff import audit
from bot.teaching import model_store
from bot.teaching.model_store import write_card

SAID = "ich möchte gern auf dem Kutter anfangen"
FIGURES = {"before": [{"name": "goals right", "value": 0.97, "at_least": True}]}
Run = Callable[..., Result]


def put(folder: Path, name: str, trained_at: str, lessons: list[int]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(name.encode())
    digest = hashlib.sha256(name.encode()).hexdigest()
    card = {"file": name, "bytes": len(name), "sha256": digest, "fingerprint": "f", "trained_at": trained_at}
    write_card(folder / name, {**card, "lessons": lessons})


async def prepare(url: str) -> None:
    """One taught sentence, and a training whose model is ready and a bit worse."""
    engine = create_engine(url)
    async with engine.begin() as connection:
        await write_turns(connection, [turn()])
    (one,) = await conversations(engine)
    number = await add_correction(engine, "anna", Draft("message", one.key, 1, SAID, "search"))
    assert number == 1
    await decide(engine, number, "ben", ACCEPTED, "")
    async with engine.begin() as connection:
        await mark_taught(connection, [number])
    await rewrite_lessons(engine)
    await trainings.begin_training(engine, "ben", [1])
    after = [{"name": "goals right", "value": 0.90, "at_least": True}]
    report = {"sealed": {**FIGURES, "after": after}, "corrected": {"before": {}, "after": {}}}
    ready = {"state": trainings.READY, "model": "new.tar.gz", "report": {**report, "compared_with": "old.tar.gz"}}
    await trainings.beat(engine, 1, **ready)
    await engine.dispose()


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    folder = tmp_path / "models"
    put(folder, "old.tar.gz", "2026-01-01", [])
    put(folder / "candidates", "new.tar.gz", "2026-01-02", [1])
    asyncio.run(prepare(sqlite_url))
    return replace(Settings(), database_url=sqlite_url, models_dir=str(folder))


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(kumpel, ["teach", *arguments])


async def deeds(engine: AsyncEngine) -> list[str]:
    try:
        return [deed.deed for deed in await audit.trail(engine)]
    finally:
        await engine.dispose()


def test_the_list_shows_corrections_trainings_and_models(run: Run) -> None:
    lines = run("list").output.splitlines()
    assert [line.split()[0] for line in lines] == ["correction", "training", "model"]
    assert SAID in lines[0]
    assert "new.tar.gz" in lines[1]
    assert run("list", "--state", "open").output.splitlines()[0].startswith("training")


def test_the_export_writes_files_of_the_repository(run: Run, tmp_path: Path) -> None:
    result = run("export", str(tmp_path / "out"))
    assert result.output.splitlines() == [str(tmp_path / "out" / "data" / "taught" / "nlu.yml")]
    assert f"    - {SAID}" in (tmp_path / "out" / "data" / "taught" / "nlu.yml").read_text(encoding="utf-8")


def test_a_worse_model_needs_a_reason_and_one_can_go_back(run: Run, settings: Settings) -> None:
    refused = run("promote", "1")
    assert (refused.exit_code, "worse" in refused.output) == (1, True)
    assert lessons_in_use(settings) == []
    assert run("promote", "1", "--reason", "wanted").output == "new.tar.gz is in use.\n"
    assert [lesson.text for lesson in lessons_in_use(settings)] == [SAID], "a later `kumpel train` learns them again"
    assert run("promote", "1", "--reason", "again").exit_code == 1
    assert run("rollback").output == "old.tar.gz is in use.\n"
    assert model_store.newest_model(settings).name == "old.tar.gz"
    assert lessons_in_use(settings) == []
    found = asyncio.run(deeds(create_engine(settings.database_url)))
    assert found == ["teach_rolled_back", "teach_overruled"]


def test_what_there_is_not_is_said_in_a_line(run: Run) -> None:
    for arguments in (("promote", "7"), ("compare", "7"), ("rollback", "x.tar.gz"), ("rollback",)):
        result = run(*arguments)
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert result.output.count("\n") == 1
