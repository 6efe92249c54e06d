"""What a person may send, and what counts as an answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.transcripts import Said
from bot.web.messages import (
    MOST_CHARACTERS,
    NotAnAnswer,
    as_plain_text,
    clean,
    for_assistant,
    is_erased,
    read_answer,
    said,
    tapped,
)
from bot.web.refusals import Refusal

OFFERED = {'/search{"chip": "size=small"}': "kleine Betriebe (6)"}


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  Hallo  ", "Hallo"),
        ("eins\r\nzwei", "eins\nzwei"),
        ("a\x00b\x07c", "abc"),
        ("halb \ud800 Zeichen", "halb  Zeichen"),
        ("Lu\u0308nen", "Lünen"),
        ("👍🏽", "👍🏽"),
    ],
)
def test_text_is_cleaned(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cleaned_text_can_be_stored_and_sent(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize("typed", ["/restart", " /restart", "//restart", "/ / restart", "\n\t/restart"])
def test_a_typed_command_loses_its_slash(typed: str) -> None:
    message = said("1", typed)
    assert for_assistant(message.as_dict()) == "restart"
    assert message.payload is None
    assert message.text == clean(typed), "the transcript shows what was typed"


@given(st.text(alphabet="/ \n\tab{}\u00a0\u2003"))
def test_nothing_typed_reaches_the_assistant_as_a_command(text: str) -> None:
    try:
        message = said("1", text)
    except Refusal:
        return
    # Rasa strips the text before it looks for the slash.
    assert not for_assistant(message.as_dict()).strip().startswith("/")


def test_an_offered_payload_stays_one_and_shows_its_title() -> None:
    payload = '/search{"chip": "size=small"}'
    message = tapped("1", payload, OFFERED)
    assert message == Said("1", "kleine Betriebe (6)", payload=payload)
    assert for_assistant(message.as_dict()) == payload


@pytest.mark.parametrize("payload", ["", "/restart", '/search{"chip": "size=large"}', "kleine Betriebe (6)"])
def test_a_payload_that_was_not_offered_is_refused(payload: str) -> None:
    with pytest.raises(Refusal) as refusal:
        tapped("1", payload, OFFERED)
    assert refusal.value.code == "not_offered"


def test_an_offered_payload_that_is_typed_is_text() -> None:
    message = said("1", '/search{"chip": "size=small"}')
    assert for_assistant(message.as_dict()) == 'search{"chip": "size=small"}'


@pytest.mark.parametrize("text", ["", "   ", "\n", "\x00", "/", "// /"])
def test_nothing_to_read_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        said("1", text)
    assert (refusal.value.code, refusal.value.status) == ("empty", 400)


def test_a_thousand_characters_are_the_most() -> None:
    assert len(said("1", "ü" * MOST_CHARACTERS).text) == MOST_CHARACTERS
    with pytest.raises(Refusal) as refusal:
        said("1", "ü" * (MOST_CHARACTERS + 1))
    assert refusal.value.code == "too_long"
    assert "1001" in refusal.value.text
    assert "1000" in refusal.value.text


def test_an_answer_is_read_whole() -> None:
    buttons = [{"title": "Job", "payload": "/job"}]
    data = [{"recipient_id": "x", "text": "Hi", "buttons": buttons, "custom": {"type": "employers"}}, {"text": "Und?"}]
    assert read_answer(data) == [
        {"text": "Hi", "buttons": buttons, "custom": {"type": "employers"}},
        {"text": "Und?"},
    ]


def test_further_keys_of_a_button_do_not_come_through() -> None:
    answer = read_answer([{"text": "a", "buttons": [{"title": "b", "payload": "/c", "onclick": "d"}]}])
    assert answer[0]["buttons"] == [{"title": "b", "payload": "/c"}]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        {"text": "Hi"},
        [],
        ["Hi"],
        [{"text": 3}],
        [{"text": "Hi", "buttons": "Job"}],
        [{"text": "Hi", "buttons": [{"title": "Job"}]}],
        [{"text": "Hi", "buttons": [{"title": "Job", "payload": None}]}],
        [{"text": "Hi", "custom": ["erased"]}],
    ],
)
def test_nonsense_and_silence_are_no_answer(data: Any) -> None:
    with pytest.raises(NotAnAnswer):
        read_answer(data)


def test_the_assistant_says_when_to_forget() -> None:
    assert is_erased([{"text": "Gelöscht.", "custom": {"type": "erased"}}])
    assert not is_erased([{"text": "Hi"}, {"text": "erased", "custom": {"type": "employers"}}])


def test_only_leading_slashes_go() -> None:
    assert as_plain_text("/Kfz-Mechatroniker/in") == "Kfz-Mechatroniker/in"
