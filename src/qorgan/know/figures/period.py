"""When a figure is about: a life, every year, or a span of days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Self

from qorgan.kernel.errors import DataError

Kind = Literal["lifetime", "yearly", "span"]

_WITHOUT_DAYS: Final[tuple[Kind, ...]] = ("lifetime", "yearly")
_RULE = "lifetime, yearly, or a span such as 2023, 2024-01/2024-08, 2026-01-01, 2024-03/.."
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEAR_DAYS = (350, 380)  # a span of about one year, also one of twelve months or fifty-two weeks


@dataclass(frozen=True, slots=True)
class Period:
    """What a figure counts over.

    Parameters
    ----------
    kind : {"lifetime", "yearly", "span"}
        At least once in a life; in any one year; between two days.
    first, last : date or None
        Of a span, both included; None where it is open at that end. A count of now has one day, a running total no last.
    """

    kind: Kind
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``lifetime``, ``yearly`` or a span of ISO 8601.

        Raises
        ------
        DataError
            If it is neither, or ends before it begins.

        Examples
        --------
        >>> Period.read("2024-01/2024-02")
        Period(kind='span', first=datetime.date(2024, 1, 1), last=datetime.date(2024, 2, 29))
        """
        for kind in _WITHOUT_DAYS:
            if text == kind:
                return cls(kind)
        first, slash, last = text.partition("/")
        ends = (_day(first, text), _day(last if slash else first, text))
        start = ends[0][0] if ends[0] else None
        end = ends[1][1] if ends[1] else None
        if (start is None and end is None) or (start and end and end < start):
            raise DataError("this is no period", value=text, rule=_RULE)
        return cls("span", start, end)

    def __str__(self) -> str:
        """Write it so that `read` reads the same."""
        if self.kind != "span":
            return self.kind
        return "/".join(day.isoformat() if day else ".." for day in (self.first, self.last))

    @property
    def is_one_year(self) -> bool:
        """Whether it is one year, any or a certain one."""
        return self.kind == "yearly" or (self.days is not None and _YEAR_DAYS[0] <= self.days <= _YEAR_DAYS[1])

    @property
    def days(self) -> int | None:
        """Days of a span that is closed at both ends."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    def holds(self, other: Self) -> bool:
        """Say whether whatever happened in the other period happened in this one."""
        if self == other or self.kind == "lifetime":
            return True
        if self.kind == "yearly" or other.kind != "span":
            return self.kind == "yearly" and other.is_one_year
        starts = self.first is None or (other.first is not None and self.first <= other.first)
        return starts and (self.last is None or (other.last is not None and other.last <= self.last))

    def is_same_as(self, other: Self) -> bool:
        """Say whether numbers for both ought to agree: they are equal, or both about one year and one holds the other."""
        are_years = self.is_one_year and other.is_one_year
        return self == other or (are_years and (self.holds(other) or other.holds(self)))


def _day(text: str, whole: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, a month or a day; None for an open end."""
    if text == "..":
        return None
    found = _DAY.fullmatch(text)
    try:
        year, month, day = (int(part) if part else None for part in found.groups()) if found else (0, None, None)
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        return first, date(first.year, last_month, day or monthrange(first.year, last_month)[1])
    except ValueError:
        raise DataError("this is no period", value=whole, rule=_RULE) from None
