"""Intervals: what they refuse, and when two can be one number."""

import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.figures.intervals import Interval
from qorgan.know.figures.wording import interval_of


@pytest.mark.parametrize(("lo", "hi", "form"), [(0.2, 0.1, "percent"), (0, 1.1, "ratio"), (-1, 2, "number")])
def test_ends_out_of_order_or_range_are_refused(lo, hi, form):
    with pytest.raises(DataError):
        Interval(lo, hi, form)


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [
        ("17 %", "one in six", True),
        ("17 %", "17.4 %", True),
        ("17 %", "18 %", False),
        ("nearly a million", "more than 1,000,000", False),
        ("nearly a million", "950,123", True),
        ("69", "69", True),
        ("69", "70", False),
        ("17", "17 %", False),
        ("almost a quarter", "every fifth", False),
    ],
)
def test_two_wordings_can_or_cannot_be_one_number(one, other, can):
    assert interval_of(one).meets(interval_of(other)) is can
    assert interval_of(other).meets(interval_of(one)) is can
