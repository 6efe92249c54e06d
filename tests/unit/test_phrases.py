"""Every phrase that code names exists, with exactly the placeholders that the code fills."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.phrases import counted, entry, phrase

ROOT = Path(__file__).resolve().parents[2]
CALL = re.compile(r"""\b(phrase|counted|entry)\(\s*(f?)"([^"]+)\"""")
SOURCES = sorted((ROOT / "actions").rglob("*.py")) + sorted((ROOT / "bot").rglob("*.py"))


def named_keys() -> list[tuple[str, str, str]]:
    return [
        (path.relative_to(ROOT).as_posix(), call, key)
        for path in SOURCES
        for call, formatted, key in CALL.findall(path.read_text(encoding="utf-8"))
        if not formatted and "{" not in key and path.name != "phrases.py"
    ]


def test_code_names_phrases() -> None:
    assert len(named_keys()) > 20


@pytest.mark.parametrize(("path", "call", "key"), named_keys())
def test_a_named_phrase_exists(path: str, call: str, key: str) -> None:
    value = entry(key)
    assert value not in (None, "")
    if call == "counted":
        assert {"one", "other"} <= value.keys()


def test_singular_and_plural() -> None:
    assert counted("results.found", 1) != counted("results.found", 2)
    assert "7" in counted("results.found", 7)


def test_placeholders_are_filled() -> None:
    assert phrase("results.line", number=3, title="Tischlerei", reasons="2 km") == "3. Tischlerei: 2 km"


def test_an_unknown_key_is_named_in_the_error() -> None:
    with pytest.raises(KeyError, match=r"no\.such\.phrase"):
        phrase("no.such.phrase")
