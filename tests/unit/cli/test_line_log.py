"""The checker of the fault run finds what it is there to find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cli.line.log import MORE, Faults, Log, Seen, faults_of
from bot.cli.line.texts import texts

WHOLE = [
    Seen(1, "a", "person", "Ausbildung in Unna"),
    Seen(2, "b", "person", MORE),
    Seen(3, "a", "assistant", offset=0, shown=5),
    Seen(4, "b", "assistant", offset=5, shown=5),
    Seen(5, "c", "person", MORE),
    Seen(6, "c", "assistant", offset=10, shown=2),
]


def log(final: list[Seen] = WHOLE, *tabs: list[Seen]) -> Log:
    return Log(sent=["a", "b", "c"], accepted={"a": 1, "b": 2, "c": 5}, tabs=list(tabs or [WHOLE]), final=final)


def without(*places: int) -> list[Seen]:
    return [seen for seen in WHOLE if seen.place not in places]


def test_a_whole_conversation_has_no_fault() -> None:
    assert faults_of(log()) == Faults()


@pytest.mark.parametrize(("final", "lost"), [(without(4), 1), (without(2, 4), 1), (without(1, 3, 4), 2), ([], 3)])
def test_what_was_acknowledged_and_is_not_there_is_lost(final: list[Seen], lost: int) -> None:
    assert faults_of(log(final)).lost == lost


def test_what_was_not_acknowledged_is_not_lost() -> None:
    conversation = log(without(5, 6))
    del conversation.accepted["c"]
    assert faults_of(conversation) == Faults()


def test_an_answer_that_a_tab_was_not_told_is_lost() -> None:
    assert faults_of(log(WHOLE, WHOLE, without(4))).lost == 1


def test_a_second_answer_is_a_double() -> None:
    assert faults_of(log([*WHOLE, replace(WHOLE[-1], place=7)])).doubled == 1


def test_an_answer_told_twice_is_a_double() -> None:
    assert faults_of(log(WHOLE, [*WHOLE, WHOLE[-1]])).doubled == 1


def test_messages_in_another_order_are_reordered() -> None:
    conversation = replace(log(), sent=["b", "a", "c"])
    assert faults_of(conversation).reordered == 2, "messages and answers"


def test_entries_told_in_another_order_are_reordered() -> None:
    assert faults_of(log(WHOLE, [*without(4), WHOLE[3]])).reordered == 1


@pytest.mark.parametrize("offset", [0, 5, 15])
def test_a_page_that_does_not_follow_is_out_of_step(offset: int) -> None:
    assert faults_of(log([*WHOLE[:5], replace(WHOLE[5], offset=offset)])).out_of_step == 1


def test_an_answer_without_results_is_not_out_of_step() -> None:
    assert faults_of(log([*WHOLE[:5], replace(WHOLE[5], offset=None)])).out_of_step == 0


def test_faults_add_up() -> None:
    assert Faults(1, 2, 3, 4) + Faults(1, 1, 1, 1) == Faults(2, 3, 4, 5)


def test_a_client_searches_and_turns_pages() -> None:
    said = texts(3, 9)
    assert [text == MORE for text in said] == [False, True, True, True, False, True, True, True, False]
    assert len({text for text in said if text != MORE}) == 3
