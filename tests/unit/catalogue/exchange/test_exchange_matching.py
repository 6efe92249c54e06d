"""The same firm in two spellings, and ids for rows without one."""

import pytest

from bot.catalogue.exchange.matching import derived_id, match_key, name_key, street_key


@pytest.mark.parametrize(
    "other",
    [
        "MUSTER und SOHN GMBH",
        "Muster & Sohn GmbH & Co. KG",
        "Muster u. Sohn e.K.",
        "Muster + Sohn",
        "Muster & Sohn UG (haftungsbeschränkt)",
        "Muster & Sohn, AG & Co. KG",
    ],
)
def test_spellings_of_one_firm(other: str) -> None:
    assert name_key(other) == name_key("Muster & Sohn GmbH")


@pytest.mark.parametrize("other", ["Muster & Tochter GmbH", "Mustermann GmbH", "Muster Sohn"])
def test_different_firms(other: str) -> None:
    assert name_key(other) != name_key("Muster & Sohn GmbH")


def test_legal_forms_count_only_as_words() -> None:
    assert name_key("Agentur Seewald") == "agenturseewald"
    assert name_key("GmbH") == "gmbh"


@pytest.mark.parametrize("other", ["Hansastr. 5A", "Hansa-Straße 5 a", "HANSASTRASSE 5a"])
def test_spellings_of_one_street(other: str) -> None:
    assert street_key(other) == street_key("Hansastraße 5a")


def test_house_numbers_part() -> None:
    assert street_key("Hansastraße 5") != street_key("Hansastraße 5a")


def test_the_key_fits_its_column_however_long_the_name() -> None:
    assert len(match_key("x" * 500, "y" * 500, None, "z" * 500)) <= 300


def test_a_town_stands_in_for_a_missing_postal_code() -> None:
    assert match_key("Muster", None, None, "Lünen") == "muster|luenen|"
    assert match_key("Muster", "Weg 1", "44532", "Lünen") == "muster|44532|weg1"


def test_derived_ids_are_stable_and_tell_parts_apart() -> None:
    assert derived_id("a", "b") == derived_id("A", "b") != derived_id("ab", "")
    assert derived_id("a", "b").startswith("auto-")
