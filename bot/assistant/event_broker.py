"""Hands Rasa's events to the log. Configured in endpoints.yml by this class's path."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant.named_people import person_finder
from bot.assistant.turn_records import TurnBuilder
from bot.conversations.gaps.periods import checked_length
from bot.conversations.log_writer import Keeping, LogWriter
from bot.conversations.spool import Spool
from bot.database import absolute_url, create_engine
from bot.settings import Settings, load_settings

MEGABYTE = 1024 * 1024


class LogBroker(EventBroker):  # type: ignore[misc]
    """Takes events without making the conversation wait; all work is done in threads of its own."""

    def __init__(self, writer: LogWriter[dict[str, Any]]) -> None:
        self._writer = writer

    @classmethod
    async def from_endpoint_config(cls, _config: EndpointConfig) -> LogBroker | None:
        """The broker with its writer running; None when the settings say that nothing is logged."""
        settings = load_settings()
        if not settings.log_days:
            return None
        writer = log_writer(settings)
        writer.start()
        return cls(writer)

    def publish(self, event: dict[str, Any]) -> None:
        """Take an event; returns at once."""
        self._writer.put(event)

    async def close(self) -> None:
        """Bring what was taken to safety."""
        await asyncio.to_thread(self._writer.stop)


def log_writer(settings: Settings) -> LogWriter[dict[str, Any]]:
    """The writer that the settings describe, not yet started."""

    def engine() -> AsyncEngine:
        # An error that quoted a statement's parameters would bring what people write into the program's log.
        return create_engine(settings.database_url, hide_parameters=True)

    spool = Spool.of(make_url(absolute_url(settings.database_url)), settings.log_spool_mb * MEGABYTE)
    keeping = Keeping(settings.log_days, settings.session_hours, checked_length(settings.gaps_months))
    return LogWriter(engine, spool, TurnBuilder(person_finder()).records_of, keeping)
