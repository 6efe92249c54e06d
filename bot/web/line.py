"""What this process keeps of one conversation while somebody listens or a message waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.conversations.transcripts import Entry
from bot.web.frames import Frame, accepted, entry_frame, notice, typing

MOST_FRAMES = 200
"""Frames that may wait for a client that reads slowly; then it is let go, and catches up when it comes back."""


class Listener:
    """One connection that is told what happens in a conversation."""

    def __init__(self) -> None:
        self._frames: asyncio.Queue[Frame] = asyncio.Queue(MOST_FRAMES)
        self.is_overrun = False

    def tell(self, frame: Frame) -> None:
        """Never waits: a client that does not read must not hold up the others."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.is_overrun = True

    async def next(self) -> Frame:
        """The next frame, as soon as there is one."""
        return await self._frames.get()

    def heard(self) -> list[Frame]:
        """All frames that are there already."""
        return [self._frames.get_nowait() for _ in range(self._frames.qsize())]


@dataclass
class Waiting:
    """A message that waits for its answer."""

    timer: asyncio.TimerHandle
    is_noticed: bool = False


@dataclass(eq=False)
class Line:
    """One conversation."""

    key: str
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while something is stored and told, so that both happen in one order."""
    listeners: set[Listener] = field(default_factory=set)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    """By the message's id."""
    place: int | None = None
    """Of the last entry that the listeners know; None before anything was told."""
    is_over: bool = False
    """Everything was deleted, or is about to be; the key is never used again."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Wakes whoever pauses between two attempts."""
    is_wanted: bool = False
    """A message may have come in since the worker looked last."""
    worker: asyncio.Task[None] | None = None

    def tell(self, frame: Frame, *, beside: Listener | None = None) -> None:
        """Tell all listeners, or all beside one."""
        for listener in self.listeners:
            if listener is not beside:
                listener.tell(frame)

    def tell_entry(self, entry: Entry, sender: Listener | None = None) -> None:
        """Tell of an entry; its sender hears that it was accepted instead."""
        self.place = entry.place
        self.tell(entry_frame(entry), beside=sender)

    def expect(self, entry: Entry, seconds: float, sender: Listener | None = None) -> None:
        """A message waits for its answer: say that the assistant types, and after some seconds that it is delayed."""
        known = self.waiting.get(entry.client_id)
        if known is None:
            timer = asyncio.get_running_loop().call_later(max(seconds, 0), self._notice, entry.client_id)
            self.waiting[entry.client_id] = Waiting(timer)
            self.tell(typing(entry.client_id))
        elif sender is not None:
            sender.tell(self.state_of(entry.client_id))

    def state_of(self, message_id: str) -> Frame:
        """What is to be said of a message that waits."""
        return notice(message_id) if self.waiting[message_id].is_noticed else typing(message_id)

    def settled(self, message_id: str) -> None:
        """A message waits no longer."""
        if known := self.waiting.pop(message_id, None):
            known.timer.cancel()

    def end(self) -> None:
        """Nothing more is answered here."""
        self.is_over = True
        self.over.set()
        for message_id in list(self.waiting):
            self.settled(message_id)

    def go_on(self) -> None:
        """It did not end after all: nothing could be deleted."""
        self.is_over = False
        self.over.clear()

    def _notice(self, message_id: str) -> None:
        self.waiting[message_id].is_noticed = True
        self.tell(notice(message_id))


def tell_accepted(sender: Listener | None, entry: Entry) -> None:
    """Tell whoever sent a message that it is stored."""
    if sender is not None:
        sender.tell(accepted(entry))
