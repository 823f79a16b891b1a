"""The indicators, one function each, for staff of the centre: nothing is suppressed here.

Each counts what was so at the end of the period's last day: what happened later does not change the past.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import TypeVar

from qorgan.care.indicators.summaries import CaseSummary, FollowUp, Period, ProgrammeSummary
from qorgan.care.orders import WARN_DAYS, OrderState
from qorgan.care.referral import Move, Referral, State

Code = TypeVar("Code", bound=StrEnum)


class Wait(StrEnum):
    """How long she waited for a first answer."""

    SAME_DAY = "same-day"
    THREE_DAYS = "three-days"  # one to three days
    LATER = "later"
    STILL = "still"  # nobody had answered at the end of the period


class Kept(StrEnum):
    """What became of a follow-up."""

    ON_TIME = "on-time"
    LATE = "late"
    MISSED = "missed"  # its day has passed
    AHEAD = "ahead"  # it is due on the last day of the period


@dataclass(frozen=True, slots=True)
class Responses:
    """How long it took to answer those whose cases were opened in a period.

    Parameters
    ----------
    waits : mapping of Wait to int
    median_days : float or None
        Of those who were answered; None where nobody was.
    """

    waits: Mapping[Wait, int]
    median_days: float | None


def caseload(cases: Iterable[CaseSummary], day: date) -> dict[str, int]:
    """Return the open cases of each worker at the end of a day. It never leaves the centre: it is about workers."""
    return dict(Counter(case.worker for case in cases if case.is_open(day)))


def responses(cases: Iterable[CaseSummary], period: Period) -> Responses:
    """Return how long those waited whose cases were opened in a period, in days of the calendar."""
    found = [_days_waited(case, period.last) for case in cases if case.opened in period]
    answered = [days for days in found if days is not None]
    return Responses(_counted(Wait, map(_wait, found)), median(answered) if answered else None)


def follow_ups(cases: Iterable[CaseSummary], period: Period) -> dict[Kept, int]:
    """Return what became of the follow-ups that were due in a period."""
    due = (one for case in cases for one in case.follow_ups if one.due in period)
    return _counted(Kept, (_kept(one, period.last) for one in due))


def referrals(cases: Iterable[CaseSummary], period: Period) -> dict[State, int]:
    """Return where the referrals stand that were sent in a period; accepted ones that are over count as done."""
    sent = (one for case in cases for one in case.referrals if _sent_day(one) in period)
    return _counted(State, (_state_on(one, period.last) for one in sent))


def safety_plans(cases: Iterable[CaseSummary], period: Period) -> int:
    """Return how many women made their first safety plan in a period."""
    return sum(case.plan_made in period for case in cases)


def without_plan(cases: Iterable[CaseSummary], day: date) -> int:
    """Return how many cases are open at the end of a day and have no safety plan."""
    return sum(case.is_open(day) and (case.plan_made is None or case.plan_made > day) for case in cases)


def orders_in_force(cases: Iterable[CaseSummary], day: date) -> int:
    """Return how many orders hold on a day."""
    return sum(order.state(day) is OrderState.IN_FORCE for case in cases for order in case.orders)


def orders_about_to_end(cases: Iterable[CaseSummary], day: date, *, within_days: int = max(WARN_DAYS)) -> int:
    """Return how many orders hold on a day and end within some days of it."""
    end = day + timedelta(days=within_days)
    return sum(
        order.state(day) is OrderState.IN_FORCE and order.last_day <= end for case in cases for order in case.orders
    )


def came_back(cases: Iterable[CaseSummary], period: Period) -> int:
    """Return how many women came back in a period after their case had been closed; each counts once."""
    return sum(any(day in period for day in case.returned) for case in cases)


def programmes(parts: Iterable[ProgrammeSummary], period: Period) -> tuple[int, int]:
    """Return how many programmes ended in a period, and how many of them were completed.

    Notes
    -----
    Completed means that he came to every session. It says nothing about her safety; see `qorgan.care.programme.outcome`.
    """
    ended = [one.part for one in parts if one.ended in period]
    return len(ended), sum(part.is_completed for part in ended)


def _counted(codes: type[Code], found: Iterable[Code]) -> dict[Code, int]:
    counted = Counter(found)
    return {code: counted[code] for code in codes}


def _days_waited(case: CaseSummary, day: date) -> int | None:
    return (case.answered - case.asked).days if case.answered is not None and case.answered <= day else None


def _wait(days: int | None) -> Wait:
    if days is None:
        return Wait.STILL
    if days == 0:
        return Wait.SAME_DAY
    return Wait.THREE_DAYS if days <= 3 else Wait.LATER


def _kept(one: FollowUp, day: date) -> Kept:
    if one.done is not None and one.done <= day:
        return Kept.ON_TIME if one.done <= one.due else Kept.LATE
    return Kept.MISSED if one.due < day else Kept.AHEAD


_LEADS_TO = {
    Move.SEND: State.SENT,
    Move.ACCEPT: State.ACCEPTED,
    Move.DECLINE: State.DECLINED,
    Move.FINISH: State.DONE,
    Move.REVOKE: State.REVOKED,
}


def _sent_day(referral: Referral) -> date | None:
    return next((step.day for step in referral.steps if step.move is Move.SEND), None)


def _state_on(referral: Referral, day: date) -> State:
    moves = [step.move for step in referral.steps if step.day <= day]
    return _LEADS_TO[moves[-1]] if moves else State.DRAFT
