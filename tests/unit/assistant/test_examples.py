"""Sentences for the classifier: their words and signs, in order."""

from __future__ import annotations

import pytest

from bot.assistant.examples import example_of, examples_of

WISHES = ["Ausbildung als Koch in Unna", "danke", "wer zahlt mir die Fahrkarte?", "", "  ", "2+2", "ja\tgern"]


def test_words_are_spacys_and_signs_are_read() -> None:
    example = example_of("Praktikum  in Lünen?")
    assert example.text == "Praktikum  in Lünen?"
    assert example.words[0].lower() == "praktikum"
    assert len(example.words) == 4
    assert {"says:offer", "says:place", "language:de", "danger:none"} <= set(example.signs)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert example_of(text).words == ()


def test_sentences_are_read_in_order() -> None:
    assert examples_of(WISHES) == [example_of(text) for text in WISHES]


def test_none_are_none() -> None:
    assert examples_of([]) == []
