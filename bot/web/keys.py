"""What the app's handlers share, by typed key."""

from __future__ import annotations

from dataclasses import dataclass

import jinja2
from aiohttp import web

from bot.region import Region
from bot.settings import Settings
from bot.web.assistant_client import AssistantClient
from bot.web.chat import Chat
from bot.web.limits import Limiter
from bot.web.sessions import Sessions
from bot.web.static_files import StaticFile


@dataclass(frozen=True)
class Limits:
    """Both limits that a message must pass."""

    session: Limiter
    address: Limiter


SETTINGS = web.AppKey("settings", Settings)
REGION = web.AppKey("region", Region)
SESSIONS = web.AppKey("sessions", Sessions)
LIMITS = web.AppKey("limits", Limits)
ASSISTANT = web.AppKey("assistant", AssistantClient)
CHAT = web.AppKey("chat", Chat)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
STATIC_FILES = web.AppKey("static_files", dict[str, StaticFile])
