"""The clock of what is unread: when a supervisor is told, and when another centre may see it."""

from datetime import date, timedelta

from qorgan.kernel.clock import add_working_days, working_days_between

COVER_AFTER = 3  # working days unread, before another centre is offered it, where she ticked that
SHRED_AFTER = timedelta(
    days=7
)  # between her deleting and the end, so that somebody with her receipt destroys nothing at once


def is_overdue(received: date, opened: date | None, today: date, *, limit: int) -> bool:
    """Say whether a disclosure has been unread for more working days than the centre promised.

    Examples
    --------
    >>> is_overdue(date(2026, 11, 20), None, date(2026, 11, 23), limit=1)  # Friday to Monday
    False
    >>> is_overdue(date(2026, 11, 20), None, date(2026, 11, 24), limit=1)
    True
    """
    return opened is None and working_days_between(received, today) > limit


def cover_day(received: date) -> date:
    """Return the day from which another centre may see it."""
    return add_working_days(received, COVER_AFTER)


def shred_day(hidden: date) -> date:
    """Return the day on which what she deleted is destroyed."""
    return hidden + SHRED_AFTER
