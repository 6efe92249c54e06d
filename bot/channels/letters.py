"""A message of a person as it is stored: sealed, and with a municipality in place of where exactly somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.channels.messages import Content, Incoming, Location, Started, Tap, Text, Unknown
from bot.channels.places import nearest
from bot.conversations.messengers import Arrival
from bot.conversations.sealing import Vault

TOO_MANY = {"kind": "too_many"}


@dataclass(frozen=True)
class Letter:
    """What was sealed: where to answer, the messenger's id of the message, and what it says."""

    address: str
    id: str
    content: dict[str, Any]

    @classmethod
    def opened(cls, vault: Vault, sealed: str) -> Letter | None:
        """The letter; None when its key is gone."""
        data = vault.open(sealed)
        return cls(**data) if data else None


def arrival(vault: Vault, channel: str, incoming: Incoming) -> Arrival:
    """A message ready to be stored."""

    def sealed(content: dict[str, Any]) -> str:
        return vault.seal({"address": incoming.address, "id": incoming.id, "content": content})

    return Arrival(
        name=vault.name("message", channel, incoming.id),
        channel=channel,
        chat_key=vault.name("chat", channel, incoming.address),
        order=incoming.order,
        sealed=sealed(_stored(incoming.content)),
        instead=sealed(TOO_MANY),
    )


def _stored(content: Content) -> dict[str, Any]:
    match content:
        case Text(text):
            return {"kind": "text", "text": text}
        case Tap(token):
            return {"kind": "tap", "token": token}
        case Location(lat, lon):
            return {"kind": "place", "ags": nearest(lat, lon)}
        case Unknown(kind):
            return {"kind": "unknown", "what": kind}
        case Started():
            return {"kind": "started"}
