"""Protection orders and court requirements: from when to when, what they forbid, breaches, and when to warn of the end.

How long an order lasts is never worked out where the law of that day was not read: then staff type the end from the paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

WARN_DAYS = (14, 7, 3, 1)  # before the end


class OrderKind(StrEnum):
    """Who gave it, and what it is called in the pack."""

    PROTECTION = "protection"  # by the police
    REQUIREMENTS = "requirements"  # special requirements on behaviour, by a court
    RESTRAINT = "restraint"  # in criminal proceedings


class OrderState(StrEnum):
    """Where an order stands on a day."""

    AHEAD = "ahead"
    IN_FORCE = "in-force"
    ENDED = "ended"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of an order, and whether the police was told."""

    day: date
    was_reported: bool


@dataclass(frozen=True, slots=True)
class Order:
    """One order, as the paper says.

    Parameters
    ----------
    kind : OrderKind
    first_day, last_day : date
        Both are days on which it holds.
    terms : tuple of str
        What it forbids or demands: codes of the pack.
    breaches : tuple of Breach
        In any order; none before the first day.
    lifted_day : date, optional
        First day on which it no longer holds, where it was lifted early.

    Raises
    ------
    InputError
        If it ends before it begins, was lifted outside its days, or was broken before it began.
    """

    kind: OrderKind
    first_day: date
    last_day: date
    terms: tuple[str, ...] = ()
    breaches: tuple[Breach, ...] = ()
    lifted_day: date | None = None

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise InputError(
                "the order ends before it begins",
                field="last_day",
                rule="the last day is the first day or later",
                next_step="look at the paper once more",
            )
        if self.lifted_day is not None and not self.first_day <= self.lifted_day <= self.last_day:
            raise InputError(
                "the order was lifted on a day on which it did not hold",
                field="lifted_day",
                rule="a day from the first to the last",
                next_step="look at the paper once more",
            )
        if any(breach.day < self.first_day for breach in self.breaches):
            raise InputError(
                "the order was broken before it began",
                field="breaches",
                rule="a breach is on the first day or later",
                next_step="look at the day of the breach once more",
            )

    def state(self, today: date) -> OrderState:
        """Return where the order stands on a day."""
        if today < self.first_day:
            return OrderState.AHEAD
        if self.lifted_day is not None and today >= self.lifted_day:
            return OrderState.LIFTED
        return OrderState.IN_FORCE if today <= self.last_day else OrderState.ENDED

    def with_breach(self, breach: Breach) -> "Order":
        """Return the order with one more breach."""
        return replace(self, breaches=(*self.breaches, breach))


def warning_days(order: Order) -> tuple[date, ...]:
    """Return the days on which its worker is warned that it ends, in order; none before it begins."""
    days = (order.last_day - timedelta(days=before) for before in WARN_DAYS)
    end = order.lifted_day or date.max
    return tuple(sorted(day for day in days if order.first_day <= day < end))


def warning_due(order: Order, today: date, *, last_warned: date | None) -> int | None:
    """Return the days that are left where a warning is due, else None.

    Parameters
    ----------
    last_warned : date or None
        Day of the last warning of this order. A day on which nobody looked is made up for: the newest warning that
        was missed is due.
    """
    if order.state(today) is not OrderState.IN_FORCE:
        return None
    missed = [day for day in warning_days(order) if day <= today and (last_warned is None or day > last_warned)]
    return (order.last_day - today).days if missed else None


@dataclass(frozen=True, slots=True)
class UsualLength:
    """How long an order of a kind lasts by the law of some days; a row of the pack, used once a lawyer has checked it.

    Parameters
    ----------
    kind : OrderKind
    days : Fact of int
        With the first and the last day counted; at least 1.
    holds_from, holds_until : date or None
        First and last day of the law that says so. Without a first day, which no source may say, the row is about no day;
        without a last one it is in force still.
    """

    kind: OrderKind
    days: Fact[int]
    holds_from: date | None
    holds_until: date | None = None

    def is_about(self, kind: OrderKind, day: date) -> bool:
        """Say whether this row is about an order of a kind that begins on a day."""
        if self.kind is not kind or self.holds_from is None or day < self.holds_from:
            return False
        return self.holds_until is None or day <= self.holds_until


def usual_last_day(kind: OrderKind, first_day: date, lengths: Iterable[UsualLength], *, today: date) -> date | None:
    """Return the end that the law of the first day usually sets, for staff to compare with the paper.

    Returns
    -------
    date or None
        None where no checked row is about that day, or rows contradict one another: then the paper alone says it.
    """
    found = {row.days.value for row in lengths if row.is_about(kind, first_day) and row.days.is_shown(today)}
    return first_day + timedelta(days=found.pop() - 1) if len(found) == 1 else None
