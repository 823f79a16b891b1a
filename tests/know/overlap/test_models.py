"""Hierarchical models: which there are and how they are written."""

from itertools import combinations

import numpy as np
import pytest

from qorgan.know.overlap.models import all_models, as_array, bracket, independence, neighbours


@pytest.mark.parametrize(("n_lists", "n_models"), [(2, 1), (3, 8), (4, 113), (5, 6893)])
def test_all_models_are_as_many_as_are_known(n_lists, n_models):
    models = all_models(n_lists)
    assert models.shape == (n_models, 2**n_lists)
    assert len(np.unique(models, axis=0)) == n_models


def test_all_models_of_four_lists_are_those_found_among_all_sets_of_terms():
    large = [term for term in range(16) if 2 <= term.bit_count() <= 3]
    found = set()
    for count in range(len(large) + 1):
        for chosen in combinations(large, count):
            terms = independence(4) | set(chosen)
            if all(term & ~(1 << bit) in terms for term in terms for bit in range(4)):
                found.add(terms)
    assert {frozenset(np.flatnonzero(row).tolist()) for row in all_models(4)} == found


def test_models_up_to_three_lists_a_term_are_fewer():
    assert len(all_models(5, max_order=3)) == 6212
    assert len(all_models(5, max_order=2)) == 1024


@pytest.mark.parametrize(
    ("terms", "written"),
    [([0, 1, 2, 4], "[1,2,3]"), ([0, 1, 2, 4, 3], "[12,3]"), ([0, 1, 2, 4, 8, 3, 5, 6, 7, 9], "[123,14]")],
)
def test_a_model_is_written_by_its_largest_terms(terms, written):
    assert bracket(terms) == written


def test_neighbours_differ_by_one_term_and_are_hierarchical():
    every = {row.tobytes() for row in all_models(4)}
    at = frozenset([0, 1, 2, 4, 8, 3, 5, 6])
    around = neighbours(at, 4, 3)
    assert {len(at ^ other) for other in around} == {1}
    assert {row.tobytes() for row in as_array(around, 4)} <= every
    assert len(around) == 7  # three pairs and one triple more, three pairs fewer
