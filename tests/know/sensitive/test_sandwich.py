"""Covariances of sums: by hand without a design, and the same that the survey's variance gives with one."""

import numpy as np
import pytest

from qorgan.know.sensitive.sandwich import Sample
from qorgan.know.survey.design import design_of
from qorgan.know.survey.variance import variance

TERMS = np.random.default_rng(5).normal(size=(12, 3))
TERMS -= TERMS.mean(axis=0)
CLUSTERS = np.repeat(list("abcdef"), 2)


def test_without_a_design_it_is_the_sum_of_products():
    found = Sample.of(None, np.arange(12)).covariance(TERMS)
    assert found == pytest.approx(sum(np.outer(row, row) for row in TERMS))


def test_with_clusters_it_is_that_of_the_sums_of_units():
    found = Sample.of(design_of(12, clusters=[CLUSTERS]), np.arange(12)).covariance(TERMS)
    sums = TERMS.reshape(6, 2, 3).sum(axis=1)
    assert found == pytest.approx(6 / 5 * sums.T @ sums)


def test_its_diagonal_is_the_variance_of_the_survey_with_strata_and_weights():
    design = design_of(12, weights=np.arange(1.0, 13), strata=np.repeat(["x", "y"], 6), clusters=[CLUSTERS])
    rows = np.array([0, 1, 2, 5, 7, 8, 9])
    sample = Sample.of(design, rows)
    found = sample.covariance(TERMS[rows])
    assert sample.weights.sum() == pytest.approx(7)
    assert sample.df == 3
    for place in range(3):
        assert found[place, place] == pytest.approx(variance(design, rows, sample.weights * TERMS[rows, place]))
