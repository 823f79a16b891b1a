"""Whether a model has one finite estimate: against the plain linear programme of the literature, and by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.know.overlap.reference import table

from qorgan.know.overlap.existence import Directions, is_identified, reduce
from qorgan.know.overlap.fitting import fit
from qorgan.know.overlap.models import all_models, as_array


def plain_test(terms, counts, possible):
    """Test one model as the papers write it: rank, then the largest s with Aᵀx = Aᵀn and every x at least s."""
    every = range(len(counts))
    margins = {term: sum(counts[cell] for cell in every if cell & term == term) for term in np.flatnonzero(terms)}
    dead = [term for term, margin in margins.items() if margin == 0]
    cells = [cell for cell in every if possible[cell] and not any(cell & term == term for term in dead)]
    matrix = np.array([[cell & term == term for term in margins if margins[term]] for cell in cells], dtype=float)
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        return "unidentified"
    n_cells, n_terms = matrix.shape
    found = linprog(
        np.r_[np.zeros(n_cells), -1],
        A_eq=np.c_[matrix.T, np.zeros(n_terms)],
        b_eq=[margin for margin in margins.values() if margin],
        A_ub=np.c_[-np.eye(n_cells), np.ones(n_cells)],
        b_ub=np.zeros(n_cells),
        bounds=(None, None),
    )
    return "finite" if -found.fun > 1e-7 else "not finite"


def verdicts(models, counts, possible):
    columns = np.repeat(counts[:, None], len(models), axis=1)
    reduced = reduce(models.T, columns, possible)
    identified = is_identified(reduced)
    finite = Directions().settle(reduced, columns)
    return np.where(~identified, "unidentified", np.where(finite, "finite", "not finite"))


def test_the_pair_of_the_paper_has_no_finite_estimate_and_all_three_pairs_are_not_identified():
    one = table("Artificial_3")
    models = as_array([[0, 1, 2, 4, 3], [0, 1, 2, 4, 3, 5, 6], [0, 1, 2, 4, 5, 6]], 3)
    assert verdicts(models, one.array, one.possible).tolist() == ["not finite", "unidentified", "finite"]


@pytest.mark.parametrize(("name", "number"), [("UKdat_5", 6084), ("NewOrl_5", 5925), ("kosovo", 113), ("HIV", 111), ("Korea", 6), ("Artificial_3", 4), ("MadiganYork_spina3", 8)])  # fmt: skip
def test_as_many_models_have_an_estimate_as_a_peer_found(name, number):
    one = table(name)
    fits = fit(all_models(one.n_lists, max_order=3), one.array[None], one.possible)
    assert fits.exists.sum() == number


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([0, 0, 0, 1, 2, 30]), min_size=15, max_size=15),
    st.sets(st.sampled_from([3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15]), max_size=3),
)
def test_sparse_tables_are_judged_as_by_the_plain_test(counts, impossible):
    counts = np.array([0, *counts], dtype=float)
    possible = np.array([cell > 0 and cell not in impossible for cell in range(16)])
    counts[~possible] = 0
    counts[[1, 2, 4, 8]] += 1
    models = all_models(4)[::5]
    expected = [plain_test(terms, counts, possible) for terms in models]
    assert verdicts(models, counts, possible).tolist() == expected
    found = fit(models, counts[None], possible)
    assert found.exists.tolist() == [one == "finite" for one in expected]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([0, 0, 1, 5]), min_size=15, max_size=15))
def test_what_fails_for_a_model_fails_for_every_larger_one(counts):
    counts = np.array([0, *counts], dtype=float)
    counts[[1, 2, 4, 8]] += 1
    models = all_models(4)
    exists = fit(models, counts[None], np.arange(16) > 0).exists
    larger = (models[:, None] <= models[None]).all(axis=2)
    assert not (larger & ~exists[:, None] & exists[None]).any()


def test_few_linear_programmes_are_solved():
    one, directions = table("UKdat_5"), Directions()
    fit(all_models(5), one.array[None], one.possible, directions=directions)
    assert 1 <= directions.n_solved <= 20
