"""What the catalogue's addresses and forms say, and whose day it is."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from bot.catalogue.editing.finding import Wanted
from bot.catalogue.editing.saving import Entry, GoneError, read_entry
from bot.catalogue.exchange.entries import KINDS, EntryKind
from bot.catalogue.exchange.records import clean_text
from bot.console.keys import CLOCK, ENGINE, LOGIN
from bot.console.refusals import Refusal
from bot.conversations.overview import ZONE

MOST_CHARACTERS = 100
LAST_PAGE = 100_000
STATES = ("", "current", "ended")


def today(request: web.Request) -> date:
    """The agency's day."""
    return request.app[CLOCK].now().astimezone(ZONE).date()


def who(request: web.Request) -> str:
    """The account that asks."""
    return request[LOGIN].person.name


def kind_named(name: str) -> EntryKind:
    """The kind of entry of that name.

    Raises:
        Refusal: there is none.
    """
    found = next((kind for kind in KINDS if kind.name == name), None)
    if found is None:
        raise Refusal("not_found", 404)
    return found


async def entry_asked_for(request: web.Request) -> Entry:
    """The entry of an address.

    Raises:
        Refusal: there is none.
    """
    kind, number = kind_named(request.match_info["kind"]), int(request.match_info["number"])
    try:
        return await read_entry(request.app[ENGINE], kind, number)
    except GoneError:
        raise Refusal("not_found", 404) from None


def address_of(kind: EntryKind, number: int, done: str = "") -> str:
    """Where an entry is, maybe with what has just been done."""
    return f"/catalogue/{kind.name}/{number}" + (f"?done={done}" if done else "")


def wanted(request: web.Request) -> Wanted:
    """What a list is asked for.

    Raises:
        Refusal: it cannot be understood.
    """
    texts = {name: clean_text(request.query.get(name, ""))[:MOST_CHARACTERS] for name in ("name", "town", "occupation")}
    state = request.query.get("state", "")
    if state not in STATES:
        raise Refusal("filter", 400)
    return Wanted(state=state, page=page_number(request), **texts)


def page_number(request: web.Request) -> int:
    """Which page of a list is asked for.

    Raises:
        Refusal: it is no number.
    """
    text = request.query.get("page") or "1"
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= LAST_PAGE):
        raise Refusal("filter", 400)
    return int(text)
