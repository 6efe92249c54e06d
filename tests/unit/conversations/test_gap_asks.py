"""What a turn asks for: conversations count once, with the worst that came of it."""

from __future__ import annotations

from gap_turns import COOK, HAMM, LUENEN, asking

from bot.conversations.gaps.asks import ALL, FOUND, NONE, WIDENED, asks_of, worst


def of(**values) -> dict:
    turn = asking(**values)
    return asks_of(turn.results, turn.criteria, turn.topics)


def test_a_search_asks_for_place_occupation_and_both() -> None:
    assert of(occupation=COOK) == {
        (ALL, ""): FOUND,
        ("place", HAMM): FOUND,
        ("occupation", COOK): FOUND,
        ("place_occupation", f"{HAMM}|{COOK}"): FOUND,
    }


def test_what_was_let_go_is_told_beside() -> None:
    asks = of(industry="Q", relaxed="radius_km")
    assert asks["relaxed", "radius_km"] == asks["place_industry", f"{HAMM}|Q"] == WIDENED


def test_nothing_is_the_worst() -> None:
    assert set(of(total=0, topic="housing").values()) == {NONE}
    assert set(of(total=0, relaxed="place").values()) == {NONE}


def test_a_need_asks_for_its_topic() -> None:
    assert of(topic="housing") == {
        (ALL, ""): FOUND,
        ("place", HAMM): FOUND,
        ("topic", "housing"): FOUND,
        ("place_topic", f"{HAMM}|housing"): FOUND,
    }


def test_several_turns_count_once_with_the_worst() -> None:
    asks = worst([of(occupation=COOK), of(occupation=COOK, total=0), of(place=LUENEN)])
    assert asks["occupation", COOK] == asks[ALL, ""] == NONE
    assert asks["place", LUENEN] == FOUND


def test_a_further_page_and_other_results_ask_for_nothing() -> None:
    turn = asking(occupation=COOK)
    assert asks_of([{**turn.results[0], "offset": 5}], turn.criteria, []) == {}
    assert asks_of([{**turn.results[0], "type": "occupations"}], turn.criteria, []) == {}
    assert asks_of([], turn.criteria, ["housing"]) == {}


def test_an_older_result_without_its_own_criteria_takes_those_of_the_turn() -> None:
    result = {"type": "employers", "total": 1, "offset": 0, "relaxed": []}
    assert ("place", HAMM) in asks_of([result], {"place": [HAMM]}, [])


def test_what_is_no_code_is_left_out() -> None:
    hostile = {"place": ["x" * 300, "a|b", "", 7, None], "occupation": "29302"}
    assert asks_of([{"type": "employers", "total": 1}], hostile, []) == {(ALL, ""): FOUND}
