"""What an import asks of the language room."""

import pytest

from bot.catalogue.exchange import lookups
from bot.catalogue.exchange.problems import CellError


def test_coordinates_of_a_postal_code_before_those_of_the_town() -> None:
    town = lookups.coordinates("05913000", None)
    assert lookups.coordinates("05913000", "44137") != town
    assert lookups.coordinates("05913000", "59065") == town, "a postal code elsewhere says nothing"
    assert lookups.coordinates("05913000", "99999") == town


@pytest.mark.parametrize(
    ("city", "postal_code", "ags"),
    [
        ("Lünen", "44532", "05978024"),
        ("Lünen-Brambauer", "44536", "05978024"),
        ("Fröndenberg/Ruhr", None, "05978012"),
        ("Fröndenberg", "58730", "05978012"),
        ("unna", None, "05978036"),
        (None, "59065", "05915000"),
        ("Gelsenkirchen-Buer", None, "05513000"),
        ("Recklinghausen", "45657", "05562032"),
    ],
)
def test_places_as_addresses_name_them(city: str | None, postal_code: str | None, ags: str) -> None:
    assert lookups.ags_of(city, postal_code) == ags


def test_points_that_can_and_cannot_be_in_a_town() -> None:
    assert lookups.is_near("05978024", 51.6, 7.5)
    assert not lookups.is_near("05978024", 48.1, 11.6)
    assert not lookups.is_near("05978024", 7.5, 51.6), "latitude and longitude changed places"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25212", "25212"),
        ("25212 Kfz-Mechatroniker/in", "25212"),
        ("252", "252"),
        ("Tischlerin", "22342"),
        ("01104", "01104"),
    ],
)
def test_occupations(text: str, code: str) -> None:
    assert lookups.kldb(text) == code


def test_a_military_occupation_whose_zero_a_spreadsheet_dropped() -> None:
    assert not lookups.is_kldb("1104")
    assert lookups.kldb("1104") == "01104"


@pytest.mark.parametrize("text", ["1", "25", "252123", "00000"])
def test_numbers_that_are_no_occupation(text: str) -> None:
    with pytest.raises(CellError):
        lookups.kldb(text)


def test_every_choice_of_an_industry_is_understood_as_itself() -> None:
    for words in lookups.industry_choices():
        code = words.split(" ")[0]
        assert lookups.industry(words) == lookups.industry(code) == code
    assert len(lookups.industry_choices()) == 21 + 88


def test_industries_by_any_of_their_names() -> None:
    assert lookups.industry("maschinenbau") == "28"
    assert lookups.industry("Handel mit Kraftfahrzeugen; Instandhaltung und Reparatur von Kraftfahrzeugen") == "45"


def test_codes_are_written_with_words_that_are_read_back() -> None:
    for code in ("25212", "22342", "252"):
        assert lookups.kldb(lookups.kldb_words(code)) == code
    for code in ("45", "45.20", "G"):
        assert lookups.industry(lookups.industry_words(code)) == code
    assert lookups.kldb_words("99999") == "99999"
    assert lookups.industry_words("99") != ""


def test_towns_to_suggest_are_all_there_in_order() -> None:
    names = lookups.municipality_names()
    assert len(names) == 396
    assert names.index("Lünen") < names.index("Unna")
