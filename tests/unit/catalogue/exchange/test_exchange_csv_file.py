"""CSV as it comes out of Excel, LibreOffice, databases and editors."""

from pathlib import Path

import pytest

from bot.catalogue.exchange.csv_file import read_csv
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import MOST_COLUMNS, MOST_ROWS


def table(folder: Path, text: str, encoding: str = "utf-8") -> list[tuple[int, list[str]]]:
    path = folder / "a.csv"
    path.write_bytes(text.encode(encoding))
    raw = read_csv(path)
    assert (raw.file, raw.name, raw.separated) == ("a.csv", None, True)
    return [(number, list(cells)) for number, cells in raw.rows]  # type: ignore[arg-type]


def message(folder: Path, text: str) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        table(folder, text)
    return caught.value.message


@pytest.mark.parametrize("delimiter", ";,\t|")
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, line_end: str) -> None:
    text = line_end.join(delimiter.join(row) for row in (["Name", "Ort"], ["Muster", "Lünen"], []))
    assert table(tmp_path, text) == [(1, ["Name", "Ort"]), (2, ["Muster", "Lünen"])]


def test_the_delimiter_is_the_one_that_parts_headings(tmp_path: Path) -> None:
    """Commas may well be more frequent: in addresses, decimals and texts."""
    text = "Liste, Stand: heute, unvollständig\nName;Beschreibung;Breitengrad\nA;schön, groß, hell, neu;51,5\n"
    assert table(tmp_path, text)[2] == (3, ["A", "schön, groß, hell, neu", "51,5"])


def test_a_single_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert table(tmp_path, "Name\nMuster\n") == [(1, ["Name"]), (2, ["Muster"])]


def test_quotes_and_line_ends_inside_them(tmp_path: Path) -> None:
    text = 'Name;Ort\n"Muster; Sohn";"Lü\nnen"\n"Er sagte ""ja""";x\n'
    assert table(tmp_path, text)[1:] == [(2, ["Muster; Sohn", "Lü\nnen"]), (3, ['Er sagte "ja"', "x"])]


def test_blank_rows_are_counted(tmp_path: Path) -> None:
    assert [number for number, _ in table(tmp_path, "Name;Ort\n\n\nA;B\n")] == [1, 2, 3, 4]


@pytest.mark.parametrize("text", ['Name;Ort\nA;"B\nC;D\n', 'Name;Ort\nA;"B" x\n', 'Name;Ort\n"A;B'])
def test_quotes_that_do_not_match(tmp_path: Path, text: str) -> None:
    assert "Anführungszeichen" in message(tmp_path, text)


def test_a_last_row_without_its_end(tmp_path: Path) -> None:
    assert message(tmp_path, "Name;PLZ;Ort\nA;1;B\nC;2") == "Die Datei bricht in Zeile 3 ab."


@pytest.mark.parametrize(
    "text", ["Name;PLZ;Ort\nA;1;B\nC;2;D", "Name;PLZ;Ort\nA;1;B\nC;2\n", "Name;PLZ;Ort\nA;1;B\n\n"]
)
def test_what_is_no_sign_of_half_a_file(tmp_path: Path, text: str) -> None:
    assert len(table(tmp_path, text)) >= 3


def test_half_a_file_in_utf_16_is_noticed_like_any_other(tmp_path: Path) -> None:
    text = "Name;PLZ;Ort\nA;1;B\nC;2"
    with pytest.raises(UnreadableFileError, match="bricht in Zeile 3 ab"):
        table(tmp_path, text, "utf-16")
    assert table(tmp_path, text + ";D\n", "utf-16")[-1] == (3, ["C", "2", "D"])


def test_as_many_columns_as_allowed_and_one_more(tmp_path: Path) -> None:
    assert len(table(tmp_path, "Name" + ";x" * (MOST_COLUMNS - 1) + "\n")[0][1]) == MOST_COLUMNS
    assert "mehr als 500 Spalten" in message(tmp_path, "Name" + ";x" * MOST_COLUMNS + "\n")


def test_empty_columns_at_the_end_do_no_harm(tmp_path: Path) -> None:
    assert table(tmp_path, "Name" + ";" * 20_000 + "\n")[0][1][0] == "Name"


def test_more_rows_than_excel_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.catalogue.exchange.csv_file.MOST_ROWS", 3)
    assert "Zeilen" in message(tmp_path, "Name\nA\nB\nC\n")
    assert MOST_ROWS == 2**20


def test_a_null_character_within(tmp_path: Path) -> None:
    assert "etwas anderes" in message(tmp_path, "Name;Ort\nA;B\x00\n")


def test_a_character_that_breaks_off_far_down(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("Name;Ort\n" + "Ä;B\n" * 500_000).encode() + "Ä".encode()[:1])
    with pytest.raises(UnreadableFileError, match="zur Hälfte"):
        read_csv(path)
