"""The filtered list as a spreadsheet for Excel."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.console.filters import asked
from bot.console.keys import CLOCK, ENGINE, LOGIN
from bot.console.rendering import word
from bot.console.spreadsheets import FORMS, spreadsheet
from bot.conversations.inbox import Conversation, find_conversations, previews
from bot.conversations.overview import ZONE
from bot.conversations.records import goals_in
from bot.conversations.review import Note, notes_of, tags_of
from bot.phrases import entry, phrase
from bot.staff import audit

MOST_ROWS = 10_000


async def get_export(request: web.Request) -> web.StreamResponse:
    """The newest conversations that fit the filter, as a file; who took it is noted."""
    engine, form = request.app[ENGINE], request.match_info["form"]
    found = (await find_conversations(engine, asked(request.query).filter, most=MOST_ROWS))[:MOST_ROWS]
    keys = [conversation.key for conversation in found]
    texts, tags, notes = await previews(engine, keys), await tags_of(engine, keys), await notes_of(engine, keys)
    rows = [_row(each, texts.get(each.key, ""), tags[each.key], notes[each.key]) for each in found]
    headings = list(entry("console.export.headings").values())
    body = await asyncio.to_thread(spreadsheet, form, phrase("console.export.title"), headings, rows)
    await audit.note(engine, request[LOGIN].person.name, "exported", f"{len(rows)}.{form}")
    name = f"{phrase('console.export.file')}-{request.app[CLOCK].now().astimezone(ZONE):%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type=FORMS[form], headers=headers)


def _row(conversation: Conversation, text: str, tags: list[str], notes: list[Note]) -> list[Any]:
    return [
        conversation.last_at.astimezone(ZONE).replace(tzinfo=None),
        text,
        word(conversation.outcome, "outcomes"),
        ", ".join(word(goal, "goals") for goal in goals_in(conversation.goals)),
        word(conversation.channel, "channels"),
        word(conversation.language, "languages"),
        conversation.turns,
        conversation.fallbacks,
        round(100 * conversation.lowest_confidence),
        phrase(f"console.filter.{'yes' if conversation.flagged else 'no'}"),
        conversation.reviewed_by or "",
        conversation.assignee or "",
        ", ".join(tags),
        "\n".join(f"{note.author}: {note.text}" for note in notes),
        conversation.key,
    ]
