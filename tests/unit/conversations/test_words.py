"""The words that conversations are searched by."""

from __future__ import annotations

import pytest

from bot.conversations.records import goals_in, goals_text
from bot.conversations.words import search_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Suche Ausbildungsplätze in Köln", {"suche", "ausbildungsplatze", "koln"}),
        ("AUSBILDUNGSPLAETZE", {"ausbildungsplatze"}),
        ("Straße, Strasse", {"strasse"}),
        ("ich will das und nicht die", set()),
        ('/search{"chip": "size=small"}', set()),
        ("a b 7", set()),
        ("[Telefon] IT-Job 2027", {"telefon", "it", "job", "2027"}),
        ("x" * 500, {"x" * 32}),
        ("", set()),
    ],
)
def test_words_of_a_message(text: str, words: set[str]) -> None:
    assert words_of(text) == words


def test_the_longest_words_are_looked_for_first_and_only_some() -> None:
    assert search_words("Koch Ausbildung ich") == ["ausbildung", "koch"]
    assert len(search_words(" ".join(f"wort{chr(97 + number)}" for number in range(20)))) == 6
    assert search_words("ich und du") == []
    assert search_words("/koch") == ["koch"]


def test_goals_stand_once_and_can_be_read_back() -> None:
    assert goals_text(["search", "greet", "search"]) == ",greet,search,"
    assert goals_in(",greet,search,") == ["greet", "search"]
    assert goals_in(goals_text([])) == []
