"""Two lists, and intervals of hidden people."""

import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.overlap.closed import chapman, log_normal


def test_chapman_is_the_textbook_number():
    found = chapman(200, 100, 20)
    assert found.point == pytest.approx(201 * 101 / 21 - 1)
    assert found.low < found.point < found.high


def test_nobody_on_both_gives_no_number():
    found = chapman(20, 30, 0)
    assert (found.point, found.low, found.high) == (None, 50.0, None)


def test_everybody_on_both_is_everybody():
    found = chapman(30, 30, 30)
    assert (found.point, found.low, found.high) == (30.0, 30.0, 30.0)


@pytest.mark.parametrize(("first", "second", "both"), [(5, 5, 6), (0, 5, 0), (5, 5, -1)])
def test_impossible_lists_are_refused(first, second, both):
    with pytest.raises(DataError, match="these cannot be two lists"):
        chapman(first, second, both)


def test_log_normal_ends_are_as_far_apart_as_the_logarithm_says():
    low, high = log_normal(100, 50, 25, 0.95)
    assert (low - 100) * (high - 100) == pytest.approx(50**2)
    assert low > 100
