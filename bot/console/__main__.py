"""Serves the staff console: `python -m bot.console`."""

from __future__ import annotations

import logging

from aiohttp import web

from bot.console.app import create_app
from bot.settings import load_settings


def main() -> None:
    """Serve until ended. Who asked from where stands in no log; who did what stands in the audit trail."""
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    web.run_app(
        create_app(settings), host=settings.console_host, port=settings.console_port, access_log=None, print=None
    )


if __name__ == "__main__":
    main()
