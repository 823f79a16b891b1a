"""Power of a randomized response: as simulated, and people that are just enough."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.sensitive.device import forced, mirrored
from qorgan.know.sensitive.power import detectable, people_needed, power

DIE = forced(2 / 3, 1 / 6, 1 / 6)


def test_power_is_how_often_a_test_would_tell():
    yes = np.random.default_rng(3).binomial(400, float(DIE.yes(0.1)), size=20_000) / 400
    told = np.mean(yes - 1 / 6 > 1.6449 * np.sqrt(1 / 6 * 5 / 6 / 400))
    assert power(DIE, 400, 0.1) == pytest.approx(told, abs=0.02)


def test_without_a_difference_power_is_the_chance_of_a_false_alarm():
    assert power(DIE, 400, 0.2, null=0.2) == pytest.approx(0.05)
    assert power(DIE, 400, 0.2, null=0.2, sides="two") == pytest.approx(0.05)


@pytest.mark.parametrize("device", [DIE, mirrored(0.7)], ids=["die", "mirror"])
def test_people_needed_are_just_enough(device):
    n = people_needed(device, 0.15, null=0.1, wanted=0.9)
    assert power(device, n - 1, 0.15, null=0.1) < 0.9 <= power(device, n, 0.15, null=0.1)


def test_hiding_an_answer_costs_people():
    asked = forced(1.0, 0.0, 0.0)
    assert people_needed(DIE, 0.15, null=0.1) > 2 * people_needed(asked, 0.15, null=0.1)


def test_a_detectable_share_has_the_wanted_power():
    found = detectable(DIE, 500)
    assert power(DIE, 500, found) == pytest.approx(0.8, abs=1e-6)
    assert detectable(mirrored(0.51), 20) is None


@pytest.mark.parametrize(("share", "wanted"), [(0.1, 0.8), (1.2, 0.8), (0.2, 1.0)])
def test_what_cannot_be_told_apart_is_refused(share, wanted):
    with pytest.raises(DataError):
        people_needed(DIE, share, null=0.1, wanted=wanted)
