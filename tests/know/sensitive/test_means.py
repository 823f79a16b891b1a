"""The difference in means: by hand, against a survey of halves, and how often its interval holds the truth."""

import math

import numpy as np
import pytest
from tests.know.sensitive.populations import drawn
from tests.know.sensitive.references import race

from qorgan.kernel.errors import DataError
from qorgan.know.sensitive.experiment import experiment_of
from qorgan.know.sensitive.least_squares import nonlinear
from qorgan.know.sensitive.means import difference, linear
from qorgan.know.survey.design import design_of
from qorgan.know.survey.linearised import estimate

ANSWERS, TREATED = np.array([0.0, 1, 2, 3, 1, 2, 2, 3]), np.repeat([0.0, 1.0], 4)


def test_a_difference_by_hand():
    found = difference(experiment_of(ANSWERS, TREATED, 3))
    halves = ANSWERS[:4], ANSWERS[4:]
    assert found.point == pytest.approx(2.0 - 1.5)
    assert found.se == pytest.approx(math.sqrt(sum(np.sum((half - half.mean()) ** 2) / 9 for half in halves)))
    assert (found.low + found.high) / 2 == pytest.approx(0.5)


def test_with_weights_and_clusters_it_is_the_difference_of_two_groups_of_a_survey():
    rng = np.random.default_rng(2)
    n = 60
    answers, treated = rng.integers(0, 4, size=n).astype(float), rng.integers(0, 2, size=n).astype(float)
    weights, clusters = rng.uniform(1, 3, size=n), rng.integers(0, 10, size=n)
    found = difference(experiment_of(answers, treated, 3, weights=weights, clusters=clusters))
    design = design_of(n, weights=weights, clusters=[clusters])
    means = [estimate(design, answers, rows=np.flatnonzero(treated == arm)) for arm in (0, 1)]
    assert found.point == pytest.approx(means[1].point - means[0].point)
    scores = np.where(treated == 1, answers - means[1].point, means[0].point - answers)
    scores *= weights / np.where(treated == 1, weights[treated == 1].sum(), weights[treated == 0].sum())
    sums = np.bincount(clusters, scores)
    assert found.se == pytest.approx(math.sqrt(10 / 9 * np.sum((sums - sums.mean()) ** 2)))


def test_a_regression_on_nothing_is_the_difference():
    assert linear(race()).coefficient("(Intercept)").estimate == pytest.approx(difference(race()).point)


def test_the_mean_of_a_regression_lies_by_the_difference():
    found, plain = linear(race("y ~ south")), difference(race())
    assert abs(found.point - plain.point) < 0.5 * plain.se
    assert found.se < plain.se


def test_a_level_that_is_none_is_refused():
    with pytest.raises(DataError, match="this is no level"):
        difference(race(), level=95)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(11)
    held = [one.low <= 0.2 <= one.high for one in (difference(drawn(rng, 400, 0.2)) for _ in range(400))]
    assert 0.92 <= np.mean(held) <= 0.98


def test_covariates_that_one_half_cannot_tell_apart_give_no_regression():
    x = np.array([[0.0], [1], [0], [1], [1], [1], [1], [1]])
    experiment = experiment_of(ANSWERS, TREATED, 3, covariates=x, names=("x",))
    for found in (linear(experiment), nonlinear(experiment)):
        assert (found.point, found.coefficients, found.note.id) == (None, (), "sensitive.note.not_apart")
