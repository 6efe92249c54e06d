from __future__ import annotations

import pytest

from bot.cli import parts
from bot.settings import Settings


def test_a_token_is_made_for_each_start() -> None:
    first, second = (parts.with_token(Settings()).rasa_token for _start in range(2))
    assert len(first) > 40
    assert first != second


def test_a_token_that_was_set_stays() -> None:
    assert parts.with_token(Settings(rasa_token="t" * 20)).rasa_token == "t" * 20


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
        ("kumpel.example", "http://kumpel.example:8080"),
    ],
)
def test_the_page_is_addressed_as_this_machine_reaches_it(host: str, address: str) -> None:
    assert parts.web_address(Settings(web_host=host)) == address


def test_the_token_is_in_the_environment_and_on_no_command_line() -> None:
    settings = Settings(rasa_token="geheim")
    for part in (parts.rasa(settings), parts.actions(settings), parts.web(settings)):
        assert part.environment["KUMPEL_RASA_TOKEN"] == "geheim"
        assert "geheim" not in " ".join(part.command) + repr(part)


def test_the_action_server_is_told_to_stay_on_loopback() -> None:
    assert parts.actions(Settings()).environment["SANIC_HOST"] == "127.0.0.1"


def test_each_part_is_asked_on_its_own_port() -> None:
    settings = Settings(web_port=1, rasa_port=2, actions_port=3, rasa_token="a&b")
    addresses = [make(settings).health_url for make in (parts.web, parts.rasa, parts.actions)]
    assert addresses == [
        "http://127.0.0.1:1/health",
        "http://127.0.0.1:2/status?token=a%26b",
        "http://127.0.0.1:3/health",
    ]
