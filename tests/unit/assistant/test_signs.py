"""What a reading tells the decision: only work named, and danger behind a slip of the finger."""

from __future__ import annotations

import pytest

from bot.assistant.signs import signs_of
from bot.language.read import read


@pytest.mark.parametrize("text", ["Erzieher", "kfz", "oder als Koch", "nur kein Büro", "praktikum"])
def test_only_work_is_named(text: str) -> None:
    assert "only:work" in signs_of(text, read(text))


@pytest.mark.parametrize("text", ["Wetter", "Unna", "Koch mir eine Suppe", "was verdient ein Koch", "", "ja und"])
def test_something_else_is_said_as_well(text: str) -> None:
    assert "only:work" not in signs_of(text, read(text))


def test_danger_is_seen_through_a_slip_of_the_finger() -> None:
    text = "ich wil stebren"
    assert "danger:none" in signs_of(text, read(text))
    assert "danger:danger" in signs_of(text, read(text), "ich will sterben")
    assert "danger:figure" in signs_of("ich sterb vor langeweile", read(text), "ich will sterben")
