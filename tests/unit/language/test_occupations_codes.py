"""Codes and titles of the KldB 2010, and what the tables write into them."""

from __future__ import annotations

import pytest

from bot.language.industries import is_wz
from bot.language.matching_words import table_rows
from bot.language.occupations import is_kldb, title_of, training_occupations
from bot.language.occupations_vocabulary import common_codes


@pytest.mark.parametrize("code", ["8", "81", "813", "8130", "81302", "01402"])
def test_codes_of_every_level_are_known(code: str) -> None:
    assert is_kldb(code)


@pytest.mark.parametrize("code", ["", "99", "81309", "813020", "abc", "2599x"])
def test_other_strings_are_no_codes(code: str) -> None:
    assert not is_kldb(code)


def test_title_of_a_code_is_the_one_in_use() -> None:
    assert title_of("25212") == "Kfz-Mechatroniker/in"
    assert title_of("22102") == "Kunststoff- und Kautschuktechnologe/-technologin"


def test_title_of_a_prefix_is_short_or_its_group_without_remarks() -> None:
    assert title_of("8130") == "Berufe in der Gesundheits- und Krankenpflege"
    assert title_of("513") == "Lager und Zustellung"


def test_title_of_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError, match="99999"):
        title_of("99999")


def test_all_training_occupations_have_codes_and_titles() -> None:
    for occupation in training_occupations():
        assert is_kldb(occupation.kldb)
        assert title_of(occupation.kldb)
        assert occupation.neutral and occupation.male and occupation.female


@pytest.mark.parametrize(
    ("table", "kldb", "wz"),
    [
        ("everyday_occupations.csv", 0, 1),
        ("fields.csv", 0, 1),
        ("exact_words.csv", 0, 1),
        ("industries.csv", 1, 0),
    ],
)
def test_tables_hold_official_codes_only(table: str, kldb: int, wz: int) -> None:
    for row in table_rows(table):
        assert all(is_kldb(code) for code in row[kldb].split()), row
        assert all(is_wz(code) for code in row[wz].split()), row
        assert row[kldb] or row[wz], row


@pytest.mark.parametrize(
    ("codes", "shared"),
    [
        (["25212"], ("25212",)),
        (["11212", "11222", "11232"], ("112",)),
        (["23212", "23212"], ("23212",)),
        (["26122", "26212", "26252"], ("2612", "2621", "2625")),
        (["73312", "73322"], ("733",)),
    ],
)
def test_titles_that_share_a_word_share_a_prefix_or_their_groups(codes: list[str], shared: tuple[str, ...]) -> None:
    assert common_codes(codes) == shared


def test_groups_are_called_by_short_words() -> None:
    assert (title_of("333"), title_of("51"), title_of("813")) == (
        "Trockenbau, Zimmerei und Glas",
        "Verkehr und Lager",
        "Kranken- und Gesundheitspflege",
    )
    named = {code for code, _ in table_rows("kldb_words.csv")}
    groups = {code for code, _, _ in table_rows("kldb.csv") if len(code) < 4 and not (len(code) == 3 and code < "1")}
    assert named == groups
    assert max(len(title_of(code)) for code in named) <= 40
