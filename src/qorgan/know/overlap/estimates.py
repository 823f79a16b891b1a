"""What one method says of the number of people: never a point without an interval, never fewer than were seen."""

import math
from dataclasses import dataclass, replace

from qorgan.know import estimate
from qorgan.know.digits import NONE, number, places_of
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.overlap.sentences import message


@dataclass(frozen=True, slots=True)
class Estimate(estimate.Estimate):
    """A number of people, seen and not, with what it rests on; see `qorgan.know.estimate.Estimate`.

    Without a point there is no high end either. Without a high end nothing bounds the number above.
    """

    @property
    def is_finite(self) -> bool:
        """Whether there is a point and an interval with two ends."""
        return self.point is not None and self.low is not None and self.high is not None

    @property
    def ratio(self) -> float:
        """The high end over the low one, at least 1; inf where there is no high end."""
        return math.inf if not self.low or self.high is None else self.high / self.low

    @property
    def name(self) -> Slot:
        """The method in words."""
        return message(f"method.{self.method}")

    def written(self, value: float | None) -> Slot:
        """Return people in round numbers; without a high end with three digits of the low one."""
        if value is None or self.low is None:
            return NONE
        places = places_of(self.low / 10 if self.high is None else self.high - self.low)
        return number(value, min(places or 0, 0))


def checked(estimate: Estimate, observed: int) -> Estimate:
    """Return an estimate that keeps the promises of the family.

    No end lies below the people who were seen. A point outside its interval stays as it is, with a warning.
    """
    low, point, high = (None if end is None else max(float(end), float(observed)) for end in (estimate.low, estimate.point, estimate.high))  # fmt: skip
    warnings = estimate.warnings
    if point is not None and not (low is not None and low <= point and (high is None or point <= high)):
        warnings = (*warnings, message("warning.outside"))
    return replace(estimate, point=point, low=low, high=high, warnings=warnings)


def none_of(method: str, level: float, why: Message) -> Estimate:
    """Return what a method says where it says nothing."""
    return Estimate(method, None, None, None, level, why)
