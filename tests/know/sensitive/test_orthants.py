"""Chances that normal numbers are all above 0: by hand, by another program, and as weights that sum to 1."""

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from qorgan.know.sensitive.orthants import chi_bar_weights, orthant


def mixed(size, seed=1):
    draws = np.random.default_rng(seed).normal(size=(size + 2, size))
    return draws.T @ draws


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7])
def test_independent_numbers_are_above_0_with_a_half_each(size):
    assert orthant(np.eye(size)) == pytest.approx(0.5**size, rel=1e-3)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_chances_are_those_of_another_program(size):
    peer = multivariate_normal.cdf(np.zeros(size), cov=mixed(size), abseps=1e-8, maxpts=10**6, rng=1)
    assert orthant(mixed(size)) == pytest.approx(peer, abs=1e-5)


def test_alike_numbers_are_above_0_with_a_chance_of_one_in_n_and_one():
    assert orthant(0.5 + 0.5 * np.eye(3)) == pytest.approx(1 / 4)
    assert orthant(0.5 + 0.5 * np.eye(5)) == pytest.approx(1 / 6, abs=1e-4)


def test_weights_of_two_are_known():
    share = math.acos(0.3) / (2 * math.pi)
    assert chi_bar_weights(np.array([[1, 0.3], [0.3, 1]])) == pytest.approx([0.5 - share, 0.5, share])


@pytest.mark.parametrize("size", [3, 4, 5])
def test_weights_alternate_to_nothing(size):
    weights = chi_bar_weights(mixed(size))
    assert weights.sum() == pytest.approx(1)
    assert weights @ (-1.0) ** np.arange(size + 1) == pytest.approx(0, abs=1e-3)
