"""Reports of what an import found, as text and as spreadsheets."""

import csv
from pathlib import Path

from openpyxl import load_workbook

from bot.catalogue.exchange.problems import KEPT_PROBLEMS, CellError, Place, Problems
from bot.catalogue.exchange.reports import text_lines, write_report


def found() -> Problems:
    problems = Problems()
    problems.error(Place("a.xlsx", "Betriebe", 4, "Ort"), "Frödenberg", CellError("place", candidates=["Fröndenberg"]))
    problems.error(Place("a.xlsx", "Betriebe", 5, "Name"), "=1+1", CellError("formula"))
    problems.notice("unknown_sheet", Place("a.xlsx", "Notizen"))
    return problems


def test_lines_say_where_what_and_what_to_do() -> None:
    first, second, third = text_lines(found())
    assert first.startswith("Abgelehnt, a.xlsx, Betriebe, Zeile 4, Spalte „Ort“ (Wert: „Frödenberg“): ")
    assert first.endswith("Meinten Sie „Fröndenberg“?")
    assert "Einfügen" in second or "einfügen" in second
    assert third.startswith("Hinweis, a.xlsx, Notizen: ")


def test_lines_beyond_the_limit_are_counted() -> None:
    assert list(text_lines(found(), 1))[1:] == ["… und 2 weitere Meldungen."]


def test_a_report_as_text(tmp_path: Path) -> None:
    write_report(found(), tmp_path / "bericht.txt")
    assert (tmp_path / "bericht.txt").read_text(encoding="utf-8").splitlines() == list(text_lines(found()))


def test_a_report_as_csv_is_safe_to_open(tmp_path: Path) -> None:
    write_report(found(), tmp_path / "bericht.csv")
    with (tmp_path / "bericht.csv").open(encoding="utf-8-sig", newline="") as file:
        headings, first, second, _ = csv.reader(file, delimiter=";")
    assert headings == ["Art", "Datei", "Blatt", "Zeile", "Spalte", "Wert", "Meldung", "Was Sie tun können"]
    assert first[:6] == ["Abgelehnt", "a.xlsx", "Betriebe", "4", "Ort", "Frödenberg"]
    assert second[5] == "'=1+1"


def test_a_report_as_a_workbook(tmp_path: Path) -> None:
    write_report(found(), tmp_path / "bericht.xlsx")
    page = load_workbook(tmp_path / "bericht.xlsx").active
    assert page is not None
    assert [cell.value for cell in page[2]][:6] == ["Abgelehnt", "a.xlsx", "Betriebe", 4, "Ort", "Frödenberg"]
    assert page["F3"].data_type == "s"
    assert page.freeze_panes == "A2"
    assert list(tmp_path.iterdir()) == [tmp_path / "bericht.xlsx"]


def test_many_problems_are_counted_and_not_all_kept() -> None:
    problems = Problems()
    for row in range(KEPT_PROBLEMS + 5):
        problems.error(Place("a.csv", None, row), "x" * 500, CellError("date"))
    assert (len(problems.kept), problems.total) == (KEPT_PROBLEMS, KEPT_PROBLEMS + 5)
    assert len(problems.kept[0].value) == 120
    assert list(text_lines(problems))[-1] == "… und 5 weitere Meldungen."


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "bericht.txt"
    target.mkdir()
    try:
        write_report(found(), target)
    except OSError:
        assert list(tmp_path.iterdir()) == [target]
    else:
        raise AssertionError("a folder was overwritten")
