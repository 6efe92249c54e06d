"""How every route of the console can be asked for in a test, and a database in which there is something to show.

For a new route: when its path has braces, add it to `EXAMPLES`: the path as it stands in `ROUTES`, and one or more
addresses whose `{names}` a seeder gives. When it shows text that somebody typed, add a seeder to `SEEDERS`: it gets
the app, an engine and a text, puts the text into every field that is shown, and returns names for addresses. The text
is harmless in one test and an attack in the next. A contract test fails when a route has no example.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import Any

from aiohttp import web
from log_turns import turn
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.editing.tables import CatalogueEdit
from bot.catalogue.exchange.entries import EMPLOYERS, KINDS, OFFERS
from bot.catalogue.exchange.importing import import_kinds
from bot.catalogue.exchange.records import Record
from bot.console.app import ROUTES
from bot.console.catalogue.jobs import JOBS
from bot.console.guard import Route
from bot.console.keys import CLOCK, SETTINGS
from bot.conversations.callbacks import KEY_FILE, Callbacks, Wish, callback_key
from bot.conversations.corrections import Draft, add_correction
from bot.conversations.gaps.tables import GapCell, GapPeriod
from bot.conversations.log import write_turns
from bot.conversations.log_tables import LoggedConversation, LoggedTurn
from bot.conversations.review import Change, change, clean_tag
from bot.staff import audit

Names = dict[str, str]
Seeder = Callable[[web.Application, AsyncEngine, str], Awaitable[Names]]
_numbers = count(1)
OWNER = "admin"
"""Whose files the seeded jobs are."""
_KIND = f"/catalogue/{{kind:{'|'.join(kind.name for kind in KINDS)}}}"
_ENTRY = f"{_KIND}/{{number:[0-9]{{1,9}}}}"
_JOB = "/catalogue/jobs/{job:[0-9a-f]{32}}"
_SHORT_TEXTS = ("name", "title", "provider", "organiser", "venue", "street", "phone", "pay", "pay_source")
_LONG_TEXTS = ("text", "plain", "description", "how_to_apply", "how_to_join", "directions", "needs_review")
_LISTS = ("keywords", "also")
_GIVEN: dict[str, dict[str, Any]] = {
    "employers": {"city": "Hamm", "ags": "05915000", "trains": ("81102",)},
    "offers": {"kind": "apprenticeship", "kldb": "25212"},
    "programmes": {"entitlement": "offer", "topics": ("finance",)},
    "places": {"kind": "advice", "city": "Hamm"},
    "events": {"kind": "fair", "starts_on": date.today() + timedelta(days=9)},
    "occupations": {"kldb": "25212", "training": "dual"},
}


async def seed_log(_app: web.Application, engine: AsyncEngine, text: str) -> Names:
    """A conversation in which a person, the assistant and its results say the text."""
    results = [{"type": "employers", "ids": ["7"], "titles": [text], "total": 9, "offset": 0, "relaxed": []}]
    said = turn(
        f"somebody-{next(_numbers)}",
        text=text,
        answers=[{"text": text, "response": "utter_results"}],
        results=results,
        criteria={"district": text, "postal_code": text},
        topics=[text],
        outcome="employers",
        channel=text[:16],
        language="de",
    )
    async with engine.begin() as connection:
        await write_turns(connection, [said])
        query = select(LoggedConversation.key).join(LoggedTurn, LoggedTurn.conversation_key == LoggedConversation.key)
        key = await connection.scalar(query.where(LoggedTurn.message_id == said.message_id))
    return {"conversation": str(key)}


async def seed_trail(_app: web.Application, engine: AsyncEngine, text: str) -> Names:
    """Lines of the audit trail whose name and target are the text."""
    await audit.note(engine, text, "read", text)
    await audit.note(engine, OWNER, "erase", text)
    return {}


async def seed_catalogue(_app: web.Application, engine: AsyncEngine, text: str) -> Names:
    """An entry of each kind that says the text wherever text can stand, with a history."""
    names: Names = {}
    for kind in KINDS:
        source_id = f"seed-{next(_numbers)}"
        await import_kinds(engine, "agentur", {kind: [_record(kind.record, kind.name, source_id, text, names)]})
        async with engine.begin() as connection:
            table = kind.table.__table__
            query = select(table.c.id).where(table.c.source_id == source_id)
            names[kind.name] = str(await connection.scalar(query))
            key = {"kind": kind.name, "source": "agentur", "source_id": source_id, "name": text[:64]}
            cells = {"before": {"title": text, "name": text, "phone": ""}, "after": {"title": "x", "phone": text}}
            now = _app[CLOCK].now()
            await connection.execute(insert(CatalogueEdit).values(**key, **cells, at=now, deed="changed", undone=False))
        names[f"{kind.name} id"] = source_id
    return names


def _record(record: type[Record], kind: str, source_id: str, text: str, names: Names) -> Record:
    known = {item.name for item in fields(record)}
    values: dict[str, Any] = {name: text for name in (*_SHORT_TEXTS, *_LONG_TEXTS) if name in known}
    values |= {name: (text,) for name in _LISTS if name in known}
    if kind == OFFERS.name:
        values |= {"employer": names[f"{EMPLOYERS.name} id"]}
    if "phone" in values:
        values["phone"] = text[:60]
    checked_on = date.today() - timedelta(days=400)
    return record(source_id=source_id, checked_on=checked_on, **values, **_GIVEN[kind])


async def seed_job(app: web.Application, _engine: AsyncEngine, text: str) -> Names:
    """An import that has been looked through and complains of the text."""
    job = app[JOBS].new(OWNER, "datei.csv")
    place = {"file": text, "sheet": text, "row": 3, "column": text}
    problem = {"severity": "error", "place": place, "value": text, "message": text, "advice": text}
    counts = {"employers": {"new": 1, "changed": 0, "unchanged": 0, "ended": 0}}
    job.result = {"counts": counts, "rejected": {"employers": 1}, "skipped": 1, "total": 1, "problems": [problem]}
    job.state = "checked"
    job.report.write_bytes(b"PK")
    return {"job": job.id}


async def seed_review(app: web.Application, engine: AsyncEngine, text: str) -> Names:
    """A conversation with a tag and a note that say the text, and a filter of that name."""
    key = (await seed_log(app, engine, text))["conversation"]
    now = app[CLOCK].now()
    await change(engine, [key], Change(tag=clean_tag(text), note=text, flagged=True), OWNER, now)
    return {}


async def seed_gaps(_app: web.Application, engine: AsyncEngine, _text: str) -> Names:
    """A closed month in which somebody asked for Hamm; codes are all that the report knows."""
    start = date(2026, 9, 1)
    async with engine.begin() as connection:
        if await connection.scalar(select(GapPeriod.start).where(GapPeriod.start == start)) is None:
            made = {"start": start, "months": 1, "closed": True, "made_at": datetime(2026, 10, 10, tzinfo=timezone.utc)}
            await connection.execute(insert(GapPeriod).values(**made, conversations=9))
            cell = {"start": start, "dimension": "place", "value": "05915000", "found": 9}
            await connection.execute(insert(GapCell).values(**cell))
    return {}


async def seed_callback(app: web.Application, engine: AsyncEngine, text: str) -> Names:
    """A wish to be called back that says the text."""
    settings = app[SETTINGS]
    key = callback_key(settings, settings.path(KEY_FILE))
    number = await Callbacks(engine, key, settings.callback_days).add("somebody", Wish(text, text, text, text))
    return {"callback": str(number)}


async def seed_correction(app: web.Application, engine: AsyncEngine, text: str) -> Names:
    """A correction that somebody else has to decide about, and that says the text."""
    key = (await seed_log(app, engine, text))["conversation"]
    understood = {"goal": "search", "criteria": {"district": text}, "topics": []}
    words = [{"word": text, "kldb": "81102", "wz": ""}]
    draft = Draft("message", key, 1, text, "search", words=words, note=text, before=understood)
    return {"correction": str(await add_correction(engine, "somebody", draft))}


SEEDERS: tuple[Seeder, ...] = (
    seed_log,
    seed_review,
    seed_trail,
    seed_catalogue,
    seed_job,
    seed_gaps,
    seed_callback,
    seed_correction,
)
_CALLBACK = "/callbacks/{number:[0-9]{1,9}}"
_EACH_KIND = tuple(kind.name for kind in KINDS)
_CONVERSATION = "/conversations/{key:[0-9a-f]{32}}"
_NUMBER = "{number:[0-9]{1,9}}"
EXAMPLES: dict[str, tuple[str, ...]] = {
    _CONVERSATION + "/messages/{turn:[0-9]{1,6}}/correct": ("/conversations/{conversation}/messages/1/correct",),
    f"{_CONVERSATION}/dialogue-test": ("/conversations/{conversation}/dialogue-test",),
    f"/teach/{_NUMBER}": ("/teach/{correction}",),
    f"/teach/{_NUMBER}/decide": ("/teach/{correction}/decide",),
    f"/teach/models/{_NUMBER}": ("/teach/models/0",),
    f"/teach/models/{_NUMBER}/promote": ("/teach/models/0/promote",),
    f"/teach/models/{_NUMBER}/compare": ("/teach/models/0/compare",),
    "/inbox/export.{form:csv|xlsx}": ("/inbox/export.csv", "/inbox/export.xlsx"),
    "/conversations/{key:[0-9a-f]{32}}/notes/remove": ("/conversations/{conversation}/notes/remove",),
    "/gaps/file.{form:csv|xlsx}": ("/gaps/file.csv", "/gaps/file.xlsx"),
    "/gaps/{dimension:place|occupation|industry|topic|relaxed}/{value:[A-Za-z0-9_]{1,16}}": ("/gaps/place/05915000",),
    _CALLBACK: ("/callbacks/{callback}",),
    f"{_CALLBACK}/take": ("/callbacks/{callback}/take",),
    f"{_CALLBACK}/return": ("/callbacks/{callback}/return",),
    f"{_CALLBACK}/done": ("/callbacks/{callback}/done",),
    "/conversations/{key:[0-9a-f]{32}}": ("/conversations/{conversation}",),
    "/conversations/{key:[0-9a-f]{32}}/erase": ("/conversations/{conversation}/erase",),
    _KIND: tuple(f"/catalogue/{kind}" for kind in _EACH_KIND),
    f"{_KIND}/new": tuple(f"/catalogue/{kind}/new" for kind in _EACH_KIND),
    _ENTRY: tuple(f"/catalogue/{kind}/{{{kind}}}" for kind in _EACH_KIND),
    f"{_ENTRY}/end": ("/catalogue/places/{places}/end",),
    f"{_ENTRY}/undo": ("/catalogue/places/{places}/undo",),
    f"{_ENTRY}/check": ("/catalogue/places/{places}/check",),
    "/catalogue/work": tuple(f"/catalogue/work?kind={kind}" for kind in _EACH_KIND),
    _JOB: ("/catalogue/jobs/{job}",),
    f"{_JOB}/file": ("/catalogue/jobs/{job}/file",),
    f"{_JOB}/apply": ("/catalogue/jobs/{job}/apply",),
    f"{_JOB}/discard": ("/catalogue/jobs/{job}/discard",),
}
"""Addresses for routes that need something to be there, and for those that look different by what is asked."""


async def seed(app: web.Application, engine: AsyncEngine, text: str) -> Names:
    """Put a text wherever the console shows one; names for the addresses."""
    names: Names = {}
    for seeder in SEEDERS:
        names |= await seeder(app, engine, text)
    return names


def addresses(route: Route, names: Names) -> list[str]:
    """Where a route is found in a seeded database."""
    return [address.format(**names) for address in EXAMPLES.get(route.path, (route.path,))]


def asked(method: str, names: Names) -> Iterator[tuple[Route, str]]:
    """All routes of a method, and where they are found."""
    for route in ROUTES:
        if route.method == method:
            for address in addresses(route, names):
                yield route, address
