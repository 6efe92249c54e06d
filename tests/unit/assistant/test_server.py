"""What Rasa's server is started with, read by Rasa's own parser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.assistant.server import rasa_arguments
from bot.settings import Settings


@pytest.mark.parametrize("token", ["plain", "-starts-with-a-hyphen", "--auth-token", "with space", "ü"])
def test_any_token_reaches_rasa(token: str) -> None:
    from rasa.__main__ import create_argument_parser

    arguments = rasa_arguments(replace(Settings(), rasa_token=token), Path("model.tar.gz"), Path("endpoints.yml"))
    assert create_argument_parser().parse_args(arguments[1:]).auth_token == token


def test_without_a_token_rasa_is_told_of_none() -> None:
    arguments = rasa_arguments(replace(Settings(), rasa_token=""), Path("model.tar.gz"), Path("endpoints.yml"))
    assert not [argument for argument in arguments if "token" in argument]
