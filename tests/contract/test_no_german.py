"""Python holds no German: what people read stands in YAML, what the reader knows in tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [path for folder in ("bot", "actions") for path in sorted((ROOT / folder).rglob("*.py"))]
_FUNCTION_WORD = re.compile(
    r"\b(der|die|das|den|dem|des|eine?[mnr]?|und|oder|aber|ist|sind|war|hat|haben|wird|werden|kann|nicht|keine?|ich|du|er"
    r"|sie|es|wir|ihr|mich|dich|sich|mir|dir|mit|vo[nm]|zu[mr]?|i[mn]|am|auf|aus|bei|bis|für|nach|über|um|unter|vor|wie"
    r"|was|wer|wo|wenn|weil|dass|noch|nur|auch|schon|sehr|mehr|bitte|gibt)\b",
    re.IGNORECASE,
)
MOST_FUNCTION_WORDS = 2
_UMLAUT = re.compile(r"[äöüßÄÖÜ]")
_WORD = re.compile(r"[^\W\d_]+")
_PATTERN = "(?:"
"""What the reader looks for is a pattern, not a sentence that somebody reads."""


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """All string constants that are no docstrings and no strings that stand alone to explain an attribute."""
    explaining = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining:
            yield node


def is_german(text: str) -> bool:
    """Whether a string is a German phrase: several words with an umlaut, or with three function words."""
    if " " not in text.strip() or len(_WORD.findall(text)) < 2:
        return False
    return bool(_UMLAUT.search(text)) or len(_FUNCTION_WORD.findall(text)) > MOST_FUNCTION_WORDS


def test_no_german_phrase_in_python() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in FILES
        for node in strings(ast.parse(path.read_text(encoding="utf-8")))
        if is_german(str(node.value)) and not ("language" in path.parts and _PATTERN in str(node.value))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Ich habe den Betrieb nicht gefunden", True),
        ("kleine Betriebe für dich", True),
        ("in der Nähe", True),
        ("the newest model's file, after its checksum was compared", False),
        ("ä", False),
        ("utter_results_none", False),
    ],
)
def test_what_counts_as_german(text: str, german: bool) -> None:
    assert is_german(text) is german


def test_docstrings_may_quote_german() -> None:
    tree = ast.parse('"""Says "mehr zum zweiten"."""\nx = 1\n"""Für das Feld."""\n')
    assert list(strings(tree)) == []
