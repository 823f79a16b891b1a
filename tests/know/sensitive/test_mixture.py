"""The likelihood of a list experiment: by hand in one cell, and slopes that are slopes for every model."""

import itertools

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom

from qorgan.know.sensitive.mixture import Model, cells_of, likelihood

MODELS = [
    Model(is_constrained=constrained, is_overdispersed=overdispersed, liars=liars)
    for constrained, overdispersed, liars in itertools.product(
        (True, False), (True, False), ((), ("ceiling",), ("floor", "ceiling"))
    )
]


@pytest.fixture
def cells():
    rng = np.random.default_rng(4)
    treated = rng.integers(0, 2, size=80)
    answers = rng.integers(0, 4, size=80) + treated * rng.integers(0, 2, size=80)
    x = np.column_stack([np.ones(80), rng.integers(0, 3, size=80)])
    return cells_of(answers, treated == 1, x, rng.uniform(0.5, 2, size=80), 3)


def test_alike_people_are_one_cell():
    found = cells_of(np.array([1, 2, 1]), np.array([True, True, True]), np.ones((3, 1)), np.array([1.0, 2.0, 4.0]), 3)
    assert (found.answers.tolist(), found.weights.tolist(), found.place.tolist()) == ([1, 2], [5.0, 2.0], [0, 1, 0])


@pytest.mark.parametrize(
    ("answer", "treated", "chance"),
    [
        (2, False, binom.pmf(2, 3, 0.4)),
        (0, True, 0.7 * binom.pmf(0, 3, 0.4) + 0.3 * 0.2 * binom.pmf(0, 3, 0.4)),
        (1, True, 0.7 * binom.pmf(1, 3, 0.4) + 0.3 * 0.8 * binom.pmf(0, 3, 0.4)),
        (3, True, 0.7 * binom.pmf(3, 3, 0.4) + 0.3 * binom.pmf(2, 3, 0.4) + 0.3 * 0.1 * binom.pmf(3, 3, 0.4)),
        (4, True, 0.3 * 0.9 * binom.pmf(3, 3, 0.4)),
    ],
)
def test_chances_by_hand_with_those_who_lie_at_the_ends(answer, treated, chance):
    cells = cells_of(np.array([answer]), np.array([treated]), np.ones((1, 1)), np.ones(1), 3)
    at = np.log(np.array([0.3 / 0.7, 0.4 / 0.6, 0.2 / 0.8, 0.1 / 0.9]))
    assert likelihood(cells, Model(liars=("floor", "ceiling")), at).log == pytest.approx(np.log(chance))


def test_the_chance_of_holding_it_is_that_of_bayes():
    cells = cells_of(np.array([4, 0, 2]), np.array([True, True, True]), np.ones((3, 1)), np.ones(3), 3)
    found = likelihood(cells, Model(), np.array([np.log(0.3 / 0.7), np.log(0.4 / 0.6)])).posterior
    both = [0.3 * binom.pmf(1, 3, 0.4), 0.7 * binom.pmf(2, 3, 0.4)]
    assert found == pytest.approx([0, both[0] / sum(both), 1], abs=1e-12)  # cells by answer: 0, 2, 4


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_slopes_are_slopes(cells, model):
    n_parameters = model.layout(2).n_parameters
    at = np.random.default_rng(6).normal(scale=0.5, size=n_parameters)
    found, step = likelihood(cells, model, at), 1e-5
    gradient, curved = np.empty(n_parameters), np.empty((n_parameters, n_parameters))
    for place in range(n_parameters):
        shift = step * (np.arange(n_parameters) == place)
        right, left = (likelihood(cells, model, at + sign * shift) for sign in (1, -1))
        gradient[place] = (right.log - left.log) / (2 * step)
        curved[place] = (left.scores.T @ cells.weights - right.scores.T @ cells.weights) / (2 * step)
    assert found.scores.T @ cells.weights == pytest.approx(gradient, abs=1e-6)
    assert found.observed == pytest.approx(curved, abs=1e-5)


def test_shares_of_sides_are_used_as_given(cells):
    at = np.array([-0.4, 0.2, 0.1, 0.3])
    logs = likelihood(cells, Model(), at)
    heavier = likelihood(cells_of(cells.answers, cells.treated, cells.x, 2 * cells.weights, 3), Model(), at)
    assert heavier.log == pytest.approx(2 * logs.log)
    assert expit(at[0]) < 0.5
