"""The whole of a period: whoever adds and subtracts what is shown, in every table at once, gets no small number."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.gaps.asks import ALL, CROSSED, PAIR, SINGLE, Ask
from bot.conversations.gaps.protecting import ENDINGS, Protected, protect
from bot.conversations.gaps.suppression import LEAST, is_small

PLACES, OCCUPATIONS, TOPICS = ("05915000", "05978024", None), ("29302", "81302", None), ("housing", "debt", None)
KINDS = st.tuples(*map(st.sampled_from, (PLACES, OCCUPATIONS, TOPICS, range(3))))
CONVERSATIONS = st.lists(st.tuples(KINDS, st.integers(1, 30)), max_size=25)


def counts_of(conversations: list) -> dict[Ask, Counter[int]]:
    """What the log would count: each conversation names one place, occupation and topic, or none."""
    counts: dict[Ask, Counter[int]] = {}
    for (place, occupation, topic, ending), number in conversations:
        asks = [(ALL, "")]
        asks += [ask for ask in (("place", place), ("occupation", occupation), ("topic", topic)) if ask[1]]
        if place and occupation:
            asks.append(("place_occupation", f"{place}{PAIR}{occupation}"))
        if place and topic:
            asks.append(("place_topic", f"{place}{PAIR}{topic}"))
        for ask in asks:
            counts.setdefault(ask, Counter())[ending] += number
    return counts


def shown(protected: Protected, dimension: str, ending: str) -> dict[str, int]:
    return {
        value: numbers[ending]
        for (name, value), numbers in protected.cells.items()
        if name == dimension and ending in numbers
    }


@given(CONVERSATIONS)
def test_every_number_shown_is_true_and_none_is_small(conversations: list) -> None:
    counts = counts_of(conversations)
    protected = protect(counts)
    assert protected.conversations is None or protected.conversations >= LEAST
    for ask, numbers in protected.cells.items():
        for ending, number in numbers.items():
            assert number == counts[ask][ENDINGS.index(ending)] >= LEAST


@settings(max_examples=300)
@given(CONVERSATIONS)
def test_total_less_what_is_shown_is_never_small(conversations: list) -> None:
    protected = protect(counts_of(conversations))
    whole = protected.cells.get((ALL, ""), {})
    if protected.conversations is not None:
        assert not is_small(protected.conversations - sum(whole.values()))
    for ending, total in whole.items():
        for dimension in ("place", "occupation", "topic"):
            assert not is_small(total - sum(shown(protected, dimension, ending).values()))


@settings(max_examples=300)
@given(CONVERSATIONS)
def test_a_value_less_its_pairs_is_never_small_from_either_side(conversations: list) -> None:
    protected = protect(counts_of(conversations))
    for ending in ENDINGS:
        for crossed, other in CROSSED.items():
            pairs = shown(protected, crossed, ending)
            for side, dimension in enumerate(("place", other)):
                for value, total in shown(protected, dimension, ending).items():
                    its_pairs = [number for pair, number in pairs.items() if pair.split(PAIR)[side] == value]
                    assert not is_small(total - sum(its_pairs))


@given(CONVERSATIONS)
def test_nothing_is_shown_below_a_number_that_is_hidden(conversations: list) -> None:
    protected = protect(counts_of(conversations))
    for ending in ENDINGS:
        if ending not in protected.cells.get((ALL, ""), {}):
            assert not any(shown(protected, dimension, ending) for dimension in (*SINGLE, *CROSSED))
        for crossed, other in CROSSED.items():
            for pair in shown(protected, crossed, ending):
                place, value = pair.split(PAIR)
                assert place in shown(protected, "place", ending) and value in shown(protected, other, ending)
