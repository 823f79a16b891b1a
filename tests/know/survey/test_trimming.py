"""Weights within bounds, shown before and after."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.survey.calibration import post_stratify
from qorgan.know.survey.design import design_of
from qorgan.know.survey.trimming import trim

WEIGHTS = np.array([1.0, 2, 3, 4, 30])


def test_what_is_cut_off_goes_to_the_others_in_proportion():
    found = trim(design_of(5, weights=WEIGHTS), upper=10)
    # 20 cut off: shares of 1, 2, 3, 4 times 3 would pass the bound at 4, whose surplus of 2 goes on to 1, 2, 3
    assert found.design.weights == pytest.approx([10 / 3, 20 / 3, 10, 10, 10])
    assert found.design.weights.sum() == pytest.approx(WEIGHTS.sum())


def test_both_weights_are_shown():
    found = trim(design_of(5, weights=WEIGHTS), upper=10)
    assert (found.before.high, found.after.high, found.n_changed) == (30, pytest.approx(10), 5)
    assert found.before.effect == pytest.approx(5 * (WEIGHTS**2).sum() / 1600)
    assert found.after.effect < found.before.effect
    assert "before: 5 rows, sum 40, from 1 by 3 to 30" in str(found)
    assert "after:  5 rows, sum 40, from 3.333 by 10 to 10" in str(found)


def test_small_weights_are_raised_and_those_of_0_stay():
    found = trim(design_of(6, weights=np.r_[WEIGHTS, 0]), lower=4)
    assert found.design.weights[:4] == pytest.approx([4, 4, 4, 4])
    assert found.design.weights[4:] == pytest.approx([24, 0])


def test_bounds_that_all_keep_change_nothing():
    found = trim(design_of(5, weights=WEIGHTS), lower=1, upper=30)
    assert found.n_changed == 0
    assert found.design.weights.tolist() == WEIGHTS.tolist()


def test_trimming_after_fitting_says_that_the_totals_are_lost():
    fitted = post_stratify(design_of(5, weights=WEIGHTS), np.array(list("aabbb")), {"a": 10, "b": 30}).design
    found = trim(fitted, upper=20)
    assert found.design.adjustments == ()
    assert "fit them again" in str(found)


@pytest.mark.parametrize("bounds", [{"upper": 7}, {"lower": 9}, {"lower": 8, "upper": 8}])
def test_bounds_on_one_side_of_the_mean_are_refused(bounds):
    with pytest.raises(DataError, match="the mean weight is not within the bounds"):
        trim(design_of(5, weights=WEIGHTS), **bounds)
