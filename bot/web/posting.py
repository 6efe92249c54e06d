"""A message on its way in, by whichever door: limits, checks, and what was offered."""

from __future__ import annotations

from aiohttp import web

from bot.conversations.transcripts import Said
from bot.web.entrance import keep_address_limit, keep_session_limit
from bot.web.frames import Say, Tap
from bot.web.keys import CHAT
from bot.web.messages import said, tapped
from bot.web.sessions import Session


async def admitted(request: web.Request, session: Session, frame: Say | Tap) -> Said:
    """The message of a frame, checked.

    Raises:
        Refusal: there are too many, or it is none.
    """
    keep_address_limit(request)
    keep_session_limit(request, session)
    if isinstance(frame, Say):
        return said(frame.id, frame.text)
    return tapped(frame.id, frame.payload, await request.app[CHAT].offered(session.key))
