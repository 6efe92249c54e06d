"""Pages from templates: everything that is put in is escaped, and a name that is not given is an error."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from bot.console.keys import LOGIN, REGION, TEMPLATES
from bot.console.refusals import Refusal
from bot.conversations.overview import ZONE
from bot.phrases import counted, entry, phrase
from bot.staff.roles import may

_STYLE = Path(__file__).parent / "static" / "console.css"
STYLE_ADDRESS = "/static/console.css"


def environment() -> jinja2.Environment:
    """The templates with what all of them use."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("bot.console"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(phrase=phrase, entry=entry, counted=counted, style=STYLE_ADDRESS)
    templates.filters.update(moment=moment, day=day, word=word)
    templates.filters.update(stamp=stamp, share=share, change=change, decimal=decimal)
    return templates


def page(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page for whoever asks."""
    login = request.get(LOGIN)
    shared = {
        "login": login,
        "may": lambda permission: login is not None and may(login.person.role, permission),
        "region": request.app[REGION],
        "path": request.path,
    }
    html = request.app[TEMPLATES].get_template(template).render(**shared, **context)
    response = web.Response(text=html, content_type="text/html", status=status)
    response.enable_compression()
    return response


def error_page(request: web.Request, refusal: Refusal) -> web.Response:
    """What was refused, and the way back."""
    return page(request, "error.html", status=refusal.status, text=refusal.text)


async def get_style(_request: web.Request) -> web.Response:
    """The style sheet."""
    headers = {"Cache-Control": "no-cache"}
    return web.Response(body=_STYLE.read_bytes(), content_type="text/css", charset="utf-8", headers=headers)


def moment(time: datetime) -> str:
    """A time as staff read it, in the agency's time zone."""
    return time.astimezone(ZONE).strftime("%d.%m.%Y %H:%M")


def day(value: date) -> str:
    """A day as staff read it."""
    return value.strftime("%d.%m.%Y")


def stamp(text: str) -> str:
    """A time in ISO 8601 as staff read it."""
    return moment(datetime.fromisoformat(text))


def decimal(value: float) -> str:
    """A number with as many decimals as it needs, and a comma."""
    return f"{value:g}".replace(".", ",")


def share(value: float) -> str:
    """A share in percent with one decimal, with a comma."""
    return phrase("console.overview.share", percent=f"{100 * value:.1f}".replace(".", ","))


def change(value: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    points = round(100 * value, 2)
    return f"{points:+.2f}".replace(".", ",") if points else "0"


def word(code: str, table: str) -> str:
    """The German word for a code of `console.<table>` in the phrases; a code that has none stands for itself."""
    return str(entry(f"console.{table}").get(code, code))
