"""Numbers of plain items: chances that sum to 1, another program's, and slopes that are slopes."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import betabinom, binom

from qorgan.know.sensitive.item_counts import slopes_of

COUNTS = np.arange(5)
ETA = np.array([-1.2, 0.3, 0.8, 2.0, -0.1])


def test_a_binomial_is_that_of_scipy():
    assert slopes_of(COUNTS, 4, ETA).log == pytest.approx(binom.logpmf(COUNTS, 4, expit(ETA)))


@pytest.mark.parametrize("spread", [-6.0, -1.0, 0.5])
def test_a_beta_binomial_is_that_of_scipy(spread):
    chance, theta = expit(ETA), np.exp(spread)
    expected = betabinom.logpmf(COUNTS, 4, chance / theta, (1 - chance) / theta)
    assert slopes_of(COUNTS, 4, ETA, spread).log == pytest.approx(expected, rel=1e-9)


def test_chances_of_all_counts_sum_to_1():
    assert np.exp(slopes_of(COUNTS, 4, np.full(5, 0.7), -0.4).log).sum() == pytest.approx(1)


def test_slopes_are_slopes():
    step, spread = 1e-5, -0.7
    at = slopes_of(COUNTS, 4, ETA, spread)
    right, left = (slopes_of(COUNTS, 4, ETA + shift, spread) for shift in (step, -step))
    up, down = (slopes_of(COUNTS, 4, ETA, spread + shift) for shift in (step, -step))
    assert at.by_eta == pytest.approx((right.log - left.log) / (2 * step), abs=1e-8)
    assert at.by_eta_eta == pytest.approx((right.by_eta - left.by_eta) / (2 * step), abs=1e-8)
    assert at.by_lambda == pytest.approx((up.log - down.log) / (2 * step), abs=1e-8)
    assert at.by_eta_lambda == pytest.approx((up.by_eta - down.by_eta) / (2 * step), abs=1e-8)
    assert at.by_lambda_lambda == pytest.approx((up.by_lambda - down.by_lambda) / (2 * step), abs=1e-8)
