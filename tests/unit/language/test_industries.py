"""Workplaces and branches, and where they may as well be read as an occupation."""

from __future__ import annotations

import pytest

from bot.language.industries import find_industries, is_wz, label_of
from bot.language.occupations import find_occupations
from bot.language.reading import Mention
from bot.language.text import tokens


def industries(text: str) -> list[Mention]:
    return find_industries(text, tokens(text))


@pytest.mark.parametrize(
    ("text", "wz"),
    [
        ("praktikum im krankenhaus", "86"),
        ("job im altenheim", "87"),
        ("fsj in der kita", "88"),
        ("ausbildung im autohaus", "45"),
        ("praktikum in einer werkstatt", "45"),
        ("azubi bei ner spedition", "49"),
        ("eisdiele in marl", "56"),
        ("job in einem restaurant", "56"),
        ("praktikum im hotel", "55"),
        ("aushilfe im supermarkt", "47"),
        ("nebenjob im baumarkt", "47"),
        ("ausbildung bei der sparkasse", "64"),
        ("ausbildung bei einer versicherung", "65"),
        ("ausbildung bei der stadtverwaltung", "84"),
        ("praktikum im rathaus", "84"),
        ("irgendwat im handwerk", "F"),
        ("in der industrie", "C"),
        ("stahlwerk", "24"),
        ("chemiepark", "20"),
        ("it-firma", "62"),
        ("werbeagentur", "73"),
        ("praktikum in der arztpraxis", "86"),
        ("praktikum beim zahnarzt", "86"),
        ("praktikum beim tierarzt", "75"),
        ("apotheke", "47"),
        ("bfd an einer schule", "85"),
        ("friseursalon", "96"),
        ("fitnessstudio", "93"),
        ("reisebüro", "79"),
        ("kanzlei", "69"),
        ("müllabfuhr job", "38"),
        ("stadtwerke azubi", "35"),
        ("bei der bahn", "49"),
        ("bei der post", "53"),
        ("zeitarbeit", "78"),
        ("ausbildung bei der bundeswehr", "84"),
        ("krankenhäuser", "86"),
        ("kranken haus", "86"),
        ("krankenhauss", "86"),
        ("supermarktjob", "47"),
        ("bei rewe an der kasse", "47"),
        ("ausbildung bei der stadt dortmund", "84"),
        ("callcenter", "82"),
        ("call center", "82"),
    ],
)
def test_workplaces_have_their_division(text: str, wz: str) -> None:
    assert wz in {code for mention in industries(text) for code in mention.codes}


@pytest.mark.parametrize(
    ("text", "kldb", "wz"),
    [
        ("was in der pflege", "813", "87"),
        ("im einzelhandel", "621", "47"),
        ("bäckerei", "2922", "10"),
        ("im lager", "513", "52"),
        ("gastro", "633", "56"),
        ("auf dem bau", "321", "41"),
        ("landwirtschaft", "111", "01"),
        ("bei einer bank", "7211", "64"),
    ],
)
def test_where_both_readings_are_fair_both_are_given(text: str, kldb: str, wz: str) -> None:
    words = tokens(text)
    (occupation,), (industry,) = find_occupations(text, words), find_industries(text, words)
    assert kldb in occupation.codes and wz in industry.codes
    assert (occupation.start, occupation.end) == (industry.start, industry.end)
    assert occupation.get("either") and industry.get("either")


@pytest.mark.parametrize(
    "text",
    [
        "bankkauffrau",
        "kaufmann im einzelhandel",
        "kauffrau im gesundheitswesen",
        "hotelfachfrau",
        "tierarzthelferin",
        "fachkraft für lagerlogistik",
        "bäckereifachverkäuferin",
        "zahnarzt werden",
        "industriekauffrau",
    ],
)
def test_an_occupation_is_not_its_branch(text: str) -> None:
    assert industries(text) == []


def test_a_practice_is_no_occupation() -> None:
    text = "praktikum beim zahnarzt"
    assert find_occupations(text, tokens(text)) == []


def test_occupation_and_workplace_side_by_side() -> None:
    text = "verwaltungsfachangestellte bei der stadtverwaltung in unna"
    words = tokens(text)
    assert [mention.codes for mention in find_industries(text, words)] == [("84",)]
    assert [mention.codes[0][:3] for mention in find_occupations(text, words)] == ["732"]


@pytest.mark.parametrize("code", ["A", "U", "01", "47", "99"])
def test_sections_and_divisions_are_codes(code: str) -> None:
    assert is_wz(code)
    assert label_of(code)


@pytest.mark.parametrize("code", ["V", "00", "4", "47.1", "", "86.1", "a"])
def test_other_strings_are_no_codes(code: str) -> None:
    assert not is_wz(code)


def test_labels_are_short_where_the_official_title_is_long() -> None:
    assert label_of("47") == "Einzelhandel"
    assert label_of("42") == "Tiefbau"


def test_an_unknown_code_has_no_label() -> None:
    with pytest.raises(KeyError):
        label_of("00")
