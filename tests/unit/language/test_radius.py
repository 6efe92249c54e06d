"""Distances: kilometres however they are written, and distances without a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.radius import find_radius, says_near_me, says_nearer, says_wider
from bot.language.text import tokens


def kilometres(text: str) -> list[str]:
    return [mention.codes[0] for mention in find_radius(text, tokens(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max 15 km von Lünen", "15"),
        ("15km", "15"),
        ("15 KM", "15"),
        ("im Umkreis von 20 Kilometern", "20"),
        ("nicht weiter als 10 Kilometer", "10"),
        ("zwanzig km", "20"),
        ("umkreis vierzig kilometer um dortmund", "40"),
        ("fünfzehn kilometer", "15"),
        ("fuenfzehn kilometer", "15"),
        ("5-10 km", "10"),
        ("5 bis 10 km", "10"),
        ("zehn bis fünfzehn kilometer", "15"),
        ("10 kilometa", "10"),
        ("umkreis 30", "30"),
        ("Radius: 25", "25"),
        ("2,5 km", "2.5"),
        ("Umkreis von max. 50 km", "50"),
    ],
)
def test_kilometres(text: str, expected: str) -> None:
    assert kilometres(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "bin 15",
        "1500 Euro",
        "höchstens ne halbe Stunde",
        "umkreis 30 minuten",
        "ich wohne 5 km entfernt",
        "50 km/h",
        "3 km gelaufen",
        "Ausbildung 2027",
        "die 3 bitte",
        "44135",
        "0 km",
        "900 km",
        "",
    ],
)
def test_numbers_that_are_no_radius(text: str) -> None:
    assert kilometres(text) == []


def test_a_mention_spans_the_number() -> None:
    text = "im Umkreis von zwanzig Kilometern"
    mention = find_radius(text, tokens(text))[0]
    assert text[mention.start : mention.end] == "zwanzig"
    assert (mention.key, mention.label) == ("radius_km", "20 km")


@given(st.integers(1, 300), st.sampled_from(["{} km", "{}km um Hamm", "Umkreis {} Kilometer", "höchstens {} km weg"]))
def test_every_whole_number_is_read(number: int, frame: str) -> None:
    assert kilometres(frame.format(number)) == [str(number)]


@pytest.mark.parametrize(
    "text",
    [
        "bei mir in der Nähe",
        "was bei uns in der nähe",
        "hier in der Gegend",
        "bei mir umme Ecke",
        "umme ecke",
        "da wo ich wohne",
        "in meiner Nähe",
        "nah bei mir",
        "in der Nähe von zuhause",
        "was in der nähe",
        "Gibt es etwas in der Nähe?",
        "hier inner nähe",
        "wohnortnah bitte",
        "zu Fuß erreichbar",
        "hier bei mir",
    ],
)
def test_near_me(text: str) -> None:
    assert says_near_me(text, tokens(text))


@pytest.mark.parametrize(
    "text",
    [
        "in der Nähe von Unna",
        "bei uns in der Schule ist Praktikum",
        "von zuhause aus arbeiten",
        "bei mir läuft es schlecht",
        "Ausbildung in Hamm",
        "ich wohne in Hamm",
        "",
    ],
)
def test_not_near_me(text: str) -> None:
    assert not says_near_me(text, tokens(text))


@pytest.mark.parametrize(
    "text",
    [
        "näher dran",
        "was näher dran bitte",
        "nicht so weit weg",
        "nich so weit",
        "zu weit",
        "das ist mir zu weit weg",
        "kleinerer Umkreis",
        "umkreis kleiner",
        "geht das auch näher?",
    ],
)
def test_nearer(text: str) -> None:
    assert says_nearer(text, tokens(text))
    assert not says_wider(text, tokens(text))


@pytest.mark.parametrize(
    "text",
    [
        "weiter weg geht auch",
        "kann auch weiter weg sein",
        "größerer Umkreis",
        "umkreis größer bitte",
        "darf auch weiter sein",
        "Umkreis bitte erweitern",
        "ich fahr auch weiter",
        "weite strecken sind ok",
    ],
)
def test_wider(text: str) -> None:
    assert says_wider(text, tokens(text))
    assert not says_nearer(text, tokens(text))


@pytest.mark.parametrize(
    "text",
    [
        "erkläre das näher",
        "weiter",
        "zeig weiter",
        "nicht weiter weg als 10 km",
        "ich bin noch nicht so weit",
        "welche ist näher dran, 1 oder 2",
        "gebt ihr das weiter",
        "Dortmund",
    ],
)
def test_neither_nearer_nor_wider(text: str) -> None:
    assert not says_nearer(text, tokens(text))
    assert not says_wider(text, tokens(text))
