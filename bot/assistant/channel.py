"""Rasa's REST channel with two differences: a bot message stays one message, and a message is answered once.

Rasa's own sends text and `custom` apart; the contract wants both in one, so that a result's text and its cards
belong together. A request may name its message: when the same one comes again it gets the answer of the first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.assistant.help_lines import help_lines
from bot.assistant.turns import AlreadyAnswered, Turn, current_turn
from bot.database import OUTAGES

Handler = Callable[[UserMessage], Awaitable[Any]]


class WholeMessages(CollectingOutputChannel):  # type: ignore[misc]
    """Collects each bot message whole."""

    @classmethod
    def name(cls) -> str:
        """The name that responses may name as their channel."""
        return "rest"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep text, buttons and custom of one message together."""
        kept = {key: message[key] for key in ("text", "buttons", "custom") if message.get(key)}
        if kept:
            self.messages.append({"recipient_id": recipient_id, **kept})


def _without_database(request: Request) -> HTTPResponse:
    """Help lines to somebody in danger; to anybody else that there is no answer yet."""
    messages = help_lines(request.json["message"], request.app.ctx.agent.domain)
    sender = str(request.json["sender"])
    if messages:
        return json([{"recipient_id": sender, **message} for message in messages])
    return json({"error": "no answer"}, status=503)


class KumpelRestInput(RestInput):  # type: ignore[misc]
    """`POST /webhooks/rest/webhook` with `{"sender", "message", "message_id"?}`, answered with whole messages."""

    @classmethod
    def name(cls) -> str:
        """Rasa builds the address from this name."""
        return "rest"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The two routes of the channel: a health check and the webhook."""
        routes = Blueprint("kumpel_rest")

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                return await self._answer(request, on_new_message)
            except OUTAGES:
                return _without_database(request)

        return routes

    async def _answer(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        body = request.json
        if not isinstance(body, dict) or not isinstance(body.get("message"), str) or not body.get("sender"):
            return json({"error": "expected an object with sender and message"}, status=400)
        message_id = body.get("message_id")
        channel = WholeMessages()
        turn = Turn(str(message_id) if message_id else None, channel.messages)
        current_turn.set(turn)
        message = UserMessage(
            body["message"],
            channel,
            str(body["sender"]),
            input_channel=str(body.get("input_channel") or self.name()),
            metadata=body.get("metadata"),
        )
        try:
            await on_new_message(message)
        except AlreadyAnswered as known:
            return json(known.messages)
        if not turn.is_answered:
            # Whoever asked must be able to tell this from an answer.
            return json({"error": "no answer"}, status=503)
        return json(turn.messages)
