"""The interface of a messenger. A new one is one module with an `Adapter` and one line in `kinds.py`.

The core does the rest: it stores what comes in before it is acknowledged, knows again what is delivered twice, brings
each chat's messages to the assistant in order, and sends the answers in order, again while the messenger is away.

A messenger gives its messages in one of two ways, and its adapter implements that one:

- `Webhook`: the messenger calls `POST /channels/NAME` of the public page.
- `Source`: the adapter asks for them in a task of its own (Matrix's sync, long polling).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from bot.channels.messages import Incoming, Limits, Outgoing

Payload = dict[str, Any]
"""One request's body, without the address: JSON that is stored encrypted until it is sent."""
Receive = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Stores messages. When it returns they are safe; when it raises none counts as taken and all may come again."""


class TryLater(Exception):
    """It was not sent and may be sent again: 429, 5xx, no connection.

    `seconds`: what the messenger asked for (Retry-After), or None. `everywhere`: it concerns all of its chats.
    """

    def __init__(self, why: str, seconds: float | None = None, *, everywhere: bool = False) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.everywhere = everywhere


class Denied(Exception):
    """It will not be sent, however often one tries: the request or the credentials are wrong. `why` has no address."""


class Gone(Exception):
    """Nobody can be reached at the address any more: blocked, left, deleted. What waits for it is deleted."""


class NotUnderstood(ValueError):
    """A verified delivery that is not what the messenger's documentation says."""


class Memory(Protocol):
    """A short text that outlasts a restart, one for each messenger: the place up to which its messages were read."""

    async def read(self) -> str | None:
        """The text, or None."""

    async def write(self, text: str) -> None:
        """Replace the text."""


class Adapter(ABC):
    """One messenger."""

    name: ClassVar[str]
    """As in the log, in addresses, settings and phrases: `a-z`, at most 16 characters."""
    limits: ClassVar[Limits]

    @abstractmethod
    def payloads(self, message: Outgoing) -> list[Payload]:
        """The requests that show a message, in order; usually one. Pure: it is asked once and stored."""

    @abstractmethod
    async def send(self, address: str, payload: Payload, name: str) -> None:
        """Send one payload. `name` is the same at every attempt and never given twice (a transaction id).

        Raises:
            TryLater, Denied, Gone: it was not sent.
        """

    @abstractmethod
    async def check(self) -> str:
        """Who the credentials belong to, as the messenger says, in a few words; for `kumpel channels test`.

        Raises:
            TryLater: it cannot be reached.
            Denied: it does not take the credentials.
        """

    async def typing(self, address: str, message_id: str) -> None:  # noqa: B027  most can do without
        """Show that an answer to `message_id` is on its way. Errors are of no consequence."""

    async def close(self) -> None:  # noqa: B027
        """Let go of what the adapter holds beside the shared HTTP client."""


class Webhook(ABC):
    """What an adapter adds when its messenger calls the page."""

    most_bytes: ClassVar[int]
    """A longer body is refused before it is read to its end."""

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """The answer to `GET /channels/NAME` by which the messenger makes sure whose address it is; None refuses."""
        return None

    @abstractmethod
    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the delivery comes from the messenger; secrets are compared in constant time."""

    @abstractmethod
    def read(self, body: bytes) -> list[Incoming]:
        """The messages of a verified delivery; what is no message of a person is left out.

        Raises:
            NotUnderstood: it is something else.
        """

    def troubles(self, body: bytes) -> list[str]:
        """What a verified delivery says went wrong with earlier messages, without anybody's data; shown as state."""
        return []

    def reply(self, body: bytes) -> Payload:
        """What the delivery is answered with, once its messages are stored."""
        return {}


class Source(ABC):
    """What an adapter adds when it has to ask for its messages."""

    @abstractmethod
    async def listen(self, receive: Receive, memory: Memory) -> None:
        """Ask for messages for ever and hand each batch to `receive`; then `memory` may be told how far one is.

        When it raises (`TryLater` with the seconds, or anything else), it is called again after a pause that grows, and
        `kumpel channels status` shows the error. It is cancelled at the end.
        """
