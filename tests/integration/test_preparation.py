"""What `kumpel run` prepares before the parts start, on real databases."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from bot.cli import preparation
from bot.cli.embedded_postgres import create_database, drop_database
from bot.cli.maintenance import answers, migrate, status
from bot.cli.parts import web
from bot.settings import SettingError, Settings


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings whose database counts as the embedded default, in a file of the test."""
    url = f"sqlite+aiosqlite:///{tmp_path}/kumpel.sqlite"
    monkeypatch.setattr(preparation, "DEFAULTS", dataclasses.replace(Settings(), database_url=url))
    monkeypatch.setattr(preparation, "LOG_FOLDER", tmp_path / "log")
    yield Settings(database_url=url)


def count(settings: Settings, table: str) -> int:
    engine = create_engine(settings.database_url.replace("+aiosqlite", ""))
    with engine.connect() as connection:
        number = int(connection.execute(text(f"select count(*) from {table}")).scalar_one())
    engine.dispose()
    return number


def test_the_empty_embedded_database_gets_sample_data_once(
    embedded: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    preparation.prepare_database(embedded)
    employers = count(embedded, "employers")
    assert employers >= 400
    assert count(embedded, "offers") >= 1200
    assert count(embedded, "employers where not sample") == 0
    assert count(embedded, "programmes") >= 60
    assert count(embedded, "events where not sample") == 0
    assert "Filling it with sample employers" in capsys.readouterr().out
    preparation.prepare_database(embedded)
    assert count(embedded, "employers") == employers
    assert "Filling it" not in capsys.readouterr().out


def test_the_stock_comes_in_again_and_brings_what_was_lost(embedded: Settings) -> None:
    preparation.prepare_database(embedded)
    programmes = count(embedded, "programmes")
    engine = create_engine(embedded.database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        connection.execute(text("delete from programmes where source_id = 'bab'"))
    engine.dispose()
    preparation.prepare_database(embedded)
    assert count(embedded, "programmes") == programmes


def test_a_database_of_ones_own_stays_as_it_is(tmp_path: Path, embedded: Settings) -> None:
    own = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/own.sqlite")
    preparation.prepare_database(own)
    assert count(own, "employers") == 0
    assert count(own, "programmes") == 0


@pytest.mark.postgres
def test_a_postgresql_is_migrated_and_stays_empty(postgres_server: str, capsys: pytest.CaptureFixture[str]) -> None:
    url = create_database(postgres_server)
    try:
        preparation.prepare_database(Settings(database_url=url))
        assert "Filling it" not in capsys.readouterr().out
    finally:
        drop_database(postgres_server, url)


@pytest.mark.parametrize(
    "url", ["sqlite:///x", "postgresql://u@h/n", "mysql+aiomysql://u@h/n", "", "x", "postgresql+asyncpg://h:port/n"]
)
def test_a_url_that_no_driver_here_understands_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match=r"^KUMPEL_DATABASE_URL does not work: it takes sqlite"):
        preparation.check_database_url(url)


def test_the_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(SettingError) as refused:
        preparation.check_database_url("postgres://user:hidden@host/name")
    assert "hidden" not in str(refused.value)


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/kumpel.sqlite"
    answer = CliRunner().invoke(migrate, env={"KUMPEL_DATABASE_URL": url})
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith(f"{url} has schema 0")


def test_status_of_a_machine_on_which_nothing_runs(tmp_path: Path) -> None:
    variables = {
        "KUMPEL_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/kumpel.sqlite",
        "KUMPEL_MODELS_DIR": str(tmp_path / "models"),
        "KUMPEL_WEB_PORT": "1",
        "KUMPEL_RASA_PORT": "2",
        "KUMPEL_ACTIONS_PORT": "3",
    }
    answer = CliRunner().invoke(status, env=variables)
    assert answer.exit_code == 1
    assert answer.output.count("does not run") == 3
    assert "schema missing" in answer.output
    assert "none (spaCy: " in answer.output


def test_a_proxy_of_the_system_is_not_asked_about_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "http_proxy", "http://192.0.2.1:9")
    assert answers(web(Settings(web_port=1))) is False
