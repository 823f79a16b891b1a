"""What may be said: each reason to refuse or to bound alone, and sentences without a digit too many."""

from dataclasses import replace

import pytest

from qorgan.know.sensitive.design_test import DesignTest
from qorgan.know.sensitive.edges import Edge
from qorgan.know.sensitive.estimates import Estimate
from qorgan.know.sensitive.sentences import message
from qorgan.know.sensitive.verdict import Verdict, headline, judge_device, judge_list
from qorgan.know.sentences import say

DIFFERENCE = Estimate("difference", 0.2, 0.14, 0.26, 0.95, se=0.03)
ML = Estimate("ml", 0.18, 0.14, 0.22, 0.95, se=0.02)
SILENT, LOUD = DesignTest(0.4, 0.5, ()), DesignTest(0.0004, 0.001, ())
LOW, HIGH = Edge("ceiling", 0.05, 0.03), Edge("ceiling", 0.2, 0.15)


def reasons(verdict):
    return [one.id.removeprefix("sensitive.reason.") for one in verdict.reasons]


def test_a_share_is_determined_where_nothing_speaks_against_it():
    found = judge_list(DIFFERENCE, ML, SILENT, LOW)
    assert (found.kind, found.estimate, found.low, found.high) == ("determined", 0.2, 0.14, 0.26)
    assert reasons(found) == ["list_agrees"]


def test_a_list_that_changed_answers_says_nothing():
    found = judge_list(DIFFERENCE, ML, LOUD, LOW)
    assert (found.kind, found.estimate, found.low, found.high) == ("not determined", None, None, None)
    assert say(found.reasons[0]).endswith("(p < 0.001), so the difference is no share of people.")


@pytest.mark.parametrize(
    ("low", "high", "reason"),
    [
        (-0.2, -0.01, "below_none"),
        (-0.1, 0.5, "wide"),
        (0.3, 1.2, "wide"),
        (None, None, "no_interval"),
        (1.0, 1.0, "no_spread"),
    ],
)
def test_an_interval_that_says_nothing_is_no_answer(low, high, reason):
    found = judge_list(replace(DIFFERENCE, low=low, high=high), ML, SILENT, LOW)
    assert (found.kind, reasons(found)) == ("not determined", [reason])


def test_an_interval_that_reaches_none_is_a_bound_from_above():
    found = judge_list(replace(DIFFERENCE, point=0.05, low=-0.02, high=0.12), replace(ML, point=0.06), SILENT, LOW)
    assert (found.kind, found.estimate, found.low, found.high) == ("bounded", None, 0.0, 0.12)
    assert say(headline(found)).startswith("Bounded from above: at most about 12 % of people.")


def test_a_ceiling_that_could_hide_more_than_chance_moves_the_high_end():
    found = judge_list(DIFFERENCE, ML, SILENT, HIGH)
    assert (found.kind, found.estimate, found.low) == ("bounded", None, 0.14)
    assert found.high == pytest.approx(0.26 + 0.15)
    assert reasons(found) == ["ceiling"]


def test_methods_that_disagree_bound_it_together():
    found = judge_list(DIFFERENCE, replace(ML, point=0.1, low=0.08, high=0.13), SILENT, LOW)
    assert (found.kind, found.low, found.high, reasons(found)) == ("bounded", 0.08, 0.26, ["disagree"])


def test_a_likelihood_without_a_point_disagrees_with_nothing():
    assert judge_list(DIFFERENCE, replace(ML, point=None), SILENT, LOW).kind == "determined"


def test_bounds_that_span_half_of_all_are_none():
    found = judge_list(DIFFERENCE, ML, SILENT, replace(HIGH, hidden_at_most=0.4))
    assert (found.kind, reasons(found)) == ("not determined", ["ceiling", "wide"])


@pytest.mark.parametrize(
    ("low", "high", "is_possible", "kind", "reason"),
    [
        (0.1, 0.3, True, "determined", "device_obeyed"),
        (0.0, 0.3, True, "bounded", "reaches_none"),
        (0.8, 1.0, True, "bounded", "reaches_all"),
        (0.2, 0.8, True, "not determined", "wide"),
        (0.0, 0.0, False, "not determined", "impossible"),
    ],
)
def test_a_randomized_response_is_judged(low, high, is_possible, kind, reason):
    found = judge_device(Estimate("moment", 0.2, low, high, 0.95, se=0.05), is_possible=is_possible)
    assert (found.kind, reasons(found)) == (kind, [reason])
    assert (found.estimate is not None) == (kind == "determined")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict("determined", 0.2619, 0.2341, 0.2906, ()), "Determined: about 26.2 % of people, between 23.4 and 29.1 %."),
        (Verdict("determined", 0.2, 0.14, 0.26, ()), "Determined: about 20 % of people, between 14 and 26 %."),
        (Verdict("bounded", None, 0.14, 0.41, ()), "Bounded: between about 14 and 41 % of people."),
        (Verdict("not determined", None, None, None, ()), "Not determined: the answers do not say for how many people it holds."),
    ],
)  # fmt: skip
def test_the_headline_shows_no_more_digits_than_the_interval_knows(verdict, words):
    assert say(headline(verdict)) == words


def test_a_likelihood_whose_spread_is_wrong_is_not_compared():
    doubted = replace(ML, point=0.02, warnings=(message("warning.spread"),))
    assert judge_list(DIFFERENCE, doubted, SILENT, LOW).kind == "determined"
