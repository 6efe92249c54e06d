from __future__ import annotations

from typing import Any, cast

import pytest

from bot.language.criteria import Criteria
from bot.language.dialogue import apply, topics_after
from bot.language.goals import GOALS
from bot.language.read import read
from bot.language.reading import Mention, Reading

HAMM, UNNA, KAMEN, DORTMUND, HERNE, WERNE = "05915000", "05978036", "05978020", "05913000", "05916000", "05978040"
KREIS_UNNA, LUENEN = "05978", "05978024"


def talk(*turns: str | tuple[str, str], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The criteria after turns of a talk; a turn is a text of goal search, or (text, goal)."""
    criteria = cast(Criteria, dict(before or {}))
    for turn in turns:
        text, goal = turn if isinstance(turn, tuple) else (turn, "search")
        criteria = apply(criteria, read(text), goal)
    return dict(criteria)


@pytest.mark.parametrize(
    ("turns", "criteria"),
    [
        (("Ausbildung in Unna", "lieber Kamen"), {"offer": ["apprenticeship"], "place": [KAMEN]}),
        (("Ausbildung in Unna", "oder auch Kamen"), {"offer": ["apprenticeship"], "place": [UNNA, KAMEN]}),
        (("Ausbildung in Unna", "und bottrop?"), {"offer": ["apprenticeship"], "place": ["05512000"]}),
        (("Ausbildung in Unna", "Ort ist egal"), {"offer": ["apprenticeship"]}),
        (("max 15 km von Lünen", "lieber Unna"), {"place": [UNNA], "radius_km": 15}),
        (("max 15 km von Lünen", "Ort ist egal"), {}),
        (("max 15 km von Lünen", "doch ohne Umkreis"), {"place": [LUENEN]}),
        (("max 15 km von Lünen", "nein das ist wenig, mach 30"), {"place": [LUENEN], "radius_km": 30}),
        (("Ausbildung in Lünen", "dann 30"), {"offer": ["apprenticeship"], "place": [LUENEN]}),
        (("Unna", "oder auch kamen, hauptsache nich dortmund"), {"place": [UNNA, KAMEN], "not": {"place": [DORTMUND]}}),
        (("Unna und Lünen", "aber bitte nur noch kamen"), {"place": [KAMEN]}),
        (("Unna oder Herne", "Herne nicht, ist zu weit. Nur Unna"), {"place": [UNNA], "not": {"place": [HERNE]}}),
        (("Unna", "Dann mach ma Lünen noch dabei"), {"place": [UNNA, LUENEN]}),
        (("Praktikum", "Praktikum ist zu kurz, ich möchte Ausbildung"), {"offer": ["apprenticeship"]}),
        (("Unna", "große Betriebe bitte ich auszuschließen"), {"place": [UNNA], "not": {"size": ["large"]}}),
        (("Teilzeit in Unna", "Teilzeit muss übrigens doch nicht sein"), {"place": [UNNA]}),
        (("Koch", "nein quatsch ich wollte hotelfachmann sagen"), {"occupation": ["63222"]}),
        (("duales Studium oder zur Not auch eine Ausbildung",), {"offer": ["dual_study", "apprenticeship"]}),
        (("44135", "lieber Unna"), {"place": [UNNA]}),
        (("Minijob in Hörde", "ach ganz Dortmund"), {"offer": ["side_job"], "place": [DORTMUND]}),
        (("Ausbildung", "gibts das auch als Praktikum?"), {"offer": ["internship"]}),
        (("Ausbildung", "oder auch Praktikum"), {"offer": ["apprenticeship", "internship"]}),
        (("Ausbildung", "statt Ausbildung ein Praktikum"), {"offer": ["internship"]}),
        (
            ("Ausbildung", "Teilzeit", "und gleitzeit"),
            {"offer": ["apprenticeship"], "features": ["part_time", "flexible_hours"]},
        ),
        (("Teilzeit und Homeoffice", "homeoffice muss doch nicht sein"), {"features": ["part_time"]}),
        (("kleine Firma", "doch lieber ein Konzern"), {"size": ["large"]}),
        (("kleine Firma", "Größe egal"), {}),
        (("was in Herne", "ne ich meinte Werne nicht Herne"), {"place": [WERNE]}),
        (("Herne oder Unna", "nicht Herne sondern Werne"), {"place": [UNNA, WERNE]}),
        (("Unna", "nicht in Hamm sondern in Kamen"), {"place": [KAMEN], "not": {"place": [HAMM]}}),
        (("Kreis Unna", "aber nicht Kamen"), {"place": [KREIS_UNNA], "not": {"place": [KAMEN]}}),
        (("Kreis Unna, aber nicht Kamen", "doch lieber Kamen"), {"place": [KAMEN]}),
        (("Hamm oder Unna", "nein hamm doch nicht"), {"place": [UNNA], "not": {"place": [HAMM]}}),
        (("kein Konzern", "und keine Teilzeit"), {"not": {"size": ["large"], "features": ["part_time"]}}),
        (("kein Minijob", "minijob geht doch"), {}),
        (
            ("Praktikum", "kein Praktikum, lieber Ausbildung"),
            {"offer": ["apprenticeship"], "not": {"offer": ["internship"]}},
        ),
    ],
)
def test_turns_of_a_search(turns: tuple[str, ...], criteria: dict[str, Any]) -> None:
    assert talk(*turns) == criteria


OCCUPATION = "occupation"


@pytest.mark.parametrize(
    ("before", "says", "after"),
    [
        ({"occupation": ["29302"]}, {"occupation": ["22342"]}, {"occupation": ["22342"]}),
        ({"occupation": ["29302"]}, {"industry": ["86"]}, {"industry": ["86"]}),
        ({"industry": ["45"]}, {"occupation": ["82312"]}, {"occupation": ["82312"]}),
        ({"occupation": ["81102"]}, {"industry": ["86"]}, {"occupation": ["81102"], "industry": ["86"]}),
        ({"industry": ["86"]}, {"occupation": ["81102"]}, {"occupation": ["81102"], "industry": ["86"]}),
        ({"occupation": ["813"], "industry": ["86"]}, {"occupation": ["81102"]}, {"occupation": ["81102"]}),
        ({"occupation": ["513"], "industry": ["52"]}, {"industry": ["56"]}, {"industry": ["56"]}),
    ],
)
def test_occupation_and_industry_are_one_wish(
    before: dict[str, Any], says: dict[str, Any], after: dict[str, Any]
) -> None:
    assert apply(cast(Criteria, before), Reading(says=cast(Criteria, says)), "search") == after


def test_a_role_makes_any_workplace_finer() -> None:
    assert talk("als Tischler", before={"industry": ["51"]}) == {"industry": ["51"], "occupation": ["22342"]}
    assert talk("lieber Tischler", before={"industry": ["51"]}) == {"occupation": ["22342"]}


def test_an_added_occupation_leaves_the_industry() -> None:
    reading = Reading(says={"occupation": ["22342"]}, adds=("occupation",))
    before = cast(Criteria, {"occupation": ["33302"], "industry": ["43"]})
    assert apply(before, reading, "search") == {"occupation": ["33302", "22342"], "industry": ["43"]}


def test_home_is_the_place_only_when_none_is_known() -> None:
    assert talk("ich wohne in Kamen") == {"place": [KAMEN]}
    assert talk("Ausbildung in Unna", "ich wohne in Kamen") == {"offer": ["apprenticeship"], "place": [UNNA]}
    assert talk("Ausbildung in Unna, ich wohne in Kamen")["place"] == [UNNA]
    assert talk("ich wohne in Hörde, such ne Ausbildung")["district"] == "Hörde"


def test_home_answers_the_question_for_the_place() -> None:
    before = cast(Criteria, {"place": [UNNA]})
    assert apply(before, read("ich wohne in Kamen"), "search", asked="place") == {"place": [KAMEN]}
    assert apply(before, read("ich wohne in Kamen"), "search", asked="what") == before


@pytest.mark.parametrize("goal", ["programmes", "advice", "events", "crisis"])
def test_only_the_place_of_other_questions_counts(goal: str) -> None:
    before = {"offer": ["apprenticeship"], "place": [UNNA]}
    assert talk(("Praktikum und Bafög in Kamen", goal), before=before) == {
        "offer": ["apprenticeship"],
        "place": [KAMEN],
    }
    assert talk(("wir wohnen in Kamen", goal)) == {"place": [KAMEN]}


@pytest.mark.parametrize(
    "goal", sorted({*GOALS} - {"search", "programmes", "advice", "events", "crisis", "reset", "delete_data"})
)
def test_digressions_leave_the_search_as_it_was(goal: str) -> None:
    before = {"offer": ["apprenticeship"], "place": [UNNA], "not": {"place": [HAMM]}}
    assert talk(("Praktikum in Kamen, Teilzeit", goal), before=before) == before


@pytest.mark.parametrize("goal", ["reset", "delete_data"])
def test_starting_over_empties_it(goal: str) -> None:
    assert talk(("alles neu, Praktikum in Kamen", goal), before={"place": [UNNA]}) == {}


def test_an_intent_counts_as_its_goal() -> None:
    assert talk(("Kamen", "search_refine")) == {"place": [KAMEN]}
    with pytest.raises(ValueError, match="no goal"):
        apply(Criteria(), Reading(), "weather")


@pytest.mark.parametrize("answer", ["19", "ja", "beides", "egal", "3", "danke"])
def test_bare_answers_without_a_value_change_nothing(answer: str) -> None:
    before = cast(Criteria, {"offer": ["apprenticeship"], "place": [UNNA]})
    assert apply(before, read(answer), "search", asked="place") == before


@pytest.mark.parametrize(
    ("text", "radius"), [("darf auch weiter weg sein", 20), ("näher dran bitte", 5), ("30 km", 30)]
)
def test_radius_without_a_number_changes_the_one_in_force(text: str, radius: float) -> None:
    assert talk(text, before={"place": [UNNA], "radius_km": 10})["radius_km"] == radius


def test_further_away_without_a_radius_sets_none() -> None:
    assert talk("darf auch weiter weg sein", before={"place": [UNNA]}) == {"place": [UNNA]}


def test_what_is_ruled_out_again_stands_once() -> None:
    assert talk("nicht in Hamm", "bloß nicht in Hamm") == {"not": {"place": [HAMM]}}


def test_apply_does_not_change_what_it_is_given() -> None:
    before = {"offer": ["apprenticeship"], "place": [UNNA], "not": {"place": [HAMM]}}
    apply(cast(Criteria, before), read("doch Hamm, oder auch Praktikum, kein Unna"), "search")
    assert before == {"offer": ["apprenticeship"], "place": [UNNA], "not": {"place": [HAMM]}}


def test_a_misunderstood_district_goes_with_its_place() -> None:
    assert talk("Praktikum in Hörde", "ne, in Unna") == {"offer": ["internship"], "place": [UNNA]}


def test_a_ruled_out_district_is_lifted_when_wished() -> None:
    assert talk("Dortmund aber nicht Hörde", "doch Hörde") == {"place": [DORTMUND], "district": "Hörde"}


@pytest.mark.parametrize(
    ("old", "text", "goal", "after"),
    [
        ([], "krieg ich Bafög", "programmes", ["finance"]),
        (["finance"], "und ne Wohnung?", "programmes", ["housing"]),
        (["finance"], "in Marl", "programmes", ["finance"]),
        (["finance"], "Ausbildung mit Wohnheim", "search", ["finance"]),
        (["finance"], "19", "advice", ["finance"]),
        (["finance"], "von vorne", "reset", []),
        ([], "ich habe Schulden und keine Wohnung", "advice", ["housing", "debt"]),
    ],
)
def test_topics_after(old: list[str], text: str, goal: str, after: list[str]) -> None:
    assert topics_after(old, read(text), goal) == after


def test_home_details_come_from_its_mention() -> None:
    mention = Mention("place", (DORTMUND,), 0, 5, "Hörde", extra=(("role", "home"), ("district", "Hörde")))
    assert apply(Criteria(), Reading(home=(DORTMUND,), mentions=(mention,)), "search") == {
        "place": [DORTMUND],
        "district": "Hörde",
    }


def test_a_new_start_keeps_only_what_is_named_with_it() -> None:
    before = apply(Criteria(), read("Ausbildung Koch in Bochum"), "search")
    assert apply(before, read("vergiss das alles, ich such jetzt nen Minijob in Selm"), "search") == {
        "offer": ["side_job"],
        "place": ["05978032"],
    }


def test_a_whole_place_replaces_its_district() -> None:
    before = apply(Criteria(), read("Job in Brambauer"), "search")
    assert "district" not in apply(before, read("ganz Lünen geht auch"), "search")


def test_what_is_taken_out_is_not_ruled_out() -> None:
    before = apply(Criteria(), read("Praktikum in Dortmund oder Hagen"), "search")
    after = apply(before, read("Hagen kannst du wieder rausnehmen"), "search")
    assert after == {"offer": ["internship"], "place": ["05913000"]}


@pytest.mark.parametrize(
    ("before", "text", "key", "after"),
    [
        ({"occupation": ["82312"]}, "lieber ein kleiner Salon", "occupation", ["82312"]),
        ({}, "ein kleiner Salon", "industry", ["96"]),
        ({"occupation": ["32142"]}, "mein Bruder war bei RWE, das war nix", "occupation", ["32142"]),
        ({"offer": ["apprenticeship"]}, "gibt es noch Stellen in Hamm?", "offer", ["apprenticeship"]),
        ({"offer": ["apprenticeship"]}, "lieber einen Job", "offer", ["job"]),
        (
            {"place": ["05978008", "05978020"]},
            "Bönen hat nur drei Treffer. Kannst du noch Hamm reinnehmen?",
            "place",
            ["05978008", "05978020", "05915000"],
        ),
        (
            {"place": ["05513000", "05913000"]},
            "Gelsenkirchen ist mir zu laut. Nur noch Dortmund",
            "place",
            ["05913000"],
        ),
        ({"not": {"occupation": ["714"]}}, "das mit kein Büro kannst du streichen", "not", None),
    ],
)
def test_what_is_known_outlasts_what_says_less(before: Any, text: str, key: str, after: Any) -> None:
    assert apply(before, read(text), "search").get(key) == after
