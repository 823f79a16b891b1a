"""Whether shares admit a joint distribution: by hand, by reference, by brute force, by properties."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.know.figures.vertices import EVERYBODY, atoms_of, random_claims, random_event, system_of, vertices

from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.coherence import Assessor, assess, tidy

CASES = json.loads((Path(__file__).parents[2] / "reference/coherence_cases.json").read_text())["cases"]
EXACT = 1e-9
PRESS = ("physical", "sexual", "psychological")


def _plain(*shares: tuple[str, float], target: str | None = None, events: str = "A B C") -> System:
    claims = tuple(Claim(str(place), event, None, share, share) for place, (event, share) in enumerate(shares))
    return System(tuple(events.split()), claims, target)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_reference_cases_are_met(case):
    claims = tuple(Claim(str(place), **claim) for place, claim in enumerate(case["claims"]))
    found = assess(System(tuple(case["events"]), claims, case["target"]))
    assert found.feasible is case["expected"]["feasible"]
    assert found.min_total_slack == pytest.approx(case["expected"]["min_total_slack"], abs=EXACT)
    if "target_bounds" in case["expected"]:
        assert found.bounds == pytest.approx(case["expected"]["target_bounds"], abs=EXACT)


@pytest.mark.parametrize(
    ("target", "low", "high"),
    [("A and B", 0.3, 0.6), ("A or B", 0.7, 1.0), ("A and not B", 0.0, 0.3), ("A xor B", 0.1, 0.7)],
)
def test_bounds_are_those_of_frechet(target, low, high):
    # max(0, a + b - 1) <= P(A and B) <= min(a, b) for a = 0.6, b = 0.7, and what follows from it
    assert assess(_plain(("A", 0.6), ("B", 0.7), target=target)).bounds == pytest.approx((low, high), abs=EXACT)


def test_a_conditional_target_is_bounded_by_its_ratio():
    # P(A and B) in [0.3, 0.6], P(B) = 0.7
    found = assess(_plain(("A", 0.6), ("B", 0.7), target="A given B"))
    assert found.bounds == pytest.approx((0.3 / 0.7, 0.6 / 0.7), abs=EXACT)


def test_a_conditional_target_over_a_population_that_varies_is_bounded_too():
    # P(B) in [0.2, 0.4], P(A and B) = 0.1: the share lies between 0.1 / 0.4 and 0.1 / 0.2
    claims = (Claim("1", "B", None, 0.2, 0.4), Claim("2", "A and B", None, 0.1, 0.1))
    assert assess(System(("A", "B"), claims, "A given B")).bounds == pytest.approx((0.25, 0.5), abs=EXACT)


def test_nothing_bounds_a_share_of_a_population_that_may_be_empty():
    claims = (Claim("1", "A", None, 0.3, 0.3), Claim("2", "B", None, 0.0, 0.4))
    assert assess(System(("A", "B"), claims, "A given B")).bounds is None


@pytest.mark.parametrize("size", [1e-3, 1e-5, 1e-6])
def test_a_share_of_few_people_is_bounded_as_exactly(size):
    claims = (Claim("1", "B", None, size, 2 * size), Claim("2", "A and B", None, size / 2, size / 2))
    assert assess(System(("A", "B"), claims, "A given B")).bounds == pytest.approx((0.25, 0.5), abs=1e-6)


def test_nothing_follows_from_claims_that_cannot_hold_together():
    assert assess(_plain(("A", 0.3), ("A or B", 0.2), target="B")).bounds is None


def test_the_press_cannot_mean_all_three_forms_and_can_mean_any_of_them():
    shares = (Claim("1", "physical or sexual", None, 0.17, 0.17), Claim("2", "psychological", None, 0.21, 0.21))
    all_three = Claim("3", "physical and sexual and psychological", None, 0.23, 0.25)
    any_of_them = Claim("3", "physical or sexual or psychological", None, 0.23, 0.25)
    assert not assess(System(PRESS, (*shares, all_three))).feasible
    assert assess(System(PRESS, (*shares, any_of_them))).feasible
    assert assess(System(PRESS, shares, any_of_them.event)).bounds == pytest.approx((0.21, 0.38), abs=EXACT)
    assert assess(System(PRESS, shares, all_three.event)).bounds == pytest.approx((0.0, 0.17), abs=EXACT)


def test_the_change_of_a_conditional_claim_is_on_the_joint_scale():
    # "B or C" among A is at most 0.1 + 0.1; claimed 0.4, so P(. and A) falls by 0.2 of the 0.5 who are A
    claims = (
        Claim("1", "A", None, 0.5, 0.5, 1000),
        Claim("2", "B", "A", 0.1, 0.1, 1000),
        Claim("3", "C", "A", 0.1, 0.1, 1000),
        Claim("4", "B or C", "A", 0.4, 0.4),
    )
    found = assess(System(("A", "B", "C"), claims))
    assert found.min_total_slack == pytest.approx(0.1, abs=EXACT)
    assert [(move.place, move.value) for move in found.moves] == [(3, pytest.approx(0.2))]


def test_the_claim_trusted_least_moves():
    claims = [Claim("1", "A", None, 0.3, 0.3, weight=3), Claim("2", "A or B", None, 0.2, 0.2, weight=2)]
    found = assess(System(("A", "B"), tuple(claims)))
    assert (found.min_total_slack, found.moves[0].place) == (pytest.approx(0.2), 1)
    claims[0] = Claim("1", "A", None, 0.3, 0.3, weight=1)
    found = assess(System(("A", "B"), tuple(claims)))
    assert (found.min_total_slack, found.moves[0].place) == (pytest.approx(0.1), 0)


def test_among_changes_of_one_size_the_later_claims_move():
    found = assess(_plain(("A", 0.17), ("B", 0.21), ("A and B", 0.25)))
    assert [move.place for move in found.moves] == [2]


def test_a_nesting_is_never_put_in_doubt():
    claims = (Claim("1", "this_year", None, 0.07, 0.07, 1000), Claim("2", "ever", None, 0.06, 0.06, 0.001))
    events = ("this_year", "ever")
    assert assess(System(events, claims)).feasible
    found = assess(System(events, claims, nested=(("this_year", "ever"),)))
    assert not found.feasible
    assert found.moves[0].value == pytest.approx(0.07)


def test_a_nesting_passes_on():
    claims = (Claim("1", "A", None, 0.3, 0.3), Claim("2", "C", None, 0.2, 0.2))
    assert not assess(System(("A", "B", "C"), claims, nested=(("A", "B"), ("B", "C")))).feasible


@pytest.mark.parametrize(
    ("excess", "feasible"), [(0, True), (1e-10, True), (9e-10, True), (1.2e-9, False), (1e-8, False)]
)
def test_the_tolerance_is_a_billionth(excess, feasible):
    system = _plain(("A", 0.1), ("B", 0.2), ("A or B", 0.3 + excess), target="A and B")
    found = assess(system)
    assert found.feasible is feasible
    assert found.min_total_slack == pytest.approx(0 if feasible else excess, abs=1e-12)
    assert (found.bounds is None) is not feasible


@pytest.mark.parametrize("seed", range(200))
def test_brute_force_over_all_vertices_agrees(seed):
    rng = np.random.default_rng([20261120, seed])
    names = ["A", "B"] if seed % 2 else ["A", "B", "C"]
    claims = random_claims(rng, names, int(rng.integers(2, 7 if seed % 2 else 5)))
    weights = [1.0] * len(claims) if seed % 4 < 2 else rng.choice([0.5, 1.0, 2.0], len(claims)).tolist()
    event, among = random_event(rng, names), random_event(rng, names, 1) if seed % 3 else EVERYBODY
    target = f"{event.text} given {among.text}" if among.text else event.text
    found = assess(system_of(names, claims, weights, target))
    atoms = atoms_of(names)
    brute = vertices(atoms, claims)
    least = brute.least_change(range(len(claims)), weights)
    assert found.feasible is (least <= EXACT)
    assert found.min_total_slack == pytest.approx(least, abs=EXACT)
    expected = brute.bounds(atoms, event, among) if found.feasible else None
    assert (found.bounds is None) is (expected is None)
    if expected is not None:
        assert found.bounds == pytest.approx(expected, abs=EXACT)


def test_the_random_systems_are_of_every_kind():
    kinds = []
    for seed in range(60):
        rng = np.random.default_rng([20261120, seed])
        names = ["A", "B"] if seed % 2 else ["A", "B", "C"]
        claims = random_claims(rng, names, int(rng.integers(2, 7 if seed % 2 else 5)))
        kinds.append(assess(system_of(names, claims, target="A given B")))
    assert sum(one.bounds is not None for one in kinds) >= 5
    assert sum(one.feasible and one.bounds is None for one in kinds) >= 5
    assert sum(len(one.moves) > 1 for one in kinds) >= 5


@pytest.mark.parametrize("seed", range(12))
def test_the_change_it_names_mends_the_claims(seed):
    rng = np.random.default_rng([7, seed])
    names = ["A", "B", "C"]
    claims = random_claims(rng, names, 7)
    system = system_of(names, claims)
    found = assess(system)
    mended = list(system.claims)
    for move in found.moves:
        one = mended[move.place]
        mended[move.place] = Claim(one.id, one.event, one.given, min(one.lo, move.value), max(one.hi, move.value))
    assert sum(move.change for move in found.moves) == pytest.approx(found.min_total_slack, abs=EXACT)
    assert Assessor(System(system.events, tuple(mended))).plain.value <= 1e-8


@given(seed=st.integers(0, 10_000), place=st.integers(0, 4), down=st.floats(0, 1), up=st.floats(0, 1))
def test_widening_an_interval_never_makes_claims_impossible(seed, place, down, up):
    system = system_of(["A", "B", "C"], random_claims(np.random.default_rng(seed), ["A", "B", "C"], 5))
    one = system.claims[place]
    wider = Claim(one.id, one.event, one.given, one.lo * down, one.hi + (1 - one.hi) * up)
    claims = (*system.claims[:place], wider, *system.claims[place + 1 :])
    before, after = assess(system), assess(System(system.events, claims))
    assert after.feasible or not before.feasible
    assert after.min_total_slack <= before.min_total_slack + EXACT


@given(seed=st.integers(0, 10_000), share=st.floats(0, 1))
def test_bounds_hold_every_share_that_fits_and_no_other(seed, share):
    system = system_of(["A", "B", "C"], random_claims(np.random.default_rng(seed), ["A", "B", "C"], 3), target="A")
    bounds = assess(system).bounds
    if bounds is not None:
        fixed = Claim("fixed", "A", None, share, share)
        fits = assess(System(system.events, (*system.claims, fixed))).feasible
        assert fits is (bounds[0] - 1e-9 <= share <= bounds[1] + 1e-9) or min(abs(share - end) for end in bounds) < 1e-7


def test_sixteen_events_are_solved():
    names = tuple(f"e{place}" for place in range(16))
    claims = tuple(Claim(name, name, None, 0.95, 0.95) for name in names)
    found = assess(System(names, claims, " and ".join(names)))
    assert found.bounds == pytest.approx((0.2, 0.95), abs=EXACT)  # 1 - 16 * 0.05


def test_tidy_leaves_no_negative_zero():
    assert str(tidy(-1e-17)) == "0.0"
