"""Nothing that leaves a centre lets a count from 1 to 4 be worked out: an attacker solves for it and finds a wide interval."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from qorgan.care.indicators.release import SHARE_BASE, THRESHOLD, Breakdown, Report, release
from qorgan.kernel.errors import DataError

counts = st.integers(0, 12)


def interval(released, equations, code):
    """Return what an attacker can derive of a count: the least and the most under all that was published."""
    codes = list(released.counts)
    rows = [[float(one.get(code, 0)) for code in codes] for one in equations]
    bounds = [(0, None) if count is None else (count, count) for count in released.counts.values()]
    aim = np.array([1.0 if one == code else 0.0 for one in codes])
    ends = []
    for sign in (1, -1):
        found = linprog(sign * aim, A_eq=rows, b_eq=np.zeros(len(rows)), bounds=bounds)
        ends.append(sign * found.fun if found.status == 0 else np.inf)
        assert found.status in {0, 3}
    return ends


def sums(report):
    return [{one.whole: -1, **dict.fromkeys(one.parts, 1)} for one in report.breakdowns if one.adds_up]


def is_hidden(report):
    released = release(report)
    for code, count in report.counts.items():
        if 0 < count < THRESHOLD:
            low, high = interval(released, sums(report), code)
            assert high - low >= THRESHOLD - 1e-6, code
    return True


def one_way(parts):
    named = {f"p{number}": count for number, count in enumerate(parts)}
    return Report({"whole": sum(parts), **named}, (Breakdown("whole", tuple(named)),))


def two_way(cells):
    rows, columns = range(len(cells)), range(len(cells[0]))
    inner = {f"c{r}{c}": cells[r][c] for r in rows for c in columns}
    margins = {f"r{r}": sum(cells[r]) for r in rows} | {f"k{c}": sum(row[c] for row in cells) for c in columns}
    return Report(
        {"all": sum(inner.values()), **margins, **inner},
        (
            Breakdown("all", tuple(f"r{r}" for r in rows)),
            Breakdown("all", tuple(f"k{c}" for c in columns)),
            *(Breakdown(f"r{r}", tuple(f"c{r}{c}" for c in columns)) for r in rows),
            *(Breakdown(f"k{c}", tuple(f"c{r}{c}" for r in rows)) for c in columns),
        ),
    )


@given(st.lists(counts, min_size=2, max_size=5))
def test_no_part_is_given_back_by_the_rest(parts):
    assert is_hidden(one_way(parts))


@settings(max_examples=60)
@given(st.integers(2, 3).flatmap(lambda n: st.lists(st.lists(counts, min_size=n, max_size=n), min_size=2, max_size=3)))
def test_no_cell_is_given_back_by_the_margins_of_its_table(cells):
    assert is_hidden(two_way(cells))


@settings(max_examples=60)
@given(st.lists(st.lists(counts, min_size=2, max_size=3), min_size=2, max_size=3))
def test_no_part_of_a_part_is_given_back(groups):
    counted, breakdowns = {}, []
    for number, group in enumerate(groups):
        named = {f"g{number}.{place}": count for place, count in enumerate(group)}
        counted |= {f"g{number}": sum(group), **named}
        breakdowns.append(Breakdown(f"g{number}", tuple(named)))
    wholes = tuple(f"g{number}" for number in range(len(groups)))
    counted["all"] = sum(counted[one] for one in wholes)
    assert is_hidden(Report(counted, (Breakdown("all", wholes), *breakdowns)))


@pytest.mark.parametrize("n_parts", [2, 3])
@pytest.mark.parametrize("whole", range(5, 14))
def test_who_knows_the_rule_itself_still_cannot_tell_one_small_count_from_another(n_parts, whole):
    worlds = [parts for parts in product(range(whole + 1), repeat=n_parts) if sum(parts) == whole]
    hidden = [parts for parts in worlds if release(one_way(parts)).counts["p0"] is None]
    assert {parts[0] for parts in hidden} >= {1, 2, 3, 4}


@pytest.mark.parametrize("count", [1, 4])
def test_a_small_count_is_withheld(count):
    assert release(Report({"n": count}, ())).counts == {"n": None}


@pytest.mark.parametrize("count", [0, 5])
def test_nobody_and_five_are_published(count):
    assert release(Report({"n": count}, ())).counts == {"n": count}


def test_a_breakdown_without_small_counts_is_published_whole():
    assert release(one_way([5, 0, 9])).counts == {"whole": 14, "p0": 5, "p1": 0, "p2": 9}


def test_one_small_part_withholds_its_breakdown_and_leaves_the_whole():
    assert release(one_way([50, 3, 9])).counts == {"whole": 62, "p0": None, "p1": None, "p2": None}


def test_parts_of_what_is_withheld_are_withheld_however_large():
    report = Report(
        {"all": 13, "few": 3, "many": 10, "these": 5, "those": 5},
        (Breakdown("all", ("few", "many")), Breakdown("many", ("these", "those"))),
    )
    assert {code for code, count in release(report).counts.items() if count is not None} == {"all"}


def test_a_share_is_whole_and_stands_only_on_a_base_that_carries_it():
    assert release(one_way([5, 15])).shares == {"whole/p0": 25, "whole/p1": 75}
    assert release(one_way([7, SHARE_BASE - 8])).shares == {"whole/p0": None, "whole/p1": None}
    assert release(one_way([3, 90])).shares == {"whole/p0": None, "whole/p1": None}


@given(counts, st.integers(20, 400))
def test_a_share_is_the_nearest_whole_per_cent(part, rest):
    share = release(one_way([part + 5, rest])).shares["whole/p0"]
    assert abs(share - 100 * (part + 5) / (part + 5 + rest)) <= 0.5


@pytest.mark.parametrize(
    ("told", "field"), [({"whole": 3, "p": 2}, "whole"), ({"whole": 3}, "p"), ({"whole": -1, "p": -1}, "whole")]
)
def test_parts_that_are_not_their_whole_are_refused(told, field):
    with pytest.raises(DataError, match=field):
        Report(told, (Breakdown("whole", ("p",)),))
