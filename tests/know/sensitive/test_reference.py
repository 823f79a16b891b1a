"""Every number of the reference for list experiments and randomized response, and how near it is met."""

import numpy as np
import pytest
from tests.know.sensitive.references import race, rows, rows_of, shown

from qorgan.know.sensitive.design_test import design_test
from qorgan.know.sensitive.device import forced
from qorgan.know.sensitive.least_squares import nonlinear
from qorgan.know.sensitive.maximum_likelihood import maximum_likelihood
from qorgan.know.sensitive.means import difference, linear
from qorgan.know.sensitive.mixture import Model, cells_of, likelihood
from qorgan.know.sensitive.randomized import moment

CLOSED = {"rel": 1e-8, "abs": 1e-10}
FITTED = {"rel": 1e-3}
# The peer's EM stops before the top, where the likelihood is flat along these: 3e-7 below in the log-likelihood. Its errors
# are those of the point where it stopped, and are met there.
FLAT = {("control_psi1", "(Intercept)"), ("control_psi1", "male")}
MODELS = {
    "ml constrained=TRUE": Model(),
    "ml overdispersed=FALSE constrained=TRUE": Model(),
    "ml overdispersed=TRUE constrained=TRUE": Model(is_overdispersed=True),
    "ml overdispersed=FALSE constrained=FALSE": Model(is_constrained=False),
}


@pytest.mark.parametrize("row", rows_of("lm"), ids=shown)
def test_linear_regressions_are_those_of_the_peer(row):
    found = linear(race(row["extra"])).coefficient(row["term"], row["part"])
    assert (found.estimate, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), **CLOSED)


def test_the_difference_in_means_is_that_of_the_peer():
    (row,) = [one for one in rows_of("lm") if one["extra"] == "y ~ 1" and one["part"] == "sensitive"]
    found = difference(race())
    assert (found.point, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), **CLOSED)


@pytest.mark.parametrize("row", rows_of("nls"), ids=shown)
def test_least_squares_are_those_of_the_peer(row):
    found = nonlinear(race(row["extra"])).coefficient(row["term"], row["part"])
    assert (found.estimate, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), **FITTED)


@pytest.mark.parametrize("row", [row for row in rows_of("ml") if row["part"] != "loglik"], ids=shown)
def test_likelihood_fits_are_those_of_the_peer(row):
    found = maximum_likelihood(race(row["extra"]), MODELS[row["method"]]).coefficient(row["term"], row["part"])
    assert found.estimate == pytest.approx(float(row["estimate"]), **FITTED)
    is_flat = (row["part"], row["term"]) in FLAT
    assert found.se == pytest.approx(float(row["se"]), rel=3e-3 if is_flat else 1e-3)


@pytest.mark.parametrize("row", [row for row in rows_of("ml") if row["part"] == "loglik"], ids=shown)
def test_no_likelihood_is_lower_than_the_peers(row):
    found = maximum_likelihood(race(row["extra"]), MODELS[row["method"]])
    assert found.loglik == pytest.approx(float(row["estimate"]), rel=1e-8)
    assert found.loglik > float(row["estimate"])


def test_where_the_peer_stopped_its_errors_are_those_found_here():
    of_it = [row for row in rows_of("ml overdispersed=FALSE constrained=FALSE") if row["part"] != "loglik"]
    parts = ("sensitive", "control_psi0", "control_psi1")
    of_it.sort(key=lambda row: parts.index(row["part"]))
    experiment = race(of_it[0]["extra"])
    assert tuple(row["term"] for row in of_it[:5]) == experiment.terms
    cells = cells_of(experiment.answers, experiment.treated, experiment.covariates, experiment.sample.weights, 3)
    found = likelihood(cells, Model(is_constrained=False), np.array([float(row["estimate"]) for row in of_it]))
    errors = np.sqrt(np.diag(np.linalg.inv(found.observed)))
    assert errors == pytest.approx([float(row["se"]) for row in of_it], rel=2e-4)


def test_the_test_of_the_design_is_that_of_the_peer():
    (row,) = rows_of("ict.test gms")
    assert design_test(race()).p == pytest.approx(float(row["estimate"]), **CLOSED)


@pytest.mark.parametrize("row", rows_of("ict.test pi table"), ids=lambda row: row["term"])
def test_the_table_of_the_test_is_that_of_the_peer_to_its_four_digits(row):
    others, holds = (int(part[0]) for part in row["term"].split(" = ")[1:])
    (found,) = [one for one in design_test(race()).table if (one.others, one.holds) == (others, holds == 1)]
    assert (found.estimate, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), abs=5.0001e-5)


def test_the_forced_response_is_that_of_the_peer():
    (row,) = rows_of("forced response")
    found = moment(831, 2435, forced(2 / 3, 1 / 6, 1 / 6))
    assert (found.point, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), **CLOSED)


def test_no_row_of_the_reference_is_forgotten():
    tested = [
        row for start in ("lm", "nls", "ml", "ict.test gms", "ict.test pi table", "forced") for row in rows_of(start)
    ]
    assert len(tested) == len(rows()) == 73
