"""What a sample says of one group: a number with its error, what it rests on, and whether it may be published."""

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qorgan.kernel.errors import DataError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    refused : int
        Of the missing, those who would rather not say.
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
    refused: int = 0

    def __str__(self) -> str:
        """Return a sentence for people: nothing that may not be published, no more digits than are known."""
        name = f"{self.group}: " if self.group else ""
        gaps = f"{self.missing} missing" + (f", of them {self.refused} would rather not say" if self.refused else "")
        tail = f"n {self.n}, {gaps}; {self.method}"
        if not self.is_publishable:
            return f"{name}not published ({tail})"
        point, low, high = (rounded(number, self.known_to) for number in (self.point, self.low, self.high))
        if self.is_bracketed:
            point = f"({point})"
        return f"{name}{point}, {self.level:.0%} interval {low} to {high} ({tail})"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"

    def plot(self) -> "Figure":
        """Draw the point and its interval; a `matplotlib.figure.Figure`."""
        from qorgan.know.survey.plotting import panel  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        return panel((self,), self.method)

    @property
    def known_to(self) -> float:
        """The standard error, or where the sample shows no spread (nobody said yes) a quarter of the interval, at least 0."""
        if self.se or self.low is None or self.high is None:
            return self.se or 0.0
        return (self.high - self.low) / 4

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
            "refused": self.refused,
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


def rounded(number: float | None, se: float) -> str:
    """Write a number to the second digit of its standard error.

    Examples
    --------
    >>> rounded(662.2874, 9.409), rounded(0.05304, 0.0159), rounded(3687177.5, 114641.7)
    ('662.3', '0.053', '3,690,000')
    """
    if number is None:
        return "–"
    if se <= 0 or not math.isfinite(se) or se < abs(number) * 1e-12:
        return f"{number:,.6g}"
    digits = 1 - math.floor(math.log10(se))
    return f"{round(number, digits):,.{max(digits, 0)}f}"
