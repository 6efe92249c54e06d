"""The list of conversations: filtered, the newest first, each line with what staff made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.console.filters import REVIEW_FIELDS, address, asked, position, position_text
from bot.console.inbox.notices import notice_of
from bot.console.keys import ENGINE, LOGIN
from bot.console.rendering import page, word
from bot.conversations.inbox import NOBODY, PAGE, Conversation, find_conversations, previews
from bot.conversations.review import notes_of, tags_in_use, tags_of
from bot.conversations.words import search_words
from bot.phrases import entry, phrase
from bot.staff import accounts, saved_filters
from bot.staff.roles import REVIEW, may

PRESETS: dict[str, dict[str, str]] = {
    "unreviewed": {"reviewed": "0"},
    "missed": {"fallback": "1", "reviewed": "0"},
    "nothing_found": {"outcome": "nothing_found"},
    "flagged": {"flagged": "1"},
}
_TABLES = {"channel": "channels", "language": "languages", "outcome": "outcomes", "goal": "goals"}
_UNUSUAL = ("channel", "language", "below", *(name for name in REVIEW_FIELDS if name not in ("q", "reviewed")))
"""Fields that stand behind "more filters"."""


async def get_inbox(request: web.Request) -> web.StreamResponse:
    """The newest conversations that fit the filter."""
    wanted, engine = asked(request.query), request.app[ENGINE]
    after = request.query.get("after", "")
    found = await find_conversations(engine, wanted.filter, position(after))
    shown = found[:PAGE]
    more = address("/inbox", wanted.fields, after=position_text(shown[-1].place)) if len(found) > PAGE else ""
    return page(
        request,
        "inbox.html",
        fields=wanted.fields,
        active=_active(wanted.fields),
        unusual=any(wanted.fields[name] for name in _UNUSUAL),
        lines=await _lines(request, shown, wanted.fields),
        more=more,
        first=address("/inbox", wanted.fields) if after else "",
        back=address("/inbox", wanted.fields, after=after),
        vain=bool(wanted.fields["q"]) and not search_words(wanted.fields["q"]),
        exports={form: address(f"/inbox/export.{form}", wanted.fields) for form in ("xlsx", "csv")},
        filters=await _filters(request, wanted.fields),
        notice=notice_of(request),
        tags=await tags_in_use(engine),
        colleagues=await reviewers(request),
    )


async def reviewers(request: web.Request) -> list[str]:
    """Names of those to whom a conversation can be assigned."""
    return [person.name for person in await accounts.everybody(request.app[ENGINE]) if may(person.role, REVIEW)]


async def _lines(
    request: web.Request, shown: list[Conversation], fields: Mapping[str, str]
) -> list[tuple[Conversation, dict[str, Any]]]:
    engine, keys = request.app[ENGINE], [conversation.key for conversation in shown]
    texts, tags, notes = await previews(engine, keys), await tags_of(engine, keys), await notes_of(engine, keys)
    return [
        (
            conversation,
            {
                "text": texts.get(conversation.key, ""),
                "tags": tags[conversation.key],
                "notes": len(notes[conversation.key]),
                "address": address(f"/conversations/{conversation.key}", fields),
                "percent": round(100 * conversation.lowest_confidence),
            },
        )
        for conversation in shown
    ]


def _active(fields: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Each field that is set, in words: its name, its value, and the address without it."""
    return [
        (phrase(f"console.filter.{name}"), _value(name, value), address("/inbox", fields, **{name: ""}))
        for name, value in fields.items()
        if value
    ]


def _value(name: str, value: str) -> str:
    if name in _TABLES:
        return word(value, _TABLES[name])
    if name in ("fallback", "flagged", "reviewed"):
        return phrase(f"console.filter.{'yes' if value == '1' else 'no'}")
    return phrase("console.filter.nobody") if (name, value) == ("assigned", NOBODY) else value


async def _filters(request: web.Request, fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """Ready-made filters, one's own and shared ones, as links."""
    me = request[LOGIN].person.name
    given = {name: value for name, value in fields.items() if value}
    ready = {**PRESETS, **({"mine": {"assigned": me}} if may(request[LOGIN].person.role, REVIEW) else {})}
    names = entry("console.presets")
    links = [
        {"name": names[code], "address": address("/inbox", its), "current": its == given, "id": None, "owner": ""}
        for code, its in ready.items()
    ]
    for saved in await saved_filters.visible_to(request.app[ENGINE], me):
        mine = saved.owner == me
        links.append(
            {
                "name": saved.name,
                "address": address("/inbox", saved.fields),
                "current": saved.fields == given,
                "id": saved.id if mine else None,
                "owner": "" if mine else saved.owner,
            }
        )
    return links
