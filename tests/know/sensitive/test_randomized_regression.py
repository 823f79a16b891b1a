"""Regression of a randomized response: the closed form where there is nothing else, and the truth found again."""

import numpy as np
import pytest
from scipy.special import expit, logit

from qorgan.know.sensitive.device import forced, mirrored
from qorgan.know.sensitive.randomized import moment
from qorgan.know.sensitive.randomized_regression import regression
from qorgan.know.sensitive.sandwich import Sample
from qorgan.know.survey.design import design_of

DIE = forced(2 / 3, 1 / 6, 1 / 6)


def test_without_covariates_it_is_the_moment():
    answers = np.repeat([1.0, 0.0], [831, 2435 - 831])
    found, plain = regression(answers, np.empty((2435, 0)), (), DIE), moment(831, 2435, DIE)
    assert (found.point, found.se) == pytest.approx((plain.point, plain.se), rel=1e-6)
    assert found.coefficient("(Intercept)").estimate == pytest.approx(logit(plain.point))
    assert found.loglik == pytest.approx(831 * np.log(831 / 2435) + 1604 * np.log(1604 / 2435))


def test_a_covariate_of_two_values_is_two_moments():
    answers = np.repeat([1.0, 0, 1, 0], [200, 300, 320, 280])
    x = np.repeat([0.0, 1.0], [500, 600])
    found = regression(answers, x[:, None], ("x",), DIE)
    first, second = moment(200, 500, DIE).point, moment(320, 600, DIE).point
    assert found.coefficient("(Intercept)").estimate == pytest.approx(logit(first))
    assert found.coefficient("x").estimate == pytest.approx(logit(second) - logit(first))
    assert found.point == pytest.approx((500 * first + 600 * second) / 1100)


@pytest.mark.parametrize("device", [DIE, mirrored(0.75), mirrored(0.2)], ids=["die", "mirror", "turned"])
def test_the_truth_is_found_again(device):
    rng = np.random.default_rng(4)
    x = rng.normal(size=6000)
    answers = (rng.random(6000) < device.yes(expit(-0.8 + 0.9 * x))).astype(float)
    found = regression(answers, 1e4 * x[:, None], ("x",), device)
    for term, truth in (("(Intercept)", -0.8), ("x", 0.9e-4)):
        one = found.coefficient(term)
        assert abs(one.estimate - truth) < 3 * one.se < 0.6


def test_fewer_yes_than_the_device_makes_has_no_logit():
    found = regression(np.repeat([1.0, 0.0], [10, 90]), np.empty((100, 0)), (), DIE)
    assert (found.point, found.note.id) == (None, "sensitive.note.no_finite")


def test_alike_clusters_widen_the_errors():
    rng = np.random.default_rng(4)
    x = rng.normal(size=400)
    answers = (rng.random(400) < DIE.yes(expit(x))).astype(float)
    design = design_of(1600, clusters=[np.repeat(np.arange(400), 4)])
    columns = np.repeat(answers, 4), np.repeat(x, 4)[:, None], ("x",), DIE
    clustered = regression(*columns, sample=Sample.of(design, np.arange(1600)))
    assert clustered.coefficient("x").se == pytest.approx(2 * regression(*columns).coefficient("x").se, rel=0.15)
