"""Test sentences that training data must not hold, word for word or nearly; and what training data holds.

Sealed sentences are compared here by machine only: nothing tells which of them a sentence is near to.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from bot.language.text import fold
from bot.settings import PROJECT_ROOT

UNDERSTANDING = PROJECT_ROOT / "tests" / "understanding"
STORIES = PROJECT_ROOT / "tests" / "dialogue"
SHORT = 12
"""Characters up to which everybody says the same: "hallo", "ja gerne"."""
NEAR = 92
"""rapidfuzz ratio (0 to 100) of folded texts from which one is a copy of the other."""
_ANNOTATION = re.compile(r"\[([^\]]*)\](\([^)]*\)|{[^}]*})")


def all_sets() -> list[Path]:
    """All sets of messages and dialogues, the sealed ones among them."""
    return sorted([*UNDERSTANDING.glob("*.jsonl"), *UNDERSTANDING.glob("dev/*.jsonl")])


def sentences_of(path: Path) -> Iterator[tuple[str, str]]:
    """Ids and sentences of a test set; the turns of a dialogue have numbers."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if "text" in record:
            yield record["id"], record["text"]
        for number, turn in enumerate(record.get("turns", ()), start=1):
            yield f"{record['id']}#{number}", turn["user"]


def story_sentences() -> Iterator[tuple[str, str]]:
    """Places and sentences of the test stories."""
    for path in sorted(STORIES.glob("test_*.yml")):
        for story in yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]:
            said = [step["user"] for step in story["steps"] if "user" in step]
            yield from ((f"{path.stem}/{story['story']}#{number}", text) for number, text in enumerate(said, start=1))


@cache
def examples() -> dict[str, list[str]]:
    """All shipped training sentences by intent."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PROJECT_ROOT.glob("data/*/nlu*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            if "intent" in block:
                lines = [line.strip().removeprefix("- ") for line in block["examples"].splitlines() if line.strip()]
                found[block["intent"]] += [_ANNOTATION.sub(r"\1", line) for line in lines]
    return found


@cache
def tested() -> list[str]:
    """All long enough test sentences, folded, each once."""
    pairs = [*story_sentences(), *(pair for path in all_sets() for pair in sentences_of(path))]
    return sorted({fold(text) for _, text in pairs if len(text) > SHORT})


def copies(sentences: Iterable[tuple[str, str]], of: Sequence[str]) -> list[str]:
    """Ids of the sentences that stand in `of` (folded), word for word or nearly."""
    long = [(name, fold(text)) for name, text in sentences if len(text) > SHORT]
    scores = process.cdist([text for _, text in long], of, scorer=fuzz.ratio, score_cutoff=NEAR, workers=1)
    return [name for (name, _), row in zip(long, scores, strict=True) if row.max(initial=0) >= NEAR]


def is_near(text: str, of: Sequence[str]) -> bool:
    """Whether a sentence stands in `of` (folded), word for word or nearly."""
    return bool(copies([("", text)], of))
