"""What a sample says of one group: a number with its error, what it rests on, and whether it may be published."""

from dataclasses import dataclass
from typing import Final

from qorgan.kernel.errors import DataError

LEVEL: Final = 0.95
WITHHELD: Final = 25  # rows below which a number is not published [croft2018]_
BRACKETED: Final = 50  # rows below which it is published in brackets only

ASSUMPTIONS: Final = (
    "The rows were drawn as the design says, and the weights are right.",
    "Whoever did not answer would have answered as those of the same group did.",
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, total or ratio of a group.

    Parameters
    ----------
    group : str or None
        None: everybody.
    point : float or None
        None where no row counts or the denominator is 0.
    se : float or None
        Standard error, by linearisation.
    low, high : float or None
        None where there are no degrees of freedom.
    level : float
        Coverage that the interval is made for, in (0, 1).
    df : int
        Units of the first stage less strata, of those with somebody of the group.
    deff : float or None
        Variance over that of a simple random sample of as many rows; None where that one is 0.
    n : int
        Rows that count: those of the group with weight whose value is known.
    missing : int
        Rows of the group with weight whose value is not known. They stay in the design and count as outside.
    denominator : float
        What the number is of: sum of the weights of those n rows; of a ratio the weighted sum below the line.
    method : str
        Statistic and interval, as ``mean, t``.
    warnings : tuple of str
        Plain sentences.
    source : str
        Where the method is written down; a key of ``docs/references.bib``.
    """

    group: str | None
    point: float | None
    se: float | None
    low: float | None
    high: float | None
    level: float
    df: int
    deff: float | None
    n: int
    missing: int
    denominator: float
    method: str
    warnings: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ASSUMPTIONS
    source: str = "cochran1977"

    @property
    def cv(self) -> float | None:
        """Standard error over the size of the estimate; None where that is 0."""
        return None if self.se is None or not self.point else self.se / abs(self.point)

    @property
    def is_publishable(self) -> bool:
        """Whether 25 rows or more count, and there is a number with an interval."""
        return self.n >= WITHHELD and self.point is not None and self.low is not None

    @property
    def is_bracketed(self) -> bool:
        """Whether it may be published in brackets only, for 25 to 49 rows."""
        return self.is_publishable and self.n < BRACKETED

    def to_dict(self) -> dict[str, object]:
        """Return the row of ``qorgan know survey --json``."""
        return {
            "group": self.group,
            "estimate": self.point,
            "se": self.se,
            "low": self.low,
            "high": self.high,
            "df": self.df,
            "deff": self.deff,
            "n": self.n,
            "missing": self.missing,
            "denominator": self.denominator,
            "cv": self.cv,
            "publishable": self.is_publishable,
            "bracketed": self.is_bracketed,
        }


def require_level(level: float) -> None:
    """Refuse a level that is no coverage.

    Raises
    ------
    DataError
        If it is not between 0.5 and 1.
    """
    if not 0.5 <= level < 1:
        raise DataError("this is no level", field="level", value=f"{level:g}", rule="0.5 or more and below 1, as 0.95")
