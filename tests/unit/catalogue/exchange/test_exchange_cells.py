"""What staff write in a cell, and what it means."""

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.catalogue.exchange import cells
from bot.catalogue.exchange.problems import CellError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("01.08.2027", date(2027, 8, 1)),
        (" 1.8.2027 ", date(2027, 8, 1)),
        ("1. 8. 27", date(2027, 8, 1)),
        ("01.08.2027 00:00", date(2027, 8, 1)),
        ("2027-08-01", date(2027, 8, 1)),
        ("2027-08-01T00:00:00", date(2027, 8, 1)),
        ("08/2027", date(2027, 8, 1)),
        ("8.2027", date(2027, 8, 1)),
        ("August 2027", date(2027, 8, 1)),
        ("märz 2027", date(2027, 3, 1)),
        (46600, date(2027, 8, 1)),
        (46600.0, date(2027, 8, 1)),
        ("46600", date(2027, 8, 1)),
        (datetime(2027, 8, 1, 12, 30), date(2027, 8, 1)),
        (date(2027, 8, 1), date(2027, 8, 1)),
    ],
)
def test_days_in_every_spelling(written: object, meant: date) -> None:
    assert cells.day().parse(written) == meant


@pytest.mark.parametrize(
    "written", ["31.02.2027", "2027-02-31", "13/2027", "bald", "Foo 2027", "0", "1.8.", "99999999"]
)
def test_days_that_do_not_exist(written: str) -> None:
    with pytest.raises(CellError, match=r"^date$"):
        cells.day().parse(written)


@pytest.mark.parametrize("written", ["01.08.1927", "01.08.2227", datetime(1970, 1, 1), 10_000])
def test_days_in_a_year_that_cannot_be_meant(written: object) -> None:
    with pytest.raises(CellError, match=r"^date_range$"):
        cells.day().parse(written)


def test_a_month_as_a_last_day_means_its_end() -> None:
    assert cells.last_day().parse("02/2028") == date(2028, 2, 29)
    assert cells.last_day().parse("15.02.2028") == date(2028, 2, 15)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  zwei  Wörter ", "zwei  Wörter"),
        ("a\r\nb\rc", "a\nb\nc"),
        (44532, "44532"),
        (44532.0, "44532"),
        (1.5, "1.5"),
        (True, "True"),
        (datetime(2027, 8, 1), "01.08.2027"),
        ("'+49 2306", "+49 2306"),
        ("'s Café", "'s Café"),
        ("mit\x00Null\x07", "mitNull"),
    ],
)
def test_cells_as_text(cell: object, text: str) -> None:
    assert cells.as_text(cell) == text


@pytest.mark.parametrize("cell", ["=1+1", " =A1", "\t=cmd|'/c calc'!A1", object()])
def test_formulas_are_refused(cell: object) -> None:
    with pytest.raises(CellError, match=r"^formula$"):
        cells.as_text(cell)


@pytest.mark.parametrize("cell", ["#REF!", "#NV", "#DIV/0!"])
def test_error_values_of_excel_are_refused(cell: str) -> None:
    with pytest.raises(CellError, match=r"^excel_error$"):
        cells.as_text(cell)


@given(st.text())
@example("=1+1")
@example("'=1+1")
@example("''@x")
@example("\tx")
def test_neutralising_can_be_undone_and_leaves_no_formula(text: str) -> None:
    safe = cells.neutralised(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cells.plain(safe) == text


@pytest.mark.parametrize("written", ["klein", "Klein", " KLEIN ", "Kleinbetrieb", "unter 50", "small", "SMALL"])
def test_one_of_a_list_in_words_or_as_a_code(written: str) -> None:
    assert cells.choice("size").parse(written) == "small"


def test_an_unknown_word_brings_the_known_ones() -> None:
    with pytest.raises(CellError, match="choice") as caught:
        cells.choice("certificate").parse("Doktor")
    assert "Hauptschulabschluss" in caught.value.values["choices"]
    assert "Hauptschulabschluss" in caught.value.candidates


def test_several_of_a_list() -> None:
    parse = cells.choices("features").parse
    assert parse("Teilzeit; Bus und Bahn\nTeilzeit, home_office") == ("part_time", "public_transport", "home_office")


@pytest.mark.parametrize("words", ["kind", "size", "certificate", "features", "sample"])
def test_every_word_that_is_written_is_understood(words: str) -> None:
    one = cells.choice(words)
    assert [one.parse(word) for word in one.choices()] == list(cells.words_of(words))


@pytest.mark.parametrize(("cell", "meant"), [("ja", True), ("x", True), (True, True), ("Nein", False), (False, False)])
def test_yes_and_no(cell: object, meant: bool) -> None:
    assert cells.yes_no("sample").parse(cell) is meant


@pytest.mark.parametrize(
    ("cell", "meant"), [(44532, "44532"), ("D-44532", "44532"), ("1067", "01067"), (1067.0, "01067")]
)
def test_postal_codes_that_a_spreadsheet_took_for_numbers(cell: object, meant: str) -> None:
    assert cells.postal_code().parse(cell) == meant


@pytest.mark.parametrize("cell", ["445", "445322", "Lünen", "44 532"])
def test_what_is_no_postal_code(cell: str) -> None:
    with pytest.raises(CellError, match="postal_code"):
        cells.postal_code().parse(cell)


@pytest.mark.parametrize(("cell", "meant"), [("51,6123456", 51.612346), ("51.5", 51.5), (51, 51.0), (1e-05, 0.00001)])
def test_decimals_with_comma_or_point(cell: object, meant: float) -> None:
    assert cells.decimal(-90, 90).parse(cell) == meant


@pytest.mark.parametrize("cell", ["91", "nord", "1.000,5", float("nan"), float("inf")])
def test_decimals_out_of_range(cell: object) -> None:
    with pytest.raises(CellError, match="number"):
        cells.decimal(-90, 90).parse(cell)


@pytest.mark.parametrize("cell", ["2,5", "zwei", "-1", "10000", "1" * 30])
def test_whole_numbers_out_of_range(cell: str) -> None:
    with pytest.raises(CellError, match="number"):
        cells.whole_number(0, 9999).parse(cell)


def test_whole_numbers() -> None:
    assert [cells.whole_number(0, 9999).parse(cell) for cell in ("2", 2, 2.0)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("https://www.example.org/a?b=c", "https://www.example.org/a?b=c"),
        ("www.example.org", "https://www.example.org"),
        ("example.org/karriere", "https://example.org/karriere"),
    ],
)
def test_web_addresses(cell: str, meant: str) -> None:
    assert cells.url(500).parse(cell) == meant


@pytest.mark.parametrize("cell", ["javascript:alert(1)", "ftp://example.org", "keine", "https://a b.de", "https://"])
def test_what_is_no_web_address(cell: str) -> None:
    with pytest.raises(CellError, match="url"):
        cells.url(500).parse(cell)


def test_mail_addresses() -> None:
    assert cells.email(200).parse("post@example.org") == "post@example.org"
    for wrong in ("post", "post@", "a@b c.de", "a@b.de; c@d.de"):
        with pytest.raises(CellError, match="email"):
            cells.email(200).parse(wrong)


def test_a_text_too_long_says_by_how_much() -> None:
    with pytest.raises(CellError, match="too_long") as caught:
        cells.text(5).parse("sechs!")
    assert caught.value.values == {"length": 6, "limit": 5}
