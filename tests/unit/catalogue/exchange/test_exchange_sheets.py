"""What follows from the cells of a row, and that the guide for staff says the same as the code."""

import re
from pathlib import Path

import pytest

from bot.catalogue.exchange.columns import UNKNOWN
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.problems import CellError, suggestion
from bot.catalogue.exchange.records import EmployerRecord, OfferRecord, canonical
from bot.catalogue.exchange.sheets import SHEETS, Sheet
from bot.settings import PROJECT_ROOT

EMPLOYERS, OFFERS = SHEETS[:2]
GUIDE = PROJECT_ROOT / "docs" / "catalogue.md"


def row(sheet: Sheet, **cells: object) -> dict[str, object]:
    """Parsed cells as a reader hands them over."""
    values = {column.attribute: column.type.empty for column in sheet.columns}
    return values | {name: sheet.column(name).parse(cell) for name, cell in cells.items()}  # type: ignore[arg-type]


def employer(**cells: object) -> EmployerRecord:
    record = EMPLOYERS.record(row(EMPLOYERS, **{"name": "Muster GmbH", **cells}), "agentur", Directory())
    assert isinstance(record, EmployerRecord)
    return canonical(record, "agentur")


def offer(directory: Directory, **cells: object) -> OfferRecord:
    cells = {"kind": "Ausbildung", "title": "Kfz-Mechatroniker/in", **cells}
    record = OFFERS.record(row(OFFERS, **cells), "agentur", directory)
    assert isinstance(record, OfferRecord)
    return canonical(record, "agentur")


@pytest.fixture
def directory() -> Directory:
    known = Directory()
    known.add(("agentur", "1"), "Muster GmbH", "44532")
    known.add(("agentur", "2"), "Zweimal AG", "44532")
    known.add(("agentur", "3"), "Zweimal AG", "59065")
    known.add(("kammer", "9"), "Fern KG", None)
    return known


@pytest.mark.parametrize(
    "place", [{"postal_code": "44532", "city": "Lünen"}, {"postal_code": 44532}, {"city": "lünen"}]
)
def test_municipality_and_point_follow_from_the_address(place: dict[str, object]) -> None:
    record = employer(**place)
    assert record.ags == "05978024"
    assert record.lat and 51.5 < record.lat < 51.7
    assert record.lon and 7.4 < record.lon < 7.7


def test_what_staff_write_goes_before_what_follows() -> None:
    record = employer(postal_code="44532", ags="05913000", lat="51,5", lon="7,4")
    assert (record.ags, record.lat, record.lon) == ("05913000", 51.5, 7.4)


def test_a_municipality_key_whose_zero_a_spreadsheet_dropped() -> None:
    assert employer(ags=5978024).ags == "05978024"


def test_unknown_stays_empty() -> None:
    record = employer(postal_code="44532", ags="unbekannt")
    assert (record.ags, record.lat, record.lon) == (None, None, None)
    assert employer(postal_code="44532", lat="unbekannt", lon="unbekannt").lat is None


@pytest.mark.parametrize(
    ("cells", "key", "attribute"),
    [
        ({}, "place_missing", "city"),
        ({"city": "Frödenberg"}, "place", "city"),
        ({"city": "Berlin", "postal_code": "10115"}, "place", "city"),
        ({"postal_code": "10115"}, "place", "postal_code"),
        ({"city": "Dortmund", "postal_code": "44999"}, "place_postal_code", "postal_code"),
        ({"city": "Lünen", "lat": "51,5"}, "coordinates", "lon"),
    ],
)
def test_places_that_cannot_be_found(cells: dict[str, object], key: str, attribute: str) -> None:
    with pytest.raises(CellError, match=f"^{key}$") as caught:
        employer(**cells)
    assert caught.value.attribute == attribute


def test_a_misspelt_town_is_suggested() -> None:
    with pytest.raises(CellError) as caught:
        employer(city="Frödenberg")
    assert suggestion("Frödenberg", caught.value.candidates) == " Meinten Sie „Fröndenberg“?"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("45", "45"),
        ("45.20", "45.20"),
        (45.2, "45.2"),
        (1, "01"),
        ("G", "G"),
        ("45 Handel mit Autos", "45"),
        ("Maschinenbau", "28"),
    ],
)
def test_industries(cell: object, code: str) -> None:
    assert EMPLOYERS.column("industry").parse(cell) == code  # type: ignore[arg-type]


def test_unknown_industries() -> None:
    for wrong in ("04", "Zauberei", "999"):
        with pytest.raises(CellError, match="industry"):
            EMPLOYERS.column("industry").parse(wrong)


