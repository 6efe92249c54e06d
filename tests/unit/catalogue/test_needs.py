"""What names an entry in a message, and where a search for places looks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.catalogue.areas import Area, Centre
from bot.catalogue.atlas import GazetteerAtlas
from bot.catalogue.nearby import overlap, where, within
from bot.catalogue.needs import Needs, Taste, named

LUENEN, DORTMUND, KREIS_UNNA = "05978024", "05913000", "05978"
HOME = ("05913000", "05915000", "05978")


@pytest.mark.parametrize(
    ("keywords", "words", "count"),
    [
        (["bab"], "Was ist BAB?", 2),
        (["bab"], "ich suche was mit babys", 0),
        (["ticket", "fahrt"], "kann mir die Fahrt nicht leisten", 1),
        (["ticket", "fahrt"], "die Fahrtkosten sind zu hoch", 1),
        (["fahrt"], "Ausfahrt", 0),
        (["stress mit dem chef", "streit"], "hab Stress mit dem Chef", 5),
        (["schülerbafög"], "SCHUELERBAFOEG", 2),
        ([], "egal", 0),
        (["egal"], "", 0),
    ],
)
def test_keywords_name_an_entry(keywords: list[str], words: str, count: int) -> None:
    assert named(keywords, words) == count


def test_a_taste_without_anything_is_none() -> None:
    assert not Taste()
    assert Taste(dislikes=("noise",))
    assert not Needs().taste


def row(ags: str | None, lat: float | None = None, lon: float | None = None, postal_code: str | None = None):
    return SimpleNamespace(ags=ags, lat=lat, lon=lon, postal_code=postal_code, city=None)


def test_codes_overlap_when_one_covers_the_other() -> None:
    assert overlap([KREIS_UNNA], [LUENEN])
    assert overlap([LUENEN], [KREIS_UNNA])
    assert not overlap([LUENEN], [DORTMUND])
    assert not overlap([], [LUENEN])


def test_without_a_place_the_home_region_counts() -> None:
    found = where({}, GazetteerAtlas(), HOME)
    assert found.holds(row(LUENEN))
    assert found.holds(row(None))
    assert not found.holds(row("05513000"))
    assert found.serves([KREIS_UNNA])
    assert not found.serves(["05513000"])
    assert found.serves([])


def test_a_place_said_counts_instead() -> None:
    found = where({"place": ["05513000"]}, GazetteerAtlas(), HOME)
    assert found.holds(row("05513000"))
    assert not found.holds(row(LUENEN))
    assert found.serves(["05513000"])
    assert not found.serves([KREIS_UNNA])


def test_a_circle_takes_in_neighbours_but_who_is_served_stays() -> None:
    found = where({"place": [LUENEN], "radius_km": 15}, GazetteerAtlas(), HOME)
    dortmund = row(DORTMUND, 51.5142, 7.4642)
    assert found.holds(dortmund)
    assert found.distance(dortmund) == pytest.approx(11, abs=3)
    assert found.serves([KREIS_UNNA])
    assert not found.serves([DORTMUND])


def test_what_is_ruled_out_is_out() -> None:
    found = where({"not": {"place": [DORTMUND]}}, GazetteerAtlas(), HOME)
    assert not found.holds(row(DORTMUND, 51.5, 7.46))
    assert found.holds(row(LUENEN))


def test_words_say_where() -> None:
    far = where({"place": [LUENEN]}, GazetteerAtlas(), HOME)
    assert far.words(row(DORTMUND)) == "in Dortmund"
    assert far.words(row(None)) is None


def test_a_postal_code_holds_what_has_it() -> None:
    area = Area(postal_codes=(44532,))
    assert within(row(None, postal_code="44532"), area)
    assert not within(row(None, postal_code="44137"), area)
    assert within(row(None, 51.6, 7.5), Area(circles=(Centre("x", 51.6, 7.5),), radius_km=1))
