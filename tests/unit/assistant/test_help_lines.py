"""Help lines without a conversation."""

from __future__ import annotations

from rasa.shared.core.domain import Domain

from bot.assistant.help_lines import help_lines
from bot.settings import PROJECT_ROOT

DOMAIN = Domain.from_path(str(PROJECT_ROOT / "bot" / "responses" / "crisis.yml"))


def test_danger_gets_one_message_with_all_lines() -> None:
    (message,) = help_lines("ich will nicht mehr leben", DOMAIN)
    for number in ("112", "110", "116 111", "0800 111 0 111", "116 016"):
        assert number in message["text"]


def test_a_search_and_a_figure_of_speech_get_none() -> None:
    assert help_lines("Ausbildung in Unna", DOMAIN) == []
    assert help_lines("mein Lehrer bringt mich um, wenn ich kein Praktikum finde", DOMAIN) == []
