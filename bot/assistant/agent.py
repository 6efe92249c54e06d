"""The trained model alone, for whoever asks what a message means without servers."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog


class ModelReader:
    """What the trained model makes of a message."""

    def __init__(self, model: str) -> None:
        configure_structlog(logging.WARNING)
        self._agent = Agent.load(model)

    async def parse(self, text: str) -> dict[str, Any]:
        """Intent, entities and reading, as `POST /model/parse` answers them."""
        parsed: dict[str, Any] = await self._agent.parse_message(text)
        return parsed
