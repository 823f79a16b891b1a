"""Least squares: the difference where there is nothing else, units that do not matter, and no answer where none is."""

import numpy as np
import pytest
from scipy.special import expit
from tests.know.sensitive.references import race

from qorgan.know.sensitive.experiment import experiment_of
from qorgan.know.sensitive.least_squares import nonlinear
from qorgan.know.sensitive.means import difference


def test_without_covariates_it_is_the_difference_in_means():
    found, plain = nonlinear(race()), difference(race())
    assert found.point == pytest.approx(plain.point)
    assert found.se == pytest.approx(plain.se, rel=2e-3)  # which is HC3
    assert 0 < found.low < found.point < found.high < 1
    assert found.coefficient("(Intercept)", "control").estimate == pytest.approx(np.log(2.1341256 / (3 - 2.1341256)))


def test_a_difference_below_0_has_no_logit():
    found = nonlinear(experiment_of(np.array([1.0, 2, 2, 0, 1, 1]), np.repeat([0.0, 1.0], 3), 2))
    assert (found.point, found.low, found.coefficients) == (None, None, ())
    assert found.note.id == "sensitive.note.no_finite"


def test_units_of_covariates_do_not_matter():
    rng = np.random.default_rng(3)
    x = rng.normal(size=800)
    treated = rng.integers(0, 2, size=800).astype(float)
    answers = rng.binomial(3, expit(0.3 * x)) + treated * (rng.random(800) < expit(-0.5 + x))
    one, other = (
        nonlinear(experiment_of(answers.astype(float), treated, 3, covariates=(x * unit)[:, None], names=("x",)))
        for unit in (1.0, 1e5)
    )
    assert one.point == pytest.approx(other.point)
    assert one.coefficient("x").estimate == pytest.approx(1e5 * other.coefficient("x").estimate, rel=1e-5)
    assert one.coefficient("x").se == pytest.approx(1e5 * other.coefficient("x").se, rel=1e-5)
    assert abs(one.coefficient("x").estimate - 1) < 3 * one.coefficient("x").se
