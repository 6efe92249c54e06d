"""Two ways to ask the assistant what it understood: a running one over HTTP, or the model alone in this process."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, cast

import aiohttp

from bot.language.criteria import Criteria
from bot.language.dialogue import apply, topics_after
from bot.language.goals import goal_of
from bot.language.reading import Reading


class Understood(NamedTuple):
    """What the assistant shows after a message."""

    goal: str
    criteria: Criteria
    topics: tuple[str, ...]


class Conversation(Protocol):
    """One conversation with an assistant."""

    async def say(self, text: str) -> Understood:
        """Send a message and return what is in force after it."""


class RunningAssistant:
    """Rasa's REST channel and tracker, as the contract names them."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str = "") -> None:
        self._session = session
        self._url = url.rstrip("/")
        self._parameters = {"token": token} if token else {}

    def conversation(self) -> Conversation:
        """A new conversation with an id of its own."""
        return _RemoteConversation(self, f"evaluation-{uuid.uuid4().hex}")

    async def answer(self, sender: str, text: str) -> list[dict[str, Any]]:
        """The messages that answer one message."""
        body = {"sender": sender, "message": text}
        async with self._session.post(f"{self._url}/webhooks/rest/webhook", json=body) as answer:
            answer.raise_for_status()
            messages: list[dict[str, Any]] = await answer.json()
            return messages

    async def tracker(self, sender: str) -> dict[str, Any]:
        """Slots and latest message of a conversation."""
        address = f"{self._url}/conversations/{sender}/tracker"
        async with self._session.get(address, params=self._parameters) as answer:
            answer.raise_for_status()
            state: dict[str, Any] = await answer.json()
            return state


class _RemoteConversation:
    def __init__(self, assistant: RunningAssistant, sender: str) -> None:
        self._assistant = assistant
        self._sender = sender

    async def say(self, text: str) -> Understood:
        await self._assistant.answer(self._sender, text)
        state = await self._assistant.tracker(self._sender)
        slots = state["slots"]
        intent = str(state["latest_message"]["intent"]["name"])
        return Understood(goal_of(intent), slots.get("criteria") or Criteria(), tuple(slots.get("topics") or ()))


class Reader(Protocol):
    """What understands one message on its own."""

    async def parse(self, text: str) -> dict[str, Any]:
        """Intent and reading, as Rasa's HTTP API names them."""


class ModelAlone:
    """The trained model and the dialogue state, without servers, catalogue and actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @classmethod
    def load(cls, model: str) -> ModelAlone:
        """Load a model file."""
        from bot.assistant.agent import ModelReader

        return cls(ModelReader(model))

    def conversation(self, criteria: Mapping[str, Any] | None = None, topics: Sequence[str] = ()) -> Conversation:
        """A new conversation, or one in which something is in force already."""
        return _LocalConversation(self._reader, cast(Criteria, dict(criteria or {})), tuple(topics))


class _LocalConversation:
    def __init__(self, reader: Reader, criteria: Criteria, topics: tuple[str, ...]) -> None:
        self._reader = reader
        self._criteria = criteria
        self._topics = topics

    async def say(self, text: str) -> Understood:
        parsed = await self._reader.parse(text)
        goal = goal_of(parsed["intent"]["name"])
        reading = Reading.from_dict(parsed.get("reading") or {})
        self._criteria = apply(self._criteria, reading, goal)
        self._topics = tuple(topics_after(self._topics, reading, goal))
        return Understood(goal, self._criteria, self._topics)
