"""Days of a case follow one another, and a case is closed in exactly one month."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.indicators.summaries import CaseSummary, Period
from qorgan.kernel.errors import InputError

DAY = date(2026, 11, 2)
days = st.dates(date(2025, 12, 1), date(2027, 1, 31))


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(InputError, match="last"):
        Period(DAY, DAY - timedelta(days=1))


@pytest.mark.parametrize(("month", "last"), [(1, 31), (2, 28), (4, 30), (12, 31)])
def test_a_month_has_its_first_and_its_last_day(month, last):
    assert Period.month(2026, month) == Period(date(2026, month, 1), date(2026, month, last))


@pytest.mark.parametrize("wrong", [{"closed": DAY - timedelta(days=1)}, {"answered": DAY - timedelta(days=1)}])
def test_days_that_do_not_follow_one_another_are_refused(wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        CaseSummary(worker="w", asked=DAY, opened=DAY, **wrong)


@given(days, days)
def test_every_case_begins_in_one_month_and_ends_in_one(one, other):
    case = CaseSummary(worker="w", asked=min(one, other), opened=min(one, other), closed=max(one, other))
    months = [Period.month(2025, 12), *(Period.month(2026, month) for month in range(1, 13)), Period.month(2027, 1)]
    ended = [month for month in months if case.is_seen(month) and not case.is_open(month.last)]
    assert [case.closed in month for month in ended] == [True]
    for before, after in pairwise(months):
        carried = case.is_seen(after) and case.opened not in after
        assert carried is case.is_open(before.last)
