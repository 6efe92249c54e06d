"""What the assistant learns from: enough of each intent, and nothing that it is tested with.

The sealed sentences are compared here by machine only: a failure shows ids, never texts.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.language.text import fold
from bot.teaching.near_copies import UNDERSTANDING, all_sets, copies, examples, sentences_of, story_sentences

ROOT = Path(__file__).resolve().parents[2]
SETS = all_sets()
LEAST_EXAMPLES = 80
UNTRAINED = {"out_of_scope_unclear"}
"""Given by the classifier's threshold, never learned."""


@cache
def learned() -> list[str]:
    """All training sentences, folded, each once."""
    return sorted({fold(text) for texts in examples().values() for text in texts})


@pytest.mark.parametrize("path", SETS, ids=lambda path: str(path.relative_to(UNDERSTANDING)))
def test_no_test_sentence_is_learned(path: Path) -> None:
    __tracebackhide__ = True
    shared = copies(sentences_of(path), learned())
    assert not shared, f"remove the copies of these from data/: {', '.join(shared)}"


def test_no_sentence_of_a_test_story_is_learned() -> None:
    assert copies(story_sentences(), learned()) == []


def test_near_copies_are_seen() -> None:
    taught = ["ich suche eine ausbildung als koch in unna"]
    said = [("same", "Ich suche eine Ausbildung als Koch in Unna!"), ("other", "Praktikum im Zoo, gibt es das hier?")]
    assert copies(said, taught) == ["same"]


def test_all_all_sets_are_compared() -> None:
    sealed = {path.name for path in SETS if path.parent == UNDERSTANDING}
    assert sealed == {"messages.jsonl", "dialogues.jsonl", "second_messages.jsonl", "second_dialogues.jsonl"}
    assert len(SETS) >= 4


@pytest.mark.parametrize("intent", sorted({*examples(), *UNTRAINED}))
def test_each_intent_has_enough_sentences(intent: str) -> None:
    distinct = {fold(text) for text in examples().get(intent, ())}
    assert len(distinct) >= LEAST_EXAMPLES if intent not in UNTRAINED else not distinct


def test_every_intent_of_the_domain_is_taught() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    named = {next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain["intents"]}
    assert named == {*examples(), *UNTRAINED}


def test_no_sentence_is_taught_for_two_intents() -> None:
    taught: dict[str, set[str]] = defaultdict(set)
    for intent, texts in examples().items():
        for text in texts:
            taught[fold(text)].add(intent)
    assert {text: intents for text, intents in taught.items() if len(intents) > 1} == {}
