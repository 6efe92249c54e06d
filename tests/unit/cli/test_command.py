"""`kumpel` itself: the list, lazy loading, and failures in one line."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import BENCHES, COMMANDS, Kumpel, kumpel
from bot.cli.failures import known, one_line
from bot.cli.lazy import Entry
from bot.settings import PROJECT_ROOT, SettingError

HEAVY = ("rasa", "spacy", "tensorflow", "sqlalchemy", "aiohttp", "bot.language", "bot.catalogue")


def run_in(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT_ROOT), **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def failing(error: Exception, *options: str, module: str = "failing_module") -> Result:
    """What a command that fails with this error shows."""

    @click.command()
    def fail() -> None:
        raise error

    sys.modules[module] = type(sys)(module)
    sys.modules[module].fail = fail  # type: ignore[attr-defined]
    group = Kumpel(entries={"fail": Entry(module, "fail", "Fails.")}, params=[click.Option(["--debug"], is_flag=True)])
    try:
        return CliRunner().invoke(group, [*options, "fail"])
    finally:
        del sys.modules[module]


def test_the_list_costs_no_heavy_import() -> None:
    code = f"""
        import sys
        from click.testing import CliRunner
        from bot.cli import kumpel
        print(CliRunner().invoke(kumpel, ["--help"]).output)
        print("loaded:", [name for name in {HEAVY} if name in sys.modules])
    """
    shown = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    ).stdout
    assert shown.endswith("loaded: []\n")
    assert all(name in shown for name in COMMANDS)


@pytest.mark.parametrize("entry", [*COMMANDS.values(), *BENCHES.values()], ids=lambda entry: entry.module)
def test_each_command_that_is_listed_is_there(entry: Entry) -> None:
    group = Kumpel(entries={"it": entry})
    command = group.get_command(click.Context(group), "it")
    assert command is not None
    assert command.help


def test_an_unknown_command_is_refused() -> None:
    answer = CliRunner().invoke(kumpel, ["dance"])
    assert answer.exit_code == 2
    assert "No such command 'dance'" in answer.output


@pytest.mark.parametrize(
    "error", [SettingError("KUMPEL_X does not work"), PermissionError(13, "Permission denied", "var/kumpel.sqlite")]
)
def test_a_known_failure_is_one_line(error: Exception) -> None:
    answer = failing(error)
    assert (answer.exit_code, answer.output) == (1, f"Error: {error}\n")


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert isinstance(failing(KeyError("slot")).exception, KeyError)


def test_debug_shows_where_it_happened() -> None:
    assert isinstance(failing(SettingError("x"), "--debug").exception, SettingError)


def test_a_message_of_many_lines_is_cut_to_its_first() -> None:
    assert one_line(ValueError("\n (sqlite3.OperationalError) unable to open\n[SQL: …]\n")).endswith("unable to open")
    assert one_line(ValueError()) == "ValueError"


def test_failures_are_known_once_their_module_is_loaded() -> None:
    import sqlalchemy.exc

    assert {SettingError, OSError, sqlalchemy.exc.SQLAlchemyError} <= set(known())


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"KUMPEL_WEB_PORT": "eighty"}, "Error: KUMPEL_WEB_PORT='eighty' does not work: it takes a whole number."),
        ({"KUMPEL_WEBPORT": "80"}, "Error: Unknown setting KUMPEL_WEBPORT; docs/settings.md lists all."),
        ({"KUMPEL_WEB_PORT": "5005"}, "Error: Each part needs a port of its own: KUMPEL_WEB_PORT, KUMPEL_RASA_PORT"),
        ({"KUMPEL_WEB_PORT": "70000"}, "Error: KUMPEL_WEB_PORT=70000 does not work: a port is a number up to 65535."),
        (
            {"KUMPEL_DATABASE_URL": "nonsense"},
            "Error: KUMPEL_DATABASE_URL does not work: it takes sqlite+aiosqlite:///",
        ),
        ({"KUMPEL_DATABASE_URL": "mysql://u:p@h/n"}, "Error: KUMPEL_DATABASE_URL does not work"),
        ({"KUMPEL_DATABASE_URL": "postgresql+asyncpg://u:p@h:port/n"}, "Error: KUMPEL_DATABASE_URL does not work"),
        ({"KUMPEL_REGION": "atlantis"}, "Error: "),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(tmp_path: Path, variables: dict[str, str], line: str) -> None:
    answer = run_in(tmp_path, "run", **variables)
    assert answer.returncode == 1
    assert answer.stderr.startswith(line)
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////proc/nowhere/kumpel.sqlite",
        "postgresql+asyncpg://someone:secret-word@127.0.0.1:1/none",
    ],
)
def test_a_database_out_of_reach_is_one_line_without_its_password(tmp_path: Path, url: str) -> None:
    answer = run_in(tmp_path, "migrate", KUMPEL_DATABASE_URL=url)
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert answer.stderr.startswith("Error: ")
    assert "secret-word" not in answer.stderr
