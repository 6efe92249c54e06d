"""What the app's handlers share, by typed key."""

from __future__ import annotations

from dataclasses import dataclass

import jinja2
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.hub import Hub
from bot.region import Region
from bot.settings import Settings
from bot.web.assistant_client import AssistantClient
from bot.web.built_files import BuiltFile
from bot.web.chat import Chat
from bot.web.counting import Counted
from bot.web.limits import Limiter
from bot.web.metrics import Metrics
from bot.web.origins import Origins
from bot.web.sessions import Sessions
from bot.web.static_files import StaticFile


@dataclass(frozen=True)
class Limits:
    """What a message must pass, and how many connections may be open."""

    session: Limiter
    address: Limiter
    session_sockets: Counted
    address_sockets: Counted


SETTINGS = web.AppKey("settings", Settings)
REGION = web.AppKey("region", Region)
ORIGINS = web.AppKey("origins", Origins)
METRICS = web.AppKey("metrics", Metrics)
ENGINE = web.AppKey("engine", AsyncEngine)
SESSIONS = web.AppKey("sessions", Sessions)
LIMITS = web.AppKey("limits", Limits)
ASSISTANT = web.AppKey("assistant", AssistantClient)
HUB = web.AppKey("hub", Hub)
CHAT = web.AppKey("chat", Chat)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
BUILT_FILES = web.AppKey("built_files", dict[str, BuiltFile])
STATIC_FILES = web.AppKey("static_files", dict[str, StaticFile])
