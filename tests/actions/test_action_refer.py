"""Goals beyond the search for employers: who helps, and the place said on the way counts (contract.md)."""

from __future__ import annotations

import pytest
from action_chat import Chat

from actions.refer import log_line
from bot.region import load_region

REGION = load_region("westfaelisches-ruhrgebiet")
REFERRED = {
    "programmes": "wer zahlt mir die miete in der ausbildung",
    "advice": "wo kann ich mich beraten lassen",
    "human": "ich will mit jemandem reden der sich auskennt",
    "orientation": "keine ahnung was ich werden soll",
    "occupation_info": "was macht ein mechatroniker eigentlich",
    "application_help": "wie schreibe ich ein anschreiben",
    "events": "wann ist die nächste messe",
    "privacy": "was speicherst du von mir",
}
PLACE_COUNTS = ("programmes", "advice", "events", "crisis")


def answered(chat: Chat, goal: str) -> None:
    assert chat.said[-1:] == [f"utter_{goal}"]


@pytest.mark.parametrize(("goal", "text"), REFERRED.items())
def test_each_goal_has_its_answer_and_ways_on(chat: Chat, goal: str, text: str) -> None:
    chat.say(text, goal)
    answered(chat, goal)
    assert chat.buttons


@pytest.mark.parametrize("goal", [goal for goal in REFERRED if goal != "privacy"])
def test_the_regions_organisations_are_named_with_how_to_reach_them(chat: Chat, goal: str) -> None:
    chat.say(REFERRED[goal], goal)
    for contact in REGION.contacts:
        assert contact.name in chat.text
        assert any(way in chat.text for way in (contact.phone, contact.email, contact.web) if way)


def test_privacy_names_the_hours_and_who_is_responsible(chat: Chat) -> None:
    chat.say("was speicherst du?", "privacy")
    assert "24 Stunden" in chat.text
    assert REGION.agency.name in chat.text
    assert "Nach 90 Tagen ist auch sie weg." in chat.text


def test_nobody_is_told_of_a_log_that_is_not_kept() -> None:
    assert log_line(0) == ""


@pytest.mark.parametrize("goal", REFERRED)
def test_the_search_stays_and_goes_on(chat: Chat, goal: str) -> None:
    chat.say("Ausbildung als Koch in Unna")
    before, shown = chat.criteria, chat.slots["shown"]
    chat.say("und sonst?", goal)
    assert chat.criteria == before
    assert chat.slots["shown"] == shown


@pytest.mark.parametrize("goal", [*REFERRED, "crisis"])
def test_a_place_counts_for_the_search_where_the_contract_says_so(chat: Chat, goal: str) -> None:
    chat.say("wer hilft mir in Lünen?", goal)
    assert chat.criteria == ({"place": ["05978024"]} if goal in PLACE_COUNTS else {})


def test_topics_are_those_of_the_last_message_that_named_any(chat: Chat) -> None:
    chat.say("ich suche eine eigene Wohnung", "programmes")
    assert chat.slots["topics"] == ["housing"]
    chat.say("ok danke", "thank")
    assert chat.slots["topics"] == ["housing"]
    chat.say("und wer passt auf mein Kind auf, gibt es einen Kitaplatz?", "advice")
    assert chat.slots["topics"] == ["childcare"]


def test_danger_is_answered_without_this_server(chat: Chat) -> None:
    chat.say("Ausbildung in Unna")
    chat.say("mein Vater schlägt mich", "crisis")
    assert chat.said == ["utter_crisis"]
    for number in ("112", "110", "116 111", "0800 111 0 111", "116 016"):
        assert number in chat.text
    assert chat.criteria == {"offer": ["apprenticeship"], "place": ["05978036"]}


def test_danger_in_another_language_is_answered_in_it(chat: Chat) -> None:
    chat.say("please help me, my father is beating me every day", "crisis")
    assert "Call 112" in chat.text
    assert "116 111" in chat.text


def test_deleting_empties_everything_and_marks_the_end(chat: Chat) -> None:
    chat.say("Ausbildung in Unna")
    chat.say("wer zahlt mir die Miete?", "programmes")
    chat.say("lösch alles", "delete_data")
    assert chat.said == ["utter_delete_data"]
    assert chat.answer[0]["custom"] == {"type": "erased"}
    slots = {key: chat.slots[key] for key in ("criteria", "topics", "asked", "shown", "erase")}
    assert slots == {"criteria": {}, "topics": [], "asked": None, "shown": None, "erase": True}
