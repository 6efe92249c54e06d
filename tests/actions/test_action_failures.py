"""When the catalogue fails: an honest line, the search kept, and nothing personal in the log."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from action_chat import Chat, Workbench

from actions import wiring

WISH = "Ausbildung als Koch in Unna"
CRITERIA = {"offer": ["apprenticeship"], "occupation": ["29302"], "place": ["05978036"]}


@pytest.fixture
def database(bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the catalogue is expected, and nothing is yet."""
    path = tmp_path / "catalogue.sqlite"
    monkeypatch.setenv("KUMPEL_DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    with bench.elsewhere():
        yield path


@pytest.mark.usefixtures("database")
def test_without_a_catalogue_there_is_an_honest_line_and_the_search_stays(chat: Chat) -> None:
    chat.say(WISH)
    assert chat.said == ["utter_trouble"]
    assert chat.criteria == CRITERIA


def test_a_catalogue_that_comes_back_is_found(chat: Chat, database: Path, sqlite_samples: Path) -> None:
    chat.say(WISH)
    database.unlink()
    shutil.copy(sqlite_samples, database)
    chat.say("und?")
    assert chat.said[-1].startswith("utter_results")
    assert chat.result["criteria"] == CRITERIA


@pytest.mark.parametrize(
    ("text", "goal"), [("mehr", "more"), ("mehr zum 1.", "details"), ("nur kleine Betriebe", "search")]
)
def test_a_catalogue_that_breaks_on_the_way(
    chat: Chat, database: Path, sqlite_samples: Path, text: str, goal: str
) -> None:
    shutil.copy(sqlite_samples, database)
    chat.say("Ausbildung in Unna")
    shown = chat.slots["shown"]
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in ("offers", "employers"):
            connection.execute(f"DROP TABLE {table}")
    connection.close()
    chat.say(text, goal)
    assert chat.said == ["utter_trouble"]
    assert chat.criteria["place"] == ["05978036"]
    assert chat.slots["shown"] == shown


@pytest.mark.usefixtures("database")
def test_the_log_names_the_goal_and_not_the_words(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    chat.say("ich suche heimlich eine Ausbildung in Unna")
    (record,) = [record for record in caplog.records if record.name == "actions.base"]
    assert "search" in record.getMessage()
    assert "heimlich" not in caplog.text


@pytest.mark.usefixtures("database")
def test_what_needs_no_catalogue_goes_on(chat: Chat) -> None:
    for text, goal in (("hallo", "greet"), ("danke", "thank"), ("neu", "reset"), ("was speicherst du", "privacy")):
        chat.say(text, goal)
        assert chat.said == [f"utter_{goal}"]
    chat.say("wie schreibe ich einen lebenslauf", "application_help")
    assert chat.said == ["utter_application_cv_1"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("text", "goal"), [("wer hilft mir", "advice"), ("kein geld für die fahrt", "programmes")])
def test_without_a_catalogue_organisations_that_help_are_named_all_the_same(chat: Chat, text: str, goal: str) -> None:
    chat.say(text, goal)
    assert chat.said == ["utter_trouble_help"]
    assert "0800 4 5555 00" in chat.text


@pytest.mark.usefixtures("database")
def test_danger_is_answered_while_the_catalogue_is_away(chat: Chat) -> None:
    chat.say("ich will nicht mehr leben", "crisis")
    assert chat.said == ["utter_crisis"]
    assert "116 111" in chat.text


@pytest.mark.usefixtures("database")
def test_after_closing_the_settings_are_read_anew(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiring.settings().session_hours == 24
    monkeypatch.setenv("KUMPEL_SESSION_HOURS", "3")
    monkeypatch.setenv("KUMPEL_REGION", "emscher-lippe")
    assert wiring.settings().session_hours == 24
    bench.loop.run_until_complete(wiring.close())
    assert wiring.settings().session_hours == 3
    assert wiring.region().id == "emscher-lippe"
