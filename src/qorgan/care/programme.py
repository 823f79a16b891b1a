"""A programme for somebody who used violence. What counts as its outcome is what his partner says of her safety."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qorgan.kernel.errors import InputError

FOLLOW_UP_MONTHS = (3, 6, 12)


class Basis(StrEnum):
    """Why he takes part."""

    COURT = "court"
    POLICE = "police"
    OWN_WILL = "own-will"


class Attendance(StrEnum):
    """How a session went for him."""

    CAME = "came"
    EXCUSED = "excused"
    MISSED = "missed"


class PartnerSafety(StrEnum):
    """Her own report, given to another worker and with her consent only. That they live together again is no answer."""

    SAFER = "safer"
    AS_BEFORE = "as-before"
    LESS_SAFE = "less-safe"
    DOES_NOT_SAY = "does-not-say"


@dataclass(frozen=True, slots=True)
class Session:
    """One session that was planned for him."""

    number: int
    day: date
    attendance: Attendance | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    """One man in one programme.

    Parameters
    ----------
    basis : Basis
    ordered_by : str
        Who is told of breaches: a court or police office; empty for his own will.
    first_day : date
    n_sessions : int
        Of the curriculum, at least 1; the pack or the order says how many, never this code.
    allowed_misses : int
        Unexcused ones; one more is a breach.
    sessions : tuple of Session
        By number, in order of days.

    Raises
    ------
    InputError
        If nobody is named who ordered it, or sessions do not fit the curriculum.
    """

    basis: Basis
    ordered_by: str
    first_day: date
    n_sessions: int
    allowed_misses: int = 0
    sessions: tuple[Session, ...] = ()

    def __post_init__(self) -> None:
        numbers = [one.number for one in self.sessions]
        days = [one.day for one in self.sessions]
        rules = {
            ("ordered_by", "who ordered it is named, and nobody for his own will"): bool(self.ordered_by)
            == (self.basis is not Basis.OWN_WILL),
            ("n_sessions", "at least one session"): self.n_sessions >= 1,
            ("sessions", "each number once, from 1 to the curriculum's last"): len(set(numbers)) == len(numbers)
            and all(1 <= number <= self.n_sessions for number in numbers),
            ("sessions", "none before the first day, in order of days"): days == sorted(days)
            and all(day >= self.first_day for day in days),
        }
        for (field, rule), is_kept in rules.items():
            if not is_kept:
                raise InputError("this programme does not fit together", field=field, rule=rule)

    @property
    def n_missed(self) -> int:
        """Return how many sessions he missed without an excuse."""
        return sum(one.attendance is Attendance.MISSED for one in self.sessions)

    @property
    def is_breached(self) -> bool:
        """Say whether who ordered it has to be told. Of his own will there is nobody to tell."""
        return self.basis is not Basis.OWN_WILL and self.n_missed > self.allowed_misses

    @property
    def is_completed(self) -> bool:
        """Say whether he came to every session of the curriculum. It says nothing about her safety."""
        came = {one.number for one in self.sessions if one.attendance is Attendance.CAME}
        return came == set(range(1, self.n_sessions + 1))

    def attended(self, number: int, attendance: Attendance) -> "Participation":
        """Return the participation with a session's attendance noted.

        Raises
        ------
        InputError
            If no such session was planned.
        """
        if number not in {one.number for one in self.sessions}:
            raise InputError("no such session is planned", field="number", value=str(number), rule="a planned session")
        noted = (replace(one, attendance=attendance) if one.number == number else one for one in self.sessions)
        return replace(self, sessions=tuple(noted))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Her report at one of the three times after the programme's end."""

    months: int
    day: date
    report: PartnerSafety

    def __post_init__(self) -> None:
        if self.months not in FOLLOW_UP_MONTHS:
            raise InputError("this is no time of follow-up", field="months", rule="3, 6 or 12 months after the end")


def follow_up_days(ended: date) -> dict[int, date]:
    """Return the days on which she is asked, by months after the end; a day that a month lacks becomes its last."""
    return {months: _months_later(ended, months) for months in FOLLOW_UP_MONTHS}


def outcome(follow_ups: tuple[FollowUp, ...]) -> PartnerSafety | None:
    """Return the outcome: her latest word on her safety, or None where she was not asked or did not say.

    Notes
    -----
    There is no outcome without her: his attendance, his own words and their being together again say nothing about it.
    """
    said = [one for one in follow_ups if one.report is not PartnerSafety.DOES_NOT_SAY]
    return max(said, key=lambda one: (one.months, one.day)).report if said else None


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, day.day - 4, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has at least 28 days")