def test_occupations_by_code_and_title() -> None:
    parse = EMPLOYERS.column("trains").parse
    assert parse("25212; Tischler/in\n25212 Kfz-Mechatroniker/in") == ("25212", "22342")
    with pytest.raises(CellError, match="kldb"):
        parse("99999")
    with pytest.raises(CellError, match="occupation") as caught:
        parse("Raumfahrtschamane")
    assert "Tischler/in" in caught.value.candidates


def test_the_occupation_of_an_offer_follows_from_its_title(directory: Directory) -> None:
    assert offer(directory, employer="1").kldb == "25212"
    assert offer(directory, employer="1", kldb="unbekannt").kldb is None
    assert offer(directory, employer="1", title="Irgendwas", kldb="22342").kldb == "22342"
    with pytest.raises(CellError, match=r"^title$"):
        offer(directory, employer="1", title="Raumfahrtschamane")


def test_an_offer_without_a_place_has_none(directory: Directory) -> None:
    record = offer(directory, employer="1")
    assert (record.ags, record.lat, record.postal_code) == (None, None, None)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"employer": "1"}, ("agentur", "1")),
        ({"employer_name": "muster gmbh"}, ("agentur", "1")),
        ({"employer_name": "Zweimal", "postal_code": "59065"}, ("agentur", "3")),
        ({"employer_name": "Fern KG"}, ("kammer", "9")),
        ({"employer": "9", "employer_source": "kammer"}, ("kammer", "9")),
    ],
)
def test_the_employer_of_an_offer(directory: Directory, cells: dict[str, object], found: tuple[str, str]) -> None:
    record = offer(directory, **cells)
    assert (record.employer_source, record.employer) == found


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({}, "employer_missing"),
        ({"employer": "77"}, "employer_unknown"),
        ({"employer": "9"}, "employer_unknown"),
        ({"employer_name": "Mutser GmbH"}, "employer_unknown"),
        ({"employer_name": "Zweimal AG"}, "employer_ambiguous"),
        ({"employer_name": "Abgelehnt OHG"}, "employer_rejected"),
    ],
)
def test_employers_that_cannot_be_told(directory: Directory, cells: dict[str, object], key: str) -> None:
    directory.reject(None, "Abgelehnt OHG")
    with pytest.raises(CellError, match=f"^{key}$"):
        offer(directory, **cells)


def test_a_misspelt_employer_is_suggested(directory: Directory) -> None:
    with pytest.raises(CellError) as caught:
        offer(directory, employer_name="Mutser GmbH")
    assert suggestion("Mutser GmbH", caught.value.candidates) == " Meinten Sie „Muster GmbH“?"


def test_ids_are_derived_from_name_and_address(directory: Directory) -> None:
    first = employer(city="Lünen", street="Weg 1").source_id
    assert first == employer(city="Lünen", street="Weg 1", phone="02306 1").source_id
    assert first != employer(city="Lünen", street="Weg 2").source_id
    assert employer(source_id="17", city="Lünen").source_id == "17"
    one = offer(directory, employer="1", starts_on="08/2027").source_id
    assert one == offer(directory, employer="1", starts_on="01.08.2027", positions="3").source_id
    assert one != offer(directory, employer="1", starts_on="08/2028").source_id


def test_writing_and_reading_a_column_agree() -> None:
    values = {
        "features": ("part_time",),
        "trains": ("25212", "22342"),
        "industry": "45.20",
        "size": "large",
        "phone": "+49 1",
    }
    for attribute, value in values.items():
        column = EMPLOYERS.column(attribute)
        assert column.parse(column.write(value)) == value
    assert EMPLOYERS.column("phone").write("+49 1") == "'+49 1"
    assert EMPLOYERS.column("ags").parse(EMPLOYERS.column("ags").write(UNKNOWN)) is UNKNOWN


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.kind.name)
def test_no_heading_means_two_columns(sheet: Sheet) -> None:
    headings = [heading for column in sheet.columns for heading in set(column.headings)]
    assert len(headings) == len(set(headings))


def guide_table(path: Path, title: str) -> list[tuple[str, bool]]:
    """Headings of the table below a title, and whether the guide says that they are required."""
    section = path.read_text(encoding="utf-8").split(f"\n### {title}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", section, re.MULTILINE)
    return [
        (heading, "Pflicht" in text) for heading, text in rows if heading != "Spalte" and not heading.startswith("-")
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.kind.name)
def test_the_guide_describes_the_columns_of_the_code(sheet: Sheet) -> None:
    assert guide_table(GUIDE, f"Blatt „{sheet.title}“") == [
        (column.heading, column.required) for column in sheet.columns
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.kind.name)
def test_the_guide_names_every_word_of_a_list(sheet: Sheet) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for column in sheet.columns:
        if column.attribute != "industry":
            assert [word for word in column.type.choices() if f"„{word}“" not in guide] == []
