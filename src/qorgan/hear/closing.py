"""A centre that closes: until when it reads, and how long what it was told waits for her."""

from datetime import date, timedelta
from enum import StrEnum

# She may come back after months; what nobody reads any more must not be kept for years.
LEAST_KEPT = timedelta(days=90)
LONGEST_KEPT = timedelta(days=730)


class Phase(StrEnum):
    """Where a closing stands on a day."""

    READING = "reading"  # its workers read and answer, and take nothing new
    WAITING = "waiting"  # nobody there opens anything; it waits for her
    OVER = "over"  # what she took to no other centre is destroyed


def is_fair(reads_until: date, kept_until: date, *, today: date) -> bool:
    """Say whether these days may be promised: reading from today on, and keeping from 90 days to two years longer.

    Examples
    --------
    >>> is_fair(date(2026, 12, 1), date(2027, 3, 1), today=date(2026, 11, 20))
    True
    >>> is_fair(date(2026, 12, 1), date(2027, 2, 28), today=date(2026, 11, 20))
    False
    """
    return today <= reads_until and reads_until + LEAST_KEPT <= kept_until <= reads_until + LONGEST_KEPT


def phase(reads_until: date, kept_until: date, *, today: date) -> Phase:
    """Return where it stands; both days still belong to what they promise."""
    if today <= reads_until:
        return Phase.READING
    return Phase.WAITING if today <= kept_until else Phase.OVER
