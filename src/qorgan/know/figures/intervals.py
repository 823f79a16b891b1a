"""What a printed number can mean: an interval of shares or of counts."""

import math
from dataclasses import dataclass
from typing import Literal

from qorgan.kernel.errors import DataError

Form = Literal["percent", "ratio", "number"]

_NEAR = 1e-9  # as in coherence: shares nearer to each other than this are the same


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values a wording allows a number to lie, ends included.

    Parameters
    ----------
    lo, hi : float
        Shares in [0, 1], or counts from 0; ``hi`` of a count may be infinite.
    form : {"percent", "ratio", "number"}
        How it is printed; the first two are shares.

    Raises
    ------
    DataError
        If the ends are out of order or out of range.
    """

    lo: float
    hi: float
    form: Form

    def __post_init__(self) -> None:
        top = 1.0 if self.is_share else math.inf
        if not 0 <= self.lo <= self.hi <= top:
            what = "this is no share" if self.is_share else "this is no count"
            rule = "a share lies in 0 to 100 %" if self.is_share else "a count is not below 0, and lo is at most hi"
            raise DataError(what, value=f"{self.lo:g} to {self.hi:g}", rule=rule)

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something, rather than a count."""
        return self.form != "number"

    def meets(self, other: "Interval") -> bool:
        """Say whether both can be one number. Intervals that only touch cannot: "nearly X" is not "more than X".

        Examples
        --------
        >>> Interval(0.165, 0.175, "percent").meets(Interval(1 / 6, 1 / 6, "ratio"))
        True
        """
        common = min(self.hi, other.hi) - max(self.lo, other.lo)
        is_point = self.lo == self.hi or other.lo == other.hi
        return self.is_share == other.is_share and (common > _NEAR or (is_point and common >= -_NEAR))
