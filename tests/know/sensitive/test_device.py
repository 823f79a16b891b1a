"""Chance devices: what they turn shares into, and what is no device."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.sensitive.device import chance_of, forced, mirrored

SHARES = st.floats(0, 1)


@given(SHARES, st.floats(0.1, 0.9))
def test_a_device_is_turned_back(share, p):
    for device in (forced(p, (1 - p) / 2, (1 - p) / 2), mirrored(p if abs(p - 0.5) > 0.01 else 0.6)):
        assert device.share(float(device.yes(share))) == pytest.approx(share, abs=1e-9)
        assert -1e-12 <= float(device.yes(share)) <= 1 + 1e-12


def test_chances_by_hand():
    assert float(forced(2 / 3, 1 / 6, 1 / 6).yes(0.5)) == pytest.approx(1 / 6 + 1 / 3)
    assert float(mirrored(0.7).yes(0.2)) == pytest.approx(0.7 * 0.2 + 0.3 * 0.8)


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ((0.5, 0.5, 0.5), "do not sum to 1"),
        ((0.0, 0.5, 0.5), "nobody is asked"),
        ((1.2, 0.1, 0.1), "field p, value '1.2'"),
        ((0.5, -0.1, 0.6), "field p1"),
    ],
)
def test_what_is_no_device_is_refused(chances, words):
    with pytest.raises(DataError, match=words):
        forced(*chances)


def test_a_mirror_of_one_half_says_nothing():
    with pytest.raises(DataError, match="a yes says nothing"):
        mirrored(0.5)


def test_rounded_chances_are_taken():
    assert forced(0.667, 0.167, 0.167).slope == 0.667


@pytest.mark.parametrize("text", ["many", "1/0", "1_0", "3/2", "-0.1", "", "1e999999999", "0." + "3" * 5000, "9" * 400])
def test_what_is_no_chance_is_refused(text):
    with pytest.raises(DataError, match="from 0 to 1"):
        chance_of(text, "--p")
