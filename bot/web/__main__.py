"""Serves the public page: `python -m bot.web`."""

from __future__ import annotations

from aiohttp import web

from bot.settings import load_settings
from bot.web.app import create_app
from bot.web.logs import AnonymousAccessLogger, set_up_logging


def main() -> None:
    """Serve until ended."""
    settings = load_settings()
    set_up_logging(settings.log_level)
    web.run_app(
        create_app(settings),
        host=settings.web_host,
        port=settings.web_port,
        access_log_class=AnonymousAccessLogger,
        print=None,
    )


if __name__ == "__main__":
    main()
