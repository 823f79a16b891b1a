"""Designs from columns."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.sentences import say
from qorgan.know.survey.design import coded, design_of


@pytest.mark.parametrize(
    "labels", [[3, 3, 7, 1], [0, 0, 1, 2], [-5, 10**12, -5, 4], ["b", "b", "c", "a"], [2.5, 2.5, 9.0, 1.0]]
)
def test_labels_of_any_kind_become_numbers_without_gaps(labels):
    found = coded(np.array(labels))
    expected = np.unique(np.array(labels), return_inverse=True)[1]
    assert found.tolist() == expected.tolist()


def test_a_label_in_two_strata_is_two_clusters_and_that_is_said():
    design = design_of(4, strata=np.array([1, 1, 2, 2]), clusters=[np.array([1, 2, 1, 3])], weights=np.ones(4))
    assert design.stages[0].drawn.tolist() == [2, 2]
    assert tuple(map(say, design.warnings)) == (
        "Labels of units that stand in more than one stratum, and are a unit of their own in each: 1.",
    )


def test_weights_follow_from_the_populations_of_every_stage():
    design = design_of(3, strata=np.array(["a", "a", "b"]), populations=[np.array([10.0, 10, 7])])
    assert design.weights.tolist() == [5.0, 5.0, 7.0]
    assert "they follow from the populations" in say(design.warnings[0])


def test_a_design_without_weights_says_that_rows_count_the_same():
    design = design_of(2)
    assert (design.weights.tolist(), tuple(map(say, design.warnings))) == (
        [1.0, 1.0],
        ("No weights were given: every row counts the same.",),
    )


@pytest.mark.parametrize(("weight", "is_relative"), [(1.0, True), (1.9, True), (33.8, False)])
def test_weights_near_1_are_no_counts_of_people(weight, is_relative):
    assert design_of(4, weights=np.full(4, weight)).has_relative_weights is is_relative


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weights": np.array([1.0, -1, 1])}, "this is no weight"),
        ({"weights": np.array([1.0, np.nan, 1])}, "this is no weight"),
        ({"weights": np.zeros(3)}, "all weights are 0"),
        ({"populations": [np.array([9.0, 9, 8])]}, "two populations"),
        ({"populations": [np.full(3, 2.0)]}, "at least the 3 drawn"),
        ({"populations": [np.full(3, 9.0)] * 2}, "more populations than stages"),
        ({"clusters": [np.arange(3)] * 3}, "too many stages"),
        ({"clusters": [np.array([1, 1, 2])], "populations": [np.full(3, 9.0), np.ones(3)]}, "drawn from a cluster than it has"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_design_is_refused(options, words):
    with pytest.raises(DataError, match=words):
        design_of(3, **options)
