"""Maximum likelihood: the truth found again, weights that are people, units that do not matter, no answer where none is."""

import numpy as np
import pytest
from scipy.special import expit
from tests.know.sensitive.populations import drawn
from tests.know.sensitive.references import race

from qorgan.know.sensitive.climbing import climbed
from qorgan.know.sensitive.experiment import experiment_of
from qorgan.know.sensitive.maximum_likelihood import maximum_likelihood
from qorgan.know.sensitive.means import difference
from qorgan.know.sensitive.mixture import Model, cells_of, likelihood


def regressed(n=3000, unit=1.0, seed=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    treated = rng.integers(0, 2, size=n).astype(float)
    answers = rng.binomial(3, expit(0.4 * x - 0.2)) + treated * (rng.random(n) < expit(-0.5 + x))
    return experiment_of(answers.astype(float), treated, 3, covariates=(x * unit)[:, None], names=("x",))


@pytest.mark.parametrize("model", [Model(), Model(is_constrained=False)], ids=str)
def test_the_truth_is_found_again(model):
    found = maximum_likelihood(regressed(), model)
    for term, truth in (("(Intercept)", -0.5), ("x", 1.0)):
        one = found.coefficient(term)
        assert abs(one.estimate - truth) < 3 * one.se < 0.7
    assert found.low < found.point < found.high


def test_those_who_lie_at_the_ceiling_are_found_again():
    experiment = drawn(np.random.default_rng(8), 20_000, 0.4, 0.6, 4, ceiling=0.5)
    blind = maximum_likelihood(experiment)
    found = maximum_likelihood(experiment, Model(liars=("ceiling",)))
    assert blind.high < 0.4
    assert found.low < 0.4 < found.high
    lies = found.coefficient("ceiling", "liars")
    assert abs(lies.estimate - 0.0) < 3 * lies.se < 1.5


def test_it_is_more_precise_than_the_difference():
    assert maximum_likelihood(race()).se < 0.6 * difference(race()).se


def test_a_weight_of_two_is_two_people_to_the_point():
    rng = np.random.default_rng(5)
    answers, treated = rng.integers(0, 3, size=200).astype(float), rng.integers(0, 2, size=200).astype(float)
    answers += treated * (rng.random(200) < 0.4)
    weights = rng.integers(1, 3, size=200).astype(float)
    weighted = maximum_likelihood(experiment_of(answers, treated, 3, weights=weights))
    repeated = maximum_likelihood(experiment_of(answers, treated, 3, counts=weights))
    assert weighted.point == pytest.approx(repeated.point)
    assert weighted.se > repeated.se


def test_the_sandwich_is_the_information_where_the_model_holds():
    rng = np.random.default_rng(9)
    one = drawn(rng, 8000, 0.3, 0.4, 3)
    plain = maximum_likelihood(one)
    alone = experiment_of(one.answers.astype(float), one.treated.astype(float), 3, weights=np.full(one.n, 7.0))
    assert maximum_likelihood(alone).se == pytest.approx(plain.se, rel=0.05)


def test_alike_clusters_widen_the_interval():
    one = drawn(np.random.default_rng(9), 500, 0.3, 0.4, 3)
    answers, treated = (np.repeat(column, 4).astype(float) for column in (one.answers, one.treated))
    clustered = maximum_likelihood(experiment_of(answers, treated, 3, clusters=np.repeat(np.arange(500), 4)))
    once = experiment_of(one.answers.astype(float), one.treated.astype(float), 3, clusters=np.arange(500))
    assert clustered.se == pytest.approx(maximum_likelihood(once).se, rel=1e-6)
    assert clustered.se > 1.8 * maximum_likelihood(experiment_of(answers, treated, 3)).se


def test_units_of_covariates_do_not_matter():
    one, other = (maximum_likelihood(regressed(800, unit)) for unit in (1.0, 1e6))
    assert one.point == pytest.approx(other.point)
    assert one.coefficient("x").estimate == pytest.approx(1e6 * other.coefficient("x").estimate)
    assert one.coefficient("x").se == pytest.approx(1e6 * other.coefficient("x").se)


def test_nobody_holds_it_has_no_logit():
    answers = np.concatenate([np.repeat([0.0, 1, 2, 3], [5, 20, 20, 5]), np.repeat([0.0, 1, 2, 3], [8, 22, 16, 4])])
    found = maximum_likelihood(experiment_of(answers, np.repeat([0.0, 1.0], 50), 3))
    assert (found.point, found.se, found.low, found.high, found.coefficients) == (None, None, None, None, ())
    assert found.note.id == "sensitive.note.no_finite"


def test_items_without_more_spread_than_chance_are_fitted_as_binomial():
    plain, longer = (np.repeat(np.arange(5.0), people) for people in ([10, 40, 40, 10, 0], [7, 31, 40, 19, 3]))
    experiment = experiment_of(np.concatenate([plain, longer]), np.repeat([0.0, 1.0], 100), 3)
    found = maximum_likelihood(experiment, Model(is_overdispersed=True))
    assert found.note.id == "sensitive.note.no_spread"
    assert found.point == maximum_likelihood(experiment).point


@pytest.mark.parametrize("start", [-3.0, 0.0, 2.0])
def test_every_climb_ends_higher_at_a_top(start):
    experiment = race()
    cells = cells_of(experiment.answers, experiment.treated, experiment.covariates, experiment.sample.weights, 3)
    begun = likelihood(cells, Model(), np.array([start, 0.5]))
    top = climbed(cells, Model(), np.array([start, 0.5]))
    assert top.found.log > begun.log
    assert top.found.scores.T @ cells.weights == pytest.approx(0, abs=1e-4)
