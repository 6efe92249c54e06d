"""What the assistant learns from: enough of each intent, and nothing that it is tested with.

The sealed sentences are compared here by machine only: a failure shows ids, never texts.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz, process

from bot.language.text import fold

ROOT = Path(__file__).resolve().parents[2]
UNDERSTANDING = ROOT / "tests" / "understanding"
SETS = sorted([*UNDERSTANDING.glob("*.jsonl"), *UNDERSTANDING.glob("dev/*.jsonl")])
LEAST_EXAMPLES = 80
UNTRAINED = {"out_of_scope_unclear"}
"""Given by the classifier's threshold, never learned."""
SHORT = 12
"""Characters up to which everybody says the same: "hallo", "ja gerne"."""
NEAR = 92
"""rapidfuzz ratio (0 to 100) of folded texts from which one is a copy of the other."""
_ANNOTATION = re.compile(r"\[([^\]]*)\](\([^)]*\)|{[^}]*})")


@cache
def examples() -> dict[str, list[str]]:
    """All training sentences by intent."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(ROOT.glob("data/*/nlu*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines = [line.strip().removeprefix("- ") for line in block["examples"].splitlines() if line.strip()]
                found[block["intent"]] += [_ANNOTATION.sub(r"\1", line) for line in lines]
    return found


@cache
def learned() -> list[str]:
    """All training sentences, folded, each once."""
    return sorted({fold(text) for texts in examples().values() for text in texts})


def sentences_of(path: Path) -> Iterator[tuple[str, str]]:
    """Ids and sentences of a test set; the turns of a dialogue have numbers."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if "text" in record:
            yield record["id"], record["text"]
        for number, turn in enumerate(record.get("turns", ()), start=1):
            yield f"{record['id']}#{number}", turn["user"]


def story_sentences() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "tests" / "dialogue").glob("test_*.yml")):
        for story in yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]:
            said = [step["user"] for step in story["steps"] if "user" in step]
            yield from ((f"{path.stem}/{story['story']}#{number}", text) for number, text in enumerate(said, start=1))


def copies(sentences: Iterator[tuple[str, str]], of: list[str]) -> list[str]:
    """Ids of the sentences that stand in `of`, word for word or nearly."""
    long = [(name, fold(text)) for name, text in sentences if len(text) > SHORT]
    scores = process.cdist([text for _, text in long], of, scorer=fuzz.ratio, score_cutoff=NEAR, workers=1)
    return [name for (name, _), row in zip(long, scores, strict=True) if row.max(initial=0) >= NEAR]


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
    assert copies(iter(said), taught) == ["same"]


def test_all_test_sets_are_compared() -> None:
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
