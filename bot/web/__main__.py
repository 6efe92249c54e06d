"""Serves the public page: `python -m bot.web`."""

from __future__ import annotations

import resource

from aiohttp import web

from bot.settings import load_settings
from bot.web.app import create_app
from bot.web.logs import AnonymousAccessLogger, set_up_logging

KEEP_ALIVE_SECONDS = 30.0
"""A connection that has sent no whole request for so long is closed."""
SHUTDOWN_SECONDS = 2.0
"""So long connections may take to close after their goodbye; the supervisor waits longer than all of it."""


def main() -> None:
    """Serve until ended."""
    settings = load_settings()
    set_up_logging(settings.log_level)
    _allow_many_connections()
    web.run_app(
        create_app(settings),
        host=settings.web_host,
        port=settings.web_port,
        access_log_class=AnonymousAccessLogger,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
        shutdown_timeout=SHUTDOWN_SECONDS,
        print=None,
    )


def _allow_many_connections() -> None:
    """As many open files as this user may have: every connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    main()
