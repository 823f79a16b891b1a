"""No hidden count from 1 to 4 can be worked out: an attacker solves for it and finds a range of five or more."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from qorgan.care.small_counts import hidden, is_safe, pooled
from qorgan.kernel.errors import DataError

counts = st.integers(0, 12)
tables = st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(counts, min_size=n, max_size=n), min_size=2, max_size=5))


def with_whole_margins(cells):
    """Return the table with its small rows and columns pooled, as it is before a cell is hidden."""
    for _ in range(2):
        groups = pooled({str(number): sum(row) for number, row in enumerate(cells)})
        cells = [[sum(cells[int(one)][at] for one in group) for at in range(len(cells[0]))] for group in groups]
        cells = [list(row) for row in zip(*cells, strict=True)]
    return cells


def widths(cells, withheld):
    """Return how wide the range is that the published rest and the margins leave of each hidden small count."""
    places = sorted(withheld)
    rest = {
        (axis, number): sum(cells[r][c] for r, c in places if (r, c)[axis] == number)
        for axis in (0, 1)
        for number in {place[axis] for place in places}
    }
    sums = [[float(place[axis] == number) for place in places] for axis, number in rest]
    found = {}
    for at, (row, column) in enumerate(places):
        if 0 < cells[row][column] < 5:
            aim = np.eye(len(places))[at]
            ends = [linprog(sign * aim, A_eq=sums, b_eq=list(rest.values())) for sign in (1, -1)]
            found[row, column] = -ends[1].fun - ends[0].fun
    return found


@given(tables)
def test_no_small_count_is_given_back_by_the_rest_of_its_table(cells):
    if sum(map(sum, cells)) >= 5:
        cells = with_whole_margins(cells)
        withheld = hidden(cells)
        small = {(r, c) for r, row in enumerate(cells) for c, count in enumerate(row) if 0 < count < 5}
        assert small <= withheld
        assert all(width >= 5 - 1e-6 for width in widths(cells, withheld).values())


@given(tables, st.data())
def test_the_range_is_the_one_that_a_linear_programme_finds(cells, data):
    some = st.sets(st.sampled_from([(r, c) for r in range(len(cells)) for c in range(len(cells[0]))]))
    withheld = data.draw(some)
    for place, width in widths(cells, withheld).items():
        assert is_safe(cells, withheld, place) == (width >= 5 - 1e-6)


@given(st.lists(counts, min_size=1, max_size=8))
def test_pooled_categories_are_all_there_once_and_none_or_at_least_five(numbers):
    told = {f"c{at}": count for at, count in enumerate(numbers)}
    if sum(numbers) >= 5:
        groups = pooled(told)
        assert sorted(code for group in groups for code in group) == sorted(told)
        assert all(sum(told[code] for code in group) not in range(1, 5) for group in groups)


@pytest.mark.parametrize(("n", "most"), [(2, 20), (3, 20), (4, 18)])
def test_who_knows_the_rule_of_pooling_still_cannot_tell_one_small_count_from_another(n, most):
    worlds = {}
    for numbers in product(range(most + 1), repeat=n):
        told = {f"c{at}": count for at, count in enumerate(numbers)}
        if n + 3 <= sum(numbers) <= most:  # else they are too few for so many categories, and all of these are one
            shown = tuple((group, sum(told[code] for code in group)) for group in pooled(told))
            worlds.setdefault(shown, []).append(numbers)
    small = [
        (shown, at, {one[at] for one in alike})
        for shown, alike in worlds.items()
        for at in range(n)
        if any(0 < one[at] < 5 for one in alike)
    ]
    assert small
    assert [(shown, at) for shown, at, values in small if len(values) < 4] == []


@pytest.mark.parametrize(
    ("numbers", "groups"),
    [
        ([5, 0, 9], [("a",), ("b",), ("c",)]),
        ([50, 3, 9], [("a",), ("b", "c")]),
        ([2, 60, 3], [("b",), ("a", "c")]),
        ([1, 0, 2, 8], [("a", "b", "c", "d")]),
        ([1, 0, 2, 10], [("b",), ("a", "c", "d")]),
        ([4, 60, 4, 70], [("d",), ("a", "b", "c")]),
        ([1, 0, 2, 2], [("a", "b", "c", "d")]),
    ],
)
def test_what_is_pooled_by_hand(numbers, groups):
    codes = "abcd"[: len(numbers)]
    assert pooled(dict(zip(codes, numbers, strict=True))) == tuple(groups)


def test_a_table_without_small_counts_hides_nothing():
    assert hidden([[5, 0], [9, 12]]) == frozenset()


def test_one_small_count_hides_the_cheapest_rectangle_with_it():
    assert hidden([[3, 40, 9], [20, 30, 8], [50, 60, 70]]) == {(0, 0), (0, 2), (1, 0), (1, 2)}


def test_a_table_with_a_small_margin_is_refused():
    with pytest.raises(DataError, match="too small"):
        hidden([[1, 0, 9], [0, 9, 0]])
