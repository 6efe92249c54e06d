"""What a sync says, also where a hostile server of the federation made it up."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.matrix.events import Invitation, News, has_left, read_events, read_sync
from bot.channels.messages import Content, Location, Started, Text, Unknown

ME, MIA, ROOM = "@kumpel:a.example", "@mia:b.example", "!room:b.example"
KEYS = st.sampled_from(["msgtype", "body", "geo_uri", "m.relates_to", "rel_type", "prev_content", "membership", "live"])
WORDS = st.sampled_from(
    ["", "> <", "m.text", "m.location", "m.replace", "m.room.message", "geo:1,2", "join", "leave", ME]
)
VALUES = WORDS | st.none() | st.booleans() | st.integers() | st.floats()
JSON = VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=2))


def event(content: Any, type_: str = "m.room.message", **more: Any) -> dict[str, Any]:
    return {
        "type": type_,
        "event_id": "$1",
        "sender": MIA,
        "origin_server_ts": 1_790_000_000_000,
        "content": content,
    } | more


def said(*events: dict[str, Any]) -> list[Content]:
    return [message.content for message in read_events(ROOM, events, ME, 1)]


def test_a_message_has_its_room_its_time_and_its_place() -> None:
    text = {"msgtype": "m.text", "body": "Hallo"}
    first, second = read_events(ROOM, [event(text), event(text, event_id="$2")], ME, 7)
    assert (first.id, first.address, first.order, first.content) == ("$1", ROOM, 7, Text("Hallo"))
    assert first.at == datetime.fromtimestamp(1_790_000_000, timezone.utc)
    assert (second.id, second.order) == ("$2", 8)


@pytest.mark.parametrize("time", [None, "gestern", 10**30, -(10**30), [], float("nan"), float("inf")])
def test_a_time_that_is_none_is_left_out(time: Any) -> None:
    (message,) = read_events(ROOM, [event({"msgtype": "m.text", "body": "x"}, origin_server_ts=time)], ME, 1)
    assert message.at is None


def test_own_messages_and_those_of_bots_are_left_out() -> None:
    assert said(event({"msgtype": "m.text", "body": "x"}, sender=ME), event({"msgtype": "m.notice", "body": "x"})) == []


@pytest.mark.parametrize(
    ("uri", "content"),
    [
        ("geo:51.5,7.4", Location(51.5, 7.4)),
        ("geo:-51.5,-7.4,100;crs=wgs84;u=5", Location(-51.5, -7.4)),
        ("geo:51.5", Unknown("other")),
        ("geo:9999,7", Unknown("other")),
        ("geo:nan,inf", Unknown("other")),
        ("https://example.org/geo:51.5,7.4", Unknown("other")),
        ("geo:51.5,7.4x", Unknown("other")),
    ],
)
def test_a_location(uri: str, content: Content) -> None:
    assert said(event({"msgtype": "m.location", "body": "x", "geo_uri": uri})) == [content]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("> <@a:b> alt\n> noch\n\nneu\n\nmehr", "neu\n\nmehr"),
        ("> * <@a:b> winkt\n\nneu", "neu"),
        ("> 3 Jahre?\n\nja", "> 3 Jahre?\n\nja"),
        ("> <@a:b> nur das", "> <@a:b> nur das"),
        ("> <@a:b> alt\nkeine Quelle\n\nneu", "> <@a:b> alt\nkeine Quelle\n\nneu"),
    ],
)
def test_a_quotation_is_left_out_of_an_answer(body: str, text: str) -> None:
    assert said(event({"msgtype": "m.text", "body": body})) == [Text(text)]


@pytest.mark.parametrize(
    ("content", "type_", "kind"),
    [
        ({"msgtype": "m.video", "body": "x"}, "m.room.message", "picture"),
        ({"msgtype": ["m.text"], "body": "x"}, "m.room.message", "other"),
        ({"msgtype": "m.text", "body": 1}, "m.room.message", "other"),
        ({"question": {}}, "m.poll.start", "other"),
        ({"call_id": "1"}, "m.call.invite", "other"),
        ({"live": True}, "m.beacon_info", "other"),
    ],
)
def test_what_it_does_not_read(content: Any, type_: str, kind: Any) -> None:
    assert said(event(content, type_)) == [Unknown(kind)]


@pytest.mark.parametrize(
    "silent",
    [
        event({}),
        event(None),
        event({"msgtype": "m.text", "body": "  "}),
        event({"live": False}, "m.beacon_info"),
        event({"membership": "invite"}, "m.room.member", state_key=ME),
        event({"membership": "join"}, "m.room.member", unsigned={"prev_content": {"membership": "join"}}),
    ],
)
def test_what_says_nothing(silent: dict[str, Any]) -> None:
    assert said(silent) == []


def test_coming_in_begins_a_conversation_unless_something_was_said() -> None:
    comes_in = event({"membership": "join"}, "m.room.member", state_key=ME, sender=ME)
    text = event({"msgtype": "m.text", "body": "Hallo"})
    assert said(comes_in) == [Started()]
    assert said(comes_in, event({"membership": "join"}, "m.room.member", state_key=MIA)) == [Started()]
    first, second = (read_events(ROOM, [comes_in | {"event_id": id_}], ME, 1) for id_ in ("$1", "$2"))
    assert first[0].id == second[0].id != read_events("!other", [comes_in], ME, 1)[0].id
    assert said(text, comes_in) == [Text("Hallo")]


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(["m.room.message", "m.room.member", "m.sticker", "m.beacon_info"]) | JSON,
                "event_id": WORDS,
                "sender": JSON,
                "origin_server_ts": JSON,
                "content": JSON,
                "unsigned": JSON,
                "state_key": JSON,
            },
        ),
        max_size=3,
    )
)
def test_nothing_in_an_event_makes_it_fail(events: list[dict[str, Any]]) -> None:
    read_events(ROOM, events, ME, 1)
    has_left(events, ME)


def test_invitations_say_what_kind_of_room_it_is() -> None:
    member = {"type": "m.room.member", "state_key": ME, "sender": MIA, "content": {"membership": "invite"}}
    kinds = {
        "!chat": [],
        "!public": [{"type": "m.room.join_rules", "content": {"join_rule": "public"}}],
        "!space": [{"type": "m.room.create", "content": {"type": "m.space"}}],
        "!secret": [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}],
    }
    invite = {room: {"invite_state": {"events": [member, *state]}} for room, state in kinds.items()}
    assert read_sync({"next_batch": "s2", "rooms": {"invite": invite}}, ME).invitations == [
        Invitation("!chat", MIA, False, False),
        Invitation("!public", MIA, True, False),
        Invitation("!space", MIA, True, False),
        Invitation("!secret", MIA, False, True),
    ]


def test_news_say_whether_something_is_missing_and_whether_somebody_moved() -> None:
    moved = event({"membership": "leave"}, "m.room.member", state_key=MIA)
    join = {
        "!a": {"timeline": {"events": [moved], "limited": True, "prev_batch": "p1"}},
        "!b": {"timeline": {"events": [], "limited": False, "prev_batch": "p2"}, "state": {"events": []}},
    }
    answer = read_sync({"next_batch": "s2", "rooms": {"join": join}}, ME)
    assert answer.news == [News("!a", [moved], "p1", True), News("!b", [], None, False)]
    assert answer.next == "s2"
    assert has_left(answer.news[0].events, ME)
    assert not has_left([event({"membership": "leave"}, "m.room.member", state_key=ME)], ME)
