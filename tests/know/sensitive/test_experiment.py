"""Rows of a list experiment: what is refused, what is counted, and that their order is nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.sensitive.experiment import experiment_of

ANSWERS, TREATED = np.array([0.0, 1, 2, 3, 1, 0]), np.array([0.0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize(
    ("answers", "treated", "n_items", "words"),
    [
        ([0, 3, 1, 1], [0, 0, 1, 1], 2, "0 to 2"),
        ([0, 1, 4, 1], [0, 0, 1, 1], 2, "0 to 3"),
        ([0, 1.5, 1, 1], [0, 0, 1, 1], 2, "whole number"),
        ([0, -1, 1, 1], [0, 0, 1, 1], 2, "'-1'"),
        ([0, 1, 1, 1], [0, 2, 1, 1], 2, "neither shown"),
        ([0, 1, 1, 1], [0, 0, 0, 0], 2, "fewer than two people saw the sensitive item"),
        ([0, 1, 1, 1], [1, 1, 1, 0], 2, "fewer than two people saw the plain list"),
        ([0, 1, 1, 1], [0, 0, 1, 1], 0, "no length of a list"),
        ([0, 1, 1, 1], [0, 0, 1, 1], 11, "1 to 10"),
    ],
)
def test_what_cannot_be_is_refused(answers, treated, n_items, words):
    with pytest.raises(DataError, match=words):
        experiment_of(np.array(answers, dtype=float), np.array(treated, dtype=float), n_items)


def test_covariates_that_say_nothing_are_refused_by_name():
    both = np.column_stack([np.arange(6.0), 5 - 2 * np.arange(6.0)])
    with pytest.raises(DataError, match="value 'twice'"):
        experiment_of(ANSWERS, TREATED, 2, covariates=both, names=("one", "twice"))
    with pytest.raises(DataError, match="value 'same'"):
        experiment_of(ANSWERS, TREATED, 2, covariates=np.ones((6, 1)), names=("same",))


def test_a_count_is_so_many_rows():
    counts = np.array([2.0, 0, 1, 3, 1, 1])
    repeated = np.repeat(np.arange(6), counts.astype(int))
    one = experiment_of(ANSWERS, TREATED, 2, counts=counts)
    other = experiment_of(ANSWERS[repeated], TREATED[repeated], 2)
    assert one.n == 8
    assert np.array_equal(one.counts, other.counts)


@pytest.mark.parametrize("count", [-1.0, 0.5, np.nan, 6_000_000.0])
def test_counts_that_are_none_are_refused(count):
    with pytest.raises(DataError, match="people"):
        experiment_of(ANSWERS, TREATED, 2, counts=np.array([1, 1, count, 1, 1, 1]))


def test_rows_with_a_gap_are_counted_and_left_out():
    answers, extra = ANSWERS.copy(), np.array([[1.0], [0], [1], [np.nan], [0], [1]])
    answers[0] = np.nan
    found = experiment_of(answers, TREATED, 2, covariates=extra, names=("a",))
    assert (found.n, found.n_missing) == (4, 2)


def test_a_gap_leaves_the_design_whole():
    answers = np.array([0.0, np.nan, 1, 2, 1, 0, 2, 1])
    clusters = np.array(["a", "b", "a", "b", "c", "c", "d", "d"])
    found = experiment_of(answers, np.tile([0.0, 1], 4), 2, clusters=clusters)
    assert (found.n, found.sample.design.n_rows, found.sample.df) == (7, 8, 3)


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing(random):
    n = 12
    columns = np.array([[random.randint(0, 2), place % 2, place // 2 + random.random()] for place in range(n)])
    weights = np.array([random.choice([1.0, 2.0]) for _ in range(n)])
    clusters = np.array([random.choice("abc") for _ in range(n)])
    order = np.array(random.sample(range(n), n))
    made = [
        experiment_of(rows[:, 0], rows[:, 1], 2, covariates=rows[:, 2:], names=("x",), weights=of_rows, clusters=units)
        for rows, of_rows, units in (
            (columns, weights, clusters),
            (columns[order], weights[order], clusters[order]),
        )
    ]
    assert np.array_equal(made[0].covariates, made[1].covariates)
    assert np.array_equal(made[0].answers, made[1].answers)
    assert np.array_equal(made[0].sample.weights, made[1].sample.weights)
    assert np.array_equal(made[0].sample.design.stages[0].unit, made[1].sample.design.stages[0].unit)
