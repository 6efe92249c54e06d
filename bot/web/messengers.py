"""The messengers on the page's lines: their deliveries come in here, and their messages go the way of all others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, web
from async_timeout import timeout

from bot.channels.adapter import NotUnderstood, Webhook
from bot.channels.hub import KEY_FILE, Hub
from bot.channels.talk import Answered, Delayed, Erased, NotNow, Over, Refused
from bot.conversations.sealing import Vault, sealing_key
from bot.conversations.transcripts import Entry, Said
from bot.settings import PROJECT_ROOT
from bot.web import messages
from bot.web.chat import Chat
from bot.web.keys import CHAT, ENGINE, HUB, SESSIONS, SETTINGS
from bot.web.refusals import Refusal

CHANNEL_KEY_FILE = PROJECT_ROOT / KEY_FILE
BODY_SECONDS = 10.0
"""A delivery that takes longer comes from no messenger."""
RETRY_SECONDS = 2.0
_LATER = frozenset({"unavailable", "too_many_waiting", "too_fast"})

log = logging.getLogger(__name__)


class LineTalk:
    """`bot.channels.talk.Talk` on the page's durable line."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def entries(self, key: str) -> list[Entry]:
        """What was said in a conversation."""
        return await self._chat.transcript(key)

    async def ask(self, key: str, said: Said, delayed: Delayed) -> Answered | Erased | Refused:
        """Bring a message to the line and listen until it is answered."""
        try:
            return await self._ask(key, _checked(said), delayed)
        except Refusal as refusal:
            if refusal.code == "no_session":
                raise Over from None
            if refusal.code in _LATER:
                raise NotNow(refusal.retry_after or RETRY_SECONDS) from None
            return Refused(refusal.text)

    async def _ask(self, key: str, said: Said, delayed: Delayed) -> Answered | Erased:
        async with self._chat.listening(key) as (listener, _entries):
            listener.heard()
            accepted = await self._chat.accept(key, said, listener)
            if accepted.final and (reply := await self._chat.reply(key, said.client_id)):
                return Answered(reply.payload["messages"], accepted.place == 1)
            while True:
                frame = await listener.next()
                match frame:
                    case {"type": "erased", "text": text}:
                        return Erased(text)
                    case {"type": "bye"}:
                        raise NotNow(RETRY_SECONDS)
                    case {"type": "entry", "from": "assistant", "id": said.client_id, "messages": answer}:
                        return Answered(answer, accepted.place == 1)
                    case {"type": "notice", "id": said.client_id}:
                        await delayed()


def messengers(key_file: Path) -> Callable[[web.Application], AsyncIterator[None]]:
    """From start to end: the messengers that are on. One that is away keeps nobody waiting."""

    async def from_start_to_end(app: web.Application) -> AsyncIterator[None]:
        settings = app[SETTINGS]
        vault = Vault(sealing_key("channel_key", settings.channel_key, key_file))
        async with ClientSession(cookie_jar=DummyCookieJar()) as http:
            hub = Hub(settings, app[ENGINE], LineTalk(app[CHAT]), vault, http, app[SESSIONS].now)
            app[HUB] = hub
            hub.start()
            yield
            await hub.stop()

    return from_start_to_end


async def get_webhook(request: web.Request) -> web.Response:
    """A messenger makes sure whose address this is."""
    answer = _webhook(request).challenge(request.query)
    if answer is None:
        raise Refusal("foreign", 403)
    return web.Response(text=answer)


async def post_webhook(request: web.Request) -> web.Response:
    """A delivery: verified, stored, then acknowledged. Whatever is not stored is delivered again."""
    channel, webhook = request.match_info["name"], _webhook(request)
    body = await _body(request, webhook.most_bytes)
    if not webhook.verify(request.headers, body):
        log.warning("A delivery of %s was not genuine", channel)
        raise Refusal("foreign", 403)
    try:
        incoming, troubles, reply = webhook.read(body), webhook.troubles(body), webhook.reply(body)
    except NotUnderstood as error:
        log.warning("A delivery of %s was not understood: %s", channel, error)
        raise Refusal("bad_frame", 400) from None
    await request.app[HUB].receive(channel, incoming)
    for trouble in troubles:
        await request.app[HUB].failed(channel, trouble)
    return web.json_response(reply)


def _webhook(request: web.Request) -> Webhook:
    adapter = request.app[HUB].adapters.get(request.match_info["name"])
    if not isinstance(adapter, Webhook):
        raise Refusal("not_found", 404)
    return adapter


async def _body(request: web.Request, most: int) -> bytes:
    """The body, which the page's own limit is too small for."""
    body = bytearray()
    try:
        async with timeout(BODY_SECONDS):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > most:
                    raise Refusal("too_large", 413)
    except asyncio.TimeoutError:
        raise Refusal("bad_frame", 408) from None
    return bytes(body)


def _checked(said: Said) -> Said:
    """What a person typed, as the page takes it; a choice was looked up in what was offered."""
    return said if said.payload else replace(messages.said(said.client_id, said.text), channel=said.channel)
