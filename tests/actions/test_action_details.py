"""Goal details: by button, number, name, or the only one there is; two side by side."""

from __future__ import annotations

import re

import pytest
from action_chat import Chat

from actions.search import PAGE


@pytest.fixture
def shown(chat: Chat) -> Chat:
    chat.say("Ausbildung in Lünen")
    return chat


def title(chat: Chat, number: int) -> str:
    return str(chat.slots["shown"]["titles"][number - 1])


@pytest.mark.parametrize(
    ("text", "number"), [("mehr zum 2.", 2), ("erzähl mir vom dritten", 3), ("die 5", 5), ("der letzte", 5), ("1", 1)]
)
def test_a_number_means_the_result_with_that_number(shown: Chat, text: str, number: int) -> None:
    wanted = title(shown, number)
    shown.say(text, "details")
    assert shown.said == ["utter_details"]
    assert shown.text.startswith(f"{wanted} (Beispiel)\n")


def test_the_facts_name_their_source_and_a_german_date(shown: Chat) -> None:
    shown.say("mehr zum 1.", "details")
    assert re.search(r"Quelle: Beispieldaten, geprüft am \d{2}\.\d{2}\.\d{4}\.", shown.text)
    assert len(shown.text.splitlines()) > 4


def test_two_are_put_side_by_side(shown: Chat) -> None:
    first, third = title(shown, 1), title(shown, 3)
    shown.say("vergleich 1 und 3", "details")
    assert shown.said == ["utter_details"] * 2
    assert [message["text"].split(" (Beispiel)")[0] for message in shown.answer] == [first, third]
    assert "buttons" not in shown.answer[0]
    assert shown.answer[1]["buttons"]


def test_never_more_than_three_at_once(shown: Chat) -> None:
    shown.say("1, 2, 3, 4 und 5", "details")
    assert shown.said == ["utter_details"] * 3


def test_a_name_means_the_result_of_that_name(shown: Chat) -> None:
    wanted = title(shown, 4)
    shown.say(f"was macht {wanted.lower()}?", "details")
    assert shown.text.startswith(wanted)


@pytest.mark.parametrize("text", ["mehr zum 12.", "welcher ist das noch mal?", "erzähl mir mehr"])
def test_when_unclear_it_asks_which_and_offers_each(shown: Chat, text: str) -> None:
    names = [title(shown, number) for number in range(1, PAGE + 1)]
    shown.say(text, "details")
    assert shown.said == ["utter_ask_which"]
    assert shown.slots["asked"] == "which"
    assert shown.titles == [f"{number}. {name}" for number, name in enumerate(names, start=1)]


def test_the_button_of_a_result_opens_it(shown: Chat) -> None:
    shown.say("welcher?", "details")
    for button in list(shown.buttons):
        other = shown.branch()
        other.tap(button)
        assert other.text.startswith(button["title"].split(". ", 1)[1])


def test_on_the_second_page_both_ways_to_count_work(shown: Chat) -> None:
    shown.say("mehr", "more")
    second = title(shown, 2)
    for text in (f"mehr zum {PAGE + 2}.", "mehr zum 2."):
        other = shown.branch()
        other.say(text, "details")
        assert other.text.startswith(second)


def test_buttons_on_the_second_page_open_what_they_name(shown: Chat) -> None:
    shown.say("mehr", "more")
    shown.say("welcher?", "details")
    button = shown.buttons[1]
    assert button["title"].startswith(f"{PAGE + 2}. ")
    shown.tap(button)
    assert shown.text.startswith(button["title"].split(". ", 1)[1])


def test_the_only_result_needs_no_number(chat: Chat) -> None:
    chat.say("Ausbildung in Lünen")
    shown = chat.slots["shown"]
    chat.tracker.slots["shown"].value = {**shown, "ids": shown["ids"][:1], "titles": shown["titles"][:1], "total": 1}
    chat.say("erzähl mir mehr", "details")
    assert chat.said == ["utter_details"]


def test_before_any_results_it_asks_what(chat: Chat) -> None:
    chat.say("mehr zum 2.", "details")
    assert chat.said == ["utter_nothing_shown"]
    assert chat.slots["asked"] == "what"


def test_an_entry_that_is_gone_is_said_to_be_gone(shown: Chat) -> None:
    shown.tracker.slots["shown"].value = {**shown.slots["shown"], "ids": ["987654"] * PAGE}
    shown.say("mehr zum 2.", "details")
    assert shown.said == ["utter_details_gone"]
    assert shown.buttons


@pytest.mark.parametrize("value", ["²", "99", "0", "-1", "size=large", "x" * 500])
def test_a_forged_button_opens_nothing_and_breaks_nothing(shown: Chat, value: str) -> None:
    before = shown.criteria
    shown.command(f'/details{{"chip": "{value}"}}')
    assert shown.said == ["utter_ask_which"]
    assert shown.criteria == before


def test_details_leave_search_and_page_as_they_were(shown: Chat) -> None:
    before = (shown.criteria, shown.slots["shown"])
    shown.say("mehr zum 2.", "details")
    assert (shown.criteria, shown.slots["shown"]) == before
    shown.say("mehr", "more")
    assert shown.result["offset"] == PAGE
