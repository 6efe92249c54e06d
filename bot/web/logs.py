"""What the log may hold of a request: no address, no query, no words that a person wrote."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger


class AnonymousAccessLogger(AbstractAccessLogger):
    """Writes what was asked for and how long it took."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """One line a request; `time` is in seconds."""
        # The raw path keeps line breaks encoded, so that no request can forge a line.
        path = request.rel_url.raw_path
        self.logger.info("%s %s %s %.0f ms", request.method, path, response.status, time * 1000)


class WithoutAddresses(logging.Filter):
    """Takes the sender's address, and what was received, out of aiohttp's own error lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, shortened."""
        if str(record.msg).startswith("Error handling request"):
            record.msg, record.args, record.exc_info = "Error handling request", (), None
        return True


def set_up_logging(level: str) -> None:
    """Log to standard error from the level on."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("aiohttp.server").addFilter(WithoutAddresses())
