"""Solving with few of the kinds gives what solving with all of them gives."""

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.know.figures.vertices import random_claims, system_of

from qorgan.know.figures.atoms import BESIDE, WITHIN, tabulate
from qorgan.know.figures.claims import System
from qorgan.know.figures.programme import _N_FIRST, Programme


def _in_one_go(states: np.ndarray, system: System) -> float:
    """Solve over all kinds at once, with other defaults of the solver."""
    lo, hi = (np.array([[getattr(claim, end)] for claim in system.claims]) for end in ("lo", "hi"))
    within, given = (states == WITHIN).astype(float), (states >= BESIDE).astype(float)
    slack = -np.eye(len(states))
    rows = np.block([[within - hi * given, slack], [lo * given - within, slack]])
    cost = np.r_[np.zeros(states.shape[1]), np.ones(len(states))]
    total = np.r_[np.ones(states.shape[1]), np.zeros(len(states))][None, :]
    return float(linprog(cost, rows, np.zeros(len(rows)), total, [1.0]).fun)


@pytest.mark.parametrize("seed", range(5))
def test_the_least_change_is_that_over_all_kinds(seed):
    names = [f"e{place}" for place in range(9)]
    system = system_of(names, random_claims(np.random.default_rng([2, seed]), names, 16))
    states = tabulate(system, [claim.share for claim in system.claims])
    assert states.shape[1] > _N_FIRST  # else nothing would be added
    found = Programme(states, system.claims).least_change(range(16))
    assert found.value == pytest.approx(_in_one_go(states, system), abs=1e-8)


def test_the_people_it_finds_need_the_change_it_names():
    names = ["A", "B", "C", "D"]
    system = system_of(names, random_claims(np.random.default_rng(8), names, 9))
    states = tabulate(system, [claim.share for claim in system.claims])
    found = Programme(states, system.claims).least_change(range(9))
    assert found.shares.sum() == pytest.approx(1)
    for place, claim in enumerate(system.claims):
        inside = found.shares[states[place, found.kinds] == WITHIN].sum()
        among = found.shares[states[place, found.kinds] >= BESIDE].sum()
        change = max(0, inside - claim.hi * among, claim.lo * among - inside)
        assert found.slack[place] == pytest.approx(change, abs=1e-9)


def test_over_the_claims_that_have_a_price_the_value_is_the_same():
    names = ["A", "B", "C", "D"]
    system = system_of(names, random_claims(np.random.default_rng(8), names, 9))
    programme = Programme(tabulate(system, [claim.share for claim in system.claims]), system.claims)
    found = programme.least_change(range(9))
    assert 0 < len(found.priced) < 9
    assert programme.least_change(found.priced).value == pytest.approx(found.value, abs=1e-9)
