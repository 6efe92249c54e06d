"""The turn under way: which message it answers, what was said, and whether an action failed in it.

What a turn changes and what it answers are stored together or not at all, and a message that has its answer is not
worked on again. So whoever asks may ask again when an answer got lost.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import rasa.core.agent as rasa_agent
from rasa.core.tracker_store import TrackerStore


@dataclass
class Turn:
    """One message on its way through Rasa."""

    message_id: str | None
    """What whoever asks calls it; None when it will not be asked again."""
    messages: list[dict[str, Any]]
    """What the assistant has said in answer so far."""
    has_failed: bool = False
    """An action failed, so the answer is not whole."""

    @property
    def is_answered(self) -> bool:
        """Whether there is a whole answer."""
        return bool(self.messages) and not self.has_failed


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)
"""Set by the channel for the task that handles a message."""


class AlreadyAnswered(Exception):
    """The message has its answer, and nothing is to be done for it."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        super().__init__()
        self.messages = messages


def note_failure() -> None:
    """An action failed in the turn under way."""
    if turn := current_turn.get():
        turn.has_failed = True


def note_trouble() -> None:
    """An action only said that it could not do its work: no answer to a message that will be asked again."""
    if (turn := current_turn.get()) and turn.message_id:
        turn.has_failed = True


def forgive_failures() -> None:
    """The answer stands without what failed: help lines must not wait for the action server."""
    if turn := current_turn.get():
        turn.has_failed = False


def _store_alone(tracker_store: TrackerStore) -> TrackerStore:
    return tracker_store


def install() -> None:
    """Let a failing database fail the turn. Rasa would go on with an empty memory and forget it at its next start.

    Rasa has no hook for it, so its name is replaced; doing so again changes nothing.
    """
    rasa_agent.FailSafeTrackerStore = _store_alone
