"""An order is what the paper says; the end is warned of in time; the law of a day is used only where it was checked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.orders import (
    WARN_DAYS,
    Breach,
    Order,
    OrderKind,
    OrderState,
    UsualLength,
    usual_last_day,
    warning_days,
    warning_due,
)
from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

FIRST = date(2026, 2, 1)
ORDER = Order(OrderKind.PROTECTION, FIRST, date(2026, 3, 2))
TODAY = date(2026, 11, 21)


def fact(days: int, *, is_checked: bool = True) -> Fact[int]:
    read = Fact(days, "an invented source", "2026-01-05", date(2026, 1, 5), "A")
    return read.checked(by="an invented lawyer", on=date(2026, 1, 6), days=3650) if is_checked else read


def test_it_holds_on_its_first_and_on_its_last_day():
    assert ORDER.state(FIRST) is OrderState.IN_FORCE
    assert ORDER.state(ORDER.last_day) is OrderState.IN_FORCE
    assert ORDER.state(FIRST - timedelta(days=1)) is OrderState.AHEAD
    assert ORDER.state(ORDER.last_day + timedelta(days=1)) is OrderState.ENDED


def test_lifted_early_it_holds_no_more_from_that_day():
    lifted = Order(OrderKind.PROTECTION, FIRST, date(2026, 3, 2), lifted_day=date(2026, 2, 10))
    assert lifted.state(date(2026, 2, 9)) is OrderState.IN_FORCE
    assert lifted.state(date(2026, 2, 10)) is OrderState.LIFTED
    assert warning_days(lifted) == ()


def test_warnings_come_14_7_3_and_1_days_before_the_end():
    assert [(ORDER.last_day - day).days for day in warning_days(ORDER)] == sorted(WARN_DAYS, reverse=True)


def test_a_short_order_is_not_warned_of_before_it_begins():
    short = Order(OrderKind.PROTECTION, FIRST, FIRST + timedelta(days=4))
    assert [(short.last_day - day).days for day in warning_days(short)] == [3, 1]


def test_a_day_on_which_nobody_looked_is_made_up_for_once():
    late = ORDER.last_day - timedelta(days=12)
    assert warning_due(ORDER, late, last_warned=None) == 12
    assert warning_due(ORDER, late, last_warned=late) is None


@given(st.integers(0, 120), st.integers(-10, 130), st.none() | st.integers(-10, 130))
def test_a_warning_is_due_only_while_it_holds_and_says_the_days_left(length, day, warned):
    order = Order(OrderKind.PROTECTION, FIRST, FIRST + timedelta(days=length))
    last = None if warned is None else FIRST + timedelta(days=warned)
    left = warning_due(order, FIRST + timedelta(days=day), last_warned=last)
    assert left is None or (0 <= left <= max(WARN_DAYS) and left == length - day)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"last_day": FIRST - timedelta(days=1)}, "last_day"),
        ({"lifted_day": date(2026, 4, 1)}, "lifted_day"),
        ({"breaches": (Breach(FIRST - timedelta(days=1), True),)}, "breaches"),
    ],
)
def test_what_cannot_stand_on_a_paper_is_refused(changed, field):
    given_fields = {"kind": OrderKind.PROTECTION, "first_day": FIRST, "last_day": date(2026, 3, 2), **changed}
    with pytest.raises(InputError, match=field):
        Order(**given_fields)


def test_a_breach_is_added_and_the_rest_stays():
    broken = ORDER.with_breach(Breach(FIRST, was_reported=True))
    assert broken.breaches == (Breach(FIRST, was_reported=True),)
    assert (broken.first_day, broken.last_day) == (ORDER.first_day, ORDER.last_day)


def test_the_usual_end_follows_from_the_checked_law_of_the_first_day_and_from_no_other():
    """Ten and twenty days are invented; the country's rows are the pack's."""
    lengths = [
        UsualLength(OrderKind.PROTECTION, fact(10), date(2009, 1, 1), date(2026, 3, 1)),
        UsualLength(OrderKind.PROTECTION, fact(20, is_checked=False), date(2026, 3, 2)),
    ]
    assert usual_last_day(OrderKind.PROTECTION, FIRST, lengths, today=TODAY) == FIRST + timedelta(days=9)
    assert usual_last_day(OrderKind.PROTECTION, date(2026, 3, 2), lengths, today=TODAY) is None
    assert usual_last_day(OrderKind.REQUIREMENTS, FIRST, lengths, today=TODAY) is None


def test_rows_that_contradict_one_another_give_no_end():
    lengths = [UsualLength(OrderKind.PROTECTION, fact(days), date(2009, 1, 1)) for days in (10, 20)]
    assert usual_last_day(OrderKind.PROTECTION, FIRST, lengths, today=TODAY) is None
