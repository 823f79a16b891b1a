"""Both days of a closing still belong to what they promise, and she has time to come back."""

from datetime import date, timedelta

import pytest

from qorgan.hear.closing import LEAST_KEPT, LONGEST_KEPT, Phase, is_fair, phase

TODAY = date(2026, 11, 20)
READS = date(2026, 12, 1)
KEPT = READS + LEAST_KEPT


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (TODAY, Phase.READING),
        (READS, Phase.READING),
        (READS + timedelta(days=1), Phase.WAITING),
        (KEPT, Phase.WAITING),
        (KEPT + timedelta(days=1), Phase.OVER),
    ],
)
def test_each_day_still_belongs_to_what_it_promises(today, expected):
    assert phase(READS, KEPT, today=today) is expected


@pytest.mark.parametrize(
    ("reads", "kept", "expected"),
    [
        (TODAY, TODAY + LEAST_KEPT, True),
        (TODAY - timedelta(days=1), KEPT, False),
        (READS, KEPT - timedelta(days=1), False),
        (READS, READS + LONGEST_KEPT, True),
        (READS, READS + LONGEST_KEPT + timedelta(days=1), False),
    ],
)
def test_nobody_promises_too_little_or_too_much(reads, kept, expected):
    assert is_fair(reads, kept, today=TODAY) is expected
