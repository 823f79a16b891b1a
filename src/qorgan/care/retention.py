"""How long records are kept: by the law of the pack where it was checked, with a warning before, and then shredded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

WARN_DAYS = 30


class Record(StrEnum):
    """A kind of record with a timer of its own."""

    DISCLOSURE = "disclosure"  # and its messages
    CASE = "case"
    PROGRAMME = "programme"
    PARTNER_CONTACT = "partner-contact"


# What she can have deleted whatever the law of retention says; the consent to the others says beforehand that it cannot.
DELETED_ON_HER_WORD = frozenset({Record.DISCLOSURE})


class Phase(StrEnum):
    """Where a record stands on a day."""

    OPEN = "open"  # not closed: no timer runs
    NO_RULE = "no-rule"  # closed, and nobody has checked how long the law keeps it: shown as work to do
    KEPT = "kept"
    WARNED = "warned"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Period:
    """How long a kind of record is kept after it was closed; a row of the pack.

    Raises
    ------
    InputError
        If it is shorter than the warning before its end.
    """

    record: Record
    days: Fact[int]

    def __post_init__(self) -> None:
        if self.days.value < WARN_DAYS:
            raise InputError(
                "a period is shorter than its warning",
                field="days",
                value=str(self.days.value),
                rule=f"at least {WARN_DAYS} days",
            )


def last_day(record: Record, closed: date, periods: Iterable[Period], *, today: date) -> date | None:
    """Return the last day on which a record is kept, or None where no checked rule, or more than one, says it."""
    found = {one.days.value for one in periods if one.record is record and one.days.is_shown(today)}
    return closed + timedelta(days=found.pop()) if len(found) == 1 else None


def phase(record: Record, closed: date | None, periods: Iterable[Period], *, today: date) -> Phase:
    """Say where a record stands on a day; without a checked rule nothing is ever due."""
    if closed is None:
        return Phase.OPEN
    end = last_day(record, closed, periods, today=today)
    if end is None:
        return Phase.NO_RULE
    if today > end:
        return Phase.DUE
    return Phase.WARNED if today > end - timedelta(days=WARN_DAYS) else Phase.KEPT
