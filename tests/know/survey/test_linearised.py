"""Means, totals and ratios: what they do with gaps, groups, order and scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.sentences import say
from qorgan.know.survey.design import design_of
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.variance import degrees_of_freedom

WEIGHTS = np.array([1.0, 2, 3, 1, 2, 3])
CLUSTERS = np.array([1, 1, 2, 2, 3, 3])
VALUES = np.array([4.0, 1, 7, 2, 2, 9])


def design(**options):
    return design_of(6, weights=WEIGHTS, clusters=[CLUSTERS], **options)


def test_a_missing_value_is_outside_the_group_and_its_cluster_stays():
    gaps = np.where(CLUSTERS == 3, np.nan, VALUES)
    found = estimate(design(), gaps)
    same = estimate(design(), VALUES, rows=np.flatnonzero(CLUSTERS != 3))
    assert (found.n, found.missing, found.df) == (4, 2, 1)
    assert (found.point, found.se) == (same.point, same.se)
    mean = 29 / 7
    sums = [(1 * (4 - mean) + 2 * (1 - mean)) / 7, (3 * (7 - mean) + (2 - mean)) / 7, 0]
    assert found.se**2 == pytest.approx(3 * np.var(sums, ddof=1))


def test_a_ratio_misses_rows_that_lack_either_value():
    over = np.array([1.0, np.nan, 2, 2, 1, 3])
    found = estimate(design(), np.where(VALUES == 9, np.nan, VALUES), stat="ratio", over=over)
    assert (found.n, found.missing) == (4, 2)
    assert found.point == pytest.approx((4 + 21 + 2 + 4) / (1 + 6 + 2 + 2))
    assert found.denominator == 11


def test_rows_of_weight_0_count_for_nothing():
    with_zero = design_of(7, weights=np.append(WEIGHTS, 0), clusters=[np.append(CLUSTERS, 3)])
    found, plain = estimate(with_zero, np.append(VALUES, 1e6)), estimate(design(), VALUES)
    assert (found.point, found.se, found.n) == (pytest.approx(plain.point), pytest.approx(plain.se), 6)


def test_the_total_of_a_group_counts_that_its_size_is_chance():
    rows = np.flatnonzero(VALUES > 3)
    found = estimate(design(), np.ones(6), stat="total", rows=rows)
    assert found.point == 7
    assert found.se**2 == pytest.approx(3 * np.var([1, 3, 3], ddof=1))


def test_nobody_and_nothing_below_the_line_give_no_number_but_a_reason():
    nobody = estimate(design(), np.full(6, np.nan))
    nothing = estimate(design(), VALUES, stat="ratio", over=np.zeros(6))
    assert (nobody.point, nobody.n, nobody.missing, nobody.is_publishable) == (None, 0, 6, False)
    assert (nothing.point, nothing.cv) == (None, None)
    assert tuple(map(say, nobody.warnings)) == ("No row counts.",)
    assert tuple(map(say, nothing.warnings)) == ("The sum below the line is 0.",)


def test_one_cluster_alone_has_no_interval():
    found = estimate(design_of(3, clusters=[np.ones(3)]), np.array([1.0, 2, 3]), lonely="certainty")
    assert (found.low, found.high, found.df, found.is_publishable) == (None, None, 0, False)
    assert tuple(map(say, found.warnings)) == ("No degrees of freedom are left, so there is no interval.",)


def test_the_design_effect_of_a_simple_sample_is_1():
    values = np.random.default_rng(2).normal(size=50)
    plain = estimate(design_of(50), values)
    small = estimate(design_of(50, populations=[np.full(50, 150.0)]), values)
    assert (plain.deff, small.deff) == (pytest.approx(1), pytest.approx(1))
    assert small.se == pytest.approx(plain.se * (2 / 3) ** 0.5)
    assert estimate(design_of(50), np.ones(50)).deff is None


def test_degrees_of_freedom_are_those_of_the_group():
    rows = np.array([0, 1, 2])
    assert degrees_of_freedom(design(), None) == 2
    assert degrees_of_freedom(design(), rows) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"stat": "ratio"}, "over a second column"),
        ({"over": VALUES}, "over a second column"),
        ({"level": 1.0}, "no level"),
    ],
)
def test_what_cannot_be_asked_is_refused(options, words):
    with pytest.raises(DataError, match=words):
        estimate(design(), VALUES, **options)


samples = st.lists(
    st.tuples(st.floats(-100, 100), st.floats(0.5, 50), st.integers(0, 1), st.integers(0, 4)), min_size=4, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(samples, st.randoms(use_true_random=False), st.floats(0.1, 10))
def test_neither_the_order_of_rows_nor_the_unit_of_weights_matters(people, random, factor):
    def of(some, scale=1.0):
        values, weights, strata, clusters = (np.array(one) for one in zip(*some, strict=True))
        made = design_of(len(some), weights=weights * scale, strata=strata, clusters=[clusters])
        return estimate(made, values, lonely="adjust")

    found = of(people)
    shuffled = list(people)
    random.shuffle(shuffled)
    for other in (of(shuffled), of(people, factor)):
        assert (other.point, other.se) == pytest.approx((found.point, found.se), rel=1e-7, abs=1e-7)
        assert (other.df, other.n) == (found.df, found.n)
