"""Log-linear fits: by hand, by peers, one by one, against a general optimiser."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import gammaln
from tests.know.overlap.reference import table

from qorgan.know.overlap.cells import incidence, superset_sums
from qorgan.know.overlap.fitting import fit, fitted_means
from qorgan.know.overlap.models import all_models, as_array


def one_fit(terms, one):
    return fit(as_array([terms], one.n_lists), one.array[None], one.possible)


def test_two_lists_give_the_textbook_product():
    counts = np.array([[0, 20, 30, 10]], dtype=float)
    found = fit(all_models(2), counts, np.arange(4) > 0)
    assert found.hidden[0] == pytest.approx(20 * 30 / 10)
    assert found.log_error[0] == pytest.approx(np.sqrt(1 / 20 + 1 / 30 + 1 / 10))


def test_two_lists_that_depend_given_the_third_have_a_closed_form():
    found = one_fit([0, 1, 2, 4, 3, 6], table("Korea"))
    assert found.hidden[0] == pytest.approx(5 * 41 / 6)


def test_all_models_together_are_fitted_as_each_alone():
    one = table("UKdat_5")
    models = all_models(5)
    together = fit(models, one.array[None], one.possible)
    for place in range(0, len(models), 397):
        alone = fit(models[place : place + 1], one.array[None], one.possible)
        assert alone.exists[0] == together.exists[place]
        for name in ("hidden", "log_error", "log_likelihood"):
            assert getattr(alone, name)[0] == pytest.approx(getattr(together, name)[place], rel=1e-8)


def test_threads_change_nothing():
    one = table("NewOrl_5")
    first, second = (fit(all_models(5), one.array[None], one.possible, threads=number) for number in (1, 2))
    for name in ("exists", "hidden", "log_error", "log_likelihood"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=15, max_size=15), st.integers(0, 112))
def test_fitted_margins_are_those_that_were_seen(counts, place):
    counts = np.array([0, *counts], dtype=float)
    counts[[1, 2, 4, 8]] += 1
    terms, possible = all_models(4)[place], np.arange(16) > 0
    if not fit(terms[None], counts[None], possible).exists[0]:
        return
    means = fitted_means(terms, counts, possible)
    means[0] = 0
    assert superset_sums(means)[terms] == pytest.approx(superset_sums(counts)[terms], rel=1e-8, abs=1e-7)


@pytest.mark.parametrize("place", [0, 20, 60, 100])
def test_a_general_optimiser_finds_nothing_better(place):
    one, terms = table("kosovo"), all_models(4)[place]
    found = fit(terms[None], one.array[None], one.possible)
    matrix = incidence(4)[1:, terms]

    def minus(values):
        logs = matrix @ values
        return np.exp(logs).sum() - one.array[1:] @ logs

    def slope(values):
        return matrix.T @ (np.exp(matrix @ values) - one.array[1:])

    start = np.linalg.lstsq(matrix, np.log(one.array[1:] + 0.5), rcond=None)[0]
    best = minimize(minus, start, jac=slope, method="BFGS", options={"gtol": 1e-4, "maxiter": 2000})
    constant = gammaln(one.array + 1).sum()
    assert found.log_likelihood[0] >= -best.fun - constant - 1e-9
    assert found.log_likelihood[0] == pytest.approx(-best.fun - constant, abs=1e-5)
    assert np.log(found.hidden[0]) == pytest.approx(best.x[0], abs=1e-3)


def test_a_cell_where_nobody_can_be_is_no_zero():
    counts = np.array([[0, 40, 30, 0, 20, 5, 4, 0]], dtype=float)
    possible = np.array([False, True, True, False, True, True, True, False])
    found = fit(as_array([[0, 1, 2, 4]], 3), counts, possible)
    matrix = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [1, 1, 0, 1], [1, 0, 1, 1]], dtype=float)
    values = np.zeros(4)
    for _ in range(200):
        means = np.exp(matrix @ values)
        slope = matrix.T @ (counts[0, [1, 2, 4, 5, 6]] - means)
        values += 0.5 * np.linalg.solve(matrix.T @ (means[:, None] * matrix), slope)
    assert np.log(found.hidden[0]) == pytest.approx(values[0], rel=1e-8)


def test_the_likelihood_that_no_estimate_reaches_is_still_known():
    found = one_fit([0, 1, 2, 4, 3], table("Artificial_3"))
    seen = np.array([40, 30, 20, 6])
    perfect = (seen * np.log(seen) - seen - gammaln(seen + 1)).sum()
    assert not found.exists[0]
    assert np.isinf(found.hidden[0])
    assert found.log_likelihood[0] == pytest.approx(perfect, abs=1e-4)


def test_a_model_that_runs_to_infinity_leaves_the_others_as_they_are():
    """The information of a pair is singular on the way; the fits beside it are those of each alone."""
    counts = np.array([[0, 2e5, 3e5, 0, 4e5, 1e5, 0, 0], [0, 2e5, 3e5, 1e5, 4e5, 1e5, 2e5, 5e4]])
    models, possible = all_models(3), np.arange(8) > 0
    together = fit(models, counts, possible)
    alone = fit(models, counts[1:], possible)
    assert not together.exists[:8].all()
    assert together.hidden[8:] == pytest.approx(alone.hidden, rel=1e-8)
