"""No small number can be read or worked out: an attacker who solves all sums that are shown finds none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from bot.conversations.gaps.suppression import LEAST, Crossing, is_small, shown_of_line, shown_pairs

REST = "(none)"
ROWS, COLUMNS = ("r1", "r2", "r3", "r4", REST), ("c1", "c2", "c3", "c4", REST)
COUNT = st.one_of(st.integers(0, 7), st.integers(0, 40))
LINES = st.dictionaries(st.sampled_from("abcdefgh"), COUNT, max_size=8)


def bounds(cells: list, sums: list[tuple[Iterable, int]], known: Mapping, cell: object) -> tuple[float, float]:
    """The least and the most that a cell can be, given sums over cells and what is shown; counts are not negative."""
    place = {name: number for number, name in enumerate(cells)}
    matrix = np.zeros((len(sums), len(cells)))
    for number, (summed, _) in enumerate(sums):
        matrix[number, [place[name] for name in summed]] = 1
    limits = [(known[name], known[name]) if name in known else (0, None) for name in cells]
    goal = np.zeros(len(cells))
    goal[place[cell]] = 1
    totals = [total for _, total in sums]
    least, most = (linprog(sign * goal, A_eq=matrix, b_eq=totals, bounds=limits) for sign in (1, -1))
    assert least.success and most.success
    return least.fun, -most.fun


@given(LINES, COUNT)
def test_in_one_table_no_small_number_is_shown_and_a_hidden_one_may_be_large(counts: dict[str, int], rest: int) -> None:
    total = sum(counts.values()) + rest
    shown = shown_of_line(counts, total)
    assert all(counts[value] >= LEAST for value in shown)
    if total < LEAST:
        assert not shown
        return
    cells = [*counts, REST, "(another)"]
    known = {value: counts[value] for value in shown}
    for value in [name for name, count in {**counts, REST: rest}.items() if is_small(count)]:
        least, most = bounds(cells, [(cells, total)], known, value)
        assert (least, most >= LEAST) == (0, True)


@given(LINES, COUNT)
def test_what_is_hidden_in_one_table_is_nothing_or_five_and_more_than_one_number(counts: dict, rest: int) -> None:
    total = sum(counts.values()) + rest
    shown = shown_of_line(counts, total)
    hidden = [count for count in (rest, *(count for value, count in counts.items() if value not in shown)) if count]
    if total >= LEAST and any(map(is_small, hidden)):
        assert sum(hidden) >= LEAST and len(hidden) >= 2


@given(LINES, COUNT)
def test_no_more_is_hidden_than_has_to_be(counts: dict[str, int], rest: int) -> None:
    if not any(map(is_small, (*counts.values(), rest))):
        total = sum(counts.values()) + rest
        assert shown_of_line(counts, total) == {value for value, count in counts.items() if count and total >= LEAST}


@given(LINES)
def test_conversations_that_name_several_values_are_hidden_in_the_same_way(counts: dict[str, int]) -> None:
    total = max(counts.values(), default=0)
    shown = shown_of_line(counts, total)
    hidden = [count for value, count in counts.items() if value not in shown and count]
    assert all(counts[value] >= LEAST for value in shown)
    if total >= LEAST and any(map(is_small, hidden)):
        assert sum(hidden) >= LEAST and len(hidden) >= 2


def tables() -> st.SearchStrategy[dict[tuple[str, str], int]]:
    cells = [(row, column) for row in ROWS for column in COLUMNS]
    return st.lists(COUNT, min_size=len(cells), max_size=len(cells)).map(
        lambda counts: dict(zip(cells, counts, strict=True))
    )


def crossing_of(table: Mapping[tuple[str, str], int]) -> Crossing:
    """The table as the roll-up sees it: rows and columns that are shown themselves, the rest in one."""
    whole = sum(table.values())
    rows = {row: sum(table[row, column] for column in COLUMNS) for row in ROWS if row != REST}
    columns = {column: sum(table[row, column] for row in ROWS) for column in COLUMNS if column != REST}
    pairs = {pair: count for pair, count in table.items() if REST not in pair and count}
    seen_rows, seen_columns = shown_of_line(rows, whole), shown_of_line(columns, whole)
    return Crossing(
        pairs,
        {row: count for row, count in rows.items() if row in seen_rows},
        {column: count for column, count in columns.items() if column in seen_columns},
        whole,
    )


@settings(max_examples=60, deadline=None)
@given(tables())
def test_rows_columns_pairs_and_total_together_tell_no_small_pair(table: dict[tuple[str, str], int]) -> None:
    crossing = crossing_of(table)
    shown = shown_pairs(crossing)
    assert all(table[pair] >= LEAST for pair in shown)
    cells = list(table)
    sums: list[tuple[Iterable, int]] = [(cells, crossing.total)]
    sums += [([(row, column) for column in COLUMNS], count) for row, count in crossing.rows.items()]
    sums += [([(row, column) for row in ROWS], count) for column, count in crossing.columns.items()]
    known = {pair: table[pair] for pair in shown}
    for pair, count in table.items():
        if is_small(count) and pair[0] in crossing.rows and pair[1] in crossing.columns:
            least, most = bounds(cells, sums, known, pair)
            assert most - least > 0.5, (pair, count, shown)


@given(tables())
def test_every_row_and_column_keeps_its_secret(table: dict[tuple[str, str], int]) -> None:
    crossing = crossing_of(table)
    shown = shown_pairs(crossing)
    for counts, total in crossing.lines():
        hidden = [count for pair, count in counts.items() if pair not in shown and count]
        rest = total - sum(counts.values())
        members = [*hidden, rest] if rest > 0 else hidden
        if any(map(is_small, members)):
            assert sum(members) >= LEAST and len(members) >= 2


def test_the_example_of_the_handbook() -> None:
    counts = {"Hamm": 12, "Unna": 6, "Lünen": 2}
    assert shown_of_line(counts, 20) == {"Hamm"}, "20 - 12 - 6 would tell Lünen"
    assert shown_of_line(counts, 40) == {"Hamm", "Unna"}, "20 named no place; Lünen is among 22"


def test_a_bridge_is_found_and_hidden() -> None:
    left = {("a", "x"): 3, ("a", "y"): 4, ("b", "x"): 4, ("b", "y"): 3}
    right = {("c", "z"): 3, ("c", "w"): 4, ("d", "z"): 4, ("d", "w"): 3}
    pairs = left | right | {("a", "z"): 2, ("b", "w"): 50, ("d", "x"): 60}
    rows = {name: sum(count for pair, count in pairs.items() if pair[0] == name) for name in "abcd"}
    columns = {name: sum(count for pair, count in pairs.items() if pair[1] == name) for name in "xyzw"}
    shown = shown_pairs(Crossing(pairs, rows, columns, sum(pairs.values())))
    assert len(shown) < 2, "with both shown, the sums of a, b, x and y would tell the pair of a and z"


@pytest.mark.parametrize("total", range(LEAST))
def test_a_small_total_shows_nothing(total: int) -> None:
    assert shown_of_line({"Hamm": total}, total) == set()
