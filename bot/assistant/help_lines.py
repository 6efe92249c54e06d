"""Help lines for somebody in danger while nothing else works: what Rasa says without a conversation."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain

from bot.language.crisis import Danger, danger_in

RESPONSE = "utter_crisis"


def help_lines(text: str, domain: Domain) -> list[dict[str, Any]]:
    """The messages for a text that tells of danger, in the words meant for everybody; none for any other text."""
    if danger_in(text) is not Danger.DANGER:
        return []
    return [
        {key: variation[key] for key in ("text", "buttons") if key in variation}
        for variation in domain.responses[RESPONSE]
        if "condition" not in variation
    ]
