"""Intervals that choose the model again."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.know.overlap.reference import table

from qorgan.know.overlap.bootstrap import bca, reselecting_interval
from qorgan.know.overlap.selection import select


def _interval(name, top, seed=1, threads=1):
    return reselecting_interval(select(table(name)), np.random.default_rng(seed), top=top, threads=threads)


@pytest.mark.parametrize(
    ("name", "top", "low", "high"),
    [
        ("kosovo", (1,), 9100, 12000),
        ("kosovo", (10,), 6900, 18000),
        ("Korea", (6,), 128, 349),
        ("UKdat_5", (100,), 11168, 56052),
    ],
)
def test_intervals_lie_where_published_ones_do(name, top, low, high):
    found = _interval(name, top)
    assert found.low == pytest.approx(low, rel=0.06)
    assert found.high == pytest.approx(high, rel=0.2)


def test_choosing_again_is_wider_than_knowing_the_model():
    alone, chosen = _interval("kosovo", (1,)), _interval("kosovo", (1, 10, 50, 100))
    assert chosen.high - chosen.low > 2 * (alone.high - alone.low)
    assert chosen.n_models > 1
    assert chosen.stood_still


def test_seed_and_nothing_else_decides():
    first, second = _interval("HIV", (10,)), _interval("HIV", (10,), threads=2)
    assert first == second
    assert first != _interval("HIV", (10,), seed=2)


def test_without_bias_and_skewness_the_ends_are_quantiles():
    drawn = norm.ppf((np.arange(2000) + 0.5) / 2000) + 100
    left_out = np.array([99.0, 101.0])
    ends = bca(drawn, 100.0, left_out, np.ones(2), 0.95)
    assert ends == (pytest.approx(100 + norm.ppf(0.025), abs=0.01), pytest.approx(100 + norm.ppf(0.975), abs=0.01))


def test_bias_moves_both_ends_as_the_formula_says():
    drawn = np.arange(1.0, 1001.0)
    ends = bca(drawn, 600.5, np.array([1.0, 1.0]), np.ones(2), 0.9)
    bias = norm.ppf(0.6)
    expected = [np.ceil(1000 * norm.cdf(2 * bias + norm.ppf(share))) for share in (0.05, 0.95)]
    assert list(ends) == expected


def test_replicates_without_an_estimate_open_the_interval():
    drawn = np.concatenate([np.arange(1.0, 951.0), np.full(50, np.inf)])
    assert bca(drawn, 475.0, np.array([1.0, 1.0]), np.ones(2), 0.95)[1] == np.inf


def test_nothing_is_known_of_skewness_where_nobody_can_be_left_out():
    drawn = np.arange(1.0, 1001.0)
    with_none = bca(drawn, 500.5, np.full(3, np.inf), np.ones(3), 0.95)
    assert with_none == bca(drawn, 500.5, np.ones(3), np.ones(3), 0.95)
