"""Minimal sets of claims that cannot hold together: all of them, and nothing in them to spare."""

from itertools import combinations

import numpy as np
import pytest
from tests.know.figures.vertices import atoms_of, random_claims, system_of, vertices

from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.coherence import Assessor
from qorgan.know.figures.conflicts import groups, minimal_conflicts


def _conflicts(events: str, *shares: tuple[str, float]) -> tuple[tuple[int, ...], ...]:
    claims = tuple(Claim(str(place), event, None, share, share) for place, (event, share) in enumerate(shares))
    return minimal_conflicts(Assessor(System(tuple(events.split()), claims))).sets


def _holds_together(system: System, places: tuple[int, ...]) -> bool:
    claims = tuple(system.claims[place] for place in places)
    return not claims or Assessor(System(system.events, claims)).coherence().feasible


def test_claims_that_hold_together_have_no_conflict():
    assert _conflicts("A B", ("A", 0.2), ("A or B", 0.3)) == ()


def test_a_claim_that_nobody_can_meet_is_a_conflict_alone():
    assert _conflicts("A", ("A", 0.2), ("A and not A", 0.1)) == ((1,),)


def test_conflicts_that_share_a_claim_are_all_found_smaller_ones_first():
    found = _conflicts("A B", ("A and B", 0.3), ("A", 0.2), ("B", 0.25), ("A or B", 0.1))
    assert found == ((0, 1), (0, 2), (0, 3), (1, 3), (2, 3))


def test_every_pair_of_unlike_shares_of_one_event_is_a_conflict():
    shares = [("A", place / 10) for place in range(8)]
    assert _conflicts("A", *shares) == tuple(combinations(range(8), 2))


def test_a_conflict_of_many_claims_is_found_whole():
    disjoint = [(f"{one} and {other}", 0.0) for one, other in combinations("ABCD", 2)]
    assert _conflicts("A B C D", *[(name, 0.3) for name in "ABCD"], *disjoint) == (tuple(range(10)),)


def test_the_press_conflicts_twice():
    found = _conflicts("P S Y", ("P or S", 0.17), ("Y", 0.2), ("P and S and Y", 0.24))
    assert found == ((0, 2), (1, 2))


@pytest.mark.parametrize("seed", range(60))
def test_brute_force_over_all_subsets_finds_the_same(seed):
    rng = np.random.default_rng([5, seed])
    names = ["A", "B"] if seed % 2 else ["A", "B", "C"]
    claims = random_claims(rng, names, 8 if seed % 2 else 5)
    brute = vertices(atoms_of(names), claims)
    places = range(len(claims))
    clashing = [
        frozenset(some)
        for size in range(1, len(claims) + 1)
        for some in combinations(places, size)
        if brute.least_change(some, [1.0] * size) > 1e-9
    ]
    minimal = tuple(tuple(sorted(one)) for one in clashing if not any(other < one for other in clashing))
    found = minimal_conflicts(Assessor(system_of(names, claims)))
    assert found.is_complete
    assert found.sets == minimal


@pytest.mark.parametrize("seed", range(6))
def test_without_any_one_member_a_conflict_holds_together(seed):
    names = [f"e{place}" for place in range(8)]
    system = system_of(names, random_claims(np.random.default_rng([9, seed]), names, 12))
    found = minimal_conflicts(Assessor(system))
    assert found.is_complete
    for places in found.sets:
        assert not _holds_together(system, places)
        assert all(_holds_together(system, tuple(one for one in places if one != spare)) for spare in places)


def test_the_order_of_claims_changes_nothing_but_their_places():
    names = ["A", "B", "C"]
    claims = random_claims(np.random.default_rng(3), names, 9)
    there = minimal_conflicts(Assessor(system_of(names, claims))).sets
    back = minimal_conflicts(Assessor(system_of(names, claims[::-1]))).sets
    assert len(there) > 3
    assert {frozenset(one) for one in there} == {frozenset(8 - place for place in one) for one in back}


def test_the_same_claims_give_the_same_answer_twice():
    system = system_of(["A", "B", "C"], random_claims(np.random.default_rng(4), ["A", "B", "C"], 9))
    assert minimal_conflicts(Assessor(system)) == minimal_conflicts(Assessor(system))


def test_weights_change_no_conflict():
    claims = random_claims(np.random.default_rng(3), ["A", "B", "C"], 9)
    plain, weighted = (system_of(["A", "B", "C"], claims, weights) for weights in (None, [0.001] * 4 + [1000] * 5))
    assert minimal_conflicts(Assessor(plain)).sets == minimal_conflicts(Assessor(weighted)).sets


def test_many_claims_about_different_things_do_not_multiply():
    claims = tuple(
        Claim(f"{name}{share}", name, None, share, share) for name in "ABCDEFGHIJKL" for share in (0.1, 0.2, 0.3)
    )
    found = minimal_conflicts(Assessor(System(tuple("ABCDEFGHIJKL"), claims)))
    assert found.is_complete
    assert len(found.sets) == 36


def test_groups_are_linked_by_what_claims_share_and_by_nestings():
    claims = [Claim(name, name, None, 0.5, 0.5) for name in "ABCD"]
    assert [len(one) for one in groups(System(tuple("ABCD"), tuple(claims)))] == [1, 1, 1, 1]
    nested = groups(System(tuple("ABCDE"), tuple(claims), nested=(("A", "E"), ("E", "C"))))
    assert nested == [{0, 2}, {1}, {3}]


def test_a_search_at_its_limit_says_so_and_what_it_found_is_true():
    shares = tuple(Claim(str(place), "A", None, place / 50, place / 50) for place in range(30))
    system = System(("A",), shares)
    found = minimal_conflicts(Assessor(system), max_questions=60)
    assert not found.is_complete
    assert 0 < len(found.sets) < 435
    assert all(len(one) == 2 for one in found.sets)
