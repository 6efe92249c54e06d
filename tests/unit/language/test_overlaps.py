from __future__ import annotations

from bot.language.overlaps import settled
from bot.language.reading import Mention


def mention(key: str, start: int, end: int, how: str = "exact", score: float = 1.0) -> Mention:
    return Mention(key, ("x",), start, end, key, score, how)


def test_the_longer_of_two_kinds_stays() -> None:
    feature, industry = mention("features", 0, 17), mention("industry", 0, 12)
    assert settled([industry, feature]) == [feature]


def test_occupation_and_industry_of_the_same_words_both_stay() -> None:
    both = [mention("occupation", 0, 6), mention("industry", 0, 6)]
    assert settled(both) == both


def test_an_offer_inside_an_occupation_stays_when_sure() -> None:
    occupation, offer = mention("occupation", 0, 13), mention("offer", 0, 13)
    assert settled([occupation, offer]) == [occupation, offer]
    weak = mention("offer", 8, 13, how="weak")
    assert settled([occupation, weak]) == [occupation]


def test_an_offer_inside_a_longer_offer_is_part_of_it() -> None:
    dual, part = mention("offer", 0, 22), mention("offer", 12, 22)
    assert settled([dual, part]) == [dual]


def test_equal_length_is_decided_by_score_then_kind() -> None:
    place, guess = mention("place", 0, 6), mention("occupation", 0, 6, score=0.9)
    assert settled([place, guess]) == [place]
    assert settled([mention("place", 0, 6), mention("features", 0, 6)])[0].key == "features"


def test_a_guessed_occupation_gives_way_to_a_longer_offer() -> None:
    guess, offer = mention("occupation", 0, 8, "spelling", 0.9), mention("offer", 0, 12)
    assert settled([guess, offer]) == [offer]


def test_a_bare_verb_counts_only_alone() -> None:
    bare = mention("offer", 0, 13, "bare")
    assert settled([bare]) == [bare]
    assert settled([bare, mention("place", 20, 24)]) == [bare, mention("place", 20, 24)]
    assert settled([bare, mention("industry", 20, 24)]) == [mention("industry", 20, 24)]


def test_neighbours_do_not_exclude_each_other() -> None:
    neighbours = [mention("occupation", 0, 6), mention("place", 6, 10)]
    assert settled(neighbours[::-1]) == neighbours
