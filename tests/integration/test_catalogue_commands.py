"""`kumpel catalogue …` as staff type it: what it prints, what it writes, and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import kumpel

GOOD = "Nummer;Name;PLZ;Ort\n1;Muster GmbH;44532;Lünen\n"
BAD = GOOD + "2;;44532;Lünen\n"


def command_line(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `kumpel catalogue …` in a folder and expects an exit code."""
    monkeypatch.setenv("KUMPEL_DATABASE_URL", url)
    monkeypatch.chdir(folder)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(kumpel, ["catalogue", *arguments])
        assert result.exit_code == code, result.output
        return result

    return invoke


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Callable[..., Result]:
    return command_line(database_url, tmp_path, monkeypatch)


@pytest.fixture
def run_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Callable[..., Result]:
    """For what does not depend on the database."""
    return command_line(sqlite_url, tmp_path, monkeypatch)


def test_template_import_stats_export_and_import_again(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("template").stdout == "Vorlage geschrieben: kumpel-vorlage.xlsx\n"
    (tmp_path / "a.csv").write_text(GOOD, encoding="cp1252")
    assert "Betriebe: 1 neu, 0 geändert, 0 unverändert" in run("import", "a.csv").stdout
    assert "Betriebe: 1 Einträge, davon 1 gültig" in run("stats").stdout
    assert "Lünen: 1" in run("stats").stdout
    assert run("export", "e.xlsx").stdout == "1 Einträge geschrieben: e.xlsx\n"
    assert "0 neu, 0 geändert, 1 unverändert" in run("import", "e.xlsx", "--complete").stdout
    figures = json.loads(run("stats", "--json").stdout)
    assert figures["employers"]["by_municipality"] == {"05978024": 1}


def test_an_import_tells_programs_what_it_found(run_once: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(BAD, encoding="utf-8")
    found = json.loads(run_once("import", "a.csv", "--json", "--report", "r.csv", code=1).stdout)
    assert (found["imported"], found["rejected"], found["total"]) == (False, {"employers": 1}, 1)
    (problem,) = found["problems"]
    assert problem["place"] == {"file": "a.csv", "sheet": None, "row": 3, "column": "Name"}
    assert (tmp_path / "r.csv").is_file()
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    found = json.loads(run_once("import", "a.csv", "--json").stdout)
    assert (found["imported"], found["counts"]["employers"]["new"]) == (True, 1)
    (tmp_path / "b.csv").write_bytes(b"")
    assert "b.csv" in json.loads(run_once("import", "b.csv", "--json", code=2).stdout)["unreadable"]


def test_a_dry_run_says_so_and_stores_nothing(run_once: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    output = run_once("import", "a.csv", "--dry-run").stdout
    assert "1 neu" in output
    assert "Probelauf" in output
    assert json.loads(run_once("stats", "--json").stdout)["employers"]["total"] == 0


def test_rejected_rows_exit_with_1_and_are_reported(run_once: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(BAD, encoding="utf-8")
    output = run_once("import", "a.csv", "--report", "r.txt", code=1).stdout
    assert "Zeile 3, Spalte „Name“: Pflichtangabe fehlt." in output
    assert "Es wurde nichts gespeichert" in output
    assert "Pflichtangabe fehlt" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    output = run_once("import", "a.csv", "--partial", "--report", "r.xlsx", code=1).stdout
    assert "1 neu, 0 geändert, 0 unverändert, 0 beendet, 1 abgelehnt" in output
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")


def test_unreadable_files_exit_with_2(run_once: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "bild.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    result = run_once("import", "bild.xlsx", code=2)
    assert result.stderr.startswith("bild.xlsx: Die Datei ist keine Tabelle, sondern ein Bild.")
    assert "fehlt.csv: Die Datei gibt es nicht" in run_once("import", "fehlt.csv", code=2).stderr


@pytest.mark.parametrize(
    "arguments", [("--complete", "--partial"), ("--report", "r.doc"), ("--kind", "Betriebe"), ("--unbekannt",)]
)
def test_wrong_use(run_once: Callable[..., Result], tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    run_once("import", "a.csv", *arguments, code=2)


def test_the_ending_of_a_name_decides_the_format(run_once: Callable[..., Result], tmp_path: Path) -> None:
    assert "v-Betriebe.csv" in run_once("template", "v.csv").stdout
    assert run_once("template", "v.csv", "--kind", "offers").stdout == "Vorlage geschrieben: v.csv\n"
    run_once("template", "w.dat", "--format", "xlsx")
    assert (tmp_path / "w.dat").read_bytes().startswith(b"PK")


def test_a_file_of_headings_says_that_there_was_nothing(run_once: Callable[..., Result], tmp_path: Path) -> None:
    run_once("template", "v.xlsx")
    assert "keine Einträge" in run_once("import", "v.xlsx").stdout


def test_many_problems_are_cut_short_on_the_screen_only(run_once: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nummer;Name;PLZ\n" + "1;;44532\n" * 70, encoding="utf-8")
    assert "… und 20 weitere Meldungen." in run_once("import", "a.csv", "--report", "r.csv", code=1).stdout
    assert len((tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()) == 71


MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_megabytes(folder: Path, rows: int) -> float:
    """The most memory of a process that checks so many rows, all different and with every usual column."""
    path = folder / f"{rows}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Nummer;Name;Straße;PLZ;Ort;Branche;Größe;Ausbildungsberufe;Beschreibung;Internetseite;E-Mail\n")
        for n in range(rows):
            text = f"Ein Betrieb, den es nicht gibt, Nummer {n}"
            file.write(
                f"B{n};Betrieb {n} GmbH;Weg {n};44532;Lünen;45;klein;25212;{text};https://b{n}.example;p@b{n}.example\n"
            )
    command = [sys.executable, "-m", "bot.cli", "catalogue", "import", str(path), "--dry-run"]
    # From a small process between: a child's peak counts that of the process it was forked from.
    between = [sys.executable, "-c", MEASURE, *command]
    measured = subprocess.run(between, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    return int(measured.stdout) / 1024


def test_200_000_rows_would_fit_in_500_megabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", sqlite_url)
    few, many = 2_000, 22_000
    small, large = peak_megabytes(tmp_path, few), peak_megabytes(tmp_path, many)
    per_row = max(large - small, 0) / (many - few)
    assert small + per_row * 200_000 < 500
