"""The page and its forms; all of it works without JavaScript."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from typing import Any

import jinja2
from aiohttp import web
from async_timeout import timeout
from multidict import MultiDictProxy

from bot.phrases import entry, phrase
from bot.web.built_files import WIDGET
from bot.web.entrance import dismiss, remember, session_of
from bot.web.frames import Say, Tap
from bot.web.keys import BUILT_FILES, CHAT, HUB, REGION, SESSIONS, SETTINGS, STATIC_FILES, TEMPLATES
from bot.web.messages import MOST_CHARACTERS, clean
from bot.web.posting import admitted
from bot.web.refusals import Refusal
from bot.web.static_files import response_for
from bot.web.view import TranscriptLine, transcript_view

# After a post the browser asks for the page anew; the query tells apart a chat that is missing from one not begun.
SENT = "/chat?sent=1#newest"
FORGOTTEN = "/chat?forgotten=1"
FORM_SECONDS = 10.0
"""A form that takes longer comes from nobody who waits for an answer."""

Form = MultiDictProxy[str | bytes | bytearray | web.FileField]


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
    session = await session_of(request)
    notice = "forgotten" if "forgotten" in request.query else None
    if "sent" in request.query and session is None:
        notice = "session_missing"
    return await _page(request, notice=phrase(f"web.notice.{notice}") if notice else "")


async def post_page(request: web.Request) -> web.Response:
    """A message from a form: the page again, by way of a redirect so that a reload does not send it twice."""
    form = await _form(request)
    try:
        return await _say(request, form)
    except Refusal as refusal:
        kept = clean(_field(form, "message"))
        return await _page(request, notice=refusal.text, kept=kept, status=refusal.status, headers=refusal.headers)


async def _say(request: web.Request, form: Form) -> web.Response:
    sessions, known = request.app[SESSIONS], await session_of(request)
    session = known or sessions.draw()
    message = await admitted(request, session, _frame(form))
    if known is None:
        await sessions.begin(session)
    frames = await request.app[CHAT].converse(session.key, message)
    if frames[-1]["type"] == "erased":
        return _redirect_without_session(request)
    response = web.Response(status=303, headers={"Location": SENT})
    await remember(request, response, session)
    return response


def _frame(form: Form) -> Say | Tap:
    """What the form says. Its id is made of the page's and of the words: two taps on one button are one message."""
    payload, message = _field(form, "payload"), _field(form, "message")
    words = "\0".join((_field(form, "id"), payload, message))
    message_id = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
    return Tap(message_id, payload) if payload else Say(message_id, message)


async def _form(request: web.Request) -> Form:
    try:
        async with timeout(FORM_SECONDS):
            return await request.post()
    except asyncio.TimeoutError:
        raise Refusal("bad_frame", 408) from None


async def post_forget(request: web.Request) -> web.Response:
    """Delete the chat and all that is stored of it."""
    session = await session_of(request)
    if session is not None:
        await request.app[CHAT].forget(session.key)
    return _redirect_without_session(request)


async def get_privacy(request: web.Request) -> web.Response:
    """What is stored, for how long, and who is responsible."""
    names = [phrase(f"channels.names.{name}") for name in request.app[HUB].adapters]
    return html(request, "privacy.html", {"messengers": ", ".join(names)})


async def get_static(request: web.Request) -> web.Response:
    """Style, script and icon."""
    return response_for(request.app[STATIC_FILES], request.path)


def error_page(request: web.Request, refusal: Refusal) -> web.Response:
    """A page that says what went wrong and leads back."""
    return html(request, "error.html", {"text": refusal.text}, status=refusal.status, headers=refusal.headers)


def _redirect_without_session(request: web.Request) -> web.Response:
    response = web.Response(status=303, headers={"Location": FORGOTTEN})
    dismiss(request, response)
    return response


async def _page(
    request: web.Request, *, notice: str, kept: str = "", status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    session = await session_of(request)
    messages: list[TranscriptLine] = []
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
    return html(request, "chat.html", context, status=status, headers=headers)


def html(
    request: web.Request,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """A page from a template, with what all pages show."""
    app = request.app
    region = app[REGION]
    shared = {
        "assistant": region.assistant,
        "agency": region.agency,
        "privacy": region.privacy,
        "hours": app[SETTINGS].session_hours,
        "region": region,
        "days": app[SETTINGS].log_days,
        "static": app[STATIC_FILES],
        "has_widget": WIDGET in app[BUILT_FILES],
    }
    html = app[TEMPLATES].get_template(template).render(**shared, **context)
    response = web.Response(text=html, content_type="text/html", status=status, headers=headers)
    response.enable_compression()
    return response


def _field(form: Form, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
