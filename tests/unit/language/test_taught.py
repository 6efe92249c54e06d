"""Words that staff taught count in the reading, and no longer when another model's words are learned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.language.occupations_vocabulary import TaughtWord
from bot.language.read import read
from bot.language.taught import learn, learned, objection, word_of

FORKLIFT = TaughtWord("Gabelkönigin", ("51311",))
SITE = TaughtWord("Kranhof", (), ("42",))


@pytest.fixture(autouse=True)
def nothing_learned_after() -> Iterator[None]:
    yield
    learn([])


def test_a_taught_word_is_read_and_forgotten_with_its_model() -> None:
    text = "Ausbildung zur Gabelkönigin in Hamm"
    assert "occupation" not in read(text).says
    learn([FORKLIFT])
    assert learned() == [FORKLIFT]
    assert read(text).says["occupation"] == ["51311"]
    learn([])
    assert "occupation" not in read(text).says


@pytest.mark.parametrize("text", ["gabelköniginnen gesucht", "als Gabelkoenigin", "ich will gabelkönigin werden"])
def test_its_endings_and_spellings_are_read_as_well(text: str) -> None:
    learn([FORKLIFT])
    assert read(text).says["occupation"] == ["51311"]


def test_a_word_may_stand_for_an_industry() -> None:
    learn([SITE])
    assert read("irgendwas aufm Kranhof in Unna").says["industry"] == ["42"]


def test_a_word_outlasts_json() -> None:
    assert word_of({"word": "Gabelkönigin", "kldb": ["51311"], "wz": []}) == FORKLIFT


@pytest.mark.parametrize(
    ("word", "codes", "reason"),
    [
        ("Gabelkönigin", ("51311",), None),
        ("Koch", ("51311",), "known"),
        ("Haus", ("51311",), "ordinary"),
        ("immer", ("51311",), "ordinary"),
        ("ab", ("51311",), "short"),
        ("", ("51311",), "short"),
        ("eins zwei drei vier", ("51311",), "long"),
        ("x" * 41, ("51311",), "long"),
        ("Gabelkönigin", (), "meaning"),
        ("Gabelkönigin", ("99999",), "meaning"),
    ],
)
def test_what_can_be_taught(word: str, codes: tuple[str, ...], reason: str | None) -> None:
    assert objection(TaughtWord(word, codes)) == reason
