"""One conversation: what was said, understood and shown, and what staff made of it."""

from __future__ import annotations

from aiohttp import web

from bot.console.filters import address, asked
from bot.console.inbox.listing import reviewers
from bot.console.inbox.notices import notice_of
from bot.console.keys import ENGINE, LOGIN
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.console.view import message_view
from bot.conversations.inbox import neighbours, read_conversation
from bot.conversations.review import notes_of, tags_in_use, tags_of
from bot.staff import audit


async def get_conversation(request: web.Request) -> web.StreamResponse:
    """One conversation with what was understood and shown; that it was read is noted."""
    key, engine, wanted = request.match_info["key"], request.app[ENGINE], asked(request.query)
    found = await read_conversation(engine, key)
    if found is None:
        raise Refusal("not_found", 404)
    conversation, messages = found
    await audit.note(engine, request[LOGIN].person.name, "read", key)
    beside = await neighbours(engine, wanted.filter, conversation.place)

    def conversation_address(other: str | None) -> str:
        return address(f"/conversations/{other}", wanted.fields) if other else ""

    return page(
        request,
        "conversation.html",
        conversation=conversation,
        messages=[message_view(message) for message in messages],
        tags=(await tags_of(engine, [key]))[key],
        notes=(await notes_of(engine, [key]))[key],
        known_tags=await tags_in_use(engine),
        colleagues=await reviewers(request),
        newer=conversation_address(beside.newer),
        older=conversation_address(beside.older),
        back=conversation_address(key),
        list_address=address("/inbox", wanted.fields),
        notice=notice_of(request),
    )
