"""What messengers need of the line on which each message is stored and answered once, in order (`bot/web/chat.py`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.conversations.transcripts import Entry, Said


@dataclass(frozen=True)
class Answered:
    """The assistant's messages. `is_first`: nothing was said in the conversation before."""

    messages: Sequence[dict[str, Any]]
    is_first: bool


@dataclass(frozen=True)
class Erased:
    """Everything is deleted; `text` says so, with the receipt."""

    text: str


@dataclass(frozen=True)
class Refused:
    """The message is not taken; `text` says why."""

    text: str


class Over(Exception):
    """The conversation has ended; nothing more is stored of it."""


class NotNow(Exception):
    """The message can be brought again after some seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


Delayed = Callable[[], Awaitable[None]]
"""Is told when an answer takes longer; it comes all the same."""


class Talk(Protocol):
    """The line."""

    async def entries(self, key: str) -> list[Entry]:
        """What was said in a conversation, oldest first."""

    async def ask(self, key: str, said: Said, delayed: Delayed) -> Answered | Erased | Refused:
        """The answer to a message, however long it takes; the same message once more has the same answer.

        Raises:
            Over: the conversation has ended.
            NotNow: it is not stored, or this process ends.
        """
