"""What indicators read of a case and of a programme: days and codes, no name and no words."""

from dataclasses import dataclass
from datetime import date, timedelta

from qorgan.care.orders import Order
from qorgan.care.programme import Participation
from qorgan.care.referral import Referral
from qorgan.kernel.errors import InputError


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both counted.

    Raises
    ------
    InputError
        If it ends before it begins.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError("the period ends before it begins", field="last", rule="last is not before first")

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """Return a calendar month.

        Examples
        --------
        >>> Period.month(2026, 2).last
        datetime.date(2026, 2, 28)
        """
        next_one = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), next_one - timedelta(days=1))

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One follow-up that was agreed: the day it was due, and the day it was done, if it was."""

    due: date
    done: date | None = None


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What indicators need of one case.

    Parameters
    ----------
    worker : str
        Id of the member who works on it.
    asked, opened : date
        When she first turned to the centre, and when the case was opened.
    answered : date, optional
        When somebody first answered her.
    closed : date, optional
        First day on which the case is no longer open. A case that was opened again has none.
    returned : tuple of date
        Days on which she came back after her case had been closed.
    plan_made : date, optional
        When her first safety plan was made.
    follow_ups : tuple of FollowUp
    referrals : tuple of Referral
        Those that this centre sent.
    orders : tuple of Order

    Raises
    ------
    InputError
        If it was closed before it was opened, or answered before she asked.
    """

    worker: str
    asked: date
    opened: date
    answered: date | None = None
    closed: date | None = None
    returned: tuple[date, ...] = ()
    plan_made: date | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    referrals: tuple[Referral, ...] = ()
    orders: tuple[Order, ...] = ()

    def __post_init__(self) -> None:
        pairs = {"closed": (self.opened, self.closed), "answered": (self.asked, self.answered)}
        for field, (earlier, later) in pairs.items():
            if later is not None and later < earlier:
                raise InputError("days of a case do not follow one another", field=field, rule="not before it began")

    def is_open(self, day: date) -> bool:
        """Say whether it is open at the end of a day."""
        return self.opened <= day and (self.closed is None or day < self.closed)

    def is_seen(self, period: Period) -> bool:
        """Say whether it was open on a day of a period, or closed on one."""
        return self.opened <= period.last and (self.closed is None or self.closed >= period.first)


@dataclass(frozen=True, slots=True)
class ProgrammeSummary:
    """One man's part in a programme, and the day on which it ended, however it did."""

    part: Participation
    ended: date | None = None
