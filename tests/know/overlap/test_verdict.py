"""The rules of the verdict, one by one."""

from dataclasses import replace

import pytest

from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.verdict import ALLOWANCE, REACH, Evidence, judge
from qorgan.know.sentences import say


def says(method, point=1000.0, low=900.0, high=1050.0):
    return Estimate(method, point, low, high, 0.95)


METHODS = ("loglinear-bic", "loglinear-averaged", "stepwise", "decomposable", "latent-class", "chao", "independence")
AGREED = Evidence(
    observed=700, shared=80, n_lists=3, parts=(("a", "b", "c"),), panel=tuple(says(method) for method in METHODS),
    models=(("[1,2,3]", 1000.0), ("[12,3]", 1040.0)), weight_without_estimate=0.001, r_hat=1.01, edge_mass=1e-6, bend=0.3,
)  # fmt: skip


def but(method, *numbers):
    return replace(AGREED, panel=tuple(says(method, *numbers) if one.method == method else one for one in AGREED.panel))


def test_where_all_agree_the_number_is_determined_and_its_high_end_allows_for_what_no_data_see():
    found = judge(AGREED)
    assert (found.kind, found.estimate, found.low, found.high) == ("determined", 1000.0, 900.0, 700 + 3 * (1050 - 700))
    assert found.reasons[-2:] == (ALLOWANCE, REACH)


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (replace(AGREED, models=(("[12,3]", 1300.0),)), "[12,3] gives 1,300"),
        (but("decomposable", 1300.0, 900.0, 1400.0), "The decomposable average lies outside"),
        (but("latent-class", 800.0, 700.0, 900.0), "The latent class model lies outside"),
        (but("latent-class", None, None, None), "one check is missing"),
        (replace(AGREED, r_hat=1.06), "R-hat 1.060"),
        (replace(AGREED, edge_mass=0.002), "as large as it was let look at"),
        (but("loglinear-bic", 1000.0, 900.0, 1070.0 + 10 * 30), "It is then 3.0 times the low end"),
        (but("loglinear-bic", 1060.0, 900.0, 1050.0), "outside its own interval"),
    ],
)
def test_one_doubt_is_enough_to_make_it_bounded(evidence, reason):
    found = judge(evidence)
    assert found.kind == "bounded"
    assert found.low <= 900
    assert any(reason in say(one) for one in found.reasons)


def test_where_few_are_hidden_the_bounds_are_those_of_all_methods_with_the_allowance():
    found = judge(but("latent-class", 1060.0, 870.0, 1200.0))
    assert (found.kind, found.estimate, found.low, found.high) == ("bounded", 1000.0, 870.0, 700 + 3 * (1200 - 700))
    assert ALLOWANCE in found.reasons


MANY_HIDDEN = replace(but("latent-class", 1500.0, 850.0, 2000.0), r_hat=1.2)


def test_where_many_are_hidden_the_bounds_are_plain_and_say_what_they_rest_on():
    found = judge(MANY_HIDDEN)
    assert (found.kind, found.estimate, found.low, found.high) == ("bounded", 1000.0, 850.0, 2000.0)
    assert any("holds if people do not differ" in say(one) for one in found.reasons)


def test_people_seen_to_differ_leave_a_lower_bound_only():
    found = judge(replace(MANY_HIDDEN, bend=1.7))
    assert (found.kind, found.estimate, found.high) == ("bounded", None, None)
    assert any("leaves room for people who differ" in say(one) for one in found.reasons)
    assert judge(replace(AGREED, bend=1.7)).kind == "determined"


def test_methods_too_far_apart_leave_a_lower_bound_only():
    found = judge(but("latent-class", 3000.0, 950.0, 4501.0))
    assert (found.kind, found.estimate, found.low, found.high) == ("bounded", None, 900.0, None)
    assert any("too far apart" in say(one) for one in found.reasons)
    assert any("Only a lower bound holds" in say(one) for one in found.reasons)


def test_weight_on_models_without_an_estimate_leaves_a_lower_bound_only():
    found = judge(replace(AGREED, weight_without_estimate=0.2))
    assert (found.kind, found.high) == ("bounded", None)
    assert "20%" in say(found.reasons[0])


def test_no_bound_above_the_people_seen_is_no_bound():
    found = judge(replace(but("loglinear-averaged", 3000.0, 700.0, 9000.0), r_hat=1.2))
    assert (found.kind, found.estimate, found.low, found.high) == ("not determined", None, 700.0, None)


def test_two_lists_are_never_determined():
    found = judge(replace(AGREED, n_lists=2, models=(), panel=(says("independence"),)))
    assert (found.kind, found.estimate, found.high) == ("bounded", None, None)
    assert say(found.reasons[0]).startswith("Two lists cannot show")


def test_lists_that_overlap_no_other_determine_nothing():
    found = judge(replace(AGREED, parts=(("a", "b"), ("c",))))
    assert (found.kind, found.low) == ("not determined", 700.0)
    assert "a and b; c" in say(found.reasons[0])


def test_a_handful_on_two_lists_determines_nothing():
    assert judge(replace(AGREED, shared=6)).kind == "not determined"
    assert judge(replace(AGREED, shared=7)).kind == "determined"
