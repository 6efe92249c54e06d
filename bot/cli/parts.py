"""The parts that make the assistant, and what each needs to know."""

from __future__ import annotations

import dataclasses
import os
import secrets
import sys
from functools import partial
from urllib.parse import urlencode

from bot.cli.ports import LOOPBACK
from bot.cli.process import Part
from bot.settings import PROJECT_ROOT, Settings
from bot.teaching.model_store import in_use_since

LOG_FOLDER = PROJECT_ROOT / "var" / "log"
_EVERYWHERE = {"": LOOPBACK, "0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104  compared with, not listened on


def with_token(settings: Settings) -> Settings:
    """The settings with a token for Rasa's HTTP API: the one set, else a new one for this start."""
    return dataclasses.replace(settings, rasa_token=settings.rasa_token or secrets.token_urlsafe(32))


def web_address(settings: Settings) -> str:
    """The page's address as seen from this machine."""
    host = _EVERYWHERE.get(settings.web_host, settings.web_host)
    return _address(host, settings.web_port)


def console_address(settings: Settings) -> str:
    """The console's address as seen from this machine."""
    return _address(_EVERYWHERE.get(settings.console_host, settings.console_host), settings.console_port)


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def rasa(settings: Settings) -> Part:
    """Rasa with the model in use; it answers as soon as that is loaded, and is started again for another one."""
    query = urlencode({"token": settings.rasa_token})
    return Part(
        "rasa",
        [sys.executable, "-m", "bot.assistant.server"],
        folder=PROJECT_ROOT,
        health_url=f"http://{LOOPBACK}:{settings.rasa_port}/status?{query}",
        environment=_environment(settings),
        stamp=partial(in_use_since, settings),
    )


def actions(settings: Settings) -> Part:
    """The action server. It listens everywhere unless told otherwise by a variable of its own."""
    return Part(
        "actions",
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(settings.actions_port)],
        folder=PROJECT_ROOT,
        health_url=f"http://{LOOPBACK}:{settings.actions_port}/health",
        environment={**_environment(settings), "SANIC_HOST": LOOPBACK},
    )


def web(settings: Settings) -> Part:
    """The public page, the only part that may listen beyond loopback."""
    return Part(
        "web",
        [sys.executable, "-m", "bot.web"],
        folder=PROJECT_ROOT,
        health_url=f"{web_address(settings)}/health",
        environment=_environment(settings),
    )


def console(settings: Settings) -> Part:
    """The staff console; it runs once there is staff."""
    return Part(
        "console",
        [sys.executable, "-m", "bot.console"],
        folder=PROJECT_ROOT,
        health_url=f"{console_address(settings)}/health",
        environment=_environment(settings),
    )


def _environment(settings: Settings) -> dict[str, str]:
    """The token goes by environment, because every user of the machine can read a command line."""
    return {
        **os.environ,
        **settings.as_environment(),
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
