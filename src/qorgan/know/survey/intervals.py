"""Intervals of shares that stay between 0 and 1, and of everything else."""

import math
from typing import Final, Literal, get_args

from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import beta, f, t

Interval = Literal["t", "logit", "asin", "beta", "likelihood"]
INTERVALS: Final = get_args(Interval)


def interval_of(
    point: float, se: float, df: int, *, n: int, level: float, method: Interval = "t"
) -> tuple[float, float]:
    """Return the ends of an interval.

    Parameters
    ----------
    point, se : float
        Estimate and standard error; a share in [0, 1] for every method but ``t``.
    df : int
        At least 1.
    n : int
        Rows that count.
    level : float
        In (0, 1).
    method : {"t", "logit", "asin", "beta", "likelihood"}
        ``t``: estimate ± t · se. ``logit``, ``asin``: the same on another scale. ``beta``: that of Clopper and Pearson
        with the effective number of rows [korn1998]_. ``likelihood``: where the deviance, divided by the design effect
        and by n / (n - 1), the dispersion of a share in quasi-likelihood, passes the quantile of F(1, df) [rao1984]_.

    Notes
    -----
    At a share of exactly 0 or 1 the sample shows no spread. Then every method but ``t`` is ``beta`` with all rows effective,
    corrected for df: never a point, and still too short where rows of one cluster are alike.
    """
    tail = (1 + level) / 2
    reach = float(t.ppf(tail, df))
    if method == "t":
        return point - reach * se, point + reach * se
    if point <= 0 or point >= 1:
        return _beta(min(max(point, 0.0), 1.0), _corrected(n, n, df, tail), tail)
    spread = point * (1 - point)
    if method == "beta" and se > 0:
        return _beta(point, _corrected(spread / se**2, n, df, tail), tail)
    if method == "likelihood" and se > 0:
        return _likelihood(point, se**2 / spread * n / max(n - 1, 1), float(f.ppf(level, 1, df)))
    if method == "asin":
        centre, by = math.asin(math.sqrt(point)), reach * se / (2 * math.sqrt(spread))
        return math.sin(max(centre - by, 0.0)) ** 2, math.sin(min(centre + by, math.pi / 2)) ** 2
    centre, by = math.log(point / (1 - point)), reach * se / spread
    return float(expit(centre - by)), float(expit(centre + by))


def _corrected(effective: float, n: int, df: int, tail: float) -> float:
    """Return the effective number of rows for an interval that knows only df degrees of freedom."""
    return effective * float(t.ppf(tail, max(n - 1, 1)) / t.ppf(tail, df)) ** 2


def _beta(point: float, effective: float, tail: float) -> tuple[float, float]:
    yes, no = effective * point, effective * (1 - point)
    low = float(beta.ppf(1 - tail, yes, no + 1)) if yes > 0 else 0.0
    high = float(beta.ppf(tail, yes + 1, no)) if no > 0 else 1.0
    return low, high


def _likelihood(point: float, scale: float, most: float) -> tuple[float, float]:
    """Return where the deviance of one row, over its variance in this design, is the most allowed."""

    def excess(at: float) -> float:
        fits = point * math.log(point / at) + (1 - point) * math.log((1 - point) / (1 - at))
        return 2 * fits / scale - most

    edge = 1e-300
    low = brentq(excess, edge, point, xtol=1e-14) if excess(edge) > 0 else 0.0
    top = 1 - 1e-16
    return low, brentq(excess, point, top, xtol=1e-14) if excess(top) > 0 else 1.0
