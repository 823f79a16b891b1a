"""Intervals of shares."""

import numpy as np
import pytest
from scipy.stats import beta

from qorgan.know.survey.design import design_of
from qorgan.know.survey.intervals import INTERVALS, interval_of
from qorgan.know.survey.linearised import estimate

SHARES = [one for one in INTERVALS if one != "t"]


@pytest.mark.parametrize("method", SHARES)
@pytest.mark.parametrize("point", [0.003, 0.05, 0.5, 0.97])
def test_a_share_lies_within_its_interval_and_that_within_0_and_1(method, point):
    se = 0.8 * (point * (1 - point) / 100) ** 0.5
    low, high = interval_of(point, se, 20, n=100, level=0.95, method=method)
    assert 0 <= low < point < high <= 1


@pytest.mark.parametrize("method", SHARES)
def test_nobody_among_those_asked_is_not_nobody_at_all(method):
    low, high = interval_of(0.0, 0.0, 99, n=100, level=0.95, method=method)
    assert low == 0
    assert high == pytest.approx(beta.ppf(0.975, 1, 100))
    assert interval_of(1.0, 0.0, 99, n=100, level=0.95, method=method) == pytest.approx((1 - high, 1))


def test_fewer_clusters_make_the_interval_wider():
    many, few = (interval_of(0.0, 0.0, df, n=100, level=0.95, method="beta")[1] for df in (99, 5))
    assert few > 1.5 * many


@pytest.mark.parametrize("method", SHARES)
def test_with_many_rows_all_intervals_are_one(method):
    plain = interval_of(0.3, 0.002, 5000, n=50000, level=0.9)
    assert interval_of(0.3, 0.002, 5000, n=50000, level=0.9, method=method) == pytest.approx(plain, abs=2e-5)


@pytest.mark.parametrize("method", SHARES)
def test_a_sample_that_knows_everything_has_an_interval_of_no_width(method):
    assert interval_of(0.3, 0.0, 9, n=10, level=0.95, method=method) == pytest.approx((0.3, 0.3))


def test_intervals_of_rare_things_in_clusters_hold_the_truth_and_t_does_not():
    rng, truth, n_samples = np.random.default_rng(4), 0.005, 400
    design = design_of(600, clusters=[np.repeat(np.arange(40), 15)])
    inside = dict.fromkeys(INTERVALS, 0)
    for _ in range(n_samples):
        chances = rng.beta(truth * 19, (1 - truth) * 19, 40).repeat(15)
        answers = (rng.random(600) < chances).astype(float)
        for name in INTERVALS:
            found = estimate(design, answers, interval=name)
            inside[name] += found.low <= truth <= found.high
    assert all(inside[name] >= 0.93 * n_samples for name in ("logit", "beta", "likelihood"))
    assert inside["t"] < 0.9 * n_samples
