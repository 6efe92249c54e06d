"""Sentences as the goal classifier sees them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.assistant.goal_blocks import Example
from bot.assistant.signs import signs_of
from bot.assistant.spacy_pipeline import words_of
from bot.language.read import read


def example_of(text: str) -> Example:
    """One sentence with its words and signs."""
    return Example(text, tuple(word.lemma_ or word.text for word in words_of(text)), signs_of(text, read(text)))


def examples_of(texts: Sequence[str]) -> list[Example]:
    """All sentences, in their order."""
    return [example_of(text) for text in texts]
