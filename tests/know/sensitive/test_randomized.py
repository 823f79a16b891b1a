"""Randomized response from counts and from a survey: by hand, near 0, and how often its interval holds the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.sensitive.device import forced, mirrored
from qorgan.know.sensitive.randomized import is_possible, moment, of_survey
from qorgan.know.survey.design import design_of
from qorgan.know.survey.linearised import estimate

DIE = forced(2 / 3, 1 / 6, 1 / 6)


def test_a_mirror_by_hand():
    found = moment(380, 1000, mirrored(0.8))
    assert (found.point, found.se) == pytest.approx((0.3, np.sqrt(0.38 * 0.62 / 1000) / 0.6))
    turned = moment(620, 1000, mirrored(0.2))
    assert (turned.point, turned.low, turned.high) == pytest.approx((found.point, found.low, found.high))


@given(st.integers(1, 500), st.floats(0, 1), st.floats(0.2, 1))
def test_the_point_lies_in_its_interval_and_all_in_0_to_1(n, share, p):
    found = moment(round(share * n), n, forced(p, (1 - p) / 2, (1 - p) / 2))
    assert 0 <= found.low <= found.point <= found.high <= 1


def test_fewer_yes_than_the_device_makes_is_none_with_a_warning():
    found = moment(150, 1000, DIE)
    assert (found.point, found.low) == (0, 0)
    assert [one.id for one in found.warnings] == ["sensitive.warning.cut"]
    assert is_possible(150, 1000, DIE)
    assert not is_possible(100, 1000, DIE)
    assert not is_possible(900, 1000, DIE)


@pytest.mark.parametrize(("yes", "n"), [(5, 4), (-1, 4), (0, 0)])
def test_counts_that_cannot_be_are_refused(yes, n):
    with pytest.raises(DataError):
        moment(yes, n, DIE)


@pytest.mark.parametrize("truth", [0.0, 0.03, 0.4])
def test_intervals_hold_the_truth_as_often_as_they_say(truth):
    yes = np.random.default_rng(7).binomial(500, float(DIE.yes(truth)), size=2000)
    held = [one.low <= truth <= one.high for one in (moment(int(count), 500, DIE) for count in yes)]
    assert np.mean(held) >= 0.94
    assert truth == 0 or np.mean(held) <= 0.985


def test_a_survey_of_yes_is_turned_with_its_design():
    rng = np.random.default_rng(1)
    answers = rng.binomial(1, 0.35, size=300).astype(float)
    design = design_of(300, weights=rng.uniform(1, 2, size=300), clusters=[np.repeat(np.arange(30), 10)])
    yes = estimate(design, answers, interval="logit")
    found = of_survey(yes, DIE)
    assert (found.point, found.se) == pytest.approx(((yes.point - 1 / 6) * 1.5, yes.se * 1.5))
    assert (found.low, found.high) == pytest.approx(((yes.low - 1 / 6) * 1.5, (yes.high - 1 / 6) * 1.5))


def test_a_survey_without_an_interval_gives_none():
    yes = estimate(design_of(1), np.array([1.0]), lonely="certainty")
    found = of_survey(yes, DIE)
    assert (found.point, found.note.id) == (None, "sensitive.reason.no_interval")
