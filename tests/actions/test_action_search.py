"""Goal search: results with reasons, one question at most, and never nothing."""

from __future__ import annotations

import pytest
from action_chat import Chat

LUENEN, DORTMUND = "05978024", "05913000"


def test_results_come_with_reasons_and_say_that_they_are_samples(chat: Chat) -> None:
    chat.say("Ausbildung als Koch in Dortmund")
    assert chat.said == ["utter_results"]
    assert chat.criteria == {"offer": ["apprenticeship"], "occupation": ["29302"], "place": [DORTMUND]}
    assert chat.result["total"] >= len(chat.result["items"]) > 0
    for item in chat.result["items"]:
        assert item["reasons"]
        assert item["sample"]
        assert f"{item['title']} (Beispiel)" in chat.text


def test_the_text_stands_alone(chat: Chat) -> None:
    chat.say("Ausbildung in Dortmund")
    for number, item in enumerate(chat.result["items"], start=1):
        assert f"{number}. {item['title']}" in chat.text
        assert all(reason in chat.text for reason in item["reasons"])
    assert "Ausbildung · Dortmund" in chat.text
    assert str(chat.result["total"]) in chat.text


def test_the_search_in_the_result_is_the_one_in_the_slot(chat: Chat) -> None:
    chat.say("Praktikum mit Tieren in Unna, aber nicht in großen Betrieben")
    assert chat.result["criteria"] == chat.criteria


def test_a_search_that_nothing_fits_is_widened_and_says_so(chat: Chat) -> None:
    chat.say("such ne ausbildung als kfz mechatronikerin in lünen, hab ein kleines kind")
    assert chat.said == ["utter_results_widened", "utter_also_programme"]
    assert chat.criteria["place"] == [LUENEN]
    assert chat.result["relaxed"]
    assert "radius_km" not in chat.criteria, "the search itself stays as it was said"
    assert "statt nur in Lünen" in chat.text


def test_what_was_ruled_out_stays_out_when_the_search_is_widened(chat: Chat) -> None:
    chat.say("Ausbildung als Tierpfleger in Selm, aber keine kleinen Betriebe")
    assert "small" in chat.criteria["not"]["size"]
    assert not any("kleiner Betrieb" in item["reasons"] for item in chat.result["items"])


def test_nothing_at_all_still_shows_a_way_on(chat: Chat) -> None:
    every_section = ",".join("ABCDEFGHIJKLMNOPQRSTU")
    chat.say("Ausbildung in Lünen")
    chat.tracker.slots["criteria"].value = {
        "offer": ["apprenticeship"],
        "not": {"industry": every_section.split(","), "size": ["micro", "small", "medium", "large"]},
    }
    chat.command("/search")
    assert chat.said == ["utter_results_none"]
    assert chat.result["total"] == 0
    assert chat.slots["shown"]["ids"] == []
    assert chat.buttons, "a dead end"


@pytest.mark.parametrize("text", ["ich suche was", "hilf mir was zu finden"])
def test_without_any_wish_it_asks_what(chat: Chat, text: str) -> None:
    chat.say(text)
    assert chat.said == ["utter_ask_what"]
    assert chat.slots["asked"] == "what"
    assert chat.criteria == {}
    assert "Ausbildung" in chat.titles


def test_near_me_asks_where_and_keeps_the_wish(chat: Chat) -> None:
    chat.say("ein Praktikum bei mir in der Nähe")
    assert chat.said == ["utter_ask_place"]
    assert chat.slots["asked"] == "place"
    assert "Dortmund" in chat.titles
    chat.tap("Dortmund")
    assert chat.said[-1].startswith("utter_results")
    assert chat.criteria == {"offer": ["internship"], "place": [DORTMUND]}
    assert chat.slots["asked"] is None


def test_near_me_needs_no_question_once_the_place_is_known(chat: Chat) -> None:
    chat.say("Ausbildung in Unna")
    chat.say("gibt es auch Praktikum in meiner Nähe?")
    assert "utter_ask_place" not in chat.said


def test_a_place_beyond_the_region_is_named(chat: Chat) -> None:
    chat.say("Ausbildung als Koch in Berlin")
    assert chat.said[0] == "utter_elsewhere"
    assert "Berlin" in chat.answer[0]["text"]
    assert "Westfälisches Ruhrgebiet" in chat.answer[0]["text"]
    assert chat.criteria == {"offer": ["apprenticeship"], "occupation": ["29302"]}
    assert chat.result["total"] > 0


def test_a_place_beyond_the_region_alone_is_named_before_the_question(chat: Chat) -> None:
    chat.say("und in Berlin?")
    assert chat.said == ["utter_elsewhere", "utter_ask_what"]


def test_one_that_only_lives_elsewhere_is_not_told_so(chat: Chat) -> None:
    chat.say("ich wohne in München und suche eine Ausbildung als Koch in Hamm")
    assert chat.criteria["place"] == ["05915000"]
    assert "utter_elsewhere" not in chat.said


def test_further_away_goes_beyond_what_was_widened_already(chat: Chat) -> None:
    chat.say("such ne ausbildung als kfz mechatronikerin in lünen, hab ein kleines kind")
    (step,) = [step for step in chat.result["relaxed"] if step["key"] == "radius_km"]
    total = chat.result["total"]
    chat.say("weiter weg geht auch")
    assert chat.criteria["radius_km"] > step["to"]
    assert chat.result["total"] >= total


def test_a_narrower_wish_after_results_keeps_the_rest(chat: Chat) -> None:
    chat.say("Ausbildung in Dortmund")
    total = chat.result["total"]
    chat.say("nur kleine Betriebe")
    assert chat.criteria["offer"] == ["apprenticeship"]
    assert chat.criteria["place"] == [DORTMUND]
    assert 0 < chat.result["total"] < total


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("I am looking for an apprenticeship as a cook in Hamm", "en", "simple German"),
        ("Szukam pracy jako kucharz w Dortmundzie", "pl", "niemieckim"),
    ],
)
def test_another_language_gets_a_line_of_its_own(chat: Chat, text: str, language: str, words: str) -> None:
    chat.say(text)
    assert chat.said[0] == "utter_language"
    assert words in chat.answer[0]["text"]
    assert chat.slots["language"] == language
    chat.say("Ausbildung als Koch in Hamm")
    assert "utter_language" not in chat.said
    assert chat.slots["language"] == "de"
