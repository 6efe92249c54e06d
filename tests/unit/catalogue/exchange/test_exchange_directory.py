"""Employers by number and by name."""

import pytest

from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.problems import CellError


@pytest.fixture
def directory() -> Directory:
    known = Directory()
    for source, number, name, postal_code in (
        ("agentur", "1", "Muster GmbH", "44532"),
        ("kammer", "1", "Muster AG", "59065"),
        ("kammer", "2", "Doppelt", "44532"),
        ("kammer", "3", "Doppelt", "44532"),
    ):
        known.add((source, number), name, postal_code)
    return known


@pytest.mark.parametrize(
    ("name", "source", "postal_code", "key"),
    [
        ("Muster GmbH", "agentur", None, ("agentur", "1")),
        ("MUSTER", "kammer", None, ("kammer", "1")),
        ("Muster", "kammer", "59065", ("kammer", "1")),
    ],
)
def test_of_several_the_own_source_counts(
    directory: Directory, name: str, source: str, postal_code: str, key: object
) -> None:
    assert directory.find(None, name, source, postal_code) == key


@pytest.mark.parametrize("postal_code", [None, "44532", "59065"])
def test_what_cannot_be_told_apart(directory: Directory, postal_code: str | None) -> None:
    with pytest.raises(CellError, match="ambiguous"):
        directory.find(None, "Doppelt", "kammer", postal_code)


def test_the_same_employer_twice_is_one(directory: Directory) -> None:
    directory.add(("agentur", "1"), "Muster GmbH", "44532")
    assert directory.find(None, "Muster", "agentur", None) == ("agentur", "1")
    assert len(directory.names) == 4


def test_a_new_name_of_a_known_employer_is_known_beside_the_old(directory: Directory) -> None:
    directory.add(("agentur", "1"), "Neuer Name GmbH", "44534")
    assert directory.find(None, "Neuer Name", "agentur", None) == ("agentur", "1")
    assert directory.find(None, "Muster GmbH", "agentur", None) == ("agentur", "1")


def test_a_number_goes_before_a_name(directory: Directory) -> None:
    assert directory.find(("kammer", "2"), "Muster GmbH", "agentur", None) == ("kammer", "2")
    with pytest.raises(CellError, match="unknown"):
        directory.find(("agentur", "2"), "Muster GmbH", "agentur", None)


def test_rejected_employers_are_told_from_unknown_ones(directory: Directory) -> None:
    directory.reject("77", "Kaputt GmbH", None)
    for key, name in ((("agentur", "77"), None), (None, "KAPUTT")):
        with pytest.raises(CellError, match="rejected"):
            directory.find(key, name, "agentur", None)
