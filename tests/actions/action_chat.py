"""A conversation with the real actions: read and answered as Rasa does it, with the goal given by the test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from rasa.core.actions.action import ActionExtractSlots
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message
from rasa_sdk.executor import ActionExecutor

from actions import wiring
from bot.assistant.action_client import LeanRemoteAction
from bot.assistant.channel import WholeMessages
from bot.assistant.components import add_reading
from bot.assistant.importer import TopicImporter
from bot.catalogue.message_schema import MESSAGE_SCHEMA, RESULT_SCHEMA
from bot.language.criteria import CRITERIA_SCHEMA, Criteria

ROOT = Path(__file__).resolve().parents[2]
MESSAGE, RESULT, CRITERIA = map(Draft202012Validator, (MESSAGE_SCHEMA, RESULT_SCHEMA, CRITERIA_SCHEMA))
Answer = list[dict[str, Any]]


def actions_by_intent() -> dict[str, list[str]]:
    """What the rules of `data/` let follow on each intent."""
    rules = [rule for path in ROOT.glob("data/*/rules.yml") for rule in yaml.safe_load(path.read_text())["rules"]]
    return {rule["steps"][0]["intent"]: [step["action"] for step in rule["steps"][1:]] for rule in rules}


class Workbench:
    """The actions, Rasa's vocabulary and texts, and one event loop in which all of it runs."""

    def __init__(self) -> None:
        self.executor = ActionExecutor()
        self.executor.register_package("actions")
        self.rules = actions_by_intent()
        self.domain: Domain = TopicImporter(
            domain_path=str(ROOT / "domain.yml"), training_data_paths=[str(ROOT / "data")]
        ).get_domain()
        self.texts: NaturalLanguageGenerator = TemplatedNaturalLanguageGenerator(self.domain.responses)
        self.loop = asyncio.new_event_loop()

    def close(self) -> None:
        """Let go of the catalogue and the loop."""
        self.loop.run_until_complete(wiring.close())
        self.loop.close()

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Forget settings and catalogue for a while, and again at the end."""
        self.loop.run_until_complete(wiring.close())
        try:
            yield
        finally:
            self.loop.run_until_complete(wiring.close())

    def chat(self) -> Chat:
        """A new conversation."""
        return Chat(self)


class Chat:
    """One conversation. Every answer and every criteria slot is checked against the contract's schemas."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self.tracker = DialogueStateTracker("somebody", bench.domain.slots)
        self.answer: Answer = []

    def branch(self) -> Chat:
        """A conversation that has gone the same way so far."""
        other = self._bench.chat()
        other.tracker, other.answer = self.tracker.copy(), self.answer
        return other

    def say(self, text: str, goal: str = "search") -> Answer:
        """Write a message whose goal (or intent) is known."""
        message = Message({"text": text})
        add_reading(message)
        return self._turn(message, goal)

    def tap(self, button: dict[str, str] | str) -> Answer:
        """Press a button, or the one of the last answer whose title begins so."""
        if isinstance(button, str):
            button = next(each for each in self.buttons if each["title"].startswith(button))
        return self.command(button["payload"])

    def command(self, payload: str) -> Answer:
        """Send what a button sends; Rasa's own reader takes it apart."""
        message = YAMLStoryReader.unpack_regex_message(Message({"text": payload}), self._bench.domain)
        return self._turn(message, (message.get("intent") or {}).get("name"))

    def start(self) -> Answer:
        """The first message, before the person has said anything."""
        return self._run(["action_session_start"])

    def run(self, action: str) -> Answer:
        """One action by its name, for what follows on no intent."""
        return self._run([action])

    @property
    def slots(self) -> dict[str, Any]:
        """All slots as they stand."""
        return self.tracker.current_slot_values()

    @property
    def criteria(self) -> Criteria:
        """The search in force."""
        return self.slots["criteria"] or {}

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons of the last answer."""
        return [button for message in self.answer for button in message.get("buttons", [])]

    @property
    def titles(self) -> list[str]:
        """The titles of these buttons."""
        return [button["title"] for button in self.buttons]

    @property
    def text(self) -> str:
        """The whole text of the last answer."""
        return "\n".join(message["text"] for message in self.answer)

    @property
    def result(self) -> dict[str, Any]:
        """The one result of the last answer."""
        (result,) = [message["custom"] for message in self.answer if "custom" in message]
        return result

    @property
    def said(self) -> list[str]:
        """The names of the responses of the last answer."""
        return self._said

    def _turn(self, message: Message, intent: str | None) -> Answer:
        bench, parsed = self._bench, _parsed(message, intent)
        uttered = UserUttered(message.get("text"), parsed["intent"], parsed["entities"], parsed)
        self.tracker.update(uttered, bench.domain)
        extraction = ActionExtractSlots(None).run(WholeMessages(), bench.texts, self.tracker, bench.domain)
        self.tracker.update_with_events(bench.loop.run_until_complete(extraction), bench.domain)
        return self._run(bench.rules.get(str(intent), ["action_fallback"]))

    def _run(self, names: list[str]) -> Answer:
        channel = WholeMessages()
        self._said: list[str] = []
        for name in names:
            self._bench.loop.run_until_complete(self._step(name, channel))
        self.answer = [dict(message) for message in channel.messages]
        for message in self.answer:
            MESSAGE.validate(message)
            if message.get("custom", {}).get("type") == "employers":
                RESULT.validate(message["custom"])
            assert "{" not in message["text"], f"a placeholder is left in {message['text']!r}"
        CRITERIA.validate(self.criteria)
        return self.answer

    async def _step(self, name: str, channel: WholeMessages) -> None:
        bench, remote = self._bench, LeanRemoteAction(name, None)
        if name.startswith("utter_"):
            result: dict[str, Any] = {"events": [], "responses": [{"response": name}]}
        else:
            found = await bench.executor.run(remote._action_call_format(self.tracker, bench.domain))
            assert found is not None
            remote._validate_action_result(found)
            result = found
        self._said += [response["response"] for response in result["responses"]]
        uttered = await remote._utter_responses(result["responses"], channel, bench.texts, self.tracker)
        assert len(uttered) == len(result["responses"]), f"{name} named a response that does not exist"
        for event in uttered:
            await channel.send_response(self.tracker.sender_id, event.message())
        events: list[Event] = deserialise_events(result["events"])
        self.tracker.update_with_events([*uttered, *events], bench.domain)


def _parsed(message: Message, goal: str | None) -> dict[str, Any]:
    return {
        "text": message.get("text"),
        "intent": {"name": goal, "confidence": 1.0},
        "entities": message.get("entities") or [],
        **({"reading": message.get("reading")} if message.get("reading") else {}),
    }
