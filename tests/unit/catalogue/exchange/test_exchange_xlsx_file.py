"""What a workbook's cells say, whichever program wrote it."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chartsheet import Chartsheet
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import MOST_COLUMNS
from bot.catalogue.exchange.xlsx_file import open_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def save(folder: Path, book: Workbook) -> Path:
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def written(folder: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return save(folder, book)


def read(path: Path) -> dict[str | None, list[tuple[int, list[Any]]]]:
    with open_xlsx(path) as tables:
        return {table.name: [(number, list(cells)) for number, cells in table.rows] for table in tables}


def cells(path: Path) -> list[list[Any]]:
    [rows] = read(path).values()
    return [row for _, row in rows]


def replaced(path: Path, part: str, content: str) -> Path:
    with ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, data in (parts | {part: content.encode()}).items():
            new.writestr(name, data)
    return path


def with_rows(folder: Path, xml: str, before: str = "", after: str = "") -> Path:
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{xml}</sheetData>{after}</worksheet>'
    return replaced(written(folder), "xl/worksheets/sheet1.xml", sheet)


@pytest.mark.parametrize(
    "value",
    ["Lünen", "a\nb", "  Rand  ", "00123", 17, -2, 51.25, True, False, "=", "x_x000D_y", "日本", "<&>\"'"],
)
def test_values_come_as_they_were_written(tmp_path: Path, value: Any) -> None:
    [[found]] = cells(written(tmp_path, [value]))
    expected = "x\ry" if value == "x_x000D_y" else value
    assert (found, type(found)) == (expected, type(expected))


def test_dates_come_as_dates(tmp_path: Path) -> None:
    [[day, moment, clock]] = cells(written(tmp_path, [date(2027, 8, 1), datetime(2027, 8, 1, 12, 30), time(12, 30)]))
    assert (day, moment, clock) == (datetime(2027, 8, 1), datetime(2027, 8, 1, 12, 30), time(12, 30))


def test_dates_of_an_old_macintosh(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([date(2027, 8, 1)])
    assert cells(save(tmp_path, book)) == [[datetime(2027, 8, 1)]]


def test_a_number_that_is_no_day_is_an_error_of_excel(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page["A1"] = 99999999999
    page["A1"].number_format = "dd.mm.yyyy"
    assert cells(save(tmp_path, book)) == [["#VALUE!"]]


def test_formulas_are_not_replaced_by_what_excel_last_worked_out(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["=A2+1", 1])
    book.worksheets[0]["C1"] = ArrayFormula("C1:C2", "=A1:A2")
    [[formula, number, array]] = cells(save(tmp_path, book))
    assert (formula, number) == ("=A2+1", 1)
    assert isinstance(array, ArrayFormula)


def test_looks_within_a_text_are_left_out(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = CellRichText("Muster ", TextBlock(InlineFont(b=True), "GmbH"))
    assert cells(save(tmp_path, book)) == [["Muster GmbH"]]


def test_merged_cells_have_their_text_in_the_first(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Anschrift", None, "Ort"])
    page.merge_cells("A1:B1")
    assert cells(save(tmp_path, book)) == [["Anschrift", None, "Ort"]]


def test_rows_and_columns_that_are_missing(tmp_path: Path) -> None:
    xml = '<row r="2"><c r="C2" t="str"><v>x</v></c></row><row r="9"><c r="A9"><v>5</v></c></row>'
    [rows] = read(with_rows(tmp_path, xml)).values()
    assert rows == [(2, [None, None, "x"]), (9, [5])]


def test_cells_without_an_address_stand_in_order(tmp_path: Path) -> None:
    xml = '<row><c t="str"><v>a</v></c><c><v>1</v></c></row><row><c t="str"><v>b</v></c></row>'
    [rows] = read(with_rows(tmp_path, xml)).values()
    assert rows == [(1, ["a", 1]), (2, ["b"])]


def test_a_formatted_but_empty_tail_is_no_column(tmp_path: Path) -> None:
    tail = "".join(f'<c r="{name}1" s="0"/>' for name in ("XFC", "XFD"))
    assert cells(with_rows(tmp_path, f'<row r="1"><c r="A1"><v>1</v></c>{tail}</row>')) == [[1]]


def test_as_many_columns_as_allowed_and_one_more(tmp_path: Path) -> None:
    assert len(cells(written(tmp_path, ["x"] * MOST_COLUMNS))[0]) == MOST_COLUMNS
    with pytest.raises(UnreadableFileError, match="mehr als 500 Spalten"):
        cells(written(tmp_path, ["x"] * (MOST_COLUMNS + 1)))


def test_what_follows_the_rows_is_not_even_parsed(tmp_path: Path) -> None:
    links = "".join(f'<hyperlink ref="A{number}" display="x"/>' for number in range(20_000))
    path = with_rows(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>', after=f"<hyperlinks>{links}</hyperlinks>")
    assert cells(path) == [[1]]


def test_sheets_by_name_without_hidden_ones_and_charts(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "Betriebe"
    book.create_sheet("Stellen").append(["x"])
    book.create_sheet("Versteckt").sheet_state = "hidden"
    book.create_sheet("Sehr versteckt").sheet_state = "veryHidden"
    book._add_sheet(Chartsheet(parent=book, title="Bild"))
    assert read(save(tmp_path, book)) == {"Betriebe": [], "Stellen": [(1, ["x"])]}


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
        '<row r="1"><c r="A1"><v>keine Zahl</v></c></row>',
        '<row r="eins"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="??"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>vielleicht</v></c></row>',
        "<row>",
    ],
)
def test_what_makes_no_sense_is_damage(tmp_path: Path, xml: str) -> None:
    with pytest.raises(UnreadableFileError, match="beschädigt"):
        cells(with_rows(tmp_path, xml))


@pytest.mark.parametrize("part", ["xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_parts_that_make_no_sense_are_damage(tmp_path: Path, part: str) -> None:
    with pytest.raises(UnreadableFileError, match="beschädigt"):
        cells(replaced(written(tmp_path, ["x"]), part, "<x/>" if part != "xl/styles.xml" else "<x"))


def test_a_workbook_without_sheets_has_none(tmp_path: Path) -> None:
    assert read(replaced(written(tmp_path, ["x"]), "xl/workbook.xml", "<x/>")) == {}


def test_an_error_of_the_reader_itself_is_not_taken_for_damage(tmp_path: Path) -> None:
    """Only the file's faults are the file's: what goes wrong with the rows afterwards comes out as it is."""
    with pytest.raises(ZeroDivisionError), open_xlsx(written(tmp_path, ["x"])) as tables:
        for _ in tables[0].rows:
            raise ZeroDivisionError
