"""What one method says of the number of people: never a point without an interval, never fewer than were seen."""

import math
from dataclasses import dataclass
from typing import Final

from qorgan.kernel.errors import DataError

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of people, with what it rests on.

    Parameters
    ----------
    method : str
        As in the panel of ``qorgan know overlap``.
    point : float or None
        People, seen and not; None if the method gives none. Then ``high`` is None, too.
    low, high : float or None
        Ends of the interval. ``high`` None: nothing bounds it above.
    level : float
        Coverage that the interval is made for, in (0, 1).
    note : str
        The model and what a reader must know of it.
    assumptions : tuple of str
        Plain sentences. If one does not hold, the number is wrong.
    warnings : tuple of str
        Plain sentences about this table.
    source : str
        Where the method is written down; a key of ``docs/references.bib``.
    """

    method: str
    point: float | None
    low: float | None
    high: float | None
    level: float
    note: str = ""
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_finite(self) -> bool:
        """Whether there is a point and an interval with two ends."""
        return self.point is not None and self.low is not None and self.high is not None

    @property
    def ratio(self) -> float:
        """The high end over the low one, at least 1; inf where there is no high end."""
        return math.inf if not self.low or self.high is None else self.high / self.low

    def to_dict(self) -> dict[str, object]:
        """Return the row of the panel."""
        return {"method": self.method, "estimate": self.point, "low": self.low, "high": self.high, "note": self.note}


def checked(estimate: Estimate, observed: int) -> Estimate:
    """Return an estimate that keeps the promises of the family.

    No end lies below the people who were seen. A point outside its interval stays as it is, with a warning.
    """
    low, point, high = (None if end is None else max(float(end), float(observed)) for end in (estimate.low, estimate.point, estimate.high))  # fmt: skip
    warnings = estimate.warnings
    if point is not None and not (low is not None and low <= point and (high is None or point <= high)):
        warnings = (*warnings, "The estimate lies outside its own interval.")
    return Estimate(
        estimate.method,
        point,
        low,
        high,
        estimate.level,
        estimate.note,
        estimate.assumptions,
        warnings,
        estimate.source,
    )


def none_of(method: str, level: float, why: str) -> Estimate:
    """Return what a method says where it says nothing."""
    return Estimate(method, None, None, None, level, why)


def require_level(level: float) -> None:
    """Refuse a level that is no coverage.

    Raises
    ------
    DataError
        If it is not between 0.5 and 1.
    """
    if not 0.5 <= level < 1:
        raise DataError("this is no level", field="level", value=f"{level:g}", rule="0.5 or more and below 1, as 0.95")
