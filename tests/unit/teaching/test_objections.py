"""What speaks against learning a correction."""

from __future__ import annotations

import json

import pytest
from lessons import dialogue, lesson

from bot.teaching.near_copies import UNDERSTANDING, examples
from bot.teaching.objections import objections


def developers_sentence() -> str:
    """A long sentence of a set that everybody may read."""
    lines = (UNDERSTANDING / "dev" / "own_messages.jsonl").read_text(encoding="utf-8").splitlines()
    return next(text for line in lines if 40 < len(text := json.loads(line)["text"]) < 200 and "[" not in text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ich möchte gern auf dem Kutter anfangen", []),
        ("ruf mich an: [Telefon]", ["marked"]),
        ("ruf mich an: 0176 90417733 wegen dem Kutter", ["personal"]),
        ("ich heiße Lena Vogelsang und suche was am Kutter", ["personal"]),
        ("schreib an lena.v@example.org wegen Kutter", ["personal"]),
        ("[Kutter](place) bitte", ["markup"]),
        ("/search", ["markup"]),
        ("", ["empty"]),
        ("x" * 501, ["long"]),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert objections(lesson(text=text), ()) == found


def test_a_near_copy_of_a_test_sentence_is_refused() -> None:
    text = developers_sentence()
    assert "tested" in objections(lesson(text=text.upper()), ())


def test_a_near_copy_of_a_taught_dialogue_is_refused() -> None:
    test = dialogue("ich möchte gern auf dem Kutter anfangen!", "und dann noch was")
    assert objections(lesson(), [test]) == ["tested"]


def test_what_is_learned_is_no_test() -> None:
    learned = next(text for text in examples()["search"] if len(text) > 30)
    assert "learned" in objections(dialogue(learned, "und dann noch was ganz anderes"), ())
    assert objections(dialogue("ich möchte gern auf dem Kutter anfangen", "und noch was"), [lesson()]) == ["learned"]


def test_a_dialogue_has_several_turns_without_personal_data() -> None:
    assert objections(dialogue("den Kutter nochmal bitte"), ()) == ["few_turns"]
    assert objections(dialogue("den Kutter nochmal bitte", "meine Nummer ist [Telefon]"), ()) == ["marked"]


def test_a_sentence_has_one_goal() -> None:
    shipped = next(text for text in examples()["thank"] if len(text) <= 12)
    assert objections(lesson(text=shipped, goal="search"), ()) == ["contradicts"]
    assert objections(lesson(text=shipped, goal="thank"), ()) == []
    assert objections(lesson(2, goal="events"), [lesson(1)]) == ["contradicts"]


def test_words_are_checked() -> None:
    word = {"word": "Koch", "kldb": ["51311"], "wz": []}
    assert objections(lesson(words=[word]), ()) == ["word_known"]
