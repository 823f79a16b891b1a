"""The test of the design: silent where the list changes nothing, loud where it does, whatever the design of the sample."""

import numpy as np
import pytest
from tests.know.sensitive.populations import drawn
from tests.know.sensitive.references import race

from qorgan.know.sensitive.design_test import design_test
from qorgan.know.sensitive.experiment import experiment_of


def columns(experiment):
    return experiment.answers.astype(float), experiment.treated.astype(float), experiment.n_items


def test_shares_of_the_table_are_those_of_everybody():
    assert sum(one.estimate for one in design_test(race()).table) == pytest.approx(1)


def test_leaving_out_by_own_errors_sees_less():
    found = design_test(race())
    assert found.p < 0.05 < found.p_by_error


@pytest.mark.parametrize("n_items", [1, 2, 3, 4, 5])
def test_false_alarms_are_as_rare_as_said(n_items):
    rng = np.random.default_rng(n_items)
    alarms = [design_test(drawn(rng, 600, 0.1, 0.5, n_items)).p < 0.05 for _ in range(100)]
    assert np.mean(alarms) <= 0.08


@pytest.mark.parametrize("n_items", [3, 4, 5])
def test_a_list_that_changes_answers_is_found(n_items):
    rng = np.random.default_rng(n_items)
    alarms = [design_test(drawn(rng, 1500, 0.1, 0.5, n_items, changed=0.3)).p < 0.05 for _ in range(20)]
    assert np.mean(alarms) >= 0.9


def test_the_longest_list_can_be_tested():
    found = design_test(drawn(np.random.default_rng(1), 400, 0.1, 0.5, 10, changed=0.2))
    assert len(found.table) == 22
    assert 0 <= found.p <= found.p_by_error <= 1


def test_no_share_below_0_is_no_evidence():
    plain, longer = np.repeat([0.0, 1, 2], [10, 20, 10]), np.repeat([0.0, 1, 2, 3], [5, 15, 14, 6])
    found = design_test(experiment_of(np.concatenate([plain, longer]), np.repeat([0.0, 1.0], 40), 2))
    assert all(one.estimate >= 0 for one in found.table)
    assert (found.p, found.p_by_error) == (1.0, 1.0)


def test_equal_weights_and_no_weights_say_nearly_the_same():
    one = drawn(np.random.default_rng(2), 2000, 0.1, 0.5, 4, changed=0.1)
    answers, treated, n_items = columns(one)
    plain, weighted = (
        design_test(one),
        design_test(experiment_of(answers, treated, n_items, weights=np.full(2000, 3.0))),
    )
    assert weighted.p == pytest.approx(plain.p, rel=0.02)
    assert [one.se for one in weighted.table] == pytest.approx([one.se for one in plain.table], rel=1e-3)


def test_people_who_answer_alike_are_no_more_evidence():
    answers, treated, n_items = columns(drawn(np.random.default_rng(2), 500, 0.1, 0.5, 4, changed=0.25))
    four = [np.repeat(column, 4) for column in (answers, treated)]
    alone = design_test(experiment_of(answers, treated, n_items, weights=np.ones(500))).p_by_error
    naive = design_test(experiment_of(*four, n_items)).p_by_error
    clustered = design_test(experiment_of(*four, n_items, clusters=np.repeat(np.arange(500), 4))).p_by_error
    assert naive < 0.1 * clustered
    assert clustered == pytest.approx(alone, rel=0.3)


def test_everybody_below_what_is_possible_is_certain():
    experiment = experiment_of(np.repeat([2.0, 0.0], 30), np.repeat([0.0, 1.0], 30), 2)
    assert design_test(experiment).p == 0


def test_few_clusters_are_no_certainty():
    rng = np.random.default_rng(6)
    answers, treated, n_items = columns(drawn(rng, 400, 0.2, 0.5, 4))
    clusters = rng.integers(0, 4, size=400)
    ps = [
        design_test(experiment_of(answers, treated, n_items, clusters=rng.permutation(clusters))).p for _ in range(40)
    ]
    assert np.mean(np.array(ps) < 0.05) <= 0.1
