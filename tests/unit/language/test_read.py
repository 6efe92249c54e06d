from __future__ import annotations

import json
from typing import Any

import pytest

from bot.language.read import read, read_in_steps
from bot.language.reading import Reading

HAMM, UNNA, KAMEN, DORTMUND, LUENEN = "05915000", "05978036", "05978020", "05913000", "05978024"
HERNE, WERNE, SCHWERTE = "05916000", "05978040", "05978028"


def says(text: str) -> dict[str, Any]:
    return dict(read(text).says)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ausbildung in Lünen", {"offer": ["apprenticeship"], "place": [LUENEN]}),
        ("nich in hamm", {"not": {"place": [HAMM]}}),
        ("Kindergarten muss dabei sein", {"features": ["childcare"]}),
        (
            "Praktikum oder Ausbildung in Kamen oder Unna",
            {"offer": ["internship", "apprenticeship"], "place": [KAMEN, UNNA]},
        ),
        (
            "Ausbildung, kein Büro, lieber als Tischler",
            {"offer": ["apprenticeship"], "occupation": ["22342"], "not": {"occupation": ["714"]}},
        ),
        ("max 15 km von Lünen", {"place": [LUENEN], "radius_km": 15}),
        ("44135", {"place": [DORTMUND], "postal_code": "44135"}),
        ("minijob in hörde", {"offer": ["side_job"], "place": [DORTMUND], "district": "Hörde"}),
        ("Dortmund aber nicht in Hörde", {"place": [DORTMUND], "not": {"district": "Hörde"}}),
        ("kein Konzern, am liebsten ein Familienbetrieb", {"size": ["micro", "small"], "not": {"size": ["large"]}}),
        ("unna aber bloß kein schichtdienst", {"place": [UNNA]}),
        ("keine ausbildung, will direkt einen job", {"offer": ["job"], "not": {"offer": ["apprenticeship"]}}),
        ("azubi stelle in unna", {"offer": ["apprenticeship"], "place": [UNNA]}),
        (
            "Ich brauche Arbeitsplatz wo Chef gibt auch Deutschkurs, Hamm",
            {"offer": ["job"], "features": ["language_support"], "place": [HAMM]},
        ),
        ("such was irgendwo im Pott", {}),
        ("ich hab kein Führerschein und kein Abschluss", {"features": ["public_transport", "no_certificate"]}),
        ("ich will Tischler lernen", {"offer": ["apprenticeship"], "occupation": ["22342"]}),
        ("Danke, das wars", {}),
        ("", {}),
        ("🙂", {}),
    ],
)
def test_what_a_message_says(text: str, expected: dict[str, Any]) -> None:
    assert says(text) == expected


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("Ausbildung, am besten eine Stelle wo man viel lernt", ["apprenticeship"]),
        ("Ausbildung oder Job in Unna", ["apprenticeship", "job"]),
        ("eine Stelle in Unna", ["job"]),
        ("ich habe keine Ausbildung, suche Job in Hamm", ["job"]),
        ("ich finde keine Ausbildung", ["apprenticeship"]),
        ("will arbeiten", ["job"]),
        ("will als Tischler arbeiten", None),
        ("kein minijob, eine richtige arbeit", ["job"]),
    ],
)
def test_weak_offers_give_way_to_sure_ones(text: str, offers: list[str] | None) -> None:
    assert says(text).get("offer") == offers


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("hab n kleines kind", ["family_friendly"]),
        ("hab zwei kinder, brauch flexible arbeitszeiten", ["flexible_hours"]),
        ("alleinerziehend, also mit Betriebskita", ["childcare"]),
        ("familienfreundlich und in Teilzeit", ["family_friendly", "part_time"]),
    ],
)
def test_a_child_is_background_to_what_it_asks_for(text: str, features: list[str]) -> None:
    assert says(text)["features"] == features


def test_liking_gives_way_to_a_named_occupation() -> None:
    assert says("ich mag Mathe, will aber Tischler werden")["occupation"] == ["22342"]
    assert says("Tischler oder irgendwas im Büro")["occupation"] == ["22342", "714"]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("in einem kleinen Hotel", ["micro", "small"]),
        ("bei einer großen Spedition", ["large"]),
        ("in einer großen Stadt", None),
    ],
)
def test_a_size_needs_an_employer(text: str, size: list[str] | None) -> None:
    assert says(text).get("size") == size


def test_a_correction_names_what_it_replaces_and_rules_nothing_out() -> None:
    reading = read("ne ich meinte Werne nicht Herne")
    assert reading.says == {"place": [WERNE]}
    assert reading.replaces == (("place", HERNE, WERNE),)


def test_a_contrast_rules_out_as_well() -> None:
    reading = read("nicht in Hamm sondern in Unna")
    assert reading.says == {"place": [UNNA], "not": {"place": [HAMM]}}
    assert reading.replaces == (("place", HAMM, UNNA),)


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("oder auch Unna", ("place",)),
        ("nimm noch Kamen dazu", ("place",)),
        ("Praktikum geht auch", ("offer",)),
        ("lieber Unna", ()),
        ("gibts das auch als Praktikum?", ()),
        ("lieber Unna oder auch Kamen", ()),
    ],
)
def test_additions(text: str, adds: tuple[str, ...]) -> None:
    assert read(text).adds == adds


@pytest.mark.parametrize(
    ("text", "drops"),
    [
        ("Ort ist egal", ("place",)),
        ("Branche spielt keine Rolle", ("occupation", "industry")),
        ("doch ohne Umkreis", ("radius_km",)),
        ("überall außer Dortmund", ("place",)),
        ("überall in Unna", ()),
        ("Größe egal", ("size",)),
    ],
)
def test_drops(text: str, drops: tuple[str, ...]) -> None:
    assert read(text).drops == drops


def test_retractions_rule_nothing_out() -> None:
    reading = read("muss nicht in Teilzeit sein")
    assert reading.retracts == (("features", "part_time"),)
    assert reading.says == {}


def test_home_is_not_wanted() -> None:
    reading = read("ich wohne in Kamen und suche was in Unna")
    assert reading.says["place"] == [UNNA]
    assert reading.home == (KAMEN,)


def test_things_beside_the_search() -> None:
    assert read("bin 17 und suche was bei mir in der Nähe").age == 17
    assert read("bin 17 und suche was bei mir in der Nähe").near_me
    assert read("mehr zum zweiten").choices == (2,)
    assert read("gibt es Bafög und ne Wohnung?").topics == ("finance", "housing")
    assert read("näher dran bitte").nearer
    assert read("I am looking for a job in Dortmund").language == "en"


def test_a_reading_survives_json() -> None:
    reading = read("ne ich meinte Werne nicht Herne, bin 17, muss nicht in Teilzeit sein, oder auch ein Praktikum")
    assert Reading.from_dict(json.loads(json.dumps(reading.as_dict()))) == reading


def test_mentions_are_in_the_order_of_the_text() -> None:
    starts = [mention.start for mention in read("Praktikum als Tischler in Unna, kleiner Betrieb").mentions]
    assert starts == sorted(starts)


def test_steps_tell_what_was_decided() -> None:
    steps = read_in_steps("kein Büro in Unna")
    assert steps.skeleton == "kein §w0 in §p1"
    assert steps.scopes.reasons == ["rule_out: kein §w0"]
