"""The protocol's schema and the server's reading of frames agree, and what the server sends is what the schema says."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from chat_client import SCHEMA, SERVER, validator
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from stand_in_rasa import converse

from bot.conversations.receipts import Receipt
from bot.conversations.transcripts import Entry
from bot.phrases import entry as phrases
from bot.settings import PROJECT_ROOT
from bot.web import frames
from bot.web.refusals import Refusal

CLIENT = validator("client")
NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
GOOD = [
    {"type": "hello", "version": 1},
    {"type": "hello", "version": 1, "after": -1, "token": "x"},
    {"type": "hello", "version": 1, "after": 2**31 - 1, "token": None},
    {"type": "say", "id": "a-1", "text": ""},
    {"type": "tap", "id": "A" * 64, "payload": "/more", "title": "Mehr"},
    {"type": "forget", "id": "1"},
    {"type": "ping", "more": [1]},
]
BAD = [
    None,
    [],
    "hello",
    {},
    {"type": "Hello", "version": 1},
    {"type": "hello"},
    {"type": "hello", "version": 2},
    {"type": "hello", "version": "1"},
    {"type": "hello", "version": 1, "after": -2},
    {"type": "hello", "version": 1, "after": 2**31},
    {"type": "hello", "version": 1, "after": "1"},
    {"type": "hello", "version": 1, "after": True},
    {"type": "hello", "version": 1, "token": 1},
    {"type": "hello", "version": 1, "token": "x" * 201},
    {"type": "say", "id": "a"},
    {"type": "say", "id": "", "text": "x"},
    {"type": "say", "id": "a b", "text": "x"},
    {"type": "say", "id": "ä", "text": "x"},
    {"type": "say", "id": "a\n", "text": "x"},
    {"type": "say", "id": "a" * 65, "text": "x"},
    {"type": "say", "id": 1, "text": "x"},
    {"type": "say", "id": "a", "text": 1},
    {"type": "tap", "id": "a", "payload": None},
    {"type": "forget"},
    {"type": "welcome"},
]


def is_read(data: object) -> bool:
    try:
        frames.read_frame(json.dumps(data))
    except Refusal as refusal:
        assert refusal.code == "bad_frame"
        return False
    return True


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("data", GOOD, ids=str)
def test_frames_of_the_schema_are_read(data: Any) -> None:
    assert is_read(data)
    assert CLIENT.is_valid(data)


@pytest.mark.parametrize("data", BAD, ids=lambda data: str(data)[:60])
def test_what_is_no_frame_is_refused_by_both(data: Any) -> None:
    assert not is_read(data)
    assert not CLIENT.is_valid(data)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.text(alphabet="aB1- \n", max_size=5),
    st.lists(st.none(), max_size=1),
)
NAMES = st.sampled_from(["version", "after", "token", "id", "text", "payload", "title"])
TYPES = st.sampled_from(["hello", "say", "tap", "forget", "ping", "bye"])


@given(TYPES, st.dictionaries(NAMES, VALUES))
def test_schema_and_server_take_the_same_frames(type_: str, members: dict[str, Any]) -> None:
    data = {"type": type_, **members}
    assert is_read(data) == CLIENT.is_valid(data)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00", '{"type": "ping"', "NaN"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        frames.read_frame(text)


def person(place: int, *, final: bool = True) -> Entry:
    return Entry(place, "person", f"id-{place}", final, {"text": "Hallo"}, NOW)


def assistant(place: int, text: str) -> Entry:
    return Entry(place, "assistant", "id-1", True, {"messages": converse(text)}, NOW)


@pytest.mark.parametrize("text", ["Hallo", "Ausbildung Kfz in Lünen", "/more", "lösch meine Daten"])
def test_an_answer_is_as_the_schema_says(text: str) -> None:
    SERVER.validate(frames.entry_frame(assistant(2, text)))
    SERVER.validate(frames.welcome([person(1), assistant(2, text)], -1, 60))


@pytest.mark.parametrize(
    "frame",
    [
        frames.accepted(person(1)),
        frames.typing("a"),
        frames.notice("a"),
        frames.erased(Receipt("20261124-ABCD2345", "0" * 64, NOW, "person", {"messages": 3}), "Weg."),
        frames.PONG,
        *(frames.bye(code, 2) for code in ("restart", "expired", "idle")),
    ],
    ids=lambda frame: frame["type"],
)
def test_other_frames_are_as_the_schema_says(frame: Any) -> None:
    SERVER.validate(frame)
    assert json.loads(frames.dump(frame)) == frame


def test_every_refusal_is_in_the_schema_and_has_its_words() -> None:
    (refused,) = [
        kind
        for kind in SCHEMA["$defs"]["server"]["oneOf"]
        if kind.get("properties", {}).get("code", {}).get("enum", [""])[0] == "too_long"
    ]
    assert set(refused["properties"]["code"]["enum"]) == set(phrases("web.refused"))
    for code in phrases("web.refused"):
        refusal = Refusal(code, 400, retry_after=3, length=1001, limit=1000)
        SERVER.validate(frames.refused(refusal, "a"))
        SERVER.validate(frames.refused(refusal))


ENTRIES = [person(11), assistant(12, "Hallo"), person(13, final=False)]


@pytest.mark.parametrize(
    ("after", "places", "is_reset"),
    [
        (-1, [11, 12, 13], False),
        (10, [11, 12, 13], False),
        (11, [12, 13], False),
        (13, [], False),
        (9, [11, 12, 13], True),
        (0, [11, 12, 13], True),
        (14, [11, 12, 13], True),
    ],
)
def test_a_welcome_brings_what_is_missing_or_everything(after: int, places: list[int], is_reset: bool) -> None:
    welcome = frames.welcome(ENTRIES, after, 60)
    assert [entry["place"] for entry in welcome["entries"]] == places
    assert welcome.get("reset", False) is is_reset
    assert welcome["place"] == 13


@pytest.mark.parametrize(("after", "is_reset"), [(-1, False), (0, False), (7, True)])
def test_a_welcome_to_an_empty_chat(after: int, is_reset: bool) -> None:
    welcome = frames.welcome([], after, 60)
    assert (welcome["entries"], welcome["place"], welcome.get("reset", False)) == ([], 0, is_reset)


def test_the_documentation_names_every_frame_and_refusal() -> None:
    text = (PROJECT_ROOT / "docs" / "chat-protocol.md").read_text(encoding="utf-8")
    types = [
        kind["properties"]["type"]["const"] for side in ("client", "server") for kind in SCHEMA["$defs"][side]["oneOf"]
    ]
    for name in (*types, *phrases("web.refused")):
        assert f"`{name}`" in text or f'"{name}"' in text, name
