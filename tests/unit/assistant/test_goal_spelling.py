"""Unknown words become the known ones that were meant; known, short and named ones stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.goal_spelling import Spelling

TAUGHT = [
    "zeig mir weitere betriebe",
    "weitere betriebe bitte",
    "welche betriebe sind das",
    "mehr infos zum dritten",
    "mehr infos bitte",
    "größere betriebe",
    "größere firmen",
    "firmen in der nähe",
    "ein seltenes beispielwort",
    "weiter",
    "weiter so",
    "hilfe",
    "hilfe bitte",
]
SPELLING = Spelling.of(TAUGHT)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mher infos", "mehr infos"),
        ("weittere betireb bitte", "weitere betireb bitte"),
        ("weitere betireeb", "weitere betriebe"),
        ("Bitet!", "bitte!"),
        ("hlife", "hilfe"),
        ("groessere firmen", "groessere firmen"),
        ("grössere frimen", "grössere firmen"),
        ("WEITERE BETRIEBE", "WEITERE BETRIEBE"),
        ("mehr", "mehr"),
        ("", ""),
        ("?!", "?!"),
    ],
)
def test_what_was_meant(written: str, meant: str) -> None:
    assert SPELLING.corrected(written) == meant


def test_a_rare_word_is_known_but_nobody_is_thought_to_have_meant_it() -> None:
    assert SPELLING.corrected("beispielwort") == "beispielwort"
    assert SPELLING.corrected("beispeilwort") == "beispeilwort"


def test_the_first_letter_is_right() -> None:
    assert SPELLING.corrected("nitte") == "nitte"


def test_short_words_stay() -> None:
    assert Spelling({"das": 9, "der": 9}).corrected("dsa dre") == "dsa dre"


def test_two_errors_need_a_long_word() -> None:
    spelling = Spelling({"firmen": 5, "ausbildung": 5})
    assert spelling.corrected("frmien") == "frmien"
    assert spelling.corrected("asubildugn") == "ausbildung"


def test_the_nearer_word_wins_and_then_the_more_frequent() -> None:
    spelling = Spelling({"weiter": 3, "weiber": 9, "weitere": 2})
    assert spelling.corrected("weitet") == "weiter"
    assert spelling.corrected("weixer") == "weiber"


def test_what_the_tables_named_stays() -> None:
    text = "mher in Hilffe"
    start = text.index("Hilffe")
    assert SPELLING.corrected(text, [(start, start + 6)]) == "mehr in Hilffe"
    assert SPELLING.corrected(text) == "mehr in hilfe"


def test_other_scripts_and_numbers_stay() -> None:
    assert SPELLING.corrected("привіт 44135 a1b2 🙂") == "привіт 44135 a1b2 🙂"


def test_it_is_its_counts() -> None:
    assert Spelling(SPELLING.counts).corrected("mher hlife") == "mehr hilfe"


@given(st.text())
def test_nothing_fails_and_gaps_stay(text: str) -> None:
    corrected = SPELLING.corrected(text)
    assert SPELLING.corrected(corrected) == corrected
    assert [sign for sign in corrected if sign in " .,!?\n"] == [sign for sign in text if sign in " .,!?\n"]


@given(st.lists(st.sampled_from(sorted(SPELLING.counts)), min_size=1))
def test_sentences_of_known_words_stay(words: list[str]) -> None:
    assert SPELLING.corrected(" ".join(words)) == " ".join(words)


def test_words_that_none_of_the_sentences_has() -> None:
    assert SPELLING.knows_none("Mallorca!")
    assert not SPELLING.knows_none("Mallorca bitte")
    assert not SPELLING.knows_none("👍 44135 ?")
