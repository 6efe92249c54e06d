"""The page and its forms; all of it works without JavaScript."""

from __future__ import annotations

import secrets
from typing import Any

import jinja2
from aiohttp import web
from multidict import MultiDictProxy

from bot.phrases import entry, phrase
from bot.web.entrance import admit, dismiss, remember, session_of
from bot.web.keys import CHAT, REGION, SETTINGS, STATIC_FILES, TEMPLATES
from bot.web.messages import MOST_CHARACTERS, clean, is_erased, may_be_tap, said
from bot.web.refusals import Refusal
from bot.web.static_files import response_for
from bot.web.view import MessageView, transcript_view

# After a post the browser asks for the page anew; the query tells apart a chat that is missing from one not begun.
SENT = "/?sent=1#newest"
FORGOTTEN = "/?forgotten=1"


def environment() -> jinja2.Environment:
    """The templates: everything that is put in is escaped, and a name that is not given is an error."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("bot.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(phrase=phrase, entry=entry)
    return templates


async def get_page(request: web.Request) -> web.Response:
    """The chat. Stores nothing and sets nothing."""
    session = session_of(request)
    notice = "forgotten" if "forgotten" in request.query else None
    if "sent" in request.query and session is None:
        notice = "session_missing"
    return await _page(request, notice=phrase(f"web.notice.{notice}") if notice else "")


async def post_page(request: web.Request) -> web.Response:
    """A message from a form: the page again, by way of a redirect so that a reload does not send it twice."""
    try:
        return await _say(request)
    except Refusal as refusal:
        form = await request.post()
        kept = clean(_field(form, "message"))
        return await _page(request, notice=refusal.text, kept=kept, status=refusal.status, headers=refusal.headers)


async def _say(request: web.Request) -> web.Response:
    form = await request.post()
    text = _field(form, "payload") or _field(form, "message")
    session, chat = admit(request), request.app[CHAT]
    message = said(_field(form, "id"), text, await chat.offered(session.key) if may_be_tap(text) else {})
    messages = await chat.answer(session.key, message)
    if is_erased(messages):
        return _redirect_without_session(request)
    response = web.Response(status=303, headers={"Location": SENT})
    remember(request, response, session)
    return response


async def post_forget(request: web.Request) -> web.Response:
    """Delete the chat and all that is stored of it."""
    session = session_of(request)
    if session is not None:
        await request.app[CHAT].forget(session.key)
    return _redirect_without_session(request)


async def get_privacy(request: web.Request) -> web.Response:
    """What is stored, for how long, and who is responsible."""
    return _html(request, "privacy.html", {})


async def get_static(request: web.Request) -> web.Response:
    """Style, script and icon."""
    return response_for(request.app[STATIC_FILES], request.path)


def error_page(request: web.Request, refusal: Refusal) -> web.Response:
    """A page that says what went wrong and leads back."""
    return _html(request, "error.html", {"text": refusal.text}, status=refusal.status, headers=refusal.headers)


def _redirect_without_session(request: web.Request) -> web.Response:
    response = web.Response(status=303, headers={"Location": FORGOTTEN})
    dismiss(request, response)
    return response


async def _page(
    request: web.Request, *, notice: str, kept: str = "", status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    session = session_of(request)
    messages: list[MessageView] = []
    if session is not None:
        messages = transcript_view(await request.app[CHAT].transcript(session.key))
    context = {
        "messages": messages,
        "notice": notice,
        "kept": kept,
        "limit": MOST_CHARACTERS,
        # Two taps on "send" are one message: the page's forms share an id that only this page has.
        "form_id": secrets.token_hex(16),
    }
    return _html(request, "chat.html", context, status=status, headers=headers)


def _html(
    request: web.Request,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> web.Response:
    app = request.app
    region = app[REGION]
    shared = {
        "assistant": region.assistant,
        "agency": region.agency,
        "privacy": region.privacy,
        "hours": app[SETTINGS].session_hours,
        "days": app[SETTINGS].log_days,
        "static": app[STATIC_FILES],
    }
    html = app[TEMPLATES].get_template(template).render(**shared, **context)
    response = web.Response(text=html, content_type="text/html", status=status, headers=headers)
    response.enable_compression()
    return response


def _field(form: MultiDictProxy[str | bytes | bytearray | web.FileField], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
