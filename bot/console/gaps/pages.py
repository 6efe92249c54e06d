"""Demand and gaps: the report of some periods, one value of it, and the files for the council."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.console.filters import address
from bot.console.gaps.export import file_name, method_lines, write_export
from bot.console.gaps.region_map import region_map
from bot.console.gaps.view import columns, lines, most_missing
from bot.console.guard import Route
from bot.console.keys import ENGINE, LOGIN, REGION, SETTINGS
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.conversations.gaps.asks import SINGLE
from bot.conversations.gaps.periods import Period
from bot.conversations.gaps.report import Known, Report, available, history, read_report
from bot.conversations.gaps.words import count_words, label_of, period_name, span_name
from bot.staff import audit
from bot.staff.roles import GAPS

PATH = "/gaps"
DEFAULT_PERIODS = 12
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Chosen:
    """The periods that there are, and those that an address asks for."""

    known: tuple[Known, ...]
    fields: dict[str, str]
    periods: tuple[Known, ...]

    @property
    def closed(self) -> list[Period]:
        """Those of the chosen that are over."""
        return [each.period for each in self.periods if each.closed]

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Value and name of each period to choose from, and whether it is closed."""
        return [(month_of(each.period), period_name(each.period), each.closed) for each in self.known]

    def address(self, path: str) -> str:
        """A page with the same periods."""
        return address(path, self.fields)


def month_of(period: Period) -> str:
    """How a period stands in an address: "2026-09"."""
    return period.month_names[0]


async def get_gaps(request: web.Request) -> web.StreamResponse:
    """The report of the chosen periods."""
    chosen = await _chosen(request)
    report = await read_report(request.app[ENGINE], [each.period.start for each in chosen.periods], SINGLE)
    tables = {name: lines(name, report.tables[name], _detail(chosen, name)) for name in SINGLE}
    return page(
        request,
        "gaps.html",
        **_shared(request, chosen),
        report=report,
        tables=tables,
        top=most_missing({name: tables[name] for name in SINGLE if name != "relaxed"}),
        trend=columns((each.period, each.all) for each in report.periods),
        map=region_map(request.app[REGION].municipalities, report.tables["place"]) if report.periods else None,
        detail=_detail(chosen, "place"),
        method=method_lines(report, request.app[REGION]) if report.periods else [],
    )


async def get_value(request: web.Request) -> web.StreamResponse:
    """One place, occupation, industry or topic: over time, and crossed with the others."""
    dimension, value = request.match_info["dimension"], request.match_info["value"]
    chosen = await _chosen(request)
    starts = [each.period.start for each in chosen.periods]
    report = await read_report(request.app[ENGINE], starts, [dimension], (dimension, value))
    row = report.row(dimension, value)
    if row is None:
        raise Refusal("not_found", 404)
    pairs = report.crossed(dimension, value)
    by_start = await history(request.app[ENGINE], dimension, value, starts)
    return page(
        request,
        "gaps_value.html",
        **_shared(request, chosen),
        dimension=dimension,
        label=label_of(dimension, value),
        value=value,
        row=row,
        trend=columns((each.period, by_start[each.period.start]) for each in chosen.periods),
        crossed={name: lines(name, rows, _detail(chosen, name)) for name, rows in pairs.items()},
    )


async def get_file(request: web.Request) -> web.StreamResponse:
    """The report as a file, of closed periods only; that it was taken is noted."""
    form = request.match_info["form"]
    chosen = await _chosen(request)
    report = await read_report(request.app[ENGINE], [period.start for period in chosen.closed])
    if not report.periods:
        raise Refusal("not_found", 404)
    body = await asyncio.to_thread(_written, report, request, form)
    name = file_name(report, form)
    await audit.note(request.app[ENGINE], request[LOGIN].person.name, "gaps_file", name)
    headers = {"Content-Type": _TYPES[form], "Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, headers=headers)


def _written(report: Report, request: web.Request, form: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{form}"
        write_export(path, report, request.app[REGION])
        return path.read_bytes()


async def _chosen(request: web.Request) -> Chosen:
    known = await available(request.app[ENGINE])
    months = {month_of(each.period): number for number, each in enumerate(known)}
    fields = {name: request.query[name] for name in ("from", "to") if request.query.get(name)}
    if not set(fields.values()) <= months.keys():
        raise Refusal("filter", 400)
    last = months.get(fields.get("to", ""), _last_closed(known))
    first = months.get(fields.get("from", ""), _first_shown(known, last))
    chosen = known[min(first, last) : max(first, last) + 1]
    if chosen:
        fields = {"from": month_of(chosen[0].period), "to": month_of(chosen[-1].period)}
    return Chosen(tuple(known), fields, tuple(chosen))


def _last_closed(known: Sequence[Known]) -> int:
    """The last one that is over, or the last one while none is."""
    return max((number for number, each in enumerate(known) if each.closed), default=len(known) - 1)


def _first_shown(known: Sequence[Known], last: int) -> int:
    """So many periods at most, without those at the beginning of which nothing can be shown."""
    first = max(0, last + 1 - DEFAULT_PERIODS)
    return next((number for number in range(first, last) if known[number].shown), last)


def _detail(chosen: Chosen, dimension: str) -> Callable[[str], str]:
    return lambda value: chosen.address(f"{PATH}/{dimension}/{quote(value, safe='')}")


def _shared(request: web.Request, chosen: Chosen) -> dict[str, Any]:
    periods = [each.period for each in chosen.periods]
    days = request.app[SETTINGS].log_days
    needed = max((period.days_needed for period in periods), default=0)
    return {
        "chosen": chosen,
        "count_words": count_words,
        "span": span_name(periods) if periods else "",
        "short_log": {"days": days, "needed": needed} if days < needed else None,
    }


ROUTES = (
    Route("GET", PATH, get_gaps, GAPS),
    Route("GET", PATH + "/file.{form:csv|xlsx}", get_file, GAPS),
    Route("GET", PATH + "/{dimension:" + "|".join(SINGLE) + "}/{value:[A-Za-z0-9_]{1,16}}", get_value, GAPS),
)
