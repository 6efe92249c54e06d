"""From rows to records, without a file and without a database."""

from collections.abc import Sequence

import pytest

from bot.catalogue.exchange.cells import Cell
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import RawTable, is_blank
from bot.catalogue.exchange.records import EmployerRecord, Record
from bot.catalogue.exchange.rows import Reading, records, understand

HEAD = ["Nummer", "Name", "PLZ", "Ort"]


def raw(*rows: Sequence[Cell], name: str | None = "Betriebe", separated: bool = False) -> RawTable:
    return RawTable("a.xlsx", name, enumerate(rows, start=1), separated)


def read(table: RawTable, reading: Reading | None = None, kind: str | None = None) -> tuple[list[Record], Reading]:
    reading = reading or Reading("agentur", Directory())
    understood = understand(table, kind, reading.problems)
    assert understood
    return list(records(understood, reading)), reading


def told(reading: Reading) -> list[tuple[int | None, str | None, str]]:
    return [(problem.place.row, problem.place.column, problem.value) for problem in reading.problems.kept]


def test_rows_become_records() -> None:
    found, reading = read(raw(HEAD, [1, "Muster GmbH", 44532, "Lünen"], ["", "Zwei", "", "Unna"]))
    assert [(record.source, record.postal_code, record.ags) for record in found] == [
        ("agentur", "44532", "05978024"),
        ("agentur", None, "05978036"),
    ]
    assert (found[0].source_id, found[1].source_id[:5]) == ("1", "auto-")
    assert (reading.rows, reading.problems.total) == (2, 0)


def test_blank_rows_and_the_help_row_are_no_rows() -> None:
    blank: list[Cell] = [None, "", "  ", None]
    found, reading = read(raw(blank, HEAD, blank, ["Hinweis: so geht es", "x"], blank, ["1", "A", "", "Lünen"], blank))
    assert len(found) == reading.rows == 1


def test_a_later_row_may_start_like_the_help_row() -> None:
    found, _ = read(raw(HEAD, ["Hinweis: so", "x"], ["Hinweis: 2", "Muster", "", "Lünen"]))
    assert [record.source_id for record in found] == ["Hinweis: 2"]


def test_short_rows_are_filled_up() -> None:
    found, _ = read(raw(["Name", "Ort", "Telefon", "Größe"], ["Muster", "Lünen"]))
    assert isinstance(found[0], EmployerRecord)
    assert (found[0].phone, found[0].size) == (None, None)


def test_every_fault_of_a_row_is_told_at_once() -> None:
    head = ["Name", "PLZ", "Ort", "Größe", "E-Mail", "Geprüft am"]
    found, reading = read(raw(head, ["Muster", "abc", "Frödenberg", "winzig", "post", "31.02.2027"]))
    assert found == []
    assert told(reading) == [
        (2, "PLZ", "abc"),
        (2, "Größe", "winzig"),
        (2, "E-Mail", "post"),
        (2, "Geprüft am", "31.02.2027"),
        (2, "Ort", "Frödenberg"),
    ]
    assert reading.problems.rejected == {"employers": 1}


def test_a_fault_that_follows_from_another_is_not_told_twice() -> None:
    _, reading = read(raw(["Name", "PLZ"], ["Muster", "abc"]))
    assert told(reading) == [(2, "PLZ", "abc"), (2, "Ort", "")]
    _, reading = read(raw(["Name", "Ort"], [None, "Frödenberg"]))
    assert told(reading) == [(2, "Name", "")]


def test_faults_in_columns_that_the_table_lacks_name_them() -> None:
    _, reading = read(raw(["Nummer", "Name"], ["1", "Muster"]))
    assert told(reading) == [(2, "Ort", "")]


def test_cells_beyond_the_headings_matter_only_where_characters_part_them() -> None:
    row = ["1", "Muster", "44532", "Lünen", "", "zu viel"]
    assert len(read(raw(HEAD, row))[0]) == 1
    found, reading = read(raw(HEAD, row, name=None, separated=True))
    assert (found, told(reading)) == ([], [(2, None, "")])


def test_unknown_columns_are_noticed_once() -> None:
    found, reading = read(raw([*HEAD, "Sternzeichen"], *[[str(n), f"B{n}", "", "Lünen", "Fische"] for n in range(3)]))
    assert len(found) == 3
    assert told(reading) == [(1, "Sternzeichen", "Sternzeichen")]


def test_doubles_across_tables() -> None:
    reading = Reading("agentur", Directory())
    read(raw(HEAD, ["1", "A", "", "Lünen"]), reading)
    found, _ = read(raw(HEAD, ["1", "B", "", "Lünen"], ["2", "A", "", "Lünen"]), reading)
    assert [record.source_id for record in found] == ["2"]
    assert reading.problems.kept[0].message == "Diese Nummer steht schon in a.xlsx, Zeile 2."


def test_employers_are_known_to_the_offers_below() -> None:
    reading = Reading("agentur", Directory())
    read(raw(HEAD, ["7", "Muster GmbH", "", "Lünen"], ["8", "Kaputt AG", "", ""]), reading)
    offers = raw(
        ["Betrieb", "Art", "Beruf"],
        ["Muster", "Praktikum", "Tischler/in"],
        ["Kaputt AG", "Praktikum", "Tischler/in"],
        ["Niemand", "Praktikum", "Tischler/in"],
        name="Stellen",
    )
    found, _ = read(offers, reading)
    assert [vars(record)["employer"] for record in found] == ["7"]
    assert reading.problems.rejected == {"employers": 1, "offers": 2}


def test_tables_of_something_else() -> None:
    problems = Reading("a", Directory()).problems
    assert understand(raw(["Einkauf"], ["Milch"], name="Notizen"), None, problems) is None
    assert [problem.place.sheet for problem in problems.kept] == ["Notizen"]
    assert understand(raw([None], name="Leer"), None, problems) is None
    assert problems.total == 1
    with pytest.raises(UnreadableFileError, match="Überschriften fehlt"):
        understand(raw(["Einkauf"], ["Milch"], name=None), None, problems)
    with pytest.raises(UnreadableFileError, match="leer"):
        understand(raw([""], name=None), None, problems)


def test_headings_that_come_late_are_still_found() -> None:
    titles: list[list[Cell]] = [["Agentur"]] * 15
    assert len(read(raw(*titles, HEAD, ["1", "A", "", "Lünen"]))[0]) == 1


@pytest.mark.parametrize(
    ("cells", "blank"), [([], True), ([None, " ", ""], True), ([0], False), ([False], False), (["x"], False)]
)
def test_what_is_blank(cells: list[Cell], blank: bool) -> None:
    assert is_blank(cells) is blank
