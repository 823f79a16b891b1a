"""Weights that meet known totals."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.survey.calibration import DISTANCES, calibrate, post_stratify, rake
from qorgan.know.survey.design import design_of
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.replicated import replicated
from qorgan.know.survey.replicates import jackknife

AGES = np.array(["young"] * 6 + ["old"] * 4)
PLACES = np.array(["town", "village"] * 5)
BY_AGE, BY_PLACE = {"young": 300.0, "old": 700.0}, {"town": 600.0, "village": 400.0}
ONES = np.ones(10)


def sums(labels, weights):
    return {str(one): weights[labels == one].sum() for one in np.unique(labels)}


def test_weights_sum_to_the_people_of_every_group():
    fitted = post_stratify(design_of(10, weights=np.arange(1.0, 11)), AGES, BY_AGE)
    assert sums(AGES, fitted.design.weights) == pytest.approx(BY_AGE)
    share = fitted.design.weights / np.arange(1.0, 11)
    assert share[:6] == pytest.approx(np.full(6, share[0]))  # within a group nothing moves


def test_raked_weights_meet_every_margin_at_once():
    fitted = rake(design_of(10, weights=np.arange(1.0, 11)), [(AGES, BY_AGE), (PLACES, BY_PLACE)])
    assert sums(AGES, fitted.design.weights) == pytest.approx(BY_AGE)
    assert sums(PLACES, fitted.design.weights) == pytest.approx(BY_PLACE)


def test_raking_is_calibration_with_exponentials():
    design = design_of(10, weights=np.arange(1.0, 11))
    columns = np.column_stack([AGES == "young", AGES == "old", PLACES == "town"])
    one = rake(design, [(AGES, BY_AGE), (PLACES, BY_PLACE)]).design
    other = calibrate(design, columns, np.array([300, 700, 600]), distance="raking").design
    assert other.weights == pytest.approx(one.weights)
    answers = np.arange(10.0) ** 2
    assert estimate(other, answers).se == pytest.approx(estimate(one, answers).se)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_total_that_is_known_has_no_error(distance):
    sizes = np.arange(1.0, 11)
    fitted = calibrate(design_of(10, weights=np.full(10, 9.0)), np.column_stack([ONES, sizes]), np.array([100, 570]), distance=distance)  # fmt: skip
    found = estimate(fitted.design, sizes, stat="total")
    assert (found.point, found.se) == (pytest.approx(570), pytest.approx(0, abs=1e-6))
    assert estimate(fitted.design, sizes**2, stat="total").se > 1


def test_the_variance_is_that_of_residuals_by_hand():
    sizes, answers = np.array([1.0, 2, 3, 4]), np.array([2.0, 3, 7, 8])
    fitted = calibrate(design_of(4, weights=np.full(4, 5.0)), sizes[:, None], np.array([60.0]))
    slope = (sizes * answers).sum() / (sizes**2).sum()
    grows = 1 + (60 - 50) * sizes / (5 * (sizes**2).sum())
    assert fitted.design.weights == pytest.approx(5 * grows)
    terms = 5 * grows * (answers - slope * sizes)
    assert estimate(fitted.design, answers, stat="total").se ** 2 == pytest.approx(4 * np.var(terms, ddof=1))


def test_a_group_within_a_fitted_design_agrees_with_the_jackknife_that_fits_again():
    rng = np.random.default_rng(5)
    ages = np.array(["young", "old"])[(rng.random(400) < 0.4).astype(int)]
    answers = (rng.random(400) < np.where(ages == "young", 0.5, 0.1)).astype(float)
    design = design_of(400, weights=rng.uniform(50, 150, 400), clusters=[np.repeat(np.arange(80), 5)])
    totals = {"young": 16000.0, "old": 24000.0}
    rows = np.flatnonzero(rng.random(400) < 0.5)
    found = estimate(post_stratify(design, ages, totals).design, answers, rows=rows)
    again = jackknife(design).refitted(lambda one: post_stratify(one, ages, totals).design)
    assert replicated(again, answers, rows=rows).point == pytest.approx(found.point)
    assert replicated(again, answers, rows=rows).se == pytest.approx(found.se, rel=0.04)
    assert estimate(post_stratify(design, ages, totals).design, answers).se < estimate(design, answers).se


def test_weights_fitted_twice_count_only_what_neither_explains():
    sizes = np.arange(1.0, 11)
    once = post_stratify(design_of(10, weights=np.full(10, 9.0)), AGES, BY_AGE).design
    twice = calibrate(once, np.column_stack([AGES == "young", AGES == "old", sizes]), np.array([300, 700, 6900])).design
    assert len(twice.adjustments) == 2
    assert estimate(twice, sizes, stat="total").se == pytest.approx(0, abs=1e-6)


def test_rows_of_weight_0_stay_out():
    weights = np.r_[0.0, np.ones(9)]
    fitted = post_stratify(design_of(10, weights=weights), np.where(weights == 0, "", AGES), BY_AGE)
    assert fitted.design.weights[0] == 0
    assert estimate(fitted.design, ONES).n == 9


def test_before_and_after_are_shown():
    fitted = post_stratify(design_of(10), AGES, BY_AGE)
    assert (fitted.before.total, fitted.after.total) == (10, pytest.approx(1000))
    assert fitted.factors == pytest.approx((50, 175))
    assert "before: 10 rows, sum 10, from 1 by 1 to 1, effect 1.000" in str(fitted)
    assert "10 of 10 weights changed, by 50 to 175 times" in str(fitted)
    assert fitted.after.effect == pytest.approx(10 * (6 * 50**2 + 4 * 175**2) / 1000**2)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda d: post_stratify(d, AGES, {"young": 3}), "a group has no total.*'old'"),
        (lambda d: post_stratify(d, AGES, {**BY_AGE, "very old": 3}), "nobody stands for a group.*'very old'"),
        (lambda d: post_stratify(d, AGES, {"young": 3, "old": 0}), "no number of people"),
        (lambda d: post_stratify(d, np.where(PLACES == "town", "", AGES), BY_AGE), "a row has no group"),
        (lambda d: rake(d, []), "nothing to rake to"),
        (lambda d: rake(d, [(AGES, BY_AGE), (PLACES, {"town": 1, "village": 2})]), "differ in how many people"),
        (lambda d: rake(d, [(AGES, BY_AGE), (AGES, {"young": 700, "old": 300})]), "raking does not meet the totals"),
        (lambda d: calibrate(d, np.column_stack([ONES, ONES]), np.array([10, 20])), "calibration does not meet the totals"),
        (lambda d: calibrate(d, np.column_stack([ONES, np.arange(10)]), np.array([10, 89])), "weights of 0 or less"),
        (lambda d: calibrate(d, np.full((10, 1), np.nan), np.array([10])), "is missing"),
        (lambda d: calibrate(d, ONES[:, None], np.array([10, 20])), "do not fit"),
    ],
)  # fmt: skip
def test_totals_that_cannot_be_met_are_refused(act, words):
    with pytest.raises(DataError, match=words):
        act(design_of(10))


def test_numbers_are_groups_too():
    fitted = post_stratify(design_of(10), (AGES == "young").astype(int), {"0": 700, "1": 300})
    assert sums(AGES, fitted.design.weights) == pytest.approx(BY_AGE)
