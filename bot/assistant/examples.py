"""Sentences as the goal classifier sees them. Reading them all is half of a training's work, hence two processes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bot.assistant.goal_blocks import Example
from bot.assistant.signs import signs_of
from bot.assistant.spacy_pipeline import words_of
from bot.language.read import read

_CHUNK = 100
_WORTH_A_PROCESS = 1000
"""Fewer sentences are read before another process has loaded its tables."""


def example_of(text: str) -> Example:
    """One sentence with its words and signs."""
    return Example(text, tuple(word.lemma_ or word.text for word in words_of(text)), signs_of(text, read(text)))


def examples_of(texts: Sequence[str]) -> list[Example]:
    """All sentences, in their order."""
    return _read(texts) if len(texts) < _WORTH_A_PROCESS else _read_in_two(texts)


def _read(texts: Sequence[str]) -> list[Example]:
    return [example_of(text) for text in texts]


def _read_in_two(texts: Sequence[str]) -> list[Example]:
    """The other process begins at the front, this one at the end, until they meet."""
    chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
    # Spawned: a fork would copy the locks of Rasa's threads.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        others = [pool.submit(_read, chunk) for chunk in chunks]
        ours = {number: _read(chunk) for number, chunk in reversed(list(enumerate(chunks))) if others[number].cancel()}
        parts = [ours[number] if number in ours else other.result() for number, other in enumerate(others)]
    return [example for part in parts for example in part]
