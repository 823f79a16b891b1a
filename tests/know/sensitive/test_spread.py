"""Whether the answers to the plain list spread as the likelihood assumes."""

import numpy as np
import pytest
from tests.know.sensitive.populations import drawn
from tests.know.sensitive.references import race

from qorgan.know.sensitive.experiment import experiment_of
from qorgan.know.sensitive.maximum_likelihood import maximum_likelihood
from qorgan.know.sensitive.mixture import Model
from qorgan.know.sensitive.spread import p_of_spread


def unlike(rng, n=2000):
    """Draw a list whose items are of very unlike frequency: their number spreads less than a binomial."""
    others = (rng.random((n, 4)) < np.array([0.9, 0.9, 0.1, 0.1])).sum(axis=1)
    treated = np.arange(n) % 2
    return experiment_of((others + treated * (rng.random(n) < 0.2)).astype(float), treated.astype(float), 4)


def test_false_alarms_are_as_rare_as_said():
    rng = np.random.default_rng(1)
    warned = [bool(maximum_likelihood(drawn(rng, 500, 0.2, 0.5, 4)).warnings) for _ in range(300)]
    assert np.mean(warned) <= 0.02


def test_items_of_unlike_frequency_are_warned_of():
    found = maximum_likelihood(unlike(np.random.default_rng(2)))
    assert [one.id for one in found.warnings] == ["sensitive.warning.spread"]


def test_the_reference_does_not_spread_as_a_binomial():
    found = maximum_likelihood(race())
    assert [one.id for one in found.warnings] == ["sensitive.warning.spread"]


def test_a_short_list_cannot_say():
    assert (
        p_of_spread(drawn(np.random.default_rng(3), 300, 0.2, 0.5, 3), Model(is_constrained=False), np.zeros(3)) is None
    )


def test_expected_shares_are_mixed_over_covariates():
    rng = np.random.default_rng(4)
    x = rng.integers(0, 2, size=4000).astype(float)
    others = rng.binomial(4, np.where(x == 1, 0.8, 0.2))
    treated = (np.arange(4000) % 2).astype(float)
    answers = (others + treated * (rng.random(4000) < 0.3)).astype(float)
    knows = experiment_of(answers, treated, 4, covariates=x[:, None], names=("x",))
    assert maximum_likelihood(knows).warnings == ()
    assert maximum_likelihood(knows.plain()).warnings != ()


def test_people_who_answer_alike_are_no_more_evidence():
    one = unlike(np.random.default_rng(2), 150)
    at = np.array([np.log(0.2 / 0.8), 0.0])
    answers, treated = one.answers.astype(float), one.treated.astype(float)
    four = [np.repeat(column, 4) for column in (answers, treated)]
    clustered = experiment_of(*four, 4, clusters=np.repeat(np.arange(150), 4))
    assert p_of_spread(clustered, Model(), at) == pytest.approx(p_of_spread(one, Model(), at), rel=0.2)
    assert p_of_spread(experiment_of(*four, 4), Model(), at) < 0.01 * p_of_spread(one, Model(), at)
