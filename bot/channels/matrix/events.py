"""What a sync says: invitations, what happened in rooms, and what of it is a message of a person. Pure.

Events come from anywhere in the federation, so nothing in them is taken for granted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.channels.messages import Content, Incoming, Location, Started, Text, Unknown, Unreadable

Event = Mapping[str, Any]
_GEO = re.compile(r"geo:(-?\d{1,3}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?)(?:[,;].*)?", re.DOTALL)
_UNREADABLE: dict[str, Unreadable] = {
    "m.image": "picture",
    "m.video": "picture",
    "m.audio": "voice",
    "m.room.encrypted": "encrypted",
    "m.sticker": "sticker",
}
_OF_BOTS = frozenset({"m.notice", "m.server_notice"})
_QUOTES = ("> <", "> * <")
_LIVE_PLACES = ("m.beacon_info", "org.matrix.msc3672.beacon_info")


@dataclass(frozen=True)
class Invitation:
    """Somebody asks the assistant into a room."""

    room: str
    by: str
    is_open: bool
    """Anybody may come in, or it is a space: no place for a chat of two."""
    is_encrypted: bool


@dataclass(frozen=True)
class News:
    """What happened in a room, oldest first."""

    room: str
    events: Sequence[Event]
    gap: str | None
    """Where to look for what was left out before the first event."""
    moves: bool
    """Somebody came, went or changed a name."""


@dataclass(frozen=True)
class Sync:
    """An answer of the homeserver. `next`: the place from which to go on."""

    next: str
    invitations: Sequence[Invitation]
    news: Sequence[News]


def read_sync(answer: Mapping[str, Any], me: str) -> Sync:
    """A sync's parts.

    Raises:
        KeyError, TypeError, AttributeError: no homeserver answers so.
    """
    rooms = answer.get("rooms") or {}
    invited, joined = rooms.get("invite") or {}, rooms.get("join") or {}
    invitations = [_invitation(room, data["invite_state"]["events"], me) for room, data in invited.items()]
    return Sync(str(answer["next_batch"]), invitations, [_news(room, data) for room, data in joined.items()])


def _invitation(room: str, state: Sequence[Event], me: str) -> Invitation:
    contents = {event.get("type"): _content(event) for event in state if event.get("type") != "m.room.member"}
    mine = (event for event in state if event.get("type") == "m.room.member" and event.get("state_key") == me)
    by = next((str(event.get("sender")) for event in mine), "")
    open_ = contents.get("m.room.join_rules", {}).get("join_rule") == "public"
    is_space = contents.get("m.room.create", {}).get("type") is not None
    return Invitation(room, by, open_ or is_space, "m.room.encryption" in contents)


def _news(room: str, data: Mapping[str, Any]) -> News:
    timeline = data.get("timeline") or {}
    events = timeline.get("events") or []
    state = (data.get("state") or {}).get("events") or []
    moves = any(event.get("type") == "m.room.member" for event in (*state, *events))
    return News(room, events, timeline.get("prev_batch") if timeline.get("limited") else None, moves)


def has_left(events: Sequence[Event], me: str) -> bool:
    """Whether somebody else went."""
    return any(
        event.get("type") == "m.room.member"
        and event.get("state_key") != me
        and _content(event).get("membership") in ("leave", "ban")
        for event in events
    )


def read_events(room: str, events: Sequence[Event], me: str, first_order: int) -> list[Incoming]:
    """The messages in a chat of two. Where nothing was written yet, coming in begins the conversation."""
    messages: list[Incoming] = []
    for event in events:
        content = _said(event, me, silent=not messages)
        if content is not None:
            order = first_order + len(messages)
            # Both come in, one after the other, but the conversation begins once.
            id_ = f"started {room}" if isinstance(content, Started) else str(event["event_id"])
            messages.append(Incoming(id_, room, order, content, _sent_at(event)))
    return messages


def _said(event: Event, me: str, *, silent: bool) -> Content | None:
    if event.get("type") == "m.room.member":
        return Started() if silent and _comes_in(event) else None
    if event.get("sender") == me or "event_id" not in event:
        return None
    return _message(str(event.get("type")), _content(event))


def _comes_in(event: Event) -> bool:
    unsigned = event.get("unsigned")
    before = unsigned.get("prev_content") if isinstance(unsigned, dict) else None
    was_in = isinstance(before, dict) and before.get("membership") == "join"
    return _content(event).get("membership") == "join" and not was_in


def _message(type_: str, content: Mapping[str, Any]) -> Content | None:
    kind = str(content.get("msgtype")) if type_ == "m.room.message" else type_
    if kind in _OF_BOTS or not content:
        return None  # a deleted message has no content
    match content:
        case {"m.relates_to": {"rel_type": "m.replace"}}:
            return Unknown("edited")
        case {"msgtype": "m.text" | "m.emote", "body": str(body)}:
            return Text(_without_quote(body)) if body.strip() else None
        case {"msgtype": "m.location", "geo_uri": str(uri)}:
            return _place(uri)
    if type_ in _LIVE_PLACES and content.get("live") is not True:
        return None
    return Unknown(_UNREADABLE.get(kind, "other"))


def _place(uri: str) -> Content:
    found = _GEO.fullmatch(uri)
    return Location(float(found[1]), float(found[2])) if found else Unknown("other")


def _without_quote(body: str) -> str:
    """What somebody answered, without the quoted message that older apps put before it."""
    if not body.startswith(_QUOTES):
        return body
    quote, _, answer = body.partition("\n\n")
    return answer if answer.strip() and all(line.startswith("> ") for line in quote.split("\n")) else body


def _content(event: Event) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, dict) else {}


def _sent_at(event: Event) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(event["origin_server_ts"]) / 1000, timezone.utc)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
