"""The JSON side: chat, and whether this process and the assistant are up."""

from __future__ import annotations

import json
import secrets

from aiohttp import web

from bot.web.entrance import admit, dismiss, remember
from bot.web.keys import ASSISTANT, CHAT
from bot.web.messages import is_erased, may_be_tap, said
from bot.web.refusals import Refusal
from bot.web.view import assistant_view


async def post_chat(request: web.Request) -> web.Response:
    """`{"message", "id"?}` -> `{"id", "messages", "views"}`. The same id is answered once, however often it comes.

    `messages` are as contract.md says; `views` are the same as the page's script shows them.
    """
    text, client_id = _read(await _json(request))
    session, chat = admit(request), request.app[CHAT]
    message = said(client_id, text, await chat.offered(session.key) if may_be_tap(text) else {})
    messages = await chat.answer(session.key, message)
    views = [assistant_view(item, is_newest=True) for item in messages]
    response = web.json_response({"id": client_id, "messages": messages, "views": views})
    if is_erased(messages):
        dismiss(request, response)
    else:
        remember(request, response, session)
    return response


async def get_health(_request: web.Request) -> web.Response:
    """Whether this process answers."""
    return web.json_response({"status": "ok"})


async def get_ready(request: web.Request) -> web.Response:
    """Whether a chat would be answered: Rasa can be reached and has a model."""
    ready = await request.app[ASSISTANT].is_ready()
    return web.json_response(
        {"status": "ready" if ready else "waiting for the assistant"}, status=200 if ready else 503
    )


async def _json(request: web.Request) -> object:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        return await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError, LookupError):
        raise Refusal("bad_request", 400) from None


def _read(body: object) -> tuple[str, str]:
    match body:
        case {"message": str(text), "id": str(client_id)}:
            return text, client_id
        case {"message": str(text)}:
            return text, secrets.token_hex(16)
    raise Refusal("bad_request", 400)
