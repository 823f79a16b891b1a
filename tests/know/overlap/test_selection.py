"""Which models a table speaks for: the peers' numbers."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.know.overlap.reference import detail, rows, table

from qorgan.know.overlap.fitting import fit, fitted_means
from qorgan.know.overlap.models import all_models, as_array, bracket, independence
from qorgan.know.overlap.selection import select, stepwise

PEER_MODELS = [row for row in rows() if "closedpMS" in row["spec"] and row["dataset"] != "Artificial_3"]
PEER_BIC = [row for row in rows() if row["peer"] == "MultipleSystemsEstimation" and row["spec"] == "bic"]
PEER_STEPS = [row for row in rows() if row["spec"].startswith("stepwise")]
PEER_MAIN = [row for row in rows() if row["spec"].startswith("main")]


# R's glm stops when the deviance moves by less than 1e-8 and takes its weights from the step before.
POINT, ENDS = 1e-8, 3e-5


def _name(row):
    return f"{row['dataset']}-{row['spec'][:20]}"


def _deviance(terms, one):
    means = fitted_means(as_array([terms], one.n_lists)[0], one.array, one.possible)[1:]
    seen = one.array[1:]
    terms_of_seen = np.where(seen > 0, seen * np.log(np.where(seen > 0, seen, 1) / np.where(means > 0, means, 1)), 0)
    return 2 * (terms_of_seen - seen + means).sum()


@pytest.mark.parametrize("row", PEER_MODELS, ids=_name)
def test_the_best_models_are_those_of_a_peer(row):
    one = table(row["dataset"])
    order = 2 if "maxorder 2" in row["spec"] else None
    models = all_models(one.n_lists, order)
    fits = fit(models, one.array[None], one.possible)
    criterion = "BIC" if "BIC" in row["spec"] else "AIC"
    values = fits.bic(one.observed) if criterion == "BIC" else fits.aic()
    best = int(np.where(fits.exists, values, np.inf).argmin())
    assert bracket(np.flatnonzero(models[best]).tolist()) == detail(row, "model")
    assert one.observed + fits.hidden[best] == pytest.approx(float(row["estimate"]), rel=POINT)
    assert values[best] == pytest.approx(float(detail(row, criterion)), abs=6e-4)


def test_the_ten_to_the_thirteen_of_a_peer_is_no_estimate_here():
    (first, second) = [row for row in rows() if "closedpMS" in row["spec"] and row["dataset"] == "Artificial_3"]
    assert float(first["estimate"]) == float(second["estimate"]) > 1e13
    selection = select(table("Artificial_3"))
    place = [selection.bracket(place) for place in range(8)].index("[12,3]")
    assert not selection.fits.exists[place]
    assert selection.weight_without_estimate > 0.5


@pytest.mark.parametrize("row", PEER_BIC, ids=_name)
def test_the_best_model_by_bic_is_that_of_a_peer(row):
    one = table(row["dataset"])
    selection = select(one, max_order=3)
    best = selection.best("bic")
    assert selection.bracket(best) == detail(row, "model")
    assert selection.total(best) == pytest.approx(float(row["estimate"]), rel=POINT, abs=1e-6)
    assert selection.fits.bic(one.observed)[best] == pytest.approx(float(detail(row, "BIC")), abs=1e-5)


@pytest.mark.parametrize("row", PEER_STEPS, ids=_name)
def test_the_stepwise_model_is_that_of_a_peer(row):
    one = table(row["dataset"])
    terms = stepwise(one)
    fits = fit(as_array([terms], one.n_lists), one.array[None], one.possible)
    assert one.observed + fits.hidden[0] == pytest.approx(float(row["estimate"]), rel=POINT, abs=1e-6)
    if row["lower"]:
        ends = one.observed + fits.hidden[0] * np.exp(norm.ppf([0.025, 0.975]) * fits.log_error[0])
        assert ends == pytest.approx([float(row["lower"]), float(row["upper"])], rel=ENDS)
        assert _deviance(terms, one) == pytest.approx(float(detail(row, "resdev")), abs=6e-5)


@pytest.mark.parametrize("row", PEER_MAIN, ids=_name)
def test_independence_is_that_of_a_peer(row):
    one = table(row["dataset"])
    terms = independence(one.n_lists)
    fits = fit(as_array([terms], one.n_lists), one.array[None], one.possible)
    assert one.observed + fits.hidden[0] == pytest.approx(float(row["estimate"]), rel=POINT)
    ends = one.observed + fits.hidden[0] * np.exp(norm.ppf([0.025, 0.975]) * fits.log_error[0])
    assert ends == pytest.approx([float(row["lower"]), float(row["upper"])], rel=ENDS)
    assert _deviance(terms, one) == pytest.approx(float(detail(row, "resdev")), abs=6e-5)


def test_beyond_five_lists_models_are_met_on_the_way():
    selection = select(table("NewOrl"))
    assert not selection.is_exhaustive
    assert selection.bracket(selection.best()) == "[45,1,2,3,6,7,8]"
    assert selection.total(selection.best()) == pytest.approx(1183.692275, abs=1e-5)


def test_the_way_ends_at_the_best_model_where_all_can_be_counted(monkeypatch):
    best = select(table("kosovo"))
    monkeypatch.setattr("qorgan.know.overlap.selection.MAX_EXHAUSTIVE_LISTS", 3)
    searched = select(table("kosovo"))
    assert not searched.is_exhaustive
    assert searched.bracket(0) == best.bracket(0) == "[123,14,34]"


def test_a_model_under_another_name_is_counted_once():
    selection = select(table("NewOrl_5"))
    assert len(selection.models) == 1808
    assert selection.weights.sum() == pytest.approx(1)


def test_models_of_weight_come_first():
    selection = select(table("Korea"))
    assert [selection.bracket(place) for place in selection.weighty()] == ["[12,23]", "[12,3]"]
    assert selection.weight_without_estimate == pytest.approx(0.208, abs=1e-3)
