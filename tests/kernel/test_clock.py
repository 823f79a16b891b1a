from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.clock import FrozenClock, SystemClock, add_working_days, check_not_backwards, working_days_between
from qorgan.kernel.errors import InputError, SetupError

ALMATY = ZoneInfo("Asia/Almaty")
FRIDAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
weekends = st.sets(st.integers(0, 6), max_size=6)


def test_the_day_is_the_countrys_and_the_time_is_utc() -> None:
    clock = FrozenClock(datetime(2026, 11, 20, 20, 30, tzinfo=UTC), ALMATY)
    assert clock.today() == date(2026, 11, 21)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_frozen_clock_stands_until_it_is_moved() -> None:
    clock = FrozenClock(NOON, ALMATY)
    clock.advance(timedelta(hours=2))
    assert clock.now() == clock.now() == NOON + timedelta(hours=2)


def test_a_clock_without_a_time_zone_is_refused() -> None:
    with pytest.raises(InputError, match="time zone"):
        FrozenClock(datetime(2026, 11, 20), ALMATY)  # noqa: DTZ001  the fault under test


def test_the_system_clock_is_aware() -> None:
    clock = SystemClock(ALMATY)
    assert clock.now().utcoffset() == timedelta(0)
    assert abs((clock.today() - clock.now().date()).days) <= 1


def test_what_came_on_friday_has_waited_one_working_day_on_monday() -> None:
    assert working_days_between(FRIDAY, FRIDAY + timedelta(days=2)) == 0
    assert working_days_between(FRIDAY, FRIDAY + timedelta(days=3)) == 1


def test_a_holiday_is_not_a_working_day() -> None:
    monday = FRIDAY + timedelta(days=3)
    assert add_working_days(FRIDAY, 1, holidays={monday}) == monday + timedelta(days=1)


def test_another_country_may_rest_on_friday() -> None:
    assert add_working_days(FRIDAY, 1, weekend={4, 5}) == FRIDAY + timedelta(days=2)


@given(days, st.integers(0, 60), weekends, st.sets(days, max_size=5))
def test_adding_and_counting_working_days_agree(start: date, n: int, weekend: set[int], holidays: set[date]) -> None:
    end = add_working_days(start, n, weekend=weekend, holidays=holidays)
    assert working_days_between(start, end, weekend=weekend, holidays=holidays) == n


@given(days, st.integers(0, 50), st.integers(0, 50), weekends)
def test_counts_of_two_stretches_add_up(start: date, first: int, second: int, weekend: set[int]) -> None:
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    whole = working_days_between(start, end, weekend=weekend)
    parts = [working_days_between(a, b, weekend=weekend) for a, b in ((start, middle), (middle, end))]
    assert whole == sum(parts)


def test_counting_backwards_and_a_week_without_work_are_refused() -> None:
    with pytest.raises(InputError, match="before the start"):
        working_days_between(FRIDAY, FRIDAY - timedelta(days=1))
    with pytest.raises(InputError, match="forwards"):
        add_working_days(FRIDAY, -1)
    with pytest.raises(InputError, match="no day of the week"):
        add_working_days(FRIDAY, 1, weekend=range(7))


def test_a_clock_set_back_is_refused_with_the_next_step_and_without_the_times() -> None:
    with pytest.raises(SetupError, match=r"about 120 minutes .* Next: set the clock") as caught:
        check_not_backwards(NOON - timedelta(hours=2), NOON, timedelta(minutes=1))
    assert "2026" not in caught.value.message()


def test_a_clock_within_tolerance_or_ahead_passes() -> None:
    check_not_backwards(NOON - timedelta(seconds=60), NOON, timedelta(minutes=1))
    check_not_backwards(NOON + timedelta(days=400), NOON, timedelta(0))
