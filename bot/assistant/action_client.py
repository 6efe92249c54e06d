"""How Rasa calls the action server, without what made a turn slow.

Measured on stock Rasa: 45 % of its CPU goes into building a JSON Schema validator for every answer, and every call
opens a new HTTP session and sends the whole history; resolving the classes of stored events costs another tenth.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

import aiohttp
import jsonschema
import rasa
from rasa.core.actions import action as rasa_actions
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bot.assistant.goal_decision import CRISIS
from bot.assistant.turns import forgive_failures, note_failure, note_trouble

_ANSWER = jsonschema.Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "events": {"type": "array", "items": {"type": "object", "required": ["event"]}},
            "responses": {"type": "array", "items": {"type": "object"}},
        },
    }
)
"""As much of Rasa's schema as the action server could get wrong; each event's own fields are checked on reading it."""


_TROUBLE = "utter_trouble"
"""Beginning of the names of responses that an action says when it could not do its work."""


class KeptSessionEndpoint(EndpointConfig):  # type: ignore[misc]
    """An endpoint whose HTTP connections stay open between calls."""

    _kept: aiohttp.ClientSession | None = None

    async def request(self, *positional: Any, **named: Any) -> Any:
        """Rasa's request, once more when the kept connection turns out to be closed.

        The action server closes idle connections, and Rasa's loop may be busy when it does. An action
        that writes (a call-back, a deletion) leaves the same when it runs twice.
        """
        again = copy(named)
        try:
            return await super().request(*positional, **named)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            return await super().request(*positional, **again)

    def session(self) -> Any:
        """A context manager around the kept session, which leaving does not close."""
        if self._kept is None or self._kept.closed:
            self._kept = super().session()
        return _LeftOpen(self._kept)


class _LeftOpen:
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_error: object) -> None:
        return None


@cache
def _kept_endpoint(url: str) -> KeptSessionEndpoint:
    return KeptSessionEndpoint(url)


def _is_in_danger(tracker: DialogueStateTracker) -> bool:
    message = tracker.latest_message
    return bool(message and message.intent and message.intent.get("name") == CRISIS)


class LeanRemoteAction(rasa_actions.RemoteAction):  # type: ignore[misc]
    """A remote action that sends slots and the latest message only, and checks answers with a kept validator."""

    def __init__(self, name: str, action_endpoint: EndpointConfig | None) -> None:
        plain = action_endpoint is not None and not action_endpoint.token and not action_endpoint.basic_auth
        super().__init__(name, _kept_endpoint(action_endpoint.url) if plain and action_endpoint else action_endpoint)

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Rasa's run, which goes on after a failure; the turn must know of it, unless somebody is in danger.

        A conversation begins without its greeting when the action server is away: without these events no rule would
        fit, and somebody's first message in danger would get no answer.
        """
        try:
            events: list[Event] = await super().run(output_channel, nlg, tracker, domain)
        except Exception as error:
            note_failure()
            if self.name() != ACTION_SESSION_START_NAME or not isinstance(error, RasaException):
                raise
            events = [SessionStarted(), ActionExecuted(ACTION_LISTEN_NAME)]
        finally:
            if _is_in_danger(tracker):
                forgive_failures()
        return events

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        return {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": {**tracker.current_state(EventVerbosity.NONE), "events": []},
            "version": rasa.__version__,
        }

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        _ANSWER.validate(result)
        if any(str(said.get("response")).startswith(_TROUBLE) for said in result.get("responses", ())):
            note_trouble()
        return True


def install() -> None:
    """Make Rasa use these. Rasa has no hook for it, so its names are replaced; doing so again changes nothing."""
    rasa_actions.RemoteAction = LeanRemoteAction
    Event.resolve_by_type = staticmethod(_event_class)


@cache
def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event]:
    """The class of an event by its name, looked up once: Rasa walks all subclasses for every event it reads."""
    found = next((kind for kind in all_subclasses(Event) if kind.type_name == type_name), default)
    if found is None:
        raise ValueError(f"unknown event {type_name!r}")
    return found
