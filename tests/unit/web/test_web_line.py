"""What a conversation's listeners are told, how often a message is tried, and how much may be open."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import pytest

from bot.conversations.transcripts import Entry
from bot.web.asking import LONGEST_PAUSE_SECONDS, MOST_FAILURES, Patience, message_id
from bot.web.counting import Counted
from bot.web.line import MOST_FRAMES, Line, Listener

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


def message(place: int = 1, id_: str = "a") -> Entry:
    return Entry(place, "person", id_, False, {"text": "Hallo"}, NOW)


def types(listener: Listener) -> list[str]:
    return [frame["type"] for frame in listener.heard()]


async def test_all_hear_of_a_message_beside_its_sender() -> None:
    line, sender, other = Line("key"), Listener(), Listener()
    line.listeners |= {sender, other}
    line.tell_entry(message(), sender)
    assert (types(sender), types(other), line.place) == ([], ["entry"], 1)


async def test_a_message_that_waits_is_noticed_once() -> None:
    line, listener = Line("key"), Listener()
    line.listeners.add(listener)
    line.expect(message(), 0.01)
    line.expect(message(), 0.01)
    while not line.waiting["a"].is_noticed:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert types(listener) == ["typing", "notice"]
    line.expect(message(), 0.01, listener)
    assert types(listener) == ["notice"], "who sends it again hears how it stands"


async def test_a_settled_message_is_not_noticed() -> None:
    line, listener = Line("key"), Listener()
    line.listeners.add(listener)
    line.expect(message(), 0.01)
    line.settled("a")
    line.settled("a")
    await asyncio.sleep(0.05)
    assert types(listener) == ["typing"]


async def test_an_overdue_message_is_noticed_at_once() -> None:
    line, listener = Line("key"), Listener()
    line.listeners.add(listener)
    line.expect(message(), -100)
    await asyncio.sleep(0.01)
    assert types(listener) == ["typing", "notice"]


async def test_the_end_settles_everything_and_can_be_taken_back() -> None:
    line = Line("key")
    line.expect(message(), 0.01)
    line.end()
    assert (line.is_over, line.over.is_set(), line.waiting) == (True, True, {})
    line.go_on()
    assert (line.is_over, line.over.is_set()) == (False, False)


async def test_a_listener_that_takes_nothing_is_overrun_and_holds_nobody_up() -> None:
    listener = Listener()
    for _ in range(MOST_FRAMES):
        listener.tell({"type": "pong"})
    assert not listener.is_overrun
    listener.tell({"type": "pong"})
    assert listener.is_overrun


def test_only_failures_in_a_row_while_all_is_up_end_the_patience() -> None:
    patience = Patience()
    for _ in range(MOST_FAILURES - 1):
        patience.failed(is_ready=True)
    patience.failed(is_ready=False)
    assert not patience.is_over
    for _ in range(MOST_FAILURES):
        assert not patience.is_over
        patience.failed(is_ready=True)
    assert patience.is_over


def test_pauses_grow_to_a_limit() -> None:
    patience, pauses = Patience(), []
    for _ in range(8):
        patience.failed(is_ready=False)
        pauses.append(patience.pause)
    assert pauses[:3] == [0.25, 0.5, 1.0]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def test_rasa_s_name_for_a_message_is_the_place_and_the_id() -> None:
    assert message_id(message(7, "a-b")) == "7-a-b"
    assert message_id(message(1, "1-a")) != message_id(message(11, "a"))


def test_counting_lets_in_so_many_of_a_key_and_lets_go() -> None:
    counted = Counted(2)
    with counted.one("a") as first, counted.one("a") as second:
        assert (first, second) == (True, True)
        with counted.one("a") as third, counted.one("b") as other:
            assert (third, other) == (False, True)
    with counted.one("a") as again:
        assert again
    assert not counted._open


def test_counting_lets_go_after_an_error() -> None:
    counted = Counted(1)
    with pytest.raises(RuntimeError), counted.one("a"):
        raise RuntimeError
    with counted.one("a") as may_stay:
        assert may_stay
