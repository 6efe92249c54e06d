"""Finding the headings, however a spreadsheet was laid out."""

import pytest

from bot.catalogue.exchange.headings import Header, find_header
from bot.catalogue.exchange.problems import UnreadableFileError

NAMES = ["Name", "PLZ", "Ort"]


def attributes(header: Header | None) -> dict[int, str]:
    assert header
    return {place: column.attribute for place, column in header.columns.items()}


@pytest.mark.parametrize(
    "row", [NAMES, ["name", " plz ", "ORT"], ["Name *", "P L Z", "Ort:"], ["Firma", "Postleitzahl", "Stadt"]]
)
def test_headings_in_any_spelling(row: list[str]) -> None:
    assert attributes(find_header([row], None, None)) == {0: "name", 1: "postal_code", 2: "city"}


def test_titles_above_the_headings_are_passed_over() -> None:
    rows = [["Betriebe der Agentur", None, None], [None, None, None], NAMES, ["Muster", "44532", "Lünen"]]
    header = find_header(rows, None, None)
    assert header and header.row == 2


def test_merged_headings_in_two_rows() -> None:
    rows = [["Name", "Anschrift", None], [None, "PLZ", "Ort"], ["Muster", "44532", "Lünen"]]
    assert attributes(find_header(rows, None, None)) == {0: "name", 1: "postal_code", 2: "city"}


def test_a_heading_merged_over_two_columns_leaves_one_empty() -> None:
    header = find_header([["Name", None, "PLZ"]], None, None)
    assert attributes(header) == {0: "name", 2: "postal_code"}


def test_unknown_columns_are_kept_apart() -> None:
    header = find_header([[*NAMES, "Sternzeichen"]], None, None)
    assert header and header.unknown == {3: "Sternzeichen"}


def test_the_kind_follows_from_the_headings_the_name_or_the_caller() -> None:
    offers = ["Betrieb", "Art", "Beruf", "PLZ"]
    assert find_header([offers], None, None).sheet.kind.name == "offers"  # type: ignore[union-attr]
    assert find_header([NAMES], None, None).sheet.kind.name == "employers"  # type: ignore[union-attr]
    with pytest.raises(UnreadableFileError, match="Art, Beruf"):
        find_header([["Betrieb", "PLZ"]], "Stellen", None)
    with pytest.raises(UnreadableFileError, match="Es fehlen Spalten"):
        find_header([NAMES], None, "offers")


def test_missing_required_columns_are_named() -> None:
    with pytest.raises(UnreadableFileError, match="Es fehlen Spalten: Name"):
        find_header([["PLZ", "Ort", "Branche"]], "Betriebe", None)


def test_a_heading_twice() -> None:
    with pytest.raises(UnreadableFileError, match="doppelt: Ort"):
        find_header([["Name", "Ort", "Ort"]], None, None)


def test_another_word_for_a_column_that_is_there_is_a_column_of_its_own() -> None:
    header = find_header([["Firma", "Name", "Ort"]], None, None)
    assert attributes(header) == {1: "name", 2: "city"}
    assert header and header.unknown == {0: "Firma"}


def test_rows_without_headings() -> None:
    assert find_header([["Muster", "44532", "Lünen"], []], None, None) is None
