"""Talks that go over several messages: who hears a message first, and how a question is taken up after a digression."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from rasa_sdk.events import EventType

from actions.turn import Reply, Turn

Listener = Callable[[Turn, Reply], Awaitable["list[EventType] | None"]]
Resumer = Callable[[Turn, Reply], None]
Pager = Callable[[Turn, Reply, int], Awaitable["list[EventType]"]]
_ELSEWHERE = frozenset(
    {
        "crisis",
        "programmes",
        "advice",
        "events",
        "occupation_info",
        "application_help",
        "orientation",
        "human",
        "privacy",
        "delete_data",
        "details",
        "more",
        "reset",
        "help",
        "bot_challenge",
    }
)
"""Goals that a message of several words names in earnest; one word alone may look like any of them."""
LISTENERS: dict[str, Listener] = {}
"""By the name of a talk: what answers a message that belongs to it, or returns None for one that does not."""
RESUMERS: dict[str, Resumer] = {}
"""By the name of a talk: what asks its open question once more."""

PAGERS: dict[str, Pager] = {}
"""By the kind of results: what shows a further page of them, beginning at an offset."""


def listens(talk: str) -> Callable[[Listener], Listener]:
    """Mark a function as the one that hears each message first while its talk is open."""

    def register(listener: Listener) -> Listener:
        LISTENERS[talk] = listener
        return listener

    return register


def resumes(talk: str) -> Callable[[Resumer], Resumer]:
    """Mark a function as the one that asks the open question of its talk once more."""

    def register(resumer: Resumer) -> Resumer:
        RESUMERS[talk] = resumer
        return resumer

    return register


def pages(kind: str) -> Callable[[Pager], Pager]:
    """Mark a function as the one that shows further pages of a kind of results."""

    def register(pager: Pager) -> Pager:
        PAGERS[kind] = pager
        return pager

    return register


def leads_elsewhere(turn: Turn) -> bool:
    """Whether a message that an open talk hears has a goal of its own ("gibts ne Messe in Dortmund?")."""
    if turn.said_as in ("crisis", turn.goal):
        return turn.said_as == "crisis"
    return turn.said_as in _ELSEWHERE and len(turn.words.split()) > 1


async def heard(turn: Turn, reply: Reply) -> list[EventType] | None:
    """The slots after a message that belongs to the open talk; None when it does not, or none is open."""
    name = str(turn.talk.get("name"))
    listener = LISTENERS.get(name) if turn.words else None
    return await listener(replace(turn, goal=name, said_as=turn.goal), reply) if listener else None


def asks_something(turn: Turn) -> bool:
    """Whether a talk is open whose question a digression must not bury."""
    return turn.talk.get("name") in RESUMERS and turn.asked is not None


def resume(turn: Turn, reply: Reply) -> list[EventType]:
    """After a digression: ask the open question of the talk again, if there is one, and keep everything as it is."""
    resumer = RESUMERS.get(str(turn.talk.get("name")))
    if resumer:
        resumer(turn, reply)
    return turn.unchanged()
