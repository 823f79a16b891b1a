"""The one place at the doors where time is read; tests put another clock here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from qorgan.kernel.clock import Clock, FrozenClock, SystemClock


class _Port:
    clock: Clock | None = None


@cache
def _system() -> Clock:
    return SystemClock(ZoneInfo(settings.TIME_ZONE))


def use(clock: Clock | None) -> None:
    """Use another clock, or the system's again with None."""
    _Port.clock = clock


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let it be another time, for a demonstration that has a past."""
    before = _Port.clock
    use(FrozenClock(moment, ZoneInfo(settings.TIME_ZONE)))
    try:
        yield
    finally:
        use(before)


def now() -> datetime:
    """Return this instant, aware, UTC."""
    return (_Port.clock or _system()).now()


def today() -> date:
    """Return the day in the country."""
    return (_Port.clock or _system()).today()
