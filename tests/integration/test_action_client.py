"""How Rasa calls the action server, against a stand-in that speaks its protocol: small, on one connection, checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import jsonschema
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from rasa.core.actions import action as rasa_actions
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.assistant import action_client
from bot.assistant.action_client import KeptSessionEndpoint, LeanRemoteAction, install
from bot.assistant.channel import WholeMessages
from bot.assistant.importer import TopicImporter
from bot.settings import PROJECT_ROOT

GOOD = {
    "events": [{"event": "slot", "name": "criteria", "value": {"place": ["05978024"]}}],
    "responses": [
        {
            "response": "utter_elsewhere",
            "place": "Berlin",
            "region": "hier",
            "buttons": [{"title": "Mehr", "payload": "/more"}],
            "custom": {"type": "employers"},
        }
    ],
}


@pytest.fixture(scope="module")
def domain() -> Domain:
    return TopicImporter(domain_path=str(PROJECT_ROOT / "domain.yml"), training_data_paths=[]).get_domain()


class StandIn:
    """An action server that answers what it is told and remembers how it was asked."""

    def __init__(self) -> None:
        self.answer: Any = GOOD
        self.status = 200
        self.calls: list[dict[str, Any]] = []
        self.connections: set[int] = set()
        self.server: TestServer | None = None

    async def handle(self, request: web.Request) -> web.Response:
        self.calls.append(await request.json())
        self.connections.add(id(request.transport))
        return web.json_response(self.answer, status=self.status)

    async def start(self, port: int) -> None:
        app = web.Application()
        app.router.add_post("/webhook", self.handle)
        self.server = TestServer(app, port=port)
        await self.server.start_server()

    async def stop(self) -> None:
        if self.server:
            await self.server.close()


@pytest.fixture
def port() -> int:
    return int(unused_port())


@pytest.fixture
async def stand_in(port: int) -> AsyncIterator[StandIn]:
    server = StandIn()
    await server.start(port)
    yield server
    await server.stop()


@pytest.fixture
async def action(port: int) -> AsyncIterator[LeanRemoteAction]:
    action = LeanRemoteAction("action_search", EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
    yield action
    kept = action.action_endpoint._kept
    if kept is not None:
        await kept.close()
    action_client._kept_endpoint.cache_clear()


async def run(action: LeanRemoteAction, domain: Domain, turns: int = 1) -> list[Event]:
    tracker = DialogueStateTracker("someone", domain.slots)
    for number in range(turns):
        parsed = {"text": f"text {number}", "intent": {"name": "search"}, "entities": [], "reading": {"says": {}}}
        tracker.update(UserUttered(f"text {number}", {"name": "search", "confidence": 1.0}, [], parsed), domain)
    texts = TemplatedNaturalLanguageGenerator(domain.responses)
    return list(await action.run(WholeMessages(), texts, tracker, domain))


async def test_a_good_answer_becomes_a_message_and_slots(
    stand_in: StandIn, action: LeanRemoteAction, domain: Domain
) -> None:
    message, slot = await run(action, domain)
    assert isinstance(message, BotUttered)
    assert message.text == "In Berlin kenne ich keine Betriebe. Ich suche nur hier: hier."
    assert message.data["buttons"] == [{"title": "Mehr", "payload": "/more"}]
    assert message.data["custom"] == {"type": "employers"}
    assert slot == SlotSet("criteria", {"place": ["05978024"]})


async def test_slots_and_the_latest_message_are_sent_and_no_history(
    stand_in: StandIn, action: LeanRemoteAction, domain: Domain
) -> None:
    await run(action, domain, turns=1)
    await run(action, domain, turns=200)
    short, long = stand_in.calls
    assert short["next_action"] == "action_search"
    assert short["tracker"]["latest_message"]["reading"] == {"says": {}}
    assert set(short["tracker"]["slots"]) >= {"criteria", "topics", "asked", "shown"}
    assert long["tracker"]["latest_message"]["text"] == "text 199"
    assert long["tracker"]["events"] == []
    assert abs(len(str(long)) - len(str(short))) < 100


async def test_many_calls_share_one_connection(stand_in: StandIn, action: LeanRemoteAction, domain: Domain) -> None:
    for _ in range(20):
        await run(action, domain)
    assert len(stand_in.calls) == 20
    assert len(stand_in.connections) == 1


async def test_actions_of_one_server_share_it_as_well(stand_in: StandIn, action: LeanRemoteAction, port: int) -> None:
    other = LeanRemoteAction("action_more", EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
    assert other.action_endpoint is action.action_endpoint


async def test_calls_at_the_same_time_do_not_mix(stand_in: StandIn, action: LeanRemoteAction, domain: Domain) -> None:
    answers = await asyncio.gather(*(run(action, domain, turns) for turns in range(1, 11)))
    assert all(len(answer) == 2 for answer in answers)
    assert sorted(call["tracker"]["latest_message"]["text"] for call in stand_in.calls) == sorted(
        f"text {number}" for number in range(10)
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"events": [{"name": "criteria"}], "responses": []},
        {"events": {}, "responses": []},
        {"events": [], "responses": ["text"]},
        {"events": [], "responses": {}},
        ["events"],
    ],
)
async def test_a_bad_answer_is_refused(
    stand_in: StandIn, action: LeanRemoteAction, domain: Domain, answer: Any
) -> None:
    stand_in.answer = answer
    with pytest.raises(jsonschema.ValidationError):
        await run(action, domain)


async def test_an_event_that_rasa_does_not_know_is_refused(
    stand_in: StandIn, action: LeanRemoteAction, domain: Domain
) -> None:
    stand_in.answer = {"events": [{"event": "magic"}], "responses": []}
    with pytest.raises(ValueError, match="magic"):
        await run(action, domain)


async def test_an_error_of_the_server_is_an_error(stand_in: StandIn, action: LeanRemoteAction, domain: Domain) -> None:
    stand_in.status = 500
    with pytest.raises(RasaException, match="action_search"):
        await run(action, domain)
    stand_in.status = 200
    assert len(await run(action, domain)) == 2


async def test_without_a_server_it_says_so(action: LeanRemoteAction, domain: Domain) -> None:
    with pytest.raises(RasaException, match="Couldn't connect"):
        await run(action, domain)


async def test_a_server_that_was_started_again_is_found(
    stand_in: StandIn, action: LeanRemoteAction, domain: Domain, port: int
) -> None:
    await run(action, domain)
    await stand_in.stop()
    await stand_in.start(port)
    assert len(await run(action, domain)) == 2
    assert len(stand_in.calls) == 2


def test_an_endpoint_with_a_token_keeps_its_own_session() -> None:
    endpoint = EndpointConfig("http://127.0.0.1:1/webhook", token="secret")
    assert LeanRemoteAction("action_search", endpoint).action_endpoint is endpoint
    assert LeanRemoteAction("action_search", None).action_endpoint is None


def test_rasa_uses_these(domain: Domain) -> None:
    install()
    endpoint = EndpointConfig("http://127.0.0.1:1/webhook")
    made = rasa_actions.action_for_name_or_text("action_search", domain, endpoint)
    assert isinstance(made, LeanRemoteAction)
    assert isinstance(made.action_endpoint, KeptSessionEndpoint)
    assert Event.resolve_by_type("slot") is SlotSet
