"""Files are written whole or not at all, and as a German Excel opens them."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.catalogue.exchange.exporting import paths_of, row_of, sheets_of
from bot.catalogue.exchange.sheets import SHEETS, Sheet, Values
from bot.catalogue.exchange.writing import csv_text, csv_writers, help_row, whole_file, xlsx_writers

EMPLOYERS, OFFERS = SHEETS[:2]


def values(sheet: Sheet, **known: object) -> Values:
    return {column.attribute: column.type.empty for column in sheet.columns} | known


def test_a_file_takes_its_place_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("älter")
    with whole_file(path) as temporary:
        temporary.write_text("neu")
        assert path.read_text() == "älter"
    assert path.read_text() == "neu"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_failed_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(RuntimeError), whole_file(path) as temporary:
        temporary.write_text("halb")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_can_be_read_as_any_other(tmp_path: Path) -> None:
    """A temporary file is private; the export that it becomes must not be."""
    other = tmp_path / "anders"
    other.touch()
    with whole_file(tmp_path / "a.csv"):
        pass
    assert (tmp_path / "a.csv").stat().st_mode == other.stat().st_mode


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("x", "x"),
        ("", ""),
        (3, "3"),
        (51.6, "51,6"),
        (7.0, "7"),
        (0.00001, "0,00001"),
        (-0.5, "-0,5"),
        (date(2027, 8, 1), "01.08.2027"),
    ],
)
def test_cells_of_a_csv(cell: object, text: str) -> None:
    assert csv_text(cell) == text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.kind.name)
def test_the_help_row_is_marked_and_says_what_is_required(sheet: Sheet) -> None:
    first, *others = help_row(sheet)
    assert first.startswith("Hinweis: ")
    assert not any(text.startswith("Hinweis") for text in others)
    required = [column.required for column in sheet.columns]
    assert ["Pflicht" in text for text in (first, *others)] == required
    assert not any("{" in text for text in (first, *others))


def test_csv_as_excel_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    with csv_writers({EMPLOYERS: path}) as appends:
        appends[EMPLOYERS](["1", "Lünen; Süd", 51.5, date(2027, 8, 1)])
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfNummer;Name;")
    assert content.endswith('1;"Lünen; Süd";51,5;01.08.2027\r\n'.encode())


def test_two_files_or_none(tmp_path: Path) -> None:
    paths = {EMPLOYERS: tmp_path / "b.csv", OFFERS: tmp_path / "s.csv"}
    with pytest.raises(RuntimeError), csv_writers(paths) as appends:
        appends[EMPLOYERS](["1"])
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_has_real_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsx_writers(path, SHEETS) as appends:
        appends[EMPLOYERS](["1", "", 51.5, date(2027, 8, 1), "x_x000D_"])
    page = load_workbook(path)["Betriebe"]
    row = list(page[3])
    assert [cell.value for cell in row[:3]] == ["1", None, 51.5]
    assert (row[3].is_date, row[3].number_format) == (True, "dd.mm.yyyy")
    assert row[4].value == "x_x005F_x000D_"


def test_where_sheets_are_written() -> None:
    path = Path("ordner/katalog.csv")
    assert paths_of(path, "xlsx", SHEETS) == dict.fromkeys(SHEETS, path)
    assert paths_of(path, "csv", (OFFERS,)) == {OFFERS: path}
    assert paths_of(path, "csv", SHEETS) == {
        EMPLOYERS: Path("ordner/katalog-Betriebe.csv"),
        OFFERS: Path("ordner/katalog-Stellen.csv"),
        **{sheet: Path(f"ordner/katalog-{sheet.title}.csv") for sheet in SHEETS[2:]},
    }
    assert sheets_of("offers") == (OFFERS,)
    assert sheets_of(None) == SHEETS


def cell(sheet: Sheet, row: list[object], attribute: str) -> object:
    return row[[column.attribute for column in sheet.columns].index(attribute)]


@pytest.mark.parametrize(
    ("known", "marked"),
    [
        ({"city": "Lünen", "ags": "05978024", "lat": 51.6, "lon": 7.5}, []),
        ({"city": "Lünen", "ags": "05978024"}, ["lat", "lon"]),
        ({"city": "Lünen"}, ["ags", "lat", "lon"]),
        ({"city": "Nirgendheim"}, ["ags", "lat", "lon"]),
        ({}, ["ags", "lat", "lon"]),
    ],
)
def test_what_an_import_would_fill_in_is_said_to_be_unknown(known: Values, marked: list[str]) -> None:
    row = row_of(EMPLOYERS, values(EMPLOYERS, source_id="1", name="A", source="agentur", **known))
    assert [name for name in ("ags", "lat", "lon") if cell(EMPLOYERS, row, name) == "unbekannt"] == marked


@pytest.mark.parametrize("title", ["Tischler/in", "Quux"])
def test_an_occupation_that_is_not_known_stays_so(title: str) -> None:
    row = row_of(OFFERS, values(OFFERS, title=title, kind="job", source="agentur"))
    assert cell(OFFERS, row, "kldb") == "unbekannt"
