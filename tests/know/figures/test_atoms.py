"""Kinds of people: one for every way to stand in the claims, and none twice."""

import numpy as np

from qorgan.know.figures.atoms import one_of_each, tabulate
from qorgan.know.figures.claims import Claim, System


def _states(events: str, *shares: tuple[str, str | None], nested: tuple[tuple[str, str], ...] = ()) -> list[list[int]]:
    claims = tuple(Claim(str(place), event, given, 0, 1) for place, (event, given) in enumerate(shares))
    system = System(tuple(events.split()), claims, nested=nested)
    return sorted(tabulate(system, [claim.share for claim in claims]).T.tolist())


def test_a_kind_is_outside_a_population_beside_the_event_or_within_both():
    assert _states("T V", ("T", "V")) == [[0], [1], [2]]


def test_atoms_that_no_claim_tells_apart_are_one_kind():
    twelve = " or ".join(f"e{place}" for place in range(12))
    assert _states(twelve.replace("or ", ""), (twelve, None)) == [[1], [2]]


def test_a_nesting_rules_kinds_out():
    assert _states("A B", ("A", None), ("B", None), nested=(("A", "B"),)) == [[1, 1], [1, 2], [2, 2]]


def test_kinds_are_told_apart_over_more_claims_than_one_number_holds():
    states = np.random.default_rng(1).integers(0, 3, size=(70, 300)).astype(np.int8)
    doubled = np.concatenate([states, states[:, ::-1]], axis=1)
    doubled = np.concatenate([doubled, doubled[:, :1]], axis=1)
    kept = one_of_each(doubled)
    assert len(kept) == 300
    assert {tuple(column) for column in doubled[:, kept].T} == {tuple(column) for column in states.T}
