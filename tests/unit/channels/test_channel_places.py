"""From a shared location to a municipality."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from bot.channels.letters import arrival
from bot.channels.messages import Incoming, Location, Started, Tap, Text, Unknown
from bot.channels.places import nearest
from bot.channels.reading import Line, client_id, line_for, said_by
from bot.channels.telegram import Telegram
from bot.conversations.sealing import Vault
from bot.language.gazetteer import municipalities
from bot.phrases import phrase

KEY, OTHER = Fernet.generate_key(), Fernet.generate_key()


@pytest.mark.parametrize(
    ("lat", "lon", "ags"),
    [
        (51.5136, 7.4653, "05913000"),
        (51.6166, 7.5281, "05978024"),
        (51.6739, 7.8159, "05915000"),
        (51.5347, 7.6886, "05978036"),
        (48.137, 11.575, None),
        (52.5200, 13.4050, None),
        (0.0, 0.0, None),
        (91.0, 7.0, None),
        (float("nan"), 7.0, None),
        (float("inf"), 7.0, None),
    ],
)
def test_a_point_lies_in_its_municipality(lat: float, lon: float, ags: str | None) -> None:
    assert nearest(lat, lon) == ags


def test_every_town_s_middle_lies_in_it() -> None:
    wrong = [town.name for town in municipalities().values() if nearest(town.lat, town.lon) != town.ags]
    assert wrong == []


@pytest.mark.parametrize("content", [Text("x"), Started(), Tap("t"), Location(51.5136, 7.4653), Unknown("voice")])
def test_what_is_stored_tells_no_place_and_no_number(content: object) -> None:
    vault = Vault(KEY)
    stored = arrival(vault, "telegram", Incoming("u-77", "4711", 1, content))  # type: ignore[arg-type]
    assert "4711" not in str(stored) and "u-77" not in str(stored)
    opened = vault.open(stored.sealed)
    assert opened is not None and "51.5" not in str(opened)
    assert stored.chat_key != arrival(vault, "whatsapp", Incoming("u-77", "4711", 1, Text("x"))).chat_key


def test_another_key_opens_nothing() -> None:
    sealed = Vault(KEY).seal({"a": 1})
    assert Vault(OTHER).open(sealed) is None
    assert Vault(OTHER).name("chat", "1") != Vault(KEY).name("chat", "1")


def test_every_unknown_kind_has_its_line() -> None:
    for kind in ("sticker", "voice", "picture", "edited", "group", "encrypted", "other"):
        assert line_for({"kind": "unknown", "what": kind}) == Line(phrase(f"channels.unknown.{kind}"))


def test_a_choice_that_is_gone_is_told_so() -> None:
    said = said_by({"kind": "tap", "token": "0" * 16}, client_id("n"), [], Telegram.limits, "telegram")
    assert said == Line(phrase("web.refused.not_offered"))
