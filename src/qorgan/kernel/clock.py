"""Time as an argument: the one clock, its frozen twin, and counting in working days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from qorgan.kernel.errors import InputError, SetupError

# Numbered as date.weekday() does: Monday is 0.
SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})


class Clock(Protocol):
    """What tells the time. Only doors and commands hold one; the parts are handed a day or a time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the day in the country's time zone."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The computer's clock, with the day of the country it stands for.

    Parameters
    ----------
    time_zone : ZoneInfo
        The pack's time zone: at 23:30 in Almaty it is still the day before in UTC by some hours.
    """

    time_zone: ZoneInfo

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day in the country's time zone."""
        return self.now().astimezone(self.time_zone).date()


@dataclass(slots=True)
class FrozenClock:
    """A clock that stands until it is moved. Serves tests and simulations.

    Raises
    ------
    InputError
        If ``at`` has no time zone: it would mean another moment on another computer.
    """

    at: datetime
    time_zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise InputError("a time has no time zone", field="at", rule="times are aware")
        self.at = self.at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the time it stands at, aware, in UTC."""
        return self.at

    def today(self) -> date:
        """Return the day in the country's time zone."""
        return self.at.astimezone(self.time_zone).date()

    def advance(self, by: timedelta) -> None:
        """Move the clock; a negative step moves it back, as a broken computer would."""
        self.at += by


def working_days_between(
    start: date,
    end: date,
    *,
    weekend: Collection[int] = SATURDAY_AND_SUNDAY,
    holidays: Collection[date] = frozenset(),
) -> int:
    """Count the working days after ``start``, up to and including ``end``.

    What came on a Friday has waited no working day on Sunday and one on Monday.

    Raises
    ------
    InputError
        If ``end`` is before ``start``.
    """
    if end < start:
        raise InputError("the end is before the start", field="end", value=end.isoformat(), rule="start comes first")
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(_is_working(day, weekend, holidays) for day in days)


def add_working_days(
    start: date,
    n: int,
    *,
    weekend: Collection[int] = SATURDAY_AND_SUNDAY,
    holidays: Collection[date] = frozenset(),
) -> date:
    """Return the day on which ``n`` working days have passed since ``start``.

    Parameters
    ----------
    start : date
        Not counted itself; zero days later is ``start``, whatever day it is.
    n : int
        At least 0.
    weekend : collection of int
        Days off in every week, Monday is 0; not all seven.
    holidays : collection of date
        Other days off.

    Raises
    ------
    InputError
        If ``n`` is negative or no day of the week is a working day.

    Examples
    --------
    >>> add_working_days(date(2026, 11, 20), 1)
    datetime.date(2026, 11, 23)
    """
    if n < 0:
        raise InputError("working days are counted forwards", field="n", value=str(n), rule="at least 0")
    if set(range(7)) <= set(weekend):
        raise InputError("no day of the week is a working day", field="weekend", rule="at most six days off")
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= _is_working(day, weekend, holidays)
    return day


def check_not_backwards(now: datetime, last_seen: datetime, tolerance: timedelta) -> None:
    """Refuse to go on when the clock stands before a time this installation has already seen.

    Sessions, expiries and deletion dates would all be wrong, and none would show it.

    Raises
    ------
    SetupError
        If ``now`` is more than ``tolerance`` before ``last_seen``. It tells the gap, not the times: rows of the public
        door carry days only, and a log should not know more.
    """
    gap = last_seen - now
    if gap > tolerance:
        minutes = int(gap.total_seconds() // 60)
        raise SetupError(
            f"The computer's clock stands about {minutes} minutes before the last time recorded here. "
            f"Rule: time never goes back by more than {int(tolerance.total_seconds())} seconds. "
            "Next: set the clock (for example by turning on time synchronisation) and start again."
        )


def _is_working(day: date, weekend: Collection[int], holidays: Collection[date]) -> bool:
    return day.weekday() not in weekend and day not in holidays
