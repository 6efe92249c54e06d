"""Goals that steer the conversation: start, yes and no, starting over, small talk, and what was not understood."""

from __future__ import annotations

import pytest
from action_chat import Chat

SMALL_TALK = {
    "goodbye": "tschüss, bis dann",
    "thank": "super danke",
    "help": "wie funktioniert das hier",
    "bot_challenge": "bist du ein echter mensch",
    "insult": "du bist echt dumm",
    "out_of_scope": "wie wird das wetter morgen",
}


@pytest.fixture
def searching(chat: Chat) -> Chat:
    chat.say("Ausbildung als Koch in Unna")
    return chat


def state(chat: Chat) -> dict:
    return {key: chat.slots[key] for key in ("criteria", "topics", "asked", "shown")}


def test_the_first_message_says_what_this_is_and_what_is_stored(chat: Chat) -> None:
    chat.start()
    assert chat.said == ["utter_introduction"]
    assert "kein Mensch" in chat.text
    assert "Kumpel" in chat.text
    assert "speichere" in chat.text
    assert "Ausbildung" in chat.text
    assert [event.type_name for event in list(chat.tracker.events)[-2:]] == ["session_started", "action"]


def test_a_greeting_shows_ways_to_begin(chat: Chat) -> None:
    chat.say("hey du", "greet")
    assert chat.said == ["utter_greet"]
    assert chat.titles[:3] == ["Ausbildung", "Praktikum", "Job"]


@pytest.mark.parametrize(("goal", "text"), [*SMALL_TALK.items(), ("greet", "moin")])
def test_a_digression_leaves_search_page_and_question_as_they_were(searching: Chat, goal: str, text: str) -> None:
    before = state(searching)
    searching.say(text, goal)
    assert searching.said == [f"utter_{goal}"]
    assert state(searching) == before
    searching.say("mehr zum 1.", "details")
    assert searching.said == ["utter_details"]


@pytest.mark.parametrize(("goal", "text"), SMALL_TALK.items())
def test_after_a_digression_the_results_are_one_tap_away(searching: Chat, goal: str, text: str) -> None:
    result = searching.result
    searching.say(text, goal)
    searching.tap("Meine Betriebe zeigen")
    assert searching.result == result


@pytest.mark.parametrize(("goal", "text"), SMALL_TALK.items())
def test_without_a_search_small_talk_shows_ways_to_begin(chat: Chat, goal: str, text: str) -> None:
    chat.say(text, goal)
    assert "Ausbildung" in chat.titles


def test_the_question_whether_it_is_human_gets_the_truth(chat: Chat) -> None:
    chat.say("bist du echt?", "bot_challenge")
    assert "Computer-Programm" in chat.text


def test_starting_over_empties_everything(searching: Chat) -> None:
    searching.say("was ist mit geld in unna", "programmes")
    searching.say("alles neu", "reset")
    assert searching.said == ["utter_reset"]
    assert state(searching) == {"criteria": {}, "topics": [], "asked": "what", "shown": None}
    assert "Ausbildung" in searching.titles


@pytest.mark.parametrize(("asked", "text"), [("what", "ich such was"), ("place", "praktikum hier in meiner nähe")])
def test_a_bare_yes_to_an_open_question_asks_it_again(chat: Chat, asked: str, text: str) -> None:
    chat.say(text)
    assert chat.slots["asked"] == asked
    chat.say("ja", "affirm")
    assert chat.said == [f"utter_ask_{asked}"]
    assert chat.slots["asked"] == asked
    assert chat.buttons


def test_a_yes_to_nothing_gets_ways_on(searching: Chat) -> None:
    before = state(searching)
    searching.say("jo", "affirm")
    assert searching.said == ["utter_affirm"]
    assert searching.buttons
    assert state(searching) == before


def test_a_no_closes_the_question_and_offers_other_ways(searching: Chat) -> None:
    while searching.said != ["utter_no_more"]:
        searching.say("mehr", "more")
    criteria = searching.criteria
    searching.say("nee", "deny")
    assert searching.said == ["utter_deny"]
    assert searching.slots["asked"] is None
    assert searching.criteria == criteria
    assert searching.buttons
    searching.say("ja", "affirm")
    assert searching.said == ["utter_affirm"], "the question was closed"


def test_a_no_keeps_what_was_shown(searching: Chat) -> None:
    searching.say("nein", "deny")
    searching.say("mehr zum 1.", "details")
    assert searching.said == ["utter_details"]


def test_what_was_not_understood_gets_ways_on_and_keeps_the_search(searching: Chat) -> None:
    before = state(searching)
    searching.say("blubb", "out_of_scope_unclear")
    assert searching.said == ["utter_fallback"]
    assert {"Bis 10 km", "Ausbildung", "Ich brauche Hilfe"} <= set(searching.titles)
    assert state(searching) == before


@pytest.mark.parametrize("payload", ["/quatsch", "/", '/search{"chip"', "/search@0.1", '/search{"chip": ["a", "b"]}'])
def test_a_forged_command_is_no_dead_end(searching: Chat, payload: str) -> None:
    criteria = searching.criteria
    searching.command(payload)
    assert searching.text
    assert searching.criteria == criteria
